/*
 * Vectors by hand over 16 KiB, SIZE times: table look-ups, selections, saturating sums, minima and maxima,
 * structures of four, shifts that insert. Advanced SIMD's intrinsics on AArch64, the
 * compiler's vector extensions elsewhere; the results are equal.
 */
#include "bench.h"
#include <string.h>

enum { LENGTH = 1 << 14 };

static uint8_t in[LENGTH], out[LENGTH], table[16];

#ifdef __aarch64__
#include <arm_neon.h>

static void bytes(int rounds) {
  uint8x16_t low = vdupq_n_u8(15), t = vld1q_u8(table), bias = vdupq_n_u8((uint8_t) rounds);
  for (int i = 0; i < LENGTH; i += 16) {
    uint8x16_t v = vld1q_u8(in + i);
    uint8x16_t hex = veorq_u8(vqtbl1q_u8(t, vandq_u8(v, low)), vshrq_n_u8(v, 4));
    uint8x16_t large = vcgtq_u8(v, bias);
    hex = vbslq_u8(large, vqaddq_u8(hex, bias), vqsubq_u8(hex, bias));
    vst1q_u8(out + i, vmaxq_u8(vminq_u8(hex, vextq_u8(v, v, 3)), vdupq_n_u8(1)));
  }
}

static void transposed(void) {
  for (int i = 0; i < LENGTH; i += 64) {
    uint32x4x4_t rows = vld4q_u32((const uint32_t *) (const void *) (out + i));
    rows.val[0] = vaddq_u32(rows.val[0], vmulq_u32(rows.val[1], rows.val[2]));
    rows.val[3] = vsriq_n_u32(vshlq_n_u32(rows.val[3], 7), rows.val[3], 25);
    vst1q_u32((uint32_t *) (void *) (in + i), rows.val[0]);
    vst1q_u32((uint32_t *) (void *) (in + i + 16), rows.val[1]);
    vst1q_u32((uint32_t *) (void *) (in + i + 32), rows.val[2]);
    vst1q_u32((uint32_t *) (void *) (in + i + 48), rows.val[3]);
  }
}

#else

typedef uint8_t v16 __attribute__((vector_size(16)));
typedef uint32_t v4 __attribute__((vector_size(16)));

static void bytes(int rounds) {
  v16 low = (v16) {0} + 15, one = (v16) {0} + 1, bias = (v16) {0} + (uint8_t) rounds, t;
  memcpy(&t, table, 16);
  for (int i = 0; i < LENGTH; i += 16) {
    v16 v;
    memcpy(&v, in + i, 16);
    v16 hex = __builtin_shuffle(t, v & low) ^ (v >> 4);
    v16 large = (v16) (v > bias), sum = hex + bias, difference = hex - bias;
    sum |= (v16) (sum < hex);
    difference &= (v16) (hex >= bias);
    hex = (sum & large) | (difference & ~large);
    v16 next = __builtin_shuffle(v, (v16) {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2});
    v16 less = (v16) (hex < next);
    hex = (hex & less) | (next & ~less);
    hex |= one & (v16) (hex == 0);
    memcpy(out + i, &hex, 16);
  }
}

static void transposed(void) {
  for (int i = 0; i < LENGTH; i += 64) {
    v4 rows[4], columns[4];
    memcpy(rows, out + i, 64);
    for (int c = 0; c < 4; c++) {
      columns[c] = (v4) {rows[0][c], rows[1][c], rows[2][c], rows[3][c]};
    }
    columns[0] += columns[1] * columns[2];
    columns[3] = columns[3] << 7 | columns[3] >> 25;
    memcpy(in + i, columns, 64);
  }
}

#endif

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 41;
  for (int i = 0; i < LENGTH; i++) {
    in[i] = (uint8_t) (bench_random(&seed) >> 5);
  }
  for (int i = 0; i < 16; i++) {
    table[i] = (uint8_t) (i * 73 + 19);
  }
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    bytes((int) (round & 127) + 1);
    transposed();
    sum = bench_fold(sum, in[round % LENGTH]);
  }
  return bench_result(sum);
}
