// Which error comes first, and what calls do at the ends of what they take.
#include "guest.h"

#define BAD ((void *)8)
#define FAR ((void *)(1L << 48))
#define LAST 0x7fffffffffffffffL  // the largest position
#define O_DIRECT 0200000
#define O_TMPFILE_ONLY 020000000
#define O_TMPFILE (O_TMPFILE_ONLY | O_DIRECTORY)
#define RWF_APPEND 16
#define SA_SIGINFO 4
#define SA_RESTART 0x10000000

#define pipe2(fds, flags) SYS(59, fds, flags, 0, 0)
#define preadv(fd, vector, count, at) SYS(69, fd, vector, count, at)
#define pwritev(fd, vector, count, at) SYS(70, fd, vector, count, at)
#define preadv2(fd, vector, count, at, flags) SYS6(286, fd, vector, count, at, 0, flags)
#define pwritev2(fd, vector, count, at, flags) SYS6(287, fd, vector, count, at, 0, flags)
#define memfd_create(name, flags) SYS(279, name, flags, 0, 0)
#define statx(fd, path, flags) SYS6(291, fd, path, flags, 0x7ff, st, 0)
#define splice(in, at, out, at2, size) SYS6(76, in, at, out, at2, size, 0)
#define openat2(fd, path, ...) SYS(437, fd, path, ((long[]){__VA_ARGS__}), 24)

struct vector { void *base; long length; };

static u8 buf[8192], st[256];
static int status;

static long size(const char *path) {
  return stat(path, st) < 0 ? -1 : *(long *)(st + 48);
}

static long make(const char *path, const char *text) {
  long fd = open(path, O_CREAT | O_TRUNC | O_WRONLY);
  long n = write(fd, text, length(text));
  close(fd);
  return n;
}

// Opening

static void flags_first(void) {
  TITLE("openat: flags");
  T(openat(99, BAD, O_CREAT | O_DIRECTORY, 0));
  T(open("", O_CREAT | O_DIRECTORY)), T(open("new", O_CREAT | O_DIRECTORY)), T(size("new"));
  T(open("new", O_CREAT | O_DIRECTORY | O_EXCL | O_RDWR)), T(size("new"));
  T(open("d", O_CREAT | O_DIRECTORY)), T(open("f", O_CREAT | O_DIRECTORY | O_TRUNC)), T(size("f"));
  T(open("f", O_CREAT | O_DIRECTORY | O_PATH)), T(open("d", O_CREAT | O_DIRECTORY | O_PATH)), T(close(3));
  T(openat2(99, BAD, O_CREAT | O_DIRECTORY, 0, 0)), T(openat2(99, BAD, O_DIRECTORY, 0, 0));
  T(openat2(AT_FDCWD, "d", O_CREAT | O_DIRECTORY | O_PATH, 0, 0));
  T(openat2(99, BAD, O_CREAT | O_DIRECTORY, 0, 32));
  TITLE("openat: O_TMPFILE");
  T(openat(99, BAD, O_TMPFILE_ONLY, 0)), T(openat(99, BAD, O_TMPFILE_ONLY | O_RDWR, 0));
  T(openat(99, BAD, O_TMPFILE, 0)), T(openat(99, BAD, O_TMPFILE | O_CREAT | O_RDWR, 0));
  T(openat(99, BAD, O_TMPFILE | O_RDWR, 0)), T(openat(99, BAD, O_TMPFILE | 3, 0));
  T(openat(99, BAD, O_TMPFILE | O_PATH, 0)), T(openat2(99, BAD, O_TMPFILE, 0, 0));
  T(openat2(99, BAD, O_TMPFILE | O_RDWR, 0, 0)), T(open("f", O_TMPFILE)), T(open("d", O_TMPFILE));
  T(open("d", O_TMPFILE | 3)), T(close(3));
}

static void no_descriptor(void) {
  TITLE("no descriptor free");
  static char name[5000];
  memset(name, '/', sizeof name - 1);
  long limit[2], old[2];
  prlimit(0, 7, 0, old);
  limit[0] = 3, limit[1] = old[1];
  T(prlimit(0, 7, limit, 0));
  T(open("", 0)), T(openat(99, "", 0, 0)), T(open("", O_CREAT | O_RDWR)), T(open("", O_PATH)), T(open(BAD, 0));
  T(open(name, 0)), T(openat(99, "f", 0, 0)), T(open("missing", 0)), T(open("f/x", 0)), T(open("f", O_PATH));
  T(open("new", O_CREAT | O_RDWR)), T(size("new")), T(open("new", O_CREAT | O_DIRECTORY));
  T(openat2(99, "", 0, 0, 0)), T(openat2(99, "", 0, 0, 8)), T(openat2(99, BAD, 0, 0, 0)), T(openat2(99, BAD, 0, 0, 8));
  T(openat2(99, name, 0, 0, 8)), T(openat2(99, "f", 0, 0, 8)), T(openat2(AT_FDCWD, "new", O_CREAT, 0600, 8));
  T(size("new")), T(memfd_create(BAD, 0)), T(memfd_create("m", 0)), T(pipe2(BAD, 0)), T(pipe2(BAD, O_EXCL));
  T(prlimit(0, 7, old, 0));
  T(openat2(99, "", 0, 0, 8)), T(openat2(99, BAD, 0, 0, 8)), T(openat2(99, "f", 0, 0, 8));
}

// Positions

static void appending(void) {
  TITLE("O_APPEND");
  make("a", "abcdef");
  struct vector v[2] = {{BAD, 3}, {"xy", 2}};
  T(open("a", O_RDWR | O_APPEND)), T(lseek(3, 2, 0));
  T(write(3, "", 0)), T(lseek(3, 0, 1)), T(write(3, BAD, 0)), T(write(3, BAD, 3)), T(lseek(3, 0, 1));
  T(write(3, FAR, 1)), T(writev(3, v, 1)), T(writev(3, v, 2)), T(writev(3, v, 0)), T(lseek(3, 0, 1));
  T(pwrite(3, "", 0, 1)), T(pwrite(3, BAD, 1, 1)), T(pwritev2(3, v, 1, -1, RWF_APPEND)), T(lseek(3, 0, 1));
  T(size("a")), T(read(3, buf, 2)), T(buf[0]), T(lseek(3, 0, 1));
  T(writev(3, v + 1, 1)), T(lseek(3, 0, 1)), T(size("a")), T(lseek(3, 2, 0)), T(write(3, "z", 1)), T(lseek(3, 0, 1));
  T(close(3));
  TITLE("RWF_APPEND");
  T(open("a", O_RDWR)), T(lseek(3, 2, 0)), T(pwritev2(3, v, 1, -1, RWF_APPEND)), T(lseek(3, 0, 1));
  T(pwritev2(3, v, 0, -1, RWF_APPEND)), T(lseek(3, 0, 1)), T(pwritev2(3, v + 1, 1, 0, RWF_APPEND)), T(lseek(3, 0, 1));
  T(size("a")), T(pwritev2(3, v + 1, 1, -1, RWF_APPEND)), T(lseek(3, 0, 1)), T(size("a")), T(lseek(3, 2, 0));
  v[0] = (struct vector){"one", 3};
  T(pwritev2(3, v, 2, -1, RWF_APPEND)), T(lseek(3, 0, 1)), T(close(3));
  T(pipe2(buf, 0)), T(pwritev2(4, v, 2, -1, RWF_APPEND)), T(read(3, buf, 9)), T(close(3)), T(close(4));
}

static void far_reads(void) {
  TITLE("positions near the last: read");
  struct vector v[2] = {{buf, 1}, {BAD, 1}};
  T(open("f", O_RDWR)), T(lseek(3, LAST, 0));
  T(read(3, buf, 0)), T(read(3, buf, 1)), T(read(3, BAD, 1)), T(read(3, FAR, 1)), T(read(3, buf, 1L << 62));
  T(readv(3, v, 0)), T(readv(3, v, 1)), T(readv(3, v, -1)), T(preadv2(3, v, 1, -1, 0)), T(preadv2(3, v, 1, -1, 64));
  T(lseek(3, -1, 1) == LAST - 1), T(read(3, buf, 1)), T(read(3, buf, 2)), T(readv(3, v, 1)), T(readv(3, v, 2));
  T(lseek(3, LAST - 0x80000000L, 0) > 0), T(read(3, buf, 0x80000000L)), T(read(3, buf, 0x80000001L));
  v[0].length = v[1].length = 0x70000000L, v[1].base = buf;
  T(readv(3, v, 2)), T(lseek(3, LAST - 0x7ffff000L, 0) > 0), T(readv(3, v, 2)), T(lseek(3, 1, 1) > 0), T(readv(3, v, 2));
  v[0].length = v[1].length = 1;
  T(pread(3, buf, 0, LAST)), T(pread(3, buf, 1, LAST)), T(pread(3, buf, 1, LAST - 1)), T(pread(3, buf, 2, LAST - 1));
  T(pread(3, FAR, 1, LAST)), T(pread(3, buf, 1, -1)), T(pread(99, buf, 1, LAST));
  T(preadv(3, v, 0, LAST)), T(preadv(3, v, 1, LAST)), T(preadv(3, v, 2, LAST - 1)), T(preadv2(3, v, 1, LAST, 64));
  T(sendfile(1, 3, ((long[]){LAST}), 1)), T(sendfile(1, 3, ((long[]){LAST}), 0)), T(sendfile(1, 3, ((long[]){LAST - 1}), 1));
  T(close(3));
}

static void far_writes(void) {
  TITLE("positions near the last: write");
  struct vector v[2] = {{"x", 1}, {"y", 1}};
  T(open("f", O_RDWR)), T(lseek(3, LAST, 0));
  T(write(3, "", 0)), T(write(3, "x", 1)), T(write(3, BAD, 1)), T(write(3, FAR, 1)), T(writev(3, v, 0)), T(writev(3, v, 1));
  T(lseek(3, -1, 1) == LAST - 1), T(write(3, "xy", 2)), T(writev(3, v, 2)), T(pwritev2(3, v, 2, -1, 64));
  T(pwrite(3, "", 0, LAST)), T(pwrite(3, "x", 1, LAST)), T(pwrite(3, "xy", 2, LAST - 1)), T(pwrite(3, FAR, 1, LAST));
  T(pwritev(3, v, 0, LAST)), T(pwritev(3, v, 1, LAST)), T(pwritev2(3, v, 1, LAST, RWF_APPEND));
  T(sendfile(3, 3, ((long[]){0}), 3)), T(fcntl(3, 4, O_APPEND)), T(write(3, "x", 1) < 2), T(write(3, "xy", 2));
  T(lseek(3, 0, 1) == LAST - 1), T(size("f")), T(pwrite(3, "x", 1, LAST)), T(size("f")), T(close(3));
  T(open("f", O_RDONLY)), T(lseek(3, LAST, 0)), T(write(3, FAR, 1)), T(write(3, "x", 1)), T(pwrite(3, FAR, 1, LAST));
  T(pwritev(3, v, 1, LAST)), T(close(3)), T(open("f", O_WRONLY)), T(lseek(3, LAST, 0)), T(read(3, FAR, 1));
  T(read(3, buf, 1)), T(pread(3, FAR, 1, LAST)), T(preadv(3, v, 1, LAST)), T(close(3));
}

static void far_others(void) {
  TITLE("positions near the last: what is no file");
  struct vector v[1] = {{buf, 1}};
  T(open("d", 0)), T(lseek(3, LAST, 0) > 0), T(read(3, buf, 1)), T(read(3, buf, 0)), T(read(3, FAR, 1));
  T(pread(3, buf, 1, LAST)), T(pread(3, buf, 1, 0)), T(pwrite(3, FAR, 1, LAST));
  T(lseek(3, 1, 1)), T(lseek(3, 0, 1) == LAST), T(getdents(3, buf, 100)), T(lseek(3, 100, 0)), T(lseek(3, 5, 1));
  T(getdents(3, buf, 100)), T(lseek(3, 0, 1)), T(make("d/x", "1")), T(getdents(3, buf, 100)), T(unlink("d/x"));
  T(lseek(3, 0, 0)), T(getdents(3, buf, 100)), T(getdents(3, buf, 100)), T(lseek(3, 0, 1)), T(lseek(3, 1, 0));
  T(getdents(3, buf, 100)), T(lseek(3, 0, 1)), T(close(3));
  T(open("/dev/null", O_RDWR)), T(read(3, buf, 1)), T(pread(3, buf, 1, LAST)), T(pwrite(3, buf, 1, LAST));
  T(pwrite(3, buf, 1, LAST - 1)), T(close(3));
  T(pread(1, FAR, 1, LAST)), T(pread(1, FAR, 1, -1)), T(preadv(1, BAD, 1, 0)), T(preadv(1, v, 0, 0)), T(pwrite(1, FAR, 1, 0));
  T(pipe2(buf, 0)), T(pread(3, FAR, 1, LAST)), T(pread(4, FAR, 1, 0)), T(pwrite(3, FAR, 1, LAST));
  T(preadv(3, BAD, 1, 0)), T(pwritev(4, BAD, -1, 0)), T(pwritev(4, v, 0, 0)), T(pwritev(4, v, 0, -1));
  TITLE("lseek: whence");
  T(lseek(3, 0, 0)), T(lseek(3, 0, 4)), T(lseek(3, 0, 5)), T(lseek(3, 0, -1)), T(lseek(3, 0, 0x100000000));
  T(lseek(1, 0, 4)), T(lseek(1, 0, 5)), T(lseek(99, 0, 5)), T(close(3)), T(close(4));
  T(open("/dev/null", 0)), T(lseek(3, 0, 5)), T(lseek(3, 9, 4)), T(close(3));
  T(open("d", 0)), T(lseek(3, 0, 5)), T(close(3)), T(SYS(19, 0, 0, 0, 0)), T(lseek(3, 0, 5)), T(pread(3, FAR, 1, 0)), T(close(3));
}

// What is there

static void splicing(void) {
  TITLE("positions near the last: splice");
  T(open("f", O_RDWR)), T(lseek(3, LAST, 0)), T(pipe2(buf, 0)), T(write(5, "ab", 2));
  T(splice(4, 0, 3, 0, 1)), T(splice(4, 0, 3, (&(long){LAST}), 1)), T(splice(4, 0, 3, 0, 0));
  T(splice(3, 0, 5, 0, 1)), T(splice(3, (&(long){LAST}), 5, 0, 1)), T(splice(3, (&(long){LAST - 1}), 5, 0, 1));
  T(lseek(3, 0, 0)), T(splice(4, 0, 3, 0, 1)), T(lseek(3, 0, 1)), T(splice(3, 0, 5, 0, 1)), T(lseek(3, 0, 1));
  T(read(4, buf, 9)), T(buf[0]), T(buf[1]), T(close(3)), T(close(4)), T(close(5));
}

static void looking(void) {
  TITLE("newfstatat: flags");
  T(fstatat(AT_FDCWD, "f", st, 0x2000)), T(fstatat(AT_FDCWD, "f", st, 0x4000)), T(fstatat(AT_FDCWD, "f", st, 0x6000));
  T(fstatat(AT_FDCWD, "f", st, 0x7900)), T(fstatat(0, "", st, 0x7900)), T(fstatat(99, BAD, st, 0x8000));
  T(fstatat(99, BAD, st, 0x200)), T(fstatat(99, BAD, st, 0x6000)), T(fstatat(AT_FDCWD, "lf", st, 0x2100));
  put_octal(*(u32 *)(st + 16)), flush();
  T(statx(AT_FDCWD, "f", 0x2000)), T(statx(AT_FDCWD, "f", 0x4000)), T(statx(AT_FDCWD, "f", 0x6000));
}

static void pipe_flags(void) {
  int *fds = (int *)buf;
  TITLE("pipe2: O_EXCL");
  T(pipe2(fds, O_EXCL)), T(pipe2(BAD, O_EXCL)), T(pipe2(fds, O_EXCL | O_CLOEXEC | O_NONBLOCK)), T(pipe2(fds, O_EXCL | O_DIRECT));
  T(pipe2(fds, O_EXCL | O_CREAT)), T(pipe2(BAD, O_CREAT)), T(pipe2(BAD, 0)), T(pipe2(fds, 0)), T(fds[0]), T(fds[1]);
  T(close(3)), T(close(4));
}

// Programs

static long exec_error(const char *path, char *const *argv, char *const *envp) {
  long pid = fork();
  if (pid == 0) exit(-execve(path, argv, envp));
  wait4(pid, &status, 0, 0);
  return -(status >> 8);
}

static void long_strings(void) {
  enum { MOST = 131072 };
  static char string[MOST + 1];
  char *const one[] = {string, 0}, *const second[] = {"x", string, 0}, *const none[] = {0};
  TITLE("execve: one long string");
  memset(string, 'a', MOST - 1);
  T(exec_error("/missing", one, none)), T(exec_error("/missing", none, one)), T(exec_error("/missing", second, second));
  string[MOST - 1] = 'a';
  T(exec_error("/missing", one, none)), T(exec_error("/missing", none, one)), T(exec_error("/missing", second, none)), T(exec_error("/missing", none, second));
  T(execve("", one, none)), T(execve(BAD, one, none)), T(exec_error("/init", one, none));
  char *page = (char *)mmap(0, 2 * MOST, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  munmap(page + MOST, MOST), memset(page, 'a', MOST);
  T(exec_error("/missing", ((char *[]){page, 0}), none)), T(exec_error("/missing", ((char *[]){page + 1, 0}), none));
  string[MOST - 1] = 0;
  long pid = fork();
  if (pid == 0) exit(execve("/init", second, one));
  T(wait4(pid, &status, 0, 0) == pid), T(status);
}

// Signals

static void everybody(void) {
  TITLE("kill of all");
  T(kill(-1, 0)), T(kill(-1, 10)), T(kill(-1, 9)), T(kill(-1, 64)), T(kill(-1, 65)), T(kill(-1, -1));
  long pid = fork();
  if (pid == 0) for (;;) SYS(101, ((long[]){100, 0}), 0, 0, 0);
  T(kill(-1, 65)), T(kill(-1, 0)), T(kill(-1, 9)), T(wait4(pid, &status, 0, 0) == pid), T(status), T(kill(-1, 0));
}

// A handler that keeps what it finds in registers and at sp: the siginfo, and x1 in the ucontext.
static u64 found[8];
__attribute__((used)) static u64 *const found_at = found;
void look(void);
asm("look: adrp x9, found_at\n ldr x9, [x9, :lo12:found_at]\n stp x0, x1, [x9]\n stp x2, x3, [x9, 16]\n"
    " mov x10, sp\n str x10, [x9, 32]\n ldp x10, x11, [sp]\n stp x10, x11, [x9, 40]\n"
    " ldr x10, [sp, 320]\n str x10, [x9, 56]\n ret\n");

// Fills the stack below sp with 0x55555555, then makes a call; x1 to x3 come back as they were.
static long filled(long number, long x0, long x1, long x2) {
  register long r8 asm("x8") = number, r0 asm("x0") = x0, r1 asm("x1") = x1, r2 asm("x2") = x2;
  asm volatile("mov x9, sp\n mov x10, 0x5555\n movk x10, 0x5555, lsl 16\n mov w11, 1024\n"
               "1: str x10, [x9, -8]!\n subs w11, w11, 1\n b.ne 1b\n mov x3, 33\n"
               " svc 0\n"
               : "+r"(r0), "+r"(r1), "+r"(r2)
               : "r"(r8)
               : "x3", "x9", "x10", "x11", "x30", "cc", "memory");
  return r0 + (r1 - x1) * 1000 + (r2 - x2) * 1000;
}

static void show_found(u64 flags) {
  T(found[0]);
  if (flags & SA_SIGINFO) {
    T(found[1] - found[4]), T(found[2] - found[4]);
  } else {
    T(found[1]), T(found[2]);
  }
  T(found[3]), T(found[4] % 16), T(found[5]), T(found[6]), T(found[7]);
}

static void handlers(void) {
  static const u64 flags[] = {0, SA_RESTART, SA_SIGINFO};
  for (int i = 0; i < 3; i++) {
    TITLE("registers of a handler");
    T(sigaction(10, ((u64[]){(u64)look, flags[i], 0, 0}), 0, 8));
    T(filled(129, getpid(), 10, 77));
    show_found(flags[i]);
  }
  TITLE("registers of a handler that is entered late");
  T(sigaction(10, ((u64[]){(u64)look, 0, 0, 0}), 0, 8));
  u64 set = 1 << 9;
  T(sigprocmask(0, &set, 0, 8)), T(kill(getpid(), 10)), found[0] = 0;
  T(sigprocmask(1, &set, 0, 8)), T(found[0]), T(found[1] == (u64)&set), T(found[2]), T(found[3]);
}

static long run(long argc, char **argv, char **envp) {
  if (getpid() != 1) {
    if (argc < 2) return 6;
    T(argc), T(length(argv[1])), T(length(envp[0]));
    return 5;
  }
  mknodat(AT_FDCWD, "/dev/null", 020666, 0x103);
  mkdir("/t", 0755), chdir("/t"), mkdir("d", 0755), make("f", "hello"), symlink("f", "lf");
  flags_first();
  no_descriptor();
  appending();
  far_reads();
  far_writes();
  far_others();
  splicing();
  looking();
  pipe_flags();
  long_strings();
  everybody();
  handlers();
  return 0;
}
