// Memory that processes and files share, one line for each call: compared with what Linux answers.
#include "guest.h"

#define PAGE 4096L
#define FAILED(value) ((u64)(value) > -4096UL)
#define mremap5(at, old, new, flags, to) SYS6(216, at, old, new, flags, to, 0)

enum { MAYMOVE = 1, FIXED = 2, DONTUNMAP = 4 };

static char buf[64];
static long byte_file;

// Accesses that may fault are made by a system call, which answers EFAULT instead.
static long readable(const void *at) { return pwrite(byte_file, at, 1, 0); }

static long writable(void *at) {
  pwrite(byte_file, "x", 1, 0);
  return pread(byte_file, at, 1, 0);
}

static long any(long size, int prot) {
  return mmap(0, size, prot, MAP_PRIVATE | MAP_ANON, -1, 0);
}

static long result(long value, long expected) { return FAILED(value) ? value : value == expected; }

// Runs a function in a child and returns its wait status.
static long in_child(void (*action)(volatile char *), volatile char *at) {
  int status = 0;
  long pid = fork();
  if (pid == 0) {
    action(at);
    exit(0);
  }
  wait4(pid, &status, 0, 0);
  return status;
}

static void load(volatile char *at) { (void)*at; }
static void store(volatile char *at) { *at = 's'; }
static void fetch(volatile char *at) { ((void (*)(void))at)(); }
static void load_wide(volatile char *at) { (void)*(volatile u64 *)at; }

static long new_file(const char *name, long size, char fill) {
  static char page[4096];
  long fd = openat(AT_FDCWD, name, O_CREAT | O_RDWR | O_TRUNC, 0644);
  memset(page, fill, PAGE);
  for (long at = 0; at < size; at += PAGE)
    pwrite(fd, page, size - at < PAGE ? size - at : PAGE, at);
  return fd;
}

static void anonymous(void) {
  TITLE("anonymous memory that children share");
  char *s = (char *)mmap(0, 3 * PAGE, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  char *p = (char *)any(PAGE, PROT_RW);
  s[0] = 'a', p[0] = 'p';
  T(in_child(store, s)), T(s[0]);
  T(in_child(store, s + PAGE)), T(s[PAGE]), T(s[2 * PAGE]);
  T(in_child(store, p)), T(p[0]);
  T(mprotect(s, PAGE, PROT_R)), T(in_child(store, s)), T(in_child(load, s)), T(writable(s));
  T(mprotect(s, PAGE, PROT_NONE)), T(in_child(load, s)), T(readable(s));
  T(mprotect(s, PAGE, PROT_RW)), T(s[0]), T(writable(s)), T(s[0]);
  T(madvise(s, 3 * PAGE, 4)), T(s[0]), T(s[PAGE]);
  T(munmap(s + PAGE, PAGE)), T(readable(s + PAGE)), T(s[0]), T(s[2 * PAGE]);
  T(in_child(store, s + 2 * PAGE)), T(s[2 * PAGE]);
  T(result(mmap(s + PAGE, PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0),
           (long)s + PAGE));
  T(s[PAGE]), s[PAGE] = 'q', T(in_child(store, s + PAGE)), T(s[PAGE]);
  TITLE("/dev/zero");
  long zero = open("/dev/zero", O_RDWR);
  char *z = (char *)mmap(0, 2 * PAGE, PROT_RW, MAP_SHARED, zero, 0);
  T(z[0]), T(in_child(store, z)), T(z[0]);
  char *y = (char *)mmap(0, 2 * PAGE, PROT_RW, MAP_PRIVATE, zero, PAGE);
  T(y[0]), T(in_child(store, y)), T(y[0]);
  long null = open("/dev/null", O_RDWR);
  T(mmap(0, PAGE, PROT_RW, MAP_PRIVATE, null, 0)), T(mmap(0, PAGE, PROT_RW, MAP_SHARED, null, 0));
  close(null), close(zero);
}

static void coherent(void) {
  TITLE("a shared mapping and its file");
  long fd = new_file("f", 2 * PAGE + 100, '1');
  char *a = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_SHARED, fd, 0);
  char *b = (char *)mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, PAGE);
  T(a[0]), T(a[2 * PAGE + 99]), T(a[2 * PAGE + 100]), T(a[3 * PAGE - 1]);
  a[PAGE] = 'x', T(b[0]), b[1] = 'y', T(a[PAGE + 1]);
  T(pread(fd, buf, 2, PAGE)), T(buf[0]), T(buf[1]);
  T(pwrite(fd, "wz", 2, PAGE)), T(a[PAGE]), T(b[1]);
  T(in_child(store, b)), T(a[PAGE]), T(pread(fd, buf, 1, PAGE)), T(buf[0]);
  T(readable(a + 3 * PAGE)), T(writable(a + 3 * PAGE)), T(in_child(load, a + 3 * PAGE));
  T(in_child(store, a + 3 * PAGE)), T(in_child(load_wide, a + 3 * PAGE - 4));
  T(mprotect(a + 3 * PAGE, PAGE, PROT_R)), T(in_child(store, a + 3 * PAGE));
  T(mprotect(a + 3 * PAGE, PAGE, PROT_NONE)), T(in_child(load, a + 3 * PAGE));
  T(mprotect(a + 3 * PAGE, PAGE, PROT_RW));
  TITLE("ftruncate");
  T(ftruncate(fd, 3 * PAGE + 5)), T(a[3 * PAGE]), T(writable(a + 3 * PAGE));
  T(ftruncate(fd, PAGE + 10)), T(readable(a + 2 * PAGE)), T(in_child(load, a + 2 * PAGE));
  T(a[PAGE + 9]), T(a[PAGE + 10]), T(b[0]);
  T(ftruncate(fd, 0)), T(readable(b)), T(readable(a)), T(in_child(store, a));
  T(ftruncate(fd, 2 * PAGE)), T(a[0]), T(a[PAGE]), T(b[0]);
  a[PAGE] = 'n', T(pread(fd, buf, 2, PAGE)), T(buf[0]), T(buf[1]);
  T(ftruncate(fd, 8 * PAGE)), T(pwrite(fd, "end", 3, 8 * PAGE));
  TITLE("the file goes on");
  T(munmap(a, 4 * PAGE)), T(b[0]), b[7] = '7', T(munmap(b, PAGE));
  T(pread(fd, buf, 8, PAGE)), T(buf[0]), T(buf[7]), T(close(fd));
  fd = open("f", O_RDWR);
  a = (char *)mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, PAGE);
  T(close(fd)), T(unlink("f")), T(a[0]), a[1] = 'u', T(a[1]), T(in_child(store, a)), T(a[0]);
  T(msync(a, PAGE, 4)), T(msync(a, PAGE, 2)), T(msync(a, PAGE, 1)), T(munmap(a, PAGE));
  T(msync(a, PAGE, 4));
  TITLE("a hole");
  fd = openat(AT_FDCWD, "h", O_CREAT | O_RDWR, 0644);
  T(ftruncate(fd, 1L << 32));
  a = (char *)mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, (1L << 32) - PAGE);
  T(a[0]), a[PAGE - 1] = 'h', T(pread(fd, buf, 1, (1L << 32) - 1)), T(buf[0]);
  b = (char *)mmap(0, 4 * PAGE, PROT_R, MAP_SHARED, fd, (1L << 30) - 2 * PAGE);
  T(b[0]), T(pwrite(fd, "one", 3, (1L << 30) - 1)), T(b[2 * PAGE - 1]), T(b[2 * PAGE]), T(b[3 * PAGE]);
  T(munmap(b + PAGE, 2 * PAGE)), T(b[0]), T(b[3 * PAGE]), T(readable(b + PAGE));
  T(close(fd)), T(truncate("h", 0)), T(readable(a)), T(unlink("h"));
}

static void rights(void) {
  TITLE("rights of files");
  new_file("r", PAGE, 'r');
  long only = open("r", O_RDONLY), write_only = open("r", O_WRONLY), both = open("r", O_RDWR);
  T(mmap(0, PAGE, PROT_RW, MAP_SHARED, only, 0)), T(mmap(0, PAGE, PROT_R, MAP_SHARED, write_only, 0));
  T(mmap(0, PAGE, PROT_W, MAP_SHARED, write_only, 0)), T(mmap(0, PAGE, PROT_R, 3, only, 0) > 0);
  T(mmap(0, PAGE, PROT_R, 3 | 1 << 25, only, 0)), T(mmap(0, PAGE, PROT_R, 2 | 1 << 25, only, 0) > 0);
  char *a = (char *)mmap(0, PAGE, PROT_R, MAP_SHARED, only, 0);
  T(a[0]), T(mprotect(a, PAGE, PROT_RW)), T(mprotect(a, PAGE, PROT_R | PROT_X)), T(in_child(store, a));
  char *b = (char *)mmap(0, PAGE, PROT_R, MAP_SHARED, both, 0);
  T(mprotect(b, PAGE, PROT_RW)), b[0] = 'b', T(a[0]);
  char *c = (char *)mmap(0, PAGE, PROT_W, MAP_SHARED, both, 0);
  c[1] = 'c', T(a[1]), T(in_child(fetch, b)), T(c[0]);
  char *p = (char *)mmap(0, PAGE, PROT_RW, MAP_PRIVATE, only, 0);
  p[0] = 'p', T(a[0]), T(p[0]), T(p[1]);
  T(madvise(p, PAGE, 4)), T(p[0]), T(p[1]);
  T(pwrite(both, "4", 1, 0)), p[0] = '5', T(madvise(p, PAGE, 4)), T(p[0]);
  T(mprotect(p, PAGE, PROT_R)), T(madvise(p, PAGE, 4)), T(p[0]), T(writable(p));
  close(only), close(write_only), close(both);
  TITLE("private mappings end with their file, too");
  long fd = new_file("e", PAGE + 1, 'e');
  char *e = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_PRIVATE, fd, 0);
  T(e[PAGE]), T(e[PAGE + 1]), T(readable(e + 2 * PAGE)), T(in_child(load, e + 2 * PAGE));
  T(in_child(store, e + 3 * PAGE)), T(mprotect(e + 2 * PAGE, PAGE, PROT_NONE));
  T(in_child(load, e + 2 * PAGE));
  e[0] = 'o', T(madvise(e, 4 * PAGE, 4)), T(e[0]), T(readable(e + 3 * PAGE));
  T(ftruncate(fd, 4 * PAGE)), T(madvise(e, 4 * PAGE, 4)), T(e[3 * PAGE]);
  char *behind = (char *)mmap(0, PAGE, PROT_R, MAP_PRIVATE, fd, 10 * PAGE);
  T(readable(behind)), T(in_child(load, behind));
}

static void moving(void) {
  TITLE("mremap to a place");
  char *m = (char *)any(16 * PAGE, PROT_RW);
  m[0] = 'm', m[PAGE] = 'n';
  T(result(mremap5(m, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, m + 8 * PAGE), (long)m + 8 * PAGE));
  T(m[8 * PAGE]), T(m[9 * PAGE]), T(readable(m)), T(m[2 * PAGE]);
  T(mremap5(m + 8 * PAGE, PAGE, PAGE, FIXED, m)), T(mremap5(m + 8 * PAGE, PAGE, PAGE, MAYMOVE | FIXED, m + 1));
  T(mremap5(m + 8 * PAGE, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, m + 9 * PAGE));
  T(mremap5(m + 8 * PAGE, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, m + 7 * PAGE));
  T(mremap5(m + 8 * PAGE, 2 * PAGE, 2 * PAGE, MAYMOVE | FIXED, m + 8 * PAGE));
  T(mremap5(m + 8 * PAGE, PAGE, PAGE, MAYMOVE | FIXED, -PAGE));
  T(result(mremap5(m + 8 * PAGE, 2 * PAGE, PAGE, MAYMOVE | FIXED, m), (long)m));
  T(m[0]), T(readable(m + 8 * PAGE)), T(readable(m + 9 * PAGE)), T(readable(m + PAGE));
  T(result(mremap5(m, PAGE, 3 * PAGE, MAYMOVE | FIXED, m + 10 * PAGE), (long)m + 10 * PAGE));
  T(m[10 * PAGE]), T(m[12 * PAGE]), T(m[13 * PAGE]);
  T(mremap5(m + 10 * PAGE, PAGE, PAGE, 8 | MAYMOVE, 0)), T(mremap5(m + 10 * PAGE, 0, PAGE, MAYMOVE, 0));
  TITLE("MREMAP_DONTUNMAP");
  T(mremap5(m + 10 * PAGE, PAGE, PAGE, DONTUNMAP, 0)), T(mremap5(m + 10 * PAGE, PAGE, 2 * PAGE, MAYMOVE | DONTUNMAP, 0));
  char *d = (char *)mremap5(m + 10 * PAGE, PAGE, PAGE, MAYMOVE | DONTUNMAP, 0);
  T(FAILED(d)), T(d[0]), T(m[10 * PAGE]), m[10 * PAGE] = 'k', T(d[0]);
  T(result(mremap5(d, PAGE, PAGE, MAYMOVE | FIXED | DONTUNMAP, m), (long)m)), T(m[0]), T(d[0]);
  TITLE("mremap of shared memory");
  char *s = (char *)mmap(0, 4 * PAGE, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  s[0] = 's', s[PAGE] = 't';
  char *t = (char *)mremap5(s, 0, 2 * PAGE, MAYMOVE, 0);
  T(FAILED(t)), T(t[0]), T(t[PAGE]), t[0] = 'T', T(s[0]);
  char *u = (char *)mremap5(s, 4 * PAGE, 4 * PAGE, MAYMOVE | DONTUNMAP, 0);
  T(FAILED(u)), T(u[0]), T(s[0]), s[1] = '1', T(u[1]);
  char *v = (char *)mremap5(u, 2 * PAGE, 6 * PAGE, MAYMOVE, 0);
  T(FAILED(v)), T(v[0]), T(v[3 * PAGE]), T(readable(v + 4 * PAGE)), T(in_child(load, v + 4 * PAGE));
  T(readable(u)), T(readable(u + 2 * PAGE));
  T(result(mremap5(v, 6 * PAGE, PAGE, 0, 0), (long)v)), T(v[0]), T(readable(v + PAGE));
  long fd = new_file("g", 2 * PAGE, 'g');
  char *f = (char *)mmap(0, PAGE, PROT_RW, MAP_SHARED, fd, 0);
  f = (char *)mremap5(f, PAGE, 3 * PAGE, MAYMOVE, 0);
  T(FAILED(f)), T(f[PAGE]), f[PAGE] = 'G', T(pread(fd, buf, 1, PAGE)), T(buf[0]), T(readable(f + 2 * PAGE));
  char *q = (char *)mmap(0, PAGE, PROT_RW, MAP_PRIVATE, fd, 0);
  q[0] = 'Q';
  q = (char *)mremap5(q, PAGE, 3 * PAGE, MAYMOVE, 0);
  T(FAILED(q)), T(q[0]), T(q[PAGE]), T(readable(q + 2 * PAGE)), T(mremap5(q, 0, PAGE, MAYMOVE, 0));
}

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  mkdir("/s", 0755);
  mknodat(AT_FDCWD, "/dev/zero", 020666, 0x105);
  mknodat(AT_FDCWD, "/dev/null", 020666, 0x103);
  chdir("/s");
  byte_file = open("byte", O_CREAT | O_RDWR);
  anonymous();
  coherent();
  rights();
  moving();
  return 0;
}
