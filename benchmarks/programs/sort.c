/* Quicksort of 200 000 numbers, and a hash table with open addressing. SIZE rounds. */
#include "bench.h"
#include <string.h>

enum { COUNT = 200000, SLOTS = 1 << 17 };

static void quicksort(uint32_t *a, long n) {
  while (n > 16) {
    uint32_t x = a[0], y = a[n / 2], z = a[n - 1];
    uint32_t pivot = x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
    long i = -1, j = n;
    for (;;) {
      while (a[++i] < pivot) {
      }
      while (a[--j] > pivot) {
      }
      if (i >= j) {
        break;
      }
      uint32_t swapped = a[i];
      a[i] = a[j];
      a[j] = swapped;
    }
    quicksort(a, j + 1);
    a += j + 1;
    n -= j + 1;
  }
  for (long i = 1; i < n; i++) {
    uint32_t value = a[i];
    long j = i;
    for (; j > 0 && a[j - 1] > value; j--) {
      a[j] = a[j - 1];
    }
    a[j] = value;
  }
}

static uint32_t counts[SLOTS][2];

static uint32_t *count_of(uint32_t key) {
  uint32_t slot = key * UINT32_C(2654435769) >> 15;
  while (counts[slot][1] != 0 && counts[slot][0] != key) {
    slot = (slot + 1) & (SLOTS - 1);
  }
  counts[slot][0] = key;
  return &counts[slot][1];
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t *numbers = bench_allocate(COUNT, sizeof *numbers);
  uint32_t seed = 2463534242;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    memset(counts, 0, sizeof counts);
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = bench_random(&seed);
      ++*count_of(numbers[i] >> 16);
    }
    quicksort(numbers, COUNT);
    for (int i = 1; i < COUNT; i++) {
      if (numbers[i - 1] > numbers[i]) {
        return 5;
      }
      sum += (uint64_t) numbers[i] * *count_of(numbers[i] >> 16);
    }
    sum = bench_fold(sum, numbers[COUNT / 2]);
  }
  return bench_result(sum);
}
