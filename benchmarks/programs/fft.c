/* A fast Fourier transform of 4096 complex doubles, radix 2, there and back, SIZE times. Strides of powers of two. */
#include "bench.h"
#include <math.h>

enum { BITS = 12, N = 1 << BITS };

static double re[N], im[N], roots[N / 2][2];

/* The n-th roots of unity by halving angles: square roots are exact everywhere, sin and cos are not. */
static void make_roots(void) {
  double steps[BITS][2];
  double c = -1;
  for (int i = 0; i < BITS; i++) {
    steps[i][0] = c;
    steps[i][1] = i == 0 ? 0 : -sqrt((1 - c) * (1 + c));
    c = sqrt((1 + c) / 2);
  }
  for (int i = 0; i < N / 2; i++) {
    double x = 1, y = 0;
    for (int bit = 0; bit < BITS - 1; bit++) {
      if (i >> bit & 1) {
        const double *step = steps[BITS - 1 - bit];
        double rotated = x * step[0] - y * step[1];
        y = x * step[1] + y * step[0];
        x = rotated;
      }
    }
    roots[i][0] = x;
    roots[i][1] = y;
  }
}

static void transform(void) {
  for (int i = 1, j = 0; i < N; i++) {
    int bit = N >> 1;
    for (; j & bit; bit >>= 1) {
      j ^= bit;
    }
    j ^= bit;
    if (i < j) {
      double r = re[i], m = im[i];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = r;
      im[j] = m;
    }
  }
  for (int half = 1; half < N; half *= 2) {
    for (int start = 0; start < N; start += 2 * half) {
      for (int k = 0; k < half; k++) {
        const double *w = roots[k * (N / 2 / half)];
        int i = start + k, j = i + half;
        double r = re[j] * w[0] - im[j] * w[1];
        double m = re[j] * w[1] + im[j] * w[0];
        re[j] = re[i] - r;
        im[j] = im[i] - m;
        re[i] += r;
        im[i] += m;
      }
    }
  }
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  make_roots();
  uint32_t seed = 11;
  for (int i = 0; i < N; i++) {
    re[i] = (bench_random(&seed) >> 8) / 16777216.0 - 0.5;
  }
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    transform();
    /* The inverse is the transform of the conjugate, over N. */
    for (int i = 0; i < N; i++) {
      im[i] = -im[i];
    }
    transform();
    for (int i = 0; i < N; i++) {
      re[i] /= N;
      im[i] /= -N;
    }
    sum = bench_fold_double(sum, re[round % N] + im[(round * 3) % N]);
  }
  return bench_result(sum);
}
