/* The lengths of the Collatz sequences of 1 to SIZE. No memory: registers, an unpredictable branch. */
#include "bench.h"

int main(int argc, char **argv) {
  long limit = bench_size(argc, argv);
  uint64_t sum = 0;
  uint32_t longest = 0;
  for (long start = 1; start <= limit; start++) {
    uint32_t steps = 0;
    for (uint64_t n = (uint64_t) start; n != 1; steps++) {
      if (n & 1) {
        n = n * 3 + 1;
      } else {
        n >>= 1;
      }
    }
    if (steps > longest) {
      longest = steps;
      sum = bench_fold(sum, (uint64_t) start);
    }
    sum += steps;
  }
  return bench_result(bench_fold(sum, longest));
}
