/* The Mandelbrot set on SIZE x SIZE points, at most 100 iterations a point. Double precision in registers. */
#include "bench.h"

int main(int argc, char **argv) {
  long size = bench_size(argc, argv);
  uint64_t sum = 0;
  for (long row = 0; row < size; row++) {
    double ci = 2.0 * (double) row / (double) size - 1.0;
    uint64_t inside = 0;
    for (long column = 0; column < size; column++) {
      double cr = 2.0 * (double) column / (double) size - 1.5;
      double zr = 0, zi = 0, rr = 0, ii = 0;
      int n = 0;
      for (; n < 100 && rr + ii <= 4.0; n++) {
        zi = 2.0 * zr * zi + ci;
        zr = rr - ii + cr;
        rr = zr * zr;
        ii = zi * zi;
      }
      inside += (uint64_t) n;
    }
    sum = bench_fold(sum, inside);
  }
  return bench_result(sum);
}
