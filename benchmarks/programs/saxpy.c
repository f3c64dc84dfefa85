/* y = a x + y over 4096 floats, fused, SIZE times. The compiler makes vectors of it: FMLA, loads and stores of 16 bytes. */
#include "bench.h"
#include <math.h>

enum { N = 4096 };

static float x[N], y[N];

__attribute__((noinline)) static void saxpy(float a) {
  for (int i = 0; i < N; i++) {
    y[i] = fmaf(a, x[i], y[i]);
  }
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 17;
  for (int i = 0; i < N; i++) {
    x[i] = (float) (int32_t) bench_random(&seed) / 4294967296.0f;
  }
  for (long round = 0; round < rounds; round++) {
    saxpy((round & 1) ? -0.4375f : 0.4376f);
  }
  uint64_t sum = 0;
  for (int i = 0; i < N; i++) {
    sum = bench_fold_double(sum, y[i]);
  }
  return bench_result(sum);
}
