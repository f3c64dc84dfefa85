/* What the programs share: the size from the command line, random numbers, the line with the result. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The size of the work, the only argument: a number from 1. */
static inline long bench_size(int argc, char **argv) {
  long size = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
  if (size < 1) {
    fprintf(stderr, "usage: %s SIZE\n", argv[0]);
    exit(2);
  }
  return size;
}

/* Marsaglia's xorshift32; the state must not be 0. */
static inline uint32_t bench_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

/* Folds a value into a checksum; the order counts. */
static inline uint64_t bench_fold(uint64_t sum, uint64_t value) {
  return (sum ^ value) * UINT64_C(0x9e3779b97f4a7c15) + (sum >> 29);
}

static inline uint64_t bench_fold_double(uint64_t sum, double value) {
  union {
    double value;
    uint64_t bits;
  } u = {value};
  return bench_fold(sum, u.bits);
}

static inline void *bench_allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) {
    fprintf(stderr, "out of memory\n");
    exit(3);
  }
  return memory;
}

static inline int bench_result(uint64_t sum) {
  return printf("%016llx\n", (unsigned long long) sum) == 17 ? 0 : 4;
}

#endif
