/* The SIZE-th Fibonacci number by two recursive calls. Calls, returns, pairs on the stack. */
#include "bench.h"

/* noclone and no inlining: else the compiler unrolls the recursion, and other calls are measured. */
__attribute__((noinline, noclone, optimize("no-optimize-sibling-calls"))) static uint64_t fib(long n) {
  return n < 2 ? (uint64_t) n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv) {
  return bench_result(fib(bench_size(argc, argv)));
}
