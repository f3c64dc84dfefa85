// Advice about memory, locks, and calls on the memory of others: compared with what Linux answers.
#include "guest.h"

#define PAGE 4096L
#define FAILED(value) ((u64)(value) > -4096UL)
#define mincore(at, size, vector) SYS(232, at, size, vector, 0)
#define mlock(at, size) SYS(228, at, size, 0, 0)
#define munlock(at, size) SYS(229, at, size, 0, 0)
#define mlockall(flags) SYS(230, flags, 0, 0, 0)
#define munlockall() SYS(231, 0, 0, 0, 0)
#define mlock2(at, size, flags) SYS(284, at, size, flags, 0)
#define membarrier(command, flags, cpu) SYS(283, command, flags, cpu, 0)
#define readv_of(pid, to, n, from, m, flags) SYS6(270, pid, to, n, from, m, flags)
#define writev_of(pid, to, n, from, m, flags) SYS6(271, pid, to, n, from, m, flags)

enum { DONTNEED = 4, FREE = 8, REMOVE = 9, DONTFORK = 10, DOFORK = 11, WIPEONFORK = 18,
       KEEPONFORK = 19, POPULATE_READ = 22, POPULATE_WRITE = 23, DONTNEED_LOCKED = 24 };

struct vector { const void *at; u64 size; };

static char buf[64];
static u8 map[64];
static long byte_file;

static long readable(const void *at) { return pwrite(byte_file, at, 1, 0); }

static long writable(void *at) {
  pwrite(byte_file, "x", 1, 0);
  return pread(byte_file, at, 1, 0);
}

static long any(long size, int prot, int flags) {
  return mmap(0, size, prot, MAP_PRIVATE | MAP_ANON | flags, -1, 0);
}

// What a child finds at an address: the byte, or 1000 and the signal that ended it.
static long childs(volatile char *at) {
  int status = 0;
  long pid = fork();
  if (pid == 0) exit(*at & 0x7f);
  wait4(pid, &status, 0, 0);
  return status & 0x7f ? 1000 + (status & 0x7f) : status >> 8;
}

static void forking(void) {
  TITLE("what a child inherits");
  char *a = (char *)any(4 * PAGE, PROT_RW, 0);
  memset(a, 'a', 4 * PAGE);
  T(childs(a)), T(madvise(a, PAGE, DONTFORK)), T(childs(a)), T(a[0]), T(childs(a + PAGE));
  T(madvise(a, PAGE, DOFORK)), T(childs(a));
  T(madvise(a + PAGE, PAGE, WIPEONFORK)), T(childs(a + PAGE)), T(a[PAGE]), T(childs(a));
  T(childs(a + 2 * PAGE)), T(madvise(a + PAGE, PAGE, KEEPONFORK)), T(childs(a + PAGE));
  T(madvise(a, 2 * PAGE, DONTFORK)), T(mprotect(a + PAGE, PAGE, PROT_R)), T(childs(a + PAGE));
  char *s = (char *)mmap(0, PAGE, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  T(madvise(s, PAGE, WIPEONFORK)), T(madvise(s, PAGE, DONTFORK)), T(childs(s));
  long fd = openat(AT_FDCWD, "w", O_CREAT | O_RDWR, 0644);
  ftruncate(fd, PAGE);
  char *f = (char *)mmap(0, PAGE, PROT_RW, MAP_PRIVATE, fd, 0);
  T(madvise(f, PAGE, WIPEONFORK)), T(madvise(a, 4 * PAGE, KEEPONFORK));
  close(fd);
}

static void freeing(void) {
  TITLE("MADV_FREE, MADV_REMOVE, MADV_POPULATE");
  char *a = (char *)any(4 * PAGE, PROT_RW, 0);
  a[0] = 'f';
  T(madvise(a, PAGE, FREE)), a[0] = 'g', T(a[0]);
  long fd = openat(AT_FDCWD, "r", O_CREAT | O_RDWR, 0644);
  for (long i = 0; i < 4; i++) pwrite(fd, "data", 4, i * PAGE);
  char *s = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_SHARED, fd, 0);
  char *p = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_PRIVATE, fd, 0);
  char *r = (char *)mmap(0, 4 * PAGE, PROT_R, MAP_SHARED, fd, 0);
  T(madvise(s, PAGE, FREE)), T(madvise(p, PAGE, FREE));
  T(madvise(s + PAGE, PAGE, REMOVE)), T(s[0]), T(s[PAGE]), T(s[2 * PAGE]);
  T(pread(fd, buf, 4, PAGE)), T(buf[0]), T(lseek(fd, 0, 4)), T(lseek(fd, PAGE, 3));
  T(madvise(p, PAGE, REMOVE)), T(madvise(r, PAGE, REMOVE)), T(madvise(a, PAGE, REMOVE));
  s[PAGE] = 'n', T(pread(fd, buf, 1, PAGE)), T(buf[0]);
  char *h = (char *)mmap(0, 2 * PAGE, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  h[0] = 'h', T(madvise(h, PAGE, REMOVE)), T(h[0]);
  T(madvise(a, 4 * PAGE, POPULATE_READ)), T(madvise(a, 4 * PAGE, POPULATE_WRITE)), T(a[0]);
  T(mprotect(a, PAGE, PROT_R)), T(madvise(a, PAGE, POPULATE_WRITE)), T(madvise(a, PAGE, POPULATE_READ));
  T(mprotect(a, PAGE, PROT_NONE)), T(madvise(a, PAGE, POPULATE_READ));
  T(munmap(a + PAGE, PAGE)), T(madvise(a + PAGE, 2 * PAGE, POPULATE_READ));
  T(ftruncate(fd, PAGE)), T(madvise(s, 4 * PAGE, POPULATE_READ)), T(madvise(a, 0, POPULATE_READ));
  for (int i = -1; i < 27; i++) {
    put("madvise "), put_number(i), put(": ");
    put_result(madvise(h, PAGE, i)), put(" "), put_result(madvise(h + 1, PAGE, i)), put(" ");
    put_result(madvise(h, 0, i)), put(" "), put_result(madvise(h, -1, i));
    flush();
  }
  close(fd);
}

static void locking(void) {
  TITLE("mlock");
  char *a = (char *)any(4 * PAGE, PROT_RW, 0);
  T(munmap(a + 2 * PAGE, PAGE));
  T(mlock(a, PAGE)), T(mlock(a + 5, 1)), T(mlock(a, 4 * PAGE)), T(mlock(a + 2 * PAGE, PAGE));
  T(mlock(a, 0)), T(mlock(a, -1)), T(mlock(-1, 1)), T(mlock2(a, PAGE, 1)), T(mlock2(a, PAGE, 2));
  T(madvise(a, PAGE, DONTNEED)), T(madvise(a, PAGE, FREE)), T(madvise(a, PAGE, DONTNEED_LOCKED));
  T(msync(a, PAGE, 2)), T(msync(a, PAGE, 4)), T(munlock(a, PAGE)), T(munlock(a + 2 * PAGE, PAGE));
  T(madvise(a, PAGE, DONTNEED)), T(msync(a, PAGE, 2)), T(munlock(a, 0)), T(munlock(a + 1, 2 * PAGE));
  T(mlockall(0)), T(mlockall(8)), T(mlockall(4)), T(mlockall(2)), T(munlockall());
  char *n = (char *)any(PAGE, PROT_NONE, 0);
  T(mlock(n, PAGE)), T(madvise(n, PAGE, DONTNEED)), T(munlock(n, PAGE));
  char *l = (char *)any(PAGE, PROT_RW, 0x2000);
  T(FAILED(l)), T(madvise(l, PAGE, DONTNEED)), T(munlock(l, PAGE)), T(madvise(l, PAGE, DONTNEED));
  T(mlockall(2)), l = (char *)any(PAGE, PROT_RW, 0), T(madvise(l, PAGE, DONTNEED)), T(munlockall());
  T(madvise(l, PAGE, DONTNEED)), T(mlockall(1)), T(madvise(l, PAGE, DONTNEED)), T(munlockall());
  TITLE("mincore");
  char *c = (char *)any(4 * PAGE, PROT_RW, 0);
  c[0] = 1, c[2 * PAGE] = 1;
  memset(map, 9, 8);
  T(mincore(c, 4 * PAGE, map)), T(map[0]), T(map[1]), T(map[2]), T(map[3]), T(map[4]);
  T(mincore(c + 1, PAGE, map)), T(mincore(c, 1, map)), T(mincore(c, 0, map)), T(mincore(c, PAGE, 8));
  T(munmap(c + 3 * PAGE, PAGE)), T(mincore(c, 4 * PAGE, map)), T(mincore(c, -1, map));
  T(mincore(c, 1L << 50, map)), T(mincore(1L << 50, PAGE, map));
  long fd = openat(AT_FDCWD, "c", O_CREAT | O_RDWR, 0644);
  ftruncate(fd, 4 * PAGE), pwrite(fd, "x", 1, PAGE);
  char *s = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_SHARED, fd, 0);
  T(mincore(s, 4 * PAGE, map)), T(map[0]), T(map[1]), T(map[2]);
  s[2 * PAGE] = 1, T(mincore(s, 4 * PAGE, map)), T(map[0]), T(map[1]), T(map[2]);
  close(fd);
}

static void flags(void) {
  TITLE("flags of mmap");
  T(FAILED(any(PAGE, PROT_RW, 0x100))), T(FAILED(any(PAGE, PROT_RW, 0x20000)));
  T(FAILED(any(PAGE, PROT_RW, 0x4000))), T(FAILED(any(PAGE, PROT_RW, 0x8000)));
  T(FAILED(any(PAGE, PROT_RW, 0x18000))), T(any(PAGE, PROT_RW, 0x40000));
  T(FAILED(any(PAGE, PROT_RW, 0x80000))), T(FAILED(any(PAGE, PROT_RW, 0x1800)));
  T(mmap(0, PAGE, PROT_RW, MAP_SHARED | MAP_ANON | 0x100, -1, 0));
  char *d = (char *)any(PAGE, PROT_RW, 0x100);
  T(mprotect(d, PAGE, 0x1000000 | PROT_R)), T(mprotect(d, PAGE, 0x2000000 | PROT_R));
  T(mprotect(d, PAGE, 0x3000000 | PROT_R)), T(readable(d)), T(writable(d));
  char *e = (char *)any(PAGE, PROT_RW, 0);
  T(mprotect(e, PAGE, 0x1000000 | PROT_R)), T(mprotect(e, PAGE, 0x10 | PROT_R)), T(mprotect(e, PAGE, 0x20 | PROT_R));
  T(writable(e)), T(mprotect(e, 0, 0x20)), T(mprotect(e + 1, 0, 0)), T(mprotect(e, 0, 0x3000000));
  long fd = openat(AT_FDCWD, "v", O_CREAT | O_RDWR, 0644);
  ftruncate(fd, PAGE);
  T(FAILED(mmap(0, PAGE, PROT_RW, 3 | 0x800, fd, 0))), T(FAILED(mmap(0, PAGE, PROT_RW, 3 | 0x1b100, fd, 0)));
  T(mmap(0, PAGE, PROT_RW, 3 | 0x80000, fd, 0)), T(mmap(e, PAGE, PROT_RW, 3 | MAP_NOREPLACE, fd, 0));
  T(mmap(0, PAGE, PROT_RW, MAP_SHARED | 0x100, fd, 0)), T(mmap(0, PAGE, PROT_RW, MAP_PRIVATE | 0x40000, fd, 0));
  T(FAILED(mmap(0, PAGE, PROT_RW, MAP_SHARED | 0xa000, fd, 0))), T(mmap(0, PAGE, PROT_RW, 4, fd, 0));
  T(FAILED(mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, 0x7fffffffffffe000))), T(mmap(0, 2 * PAGE, PROT_RW, MAP_SHARED, fd, -PAGE));
  T(mmap(0, 3 * PAGE, PROT_RW, MAP_PRIVATE, fd, 0x7fffffffffffe000));
  T(mmap(e, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_NOREPLACE | MAP_FIXED, -1, 0));
  char *gap = (char *)any(3 * PAGE, PROT_RW, 0) + PAGE;
  munmap(gap, PAGE);
  T(mmap(gap, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_NOREPLACE, -1, 0) == (long)gap);
  close(fd);
}

static void others(void) {
  TITLE("process_vm_readv, process_vm_writev");
  static char from[16] = "0123456789abcdef", to[16];
  char *hole = (char *)any(2 * PAGE, PROT_RW, 0);
  munmap(hole + PAGE, PAGE);
  memset(hole, 'h', PAGE);
  long me = getpid();
  struct vector remote[3] = {{from, 4}, {from + 8, 4}, {hole + PAGE - 2, 4}};
  struct vector local[3] = {{to, 3}, {to + 4, 5}, {to + 12, 4}};
  T(readv_of(me, local, 2, remote, 2, 0)), to[15] = 0;
  for (int i = 0; i < 12; i++) T(to[i]);
  T(readv_of(me, local, 3, remote, 3, 0)), T(to[12]), T(to[13]);
  T(readv_of(me, local, 1, remote + 2, 1, 0)), T(to[0]), T(to[2]);
  T(readv_of(me, local, 1, remote, 1, 1)), T(readv_of(99, local, 1, remote, 1, 0)), T(readv_of(-1, local, 1, remote, 1, 0));
  T(readv_of(me, local, 0, remote, 1, 0)), T(readv_of(me, local, 1, remote, 0, 0)), T(readv_of(99, local, 0, remote, 0, 0));
  T(readv_of(me, local, 1025, remote, 1, 0)), T(readv_of(me, local, 1, remote, 1025, 0)), T(readv_of(me, local, 1, remote, -1, 0));
  T(readv_of(me, 8, 1, remote, 1, 0)), T(readv_of(me, local, 1, 8, 1, 0));
  struct vector bad = {(void *)8, 4}, none = {from, 0}, huge = {from, -1};
  T(readv_of(me, local, 1, &bad, 1, 0)), T(readv_of(me, &bad, 1, remote, 1, 0)), T(readv_of(me, local, 1, &none, 1, 0));
  T(readv_of(me, local, 1, &huge, 1, 0)), T(readv_of(me, &huge, 1, remote, 1, 0));
  T(mprotect(hole, PAGE, PROT_NONE)), remote[2].at = hole, T(readv_of(me, local, 1, remote + 2, 1, 0));
  T(mprotect(hole, PAGE, PROT_R)), T(readv_of(me, local, 1, remote + 2, 1, 0)), T(writev_of(me, local, 1, remote + 2, 1, 0));
  long pid = fork();
  if (pid == 0) {
    T(writev_of(getppid(), local, 1, remote, 1, 0));
    exit(0);
  }
  wait4(pid, 0, 0, 0);
  T(from[0]), T(from[1]), T(from[3]), T(readv_of(pid, local, 1, remote, 1, 0));
  TITLE("membarrier");
  T(membarrier(0, 0, 0) & 127), T(membarrier(0, 1, 0)), T(membarrier(1, 0, 0)), T(membarrier(8, 0, 0)), T(membarrier(16, 0, 0));
  T(membarrier(8, 0, 0)), T(membarrier(2, 0, 0)), T(membarrier(4, 0, 0)), T(membarrier(32, 0, 0)), T(membarrier(64, 0, 0));
  T(membarrier(32, 0, 0)), T(membarrier(512, 0, 0)), T(membarrier(3, 0, 0));
  T(membarrier(8, 1, 0)), T(membarrier(-1, 0, 0));
  TITLE("protection keys, and remap_file_pages");
  T(SYS(288, hole, PAGE, PROT_R, -1)), T(SYS(289, 0, 0, 0, 0)), T(SYS(290, 1, 0, 0, 0));
  T(SYS(234, hole, PAGE, 0, 0)), T(SYS6(234, hole, PAGE, 0, 0, 0, 0)), T(SYS6(234, hole, PAGE, 1, 0, 0, 0));
}

static void limits(void) {
  TITLE("RLIMIT_DATA and RLIMIT_AS");
  long old[2], new[2], start = brk(0);
  T(prlimit(0, 2, 0, old)), T(old[0]), T(old[1]);
  new[0] = 0, new[1] = old[1];
  T(prlimit(0, 2, new, 0)), T(brk(start + 100 * PAGE) == start);
  T(FAILED(any(PAGE, PROT_R, 0))), T(FAILED(mmap(0, PAGE, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0)));
  T(prlimit(0, 2, old, 0)), T(brk(start + PAGE) - start), T(brk(start) - start);
  T(prlimit(0, 9, 0, old));
  new[0] = PAGE, new[1] = old[1];
  T(prlimit(0, 9, new, 0)), T(any(PAGE, PROT_RW, 0)), T(brk(start + PAGE) - start), T(any(PAGE, PROT_NONE, 0));
  T(prlimit(0, 9, old, 0)), T(FAILED(any(PAGE, PROT_NONE, 0)));
  TITLE("as many mappings as there may be");
  char *a = (char *)any(200000 * PAGE, PROT_NONE, 0);
  long n = 0, value = 0;
  while (value == 0 && n < 70000) value = mprotect(a + (2 * n + 1) * PAGE, PAGE, PROT_R), n++;
  T(value), T(n > 32700 && n < 32768), n = 0;
  while (munmap(a + (199990 - 2 * n) * PAGE, PAGE) == 0) n++;
  T(n < 3), T(munmap(a + 150000 * PAGE, PAGE)), T(mprotect(a + 150000 * PAGE, PAGE, PROT_R));
  T(munmap(a, 200000 * PAGE)), T(FAILED(any(PAGE, PROT_W, 0)));
}

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  mkdir("/a", 0755);
  chdir("/a");
  byte_file = open("byte", O_CREAT | O_RDWR);
  forking();
  freeing();
  locking();
  flags();
  others();
  limits();
  return 0;
}
