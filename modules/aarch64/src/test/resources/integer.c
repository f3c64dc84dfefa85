/* Self-contained integer code for a comparison of runs: no library, no floating point. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

static u64 call(long number, u64 a, u64 b, u64 c) {
  register long x8 __asm__("x8") = number;
  register u64 x0 __asm__("x0") = a;
  register u64 x1 __asm__("x1") = b;
  register u64 x2 __asm__("x2") = c;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}

static u64 state = 88172645463325252ul;
static u64 next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static u8 buffer[1 << 16];
static u64 results[64];
static int count;
static void note(u64 value) { results[count++] = value; }

static void sort(u64 *low, u64 *high) {
  while (low < high) {
    u64 pivot = low[(high - low) / 2], *i = low, *j = high;
    while (i <= j) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i <= j) { u64 t = *i; *i++ = *j; *j-- = t; }
    }
    sort(low, j);
    low = i;
  }
}

static u32 adler(const u8 *p, u64 n) {
  u32 a = 1, b = 0;
  for (u64 i = 0; i < n; i++) { a = (a + p[i]) % 65521; b = (b + a) % 65521; }
  return b << 16 | a;
}

static u64 power(u64 base, u64 exponent, u64 modulus) {
  unsigned __int128 result = 1, b = base;
  for (; exponent; exponent >>= 1) {
    if (exponent & 1) result = (u64)(result * b) % modulus;
    b = (u64)(b * b) % modulus;
  }
  return result;
}

static long collatz(long n) {
  long steps = 0;
  for (; n != 1; steps++) n = n & 1 ? 3 * n + 1 : n / 2;
  return steps;
}

static int ackermann(int m, int n) {
  return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static int classify(int c) {
  switch (c & 15) {
    case 0: return c * 3;
    case 1: return c >> 2;
    case 2: return -c;
    case 3: return c ^ 0x55;
    case 5: return c % 7;
    case 7: return c / -3;
    case 9: return (signed char)c;
    case 11: return (short)(c * 257);
    default: return c + 1;
  }
}

static int shared;
static long shared_long;

void _start(void) {
  for (u64 i = 0; i < sizeof buffer; i += 8) *(u64 *)(buffer + i) = next();
  note(adler(buffer, sizeof buffer));
  sort((u64 *)buffer, (u64 *)(buffer + sizeof buffer) - 1);
  note(adler(buffer, sizeof buffer));
  for (int i = 0; i < 4; i++) note(power(next() >> 33, next(), (next() >> 33) | 1));
  long longest = 0;
  for (long n = 1; n < 3000; n++) { long s = collatz(n); if (s > longest) longest = s; }
  note(longest);
  note(ackermann(2, 60));
  u64 sum = 0;
  for (int i = 0; i < 5000; i++) sum = sum * 31 + classify((int)next());
  note(sum);
  for (int i = 0; i < 1000; i++) {
    __atomic_fetch_add(&shared, (int)next(), __ATOMIC_SEQ_CST);
    __atomic_fetch_xor(&shared_long, (long)next(), __ATOMIC_ACQ_REL);
    long expected = i & 1 ? shared_long : 0;
    __atomic_compare_exchange_n(&shared_long, &expected, i, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
  }
  note(shared);
  note(shared_long);
  for (int i = 0; i < 8; i++) {
    u64 a = next(), b = next() >> (i * 7);
    note((long)a / (long)(b | 1));
    note(a % (b | 1));
    note(__builtin_clzl(b | 1) * 100 + __builtin_ctzl(a | 1024));
    note(__builtin_bswap64(a) ^ __builtin_bswap32((u32)b));
  }
  call(64, 1, (u64)results, count * 8);
  call(93, (u64)count, 0, 0);
}
