// Calls about memory, one line for each: compared with what Linux answers. No address is printed.
#include "guest.h"

#define PAGE 4096L
#define BAD ((void *)8)
#define FAILED(value) ((u64)(value) > -4096UL)

static char buf[64];

// Accesses that may fault are made by a system call, which answers EFAULT instead.
static long pipe_file;

static long readable(const void *at) { return pwrite(pipe_file, at, 1, 0); }

static long writable(void *at) {
  char old;
  pwrite(pipe_file, "x", 1, 0);
  return pread(pipe_file, at, 1, 0);
}

static long any(long size, int prot) {
  return mmap(0, size, prot, MAP_PRIVATE | MAP_ANON, -1, 0);
}

static long result(long value, long expected) { return FAILED(value) ? value : value == expected; }

static void breaking(void) {
  TITLE("brk");
  long start = brk(0);
  T(start % PAGE);
  T(brk(start - 1) == start);
  T(brk(8) == start);
  T(brk(-1) == start);
  T(brk(start + 1) == start + 1);
  char *heap = (char *)start;
  T(*heap), T(heap[4095]), T(readable(heap + 4096));
  *heap = 7;
  T(brk(start) == start), T(readable(heap));
  T(brk(start + 3 * PAGE) - start);
  T(*heap);
  heap[2 * PAGE] = 9;
  T(brk(start + 2 * PAGE + 1) - start), T(heap[2 * PAGE]);
  T(brk(start + PAGE) - start), T(readable(heap + PAGE)), T(readable(heap));
  T(brk(start + 4 * PAGE) - start), T(heap[2 * PAGE]);
  TITLE("a guard page within the heap");
  T(mprotect(heap + PAGE, PAGE, PROT_NONE));
  T(readable(heap + PAGE)), T(readable(heap + 2 * PAGE)), T(writable(heap + 2 * PAGE));
  T(brk(start + PAGE) - start);
  T(brk(start + 4 * PAGE) - start);
  T(readable(heap + PAGE)), T(writable(heap + PAGE));
  TITLE("a mapping above the heap");
  T(result(mmap(heap + 16 * PAGE, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0),
           start + 16 * PAGE));
  T(brk(start + 17 * PAGE) - start);
  T(brk(start + 16 * PAGE + 1) - start);
  T(brk(start + 12 * PAGE) - start);
  T(munmap(heap + 16 * PAGE, PAGE));
  T(brk(start + 17 * PAGE) - start);
  TITLE("a mapping over the heap");
  memset(heap, 'h', 8 * PAGE);
  T(result(mmap(heap + 2 * PAGE, PAGE, PROT_R, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0),
           start + 2 * PAGE));
  T(heap[2 * PAGE - 1]), T(heap[2 * PAGE]), T(heap[3 * PAGE]), T(writable(heap + 2 * PAGE));
  T(munmap(heap + 2 * PAGE, PAGE)), T(readable(heap + 2 * PAGE));
  T(brk(start + 18 * PAGE) - start);
  T(brk(start) - start);
  T(brk(1L << 46) == start);
}

static void mapping(void) {
  TITLE("mmap");
  T(any(0, PROT_RW)), T(any(-1, PROT_RW)), T(any(1L << 62, PROT_RW));
  T(mmap(0, PAGE, PROT_RW, MAP_ANON, -1, 0)), T(mmap(0, PAGE, PROT_RW, 0xf | MAP_ANON, -1, 0));
  T(mmap(0, PAGE, PROT_RW, 3 | MAP_ANON, -1, 0));
  T(mmap(0, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 1));
  T(mmap(0, PAGE, PROT_RW, MAP_PRIVATE, -1, 1)), T(mmap(0, PAGE, PROT_RW, MAP_PRIVATE, -1, 0));
  T(mmap(0, 0, PROT_RW, MAP_PRIVATE, 44, 0));
  T(FAILED(mmap(0, PAGE, PROT_RW | 8, MAP_PRIVATE | MAP_ANON, -1, 0)));
  T(FAILED(mmap(0, PAGE, 0x700 | PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0)));
  char *a = (char *)any(3 * PAGE, PROT_RW);
  T((long)a % PAGE), T(a[0]), T(a[3 * PAGE - 1]);
  memset(a, 'a', 3 * PAGE);
  T(munmap(a + 1, PAGE)), T(munmap(a, 0)), T(munmap((void *)-PAGE, PAGE)), T(munmap(a, -1));
  T(munmap(a + PAGE, 1)), T(a[0]), T(readable(a + PAGE)), T(a[2 * PAGE]);
  T(munmap(a + PAGE, PAGE));
  T(result(mmap(a + PAGE, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0), (long)a + PAGE));
  T(a[PAGE]);
  T(mmap(a, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_NOREPLACE, -1, 0)), T(a[0]);
  T(mmap(a + 1, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0));
  T(mmap((void *)-PAGE, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0));
  T(result(mmap(a, 1, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0), (long)a)), T(a[0]);
  long other = mmap(a, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  T(other != (long)a && !FAILED(other));
  long hint = mmap(a + 5, 1, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  T(hint % PAGE);
  T(munmap((void *)0x7000000000, PAGE));
  TITLE("rights");
  char *p = (char *)any(4 * PAGE, PROT_NONE);
  T(readable(p)), T(writable(p));
  T(mprotect(p, PAGE, PROT_R)), T(readable(p)), T(writable(p));
  T(mprotect(p, PAGE, PROT_W)), T(readable(p)), T(writable(p));
  T(mprotect(p, 2 * PAGE, PROT_RW)), T(writable(p + PAGE)), T(writable(p + 2 * PAGE));
  p[0] = 5;
  T(mprotect(p, PAGE, PROT_NONE)), T(readable(p)), T(mprotect(p, PAGE, PROT_R)), T(p[0]);
  T(mprotect(p + 1, PAGE, PROT_R)), T(mprotect(p, 0, PROT_R)), T(mprotect(p, PAGE, 0x100));
  T(mprotect(p, PAGE, PROT_R | 8));
  T(mprotect(p, 1, PROT_RW)), T(writable(p + PAGE - 1));
  T(munmap(p + PAGE, PAGE)), T(mprotect(p + PAGE, PAGE, PROT_R));
  T(mprotect(p + 2 * PAGE, -PAGE, PROT_R)), T(mprotect((void *)-PAGE, PAGE, PROT_R));
  TITLE("mremap");
  char *m = (char *)any(8 * PAGE, PROT_RW);
  T(munmap(m + 2 * PAGE, 6 * PAGE));
  m[0] = 1, m[PAGE] = 2;
  T(result(mremap(m, 2 * PAGE, 4 * PAGE, 0), (long)m)), T(m[PAGE]), T(m[3 * PAGE]);
  T(result(mmap(m + 4 * PAGE, PAGE, PROT_R, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0),
           (long)m + 4 * PAGE));
  T(mremap(m, 4 * PAGE, 5 * PAGE, 0));
  m[3 * PAGE] = 3;
  char *n = (char *)mremap(m, 4 * PAGE, 5 * PAGE, 1);
  T(!FAILED(n) && n != m), T(n[0]), T(n[PAGE]), T(n[3 * PAGE]), T(n[4 * PAGE]);
  T(readable(m)), T(readable(m + 3 * PAGE)), T(readable(m + 4 * PAGE)), T(writable(n + 4 * PAGE));
  T(result(mremap(n, 5 * PAGE, PAGE, 0), (long)n)), T(readable(n + PAGE)), T(n[0]);
  T(mremap(n + 1, PAGE, PAGE, 1)), T(mremap(n, PAGE, 0, 1)), T(mremap(n, 0, PAGE, 1));
  T(mremap(n + PAGE, PAGE, 2 * PAGE, 1)), T(mremap(n, PAGE, PAGE, 0x100)), T(mremap(n, PAGE, 1L << 50, 1));
  T(mremap(m + 3 * PAGE, 2 * PAGE, 3 * PAGE, 1));
  T(mprotect(n, PAGE, PROT_R));
  T(result(mmap(n + PAGE, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0), (long)n + PAGE));
  T(mremap(n, 2 * PAGE, 3 * PAGE, 1));
  char *o = (char *)mremap(n, PAGE, 2 * PAGE, 1);
  T(!FAILED(o)), T(o[0]), T(writable(o)), T(writable(o + PAGE)), T(readable(o + PAGE));
  TITLE("madvise, msync");
  char *d = (char *)any(4 * PAGE, PROT_RW);
  memset(d, 'd', 4 * PAGE);
  T(madvise(d, PAGE, 4)), T(d[0]), T(d[PAGE]);
  T(madvise(d + PAGE, PAGE, 0)), T(madvise(d + PAGE, PAGE, 1)), T(madvise(d, PAGE, 3)), T(d[PAGE]);
  T(madvise(d, PAGE, 5)), T(madvise(d, PAGE, 99)), T(madvise(d, PAGE, -1)), T(madvise(d + 1, PAGE, 0));
  T(madvise(d, 0, 0)), T(madvise(d, -1, 0)), T(munmap(d + 3 * PAGE, PAGE));
  T(madvise(d + 2 * PAGE, 2 * PAGE, 4)), T(d[2 * PAGE]), T(madvise(d + 1, 0, 99));
  T(msync(d, PAGE, 4)), T(msync(d, 4 * PAGE, 4)), T(msync(d + 1, PAGE, 4)), T(msync(d, PAGE, 5));
  T(msync(d, PAGE, 8)), T(msync(d, 0, 0));
}

static void files(void) {
  TITLE("mappings of files");
  long fd = openat(AT_FDCWD, "f", O_CREAT | O_RDWR, 0644);
  static char page[4096];
  memset(page, '1', PAGE);
  write(fd, page, PAGE);
  memset(page, '2', PAGE);
  write(fd, page, 100);
  char *a = (char *)mmap(0, 2 * PAGE, PROT_RW, MAP_PRIVATE, fd, 0);
  T(a[0]), T(a[PAGE]), T(a[PAGE + 99]), T(a[PAGE + 100]), T(a[2 * PAGE - 1]);
  a[0] = 'x';
  T(pread(fd, buf, 1, 0)), T(buf[0]);
  char *b = (char *)mmap(0, 1, PROT_R, MAP_PRIVATE, fd, PAGE);
  T(b[0]), T(b[99]), T(b[100]);
  char *s = (char *)mmap(0, PAGE, PROT_R, MAP_SHARED, fd, 0);
  T(s[0]), T(writable(s));
  T(mmap(0, PAGE, PROT_R, MAP_PRIVATE, fd, 1)), T(mmap(0, 0, PROT_R, MAP_PRIVATE, fd, 0));
  T(mmap(0, PAGE, PROT_R, 0, fd, 0)), T(mmap(0, PAGE, PROT_R, MAP_PRIVATE, 44, 0));
  T(mmap(0, PAGE, PROT_R, MAP_PRIVATE, fd, -PAGE));
  long only = open("f", O_WRONLY);
  T(mmap(0, PAGE, PROT_R, MAP_PRIVATE, only, 0)), T(close(only));
  only = open("f", O_RDONLY);
  T(mmap(0, PAGE, PROT_RW, MAP_SHARED, only, 0));
  char *w = (char *)mmap(0, PAGE, PROT_RW, MAP_PRIVATE, only, 0);
  T(w[0]), w[0] = 'w', T(w[0]), T(close(only)), T(w[1]);
  long dir = open("/", O_RDONLY);
  T(mmap(0, PAGE, PROT_R, MAP_PRIVATE, dir, 0)), T(close(dir));
  char *over = (char *)any(2 * PAGE, PROT_RW);
  memset(over, 'o', 2 * PAGE);
  T(result(mmap(over, PAGE, PROT_R, MAP_PRIVATE | MAP_FIXED, fd, 0), (long)over));
  T(over[0]), T(over[PAGE]);
  T(mprotect(over, 2 * PAGE, PROT_RW)), over[0] = 'z', T(over[0]);
  char *moved = (char *)mremap(a, 2 * PAGE, PAGE, 0);
  T(moved == a), T(a[0]), T(a[1]);
}

static void generated_code(void) {
  TITLE("code made at run time");
  u32 *code = (u32 *)any(PAGE, PROT_RW);
  for (int i = 0; i < 2; i++) {
    T(mprotect(code, PAGE, PROT_RW));
    code[0] = 0x52800000 | (42 + i) << 5;  // mov w0, 42
    code[1] = 0xd65f03c0;                  // ret
    T(mprotect(code, PAGE, PROT_R | PROT_X));
    asm volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" ::"r"(code) : "memory");
    T(((int (*)(void))code)());
  }
}

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  mkdir("/m", 0755);
  chdir("/m");
  pipe_file = open("byte", O_CREAT | O_RDWR);
  breaking();
  mapping();
  files();
  generated_code();
  return 0;
}
