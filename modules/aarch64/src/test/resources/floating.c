/* Floating point and vectors as a compiler makes them, freestanding: results go out as 64-bit words. */
#include <arm_neon.h>

typedef unsigned long u64;
typedef unsigned char u8;

static u64 results[256];
static int count;
static u64 state = 0x9e3779b97f4a7c15;

static long call(long number, long a, long b, long c) {
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x8 __asm__("x8") = number;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8) : "memory");
  return x0;
}

void *memcpy(void *to, const void *from, u64 n) {
  u8 *t = to;
  const u8 *f = from;
  for (; n >= 16; n -= 16, t += 16, f += 16) vst1q_u8(t, vld1q_u8(f));
  while (n--) *t++ = *f++;
  return to;
}

void *memset(void *to, int c, u64 n) {
  u8 *t = to;
  for (; n >= 16; n -= 16, t += 16) vst1q_u8(t, vdupq_n_u8((u8)c));
  while (n--) *t++ = (u8)c;
  return to;
}

static void note(u64 value) { results[count++] = value; }

static void note_double(double d) {
  u64 bits;
  __builtin_memcpy(&bits, &d, 8);
  note(bits);
}

static u64 next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double uniform(void) { return (double)(long)(next() >> 11) * 0x1p-53; }

/* Vectors written by hand, as C libraries do. */
static u64 length(const char *s) {
  const u8 *p = (const u8 *)((u64)s & -16ul);
  u64 skip = ((u64)s & 15) * 4;
  uint8x16_t zero = vceqzq_u8(vld1q_u8(p));
  u64 mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(zero), 4)), 0);
  mask >>= skip;
  if (mask) return (u64)__builtin_ctzl(mask) / 4;
  for (;;) {
    p += 16;
    zero = vceqzq_u8(vld1q_u8(p));
    if (vmaxvq_u8(zero)) {
      mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(zero), 4)), 0);
      return (u64)(p - (const u8 *)s) + (u64)__builtin_ctzl(mask) / 4;
    }
  }
}

/* Decimal digits of a number, as printf has to find them. */
static u64 decimal(double d) {
  u64 digits = 0;
  int exponent = 0;
  if (d < 0) d = -d;
  while (d >= 10) d /= 10, exponent++;
  while (d > 0 && d < 1) d *= 10, exponent--;
  for (int i = 0; i < 15; i++) {
    int digit = (int)d;
    digits = digits * 10 + (u64)digit;
    d = (d - digit) * 10;
  }
  return digits ^ ((u64)exponent << 50);
}

static double exponential(double x) {
  double term = 1, sum = 1;
  for (int i = 1; i < 30; i++) sum += term *= x / i;
  return sum;
}

static double a[64], b[64], c[64];
static float f[256], g[256];
static int w[256];
static short h[256];
static u8 bytes[1024 + 16], more[1024];

static void matrices(void) {
  for (int i = 0; i < 64; i++) a[i] = uniform() - 0.5, b[i] = uniform() * 8;
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      double sum = 0;
      for (int k = 0; k < 8; k++) sum += a[i * 8 + k] * b[k * 8 + j];
      c[i * 8 + j] = sum;
    }
  for (int i = 0; i < 64; i += 7) note_double(c[i]);
}

static void loops(void) {
  for (int i = 0; i < 256; i++) f[i] = (float)uniform() * 100 - 50, w[i] = (int)next(), h[i] = (short)next();
  for (int i = 0; i < 256; i++) g[i] = f[i] > 0 ? __builtin_sqrtf(f[i]) : -f[i] / 3;
  for (int i = 0; i < 256; i++) w[i] = (w[i] >> 3) + (int)g[i] * h[i];
  float most = g[0];
  for (int i = 0; i < 256; i++) most = g[i] > most ? g[i] : most;
  note_double(most);
  int sum = 0, high = w[0];
  for (int i = 0; i < 256; i++) sum += w[i], high = w[i] > high ? w[i] : high;
  note((u64)sum);
  note((u64)high);
  long wide = 0;
  for (int i = 0; i < 256; i++) wide += (long)h[i] * h[255 - i];
  note((u64)wide);
  for (int i = 0; i < 1024; i++) bytes[i] = (u8)next();
  for (int i = 0; i < 1024; i++) more[i] = (u8)((bytes[i] + bytes[1023 - i] + 1) / 2);
  unsigned total = 0;
  for (int i = 0; i < 1024; i++) total += more[i] > bytes[i] ? more[i] - bytes[i] : 0;
  note(total);
  for (int i = 0; i < 1024 / 4; i++) {
    u8 t = more[4 * i];
    more[4 * i] = more[4 * i + 2];
    more[4 * i + 2] = t;
  }
  u64 hash = 0;
  for (int i = 0; i < 1024; i += 8) hash = hash * 31 + *(u64 *)(more + i);
  note(hash);
}

void _start(void) {
  matrices();
  loops();
  for (int i = 0; i < 12; i++) {
    double x = (uniform() - 0.5) * 40;
    note_double(exponential(x));
    note_double(__builtin_floor(x) + __builtin_trunc(x) * 3 + __builtin_rint(x) * 7);
    note(decimal(exponential(x)));
    note((u64)(long)(x * 1e17) ^ (u64)(int)(x * 1e10));
    note((u64)(unsigned)(int)(float)x);
    note_double((double)(next() >> (i * 5)) / (double)(long)next());
    float single = (float)x;
    __fp16 half = (__fp16)single;
    note_double((double)half);
  }
  volatile double zero = 0;
  note_double(zero / zero);
  note_double(1 / zero);
  for (int i = 0; i < 12; i++) {
    memset(bytes, 'x', sizeof bytes);
    u64 at = next() % 60, n = next() % 300;
    bytes[at + n] = 0;
    note(length((const char *)bytes + at));
  }
  call(64, 1, (long)results, count * 8);
  call(93, count, 0, 0);
}
