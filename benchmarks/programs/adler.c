/*
 * The two sums of Adler-32 (RFC 1950) over 64 KiB, SIZE times, in blocks of 32 bytes so that the compiler
 * can make vectors of them: widening, multiplication by constants, sums across.
 */
#include "bench.h"

enum { LENGTH = 1 << 16, BLOCK = 32, CHUNK = 4096, MODULUS = 65521 };

static uint8_t data[LENGTH];

__attribute__((noinline)) static uint32_t adler(uint32_t before) {
  uint32_t a = before & 0xffff, b = before >> 16;
  for (int chunk = 0; chunk < LENGTH; chunk += CHUNK) {
    for (int start = chunk; start < chunk + CHUNK; start += BLOCK) {
      uint32_t plain = 0, weighted = 0;
      for (int i = 0; i < BLOCK; i++) {
        plain += data[start + i];
        weighted += data[start + i] * (uint32_t) (BLOCK - i);
      }
      b += BLOCK * a + weighted;
      a += plain;
    }
    /* 4096 bytes of 255 keep b below 2^32: 65520 * 4097 + 255 * 4096 * 4097 / 2 is 2.4e9. */
    a %= MODULUS;
    b %= MODULUS;
  }
  return b << 16 | a;
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 29;
  for (int i = 0; i < LENGTH; i++) {
    data[i] = (uint8_t) (bench_random(&seed) >> 3);
  }
  uint32_t sum = 1;
  for (long round = 0; round < rounds; round++) {
    sum = adler(sum);
    data[round % LENGTH] ^= (uint8_t) sum;
  }
  return bench_result(sum);
}
