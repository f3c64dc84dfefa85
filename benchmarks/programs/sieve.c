/* The sieve of Eratosthenes over two million numbers, SIZE times. Byte stores with a stride, short loops. */
#include "bench.h"
#include <string.h>

enum { LIMIT = 2000000 };

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint8_t *composite = bench_allocate(LIMIT, 1);
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    memset(composite, 0, LIMIT);
    uint32_t primes = 0;
    for (uint32_t i = 2; i < LIMIT; i++) {
      if (composite[i]) {
        continue;
      }
      primes++;
      for (uint64_t j = (uint64_t) i * i; j < LIMIT; j += i) {
        composite[j] = 1;
      }
    }
    sum = bench_fold(sum, primes + (uint32_t) round);
  }
  return bench_result(sum);
}
