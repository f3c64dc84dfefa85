/* Products of two 128 x 128 matrices of doubles with fused multiply-add, SIZE times, row by row. */
#include "bench.h"
#include <math.h>

enum { N = 128 };

static double a[N][N], b[N][N], c[N][N];

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 5;
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      a[i][j] = (bench_random(&seed) >> 8) / 16777216.0 - 0.5;
      b[i][j] = (bench_random(&seed) >> 8) / 16777216.0 - 0.5;
    }
  }
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        double dot = 0;
        for (int k = 0; k < N; k++) {
          dot = fma(a[i][k], b[k][j], dot);
        }
        c[i][j] = dot;
      }
    }
    for (int i = 0; i < N; i++) {
      a[i][round % N] = c[i][i] / 8;
    }
    sum = bench_fold_double(sum, c[round % N][(round * 7) % N]);
  }
  return bench_result(sum);
}
