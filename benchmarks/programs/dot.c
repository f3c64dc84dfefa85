/*
 * Dot products over 4096 elements, SIZE times: of doubles in four sums side by side, of 16-bit integers into
 * 32 bits. The compiler makes vectors of both.
 */
#include "bench.h"

enum { N = 4096 };

static double a[N], b[N];
static int16_t c[N], d[N];

__attribute__((noinline)) static double dot_double(void) {
  double sums[4] = {0};
  for (int i = 0; i < N; i += 4) {
    for (int lane = 0; lane < 4; lane++) {
      sums[lane] += a[i + lane] * b[i + lane];
    }
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

__attribute__((noinline)) static int32_t dot_short(void) {
  int32_t sum = 0;
  for (int i = 0; i < N; i++) {
    sum += c[i] * d[i];
  }
  return sum;
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 23;
  for (int i = 0; i < N; i++) {
    a[i] = (int32_t) bench_random(&seed) / 4294967296.0;
    b[i] = (int32_t) bench_random(&seed) / 4294967296.0;
    c[i] = (int16_t) (bench_random(&seed) % 1000);
    d[i] = (int16_t) (bench_random(&seed) % 400 - 200);
  }
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    sum = bench_fold_double(sum, dot_double());
    sum = bench_fold(sum, (uint32_t) dot_short());
    a[round % N] += 0.0625;
    c[round % N] ^= 1;
  }
  return bench_result(sum);
}
