/* The 36th Fibonacci number by two recursive calls, SIZE times. Calls, returns, pairs on the stack. */
#include "bench.h"

/* noclone and no inlining: else the compiler unrolls the recursion, and other calls are measured. */
__attribute__((noinline, noclone, optimize("no-optimize-sibling-calls"))) static uint64_t fib(long n) {
  return n < 2 ? (uint64_t) n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    sum = bench_fold(sum, fib(36 - (round & 1)));
  }
  return bench_result(sum);
}
