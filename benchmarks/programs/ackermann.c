/* Ackermann's function of 3 and 9, SIZE times: recursion some thousand frames deep, at different depths. */
#include "bench.h"

__attribute__((noinline, noclone)) static uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0) {
    return n + 1;
  }
  return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    sum = bench_fold(sum, ackermann(3, 9 - (uint32_t) (round & 1)));
  }
  return bench_result(sum);
}
