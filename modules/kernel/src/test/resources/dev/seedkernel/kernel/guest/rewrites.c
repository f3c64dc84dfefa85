// A function that is written anew and run, again and again: the first argument says how, the second
// how often, the third how many calls each has.
#include "guest.h"

enum { MOVZ = 0x52800000, MUL = 0x1b017c00, ADD = 0x0b020000, RET = 0xd65f03c0, PAGE = 4096 };

typedef u32 (*function)(u32, u32, u32);

static long number(const char *text) {
  long value = 0;
  while (*text) value = value * 10 + *text++ - '0';
  return value;
}

// As a compiler's __clear_cache for one line (Arm ARM B2.4.4).
static void publish(void *at) {
  asm volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" : : "r"(at) : "memory");
}

// Returns x * y + z, or a constant for every other version.
static void write_version(volatile u32 *at, u32 version) {
  at[0] = version & 1 ? MUL : MOVZ | (version & 0xffff) << 5;
  at[1] = ADD;
  at[2] = RET;
}

static u32 expected(u32 version, u32 x, u32 y, u32 z) {
  return (version & 1 ? x * y : version & 0xffff) + z;
}

static long wrong_results(u32 *at, u32 version, long calls) {
  long wrong = 0;
  for (long i = 0; i < calls; i++) {
    u32 value = ((volatile function)at)(i, version, 7);
    wrong += value != expected(version, i, version, 7);
  }
  return wrong;
}

// Memory that can be written to and executed at once, and a page for each version in turn, so that
// some code stays while other code changes beside it.
static void in_place(long count, long calls) {
  u32 *code = (u32 *)mmap(0, 4 * PAGE, PROT_RW | PROT_X, MAP_PRIVATE | MAP_ANON, -1, 0);
  long wrong = 0;
  write_version(code + 512, 1), publish(code + 512);
  for (long i = 0; i < count; i++) {
    u32 *at = code + i % 4 * (PAGE / 4);
    write_version(at, i), publish(at);
    wrong += wrong_results(at, i, calls) + wrong_results(code + 512, 1, 3);
  }
  T(wrong);
}

// Memory that is either.
static void protected(long count, long calls) {
  u32 *code = (u32 *)mmap(0, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  long wrong = 0, refused = 0;
  for (long i = 0; i < count; i++) {
    refused += mprotect(code, PAGE, PROT_RW) != 0;
    write_version(code, i);
    refused += mprotect(code, PAGE, PROT_R | PROT_X) != 0;
    publish(code);
    wrong += wrong_results(code, i, calls);
  }
  T(wrong), T(refused);
}

// A mapping in the place of another, and a file that a shared mapping of it writes to.
static void mapped(long count, long calls) {
  long fd = open("/code", O_CREAT | O_RDWR), wrong = 0;
  ftruncate(fd, PAGE);
  u32 *writable = (u32 *)mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, 0);
  u32 *shared = (u32 *)mmap(0, PAGE, PROT_R | PROT_X, MAP_SHARED, fd, 0), *private = 0;
  for (long i = 0; i < count; i++) {
    write_version(writable, i), publish(shared);
    wrong += wrong_results(shared, i, calls);
    private = (u32 *)mmap(private, PAGE, PROT_R | PROT_X, MAP_PRIVATE | (private ? MAP_FIXED : 0),
                          fd, 0);
    wrong += wrong_results(private, i, calls);
  }
  T(wrong);
}

// Code that a call into the kernel stores.
static void stored_by_read(long count, long calls) {
  u32 *code = (u32 *)mmap(0, PAGE, PROT_RW | PROT_X, MAP_PRIVATE | MAP_ANON, -1, 0), version[3];
  long fd = open("/code", O_CREAT | O_RDWR), wrong = 0;
  for (long i = 0; i < count; i++) {
    write_version(version, i);
    pwrite(fd, version, sizeof version, 0), pread(fd, code, sizeof version, 0), publish(code);
    wrong += wrong_results(code, i, calls);
  }
  T(wrong);
}

// A child whose copy of the code is another's business.
static void forked(long count, long calls) {
  u32 *code = (u32 *)mmap(0, PAGE, PROT_RW | PROT_X, MAP_PRIVATE | MAP_ANON, -1, 0);
  long wrong = 0;
  int status;
  for (long i = 0; i < count; i++) {
    write_version(code, i), publish(code);
    wrong += wrong_results(code, i, calls);
    long pid = fork();
    if (pid == 0) {
      wrong = wrong_results(code, i, calls);
      write_version(code, i + 1), publish(code);
      exit((wrong | wrong_results(code, i + 1, calls)) != 0);
    }
    wait4(pid, &status, 0, 0);
    wrong += wrong_results(code, i, calls) + (status != 0);
  }
  T(wrong);
}

static long run(long argc, char **argv, char **envp) {
  if (argc < 4) return 1;
  long count = number(argv[2]), calls = number(argv[3]);
  if (same(argv[1], "in place")) in_place(count, calls);
  if (same(argv[1], "protected")) protected(count, calls);
  if (same(argv[1], "mapped")) mapped(count, calls);
  if (same(argv[1], "read")) stored_by_read(count, calls);
  if (same(argv[1], "forked")) forked(count, calls);
  return 0;
}
