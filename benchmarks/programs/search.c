/*
 * Searches in 64 KiB, SIZE times: the C library's memchr, strlen and memcmp, which are written with vectors by hand,
 * and a count of bytes of a class, which the compiler makes vectors of.
 */
#include "bench.h"
#include <string.h>

enum { LENGTH = 1 << 16 };

static char text[LENGTH + 1], copy[LENGTH + 1];

__attribute__((noinline)) static uint32_t count_letters(const char *s, int n) {
  uint32_t count = 0;
  for (int i = 0; i < n; i++) {
    count += (uint8_t) ((s[i] | 32) - 'a') < 26;
  }
  return count;
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 37;
  for (int i = 0; i < LENGTH; i++) {
    text[i] = (char) (bench_random(&seed) % 95 + 32);
    if (text[i] == '\n' || text[i] == '~') {
      text[i] = ' ';
    }
  }
  for (int i = 997; i < LENGTH; i += 997) {
    text[i] = '~';
  }
  memcpy(copy, text, sizeof text);
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    const char *end = text + LENGTH;
    for (const char *hit = text; (hit = memchr(hit, '~', (size_t) (end - hit))) != NULL; hit++) {
      sum += (uint64_t) (hit - text);
    }
    sum += strlen(text + round % 64);
    copy[round * 257 % LENGTH] ^= 1;
    sum += memcmp(text, copy, LENGTH) < 0;
    copy[round * 257 % LENGTH] ^= 1;
    sum = bench_fold(sum, count_letters(text + round % 64, LENGTH - 64));
  }
  return bench_result(sum);
}
