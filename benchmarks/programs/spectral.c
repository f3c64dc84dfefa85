/* The spectral norm of an infinite matrix's first 500 rows and columns, SIZE power iterations. Divisions, conversions. */
#include "bench.h"
#include <math.h>

enum { N = 500 };

static double element(int i, int j) {
  return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void times(const double *v, double *result, int transposed) {
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int j = 0; j < N; j++) {
      sum += (transposed ? element(j, i) : element(i, j)) * v[j];
    }
    result[i] = sum;
  }
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  static double u[N], v[N], between[N];
  for (int i = 0; i < N; i++) {
    u[i] = 1.0;
  }
  for (long round = 0; round < rounds; round++) {
    times(u, between, 0);
    times(between, v, 1);
    times(v, between, 0);
    times(between, u, 1);
    /* Only the direction counts, and without this the numbers would grow until they are infinite. */
    double scale = 1.0 / u[0];
    for (int i = 0; i < N; i++) {
      u[i] *= scale;
      v[i] *= scale;
    }
  }
  double uv = 0, vv = 0;
  for (int i = 0; i < N; i++) {
    uv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  return bench_result(bench_fold_double(0, sqrt(uv / vv)));
}
