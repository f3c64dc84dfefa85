// What a guest program of the tests needs: system calls, and lines of text that say what they gave.
// No libc: every byte that runs is made from the sources in this directory.
#include <stddef.h>

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long x8 asm("x8") = n;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc 0"
               : "+r"(x0)
               : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
               : "memory");
  return x0;
}

#define SYS6(n, a, b, c, d, e, f) \
  call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define SYS(n, a, b, c, d) SYS6(n, a, b, c, d, 0, 0)

enum { AT_FDCWD = -100, AT_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200, AT_FOLLOW = 0x400,
       AT_EMPTY_PATH = 0x1000 };
enum { O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000,
       O_APPEND = 02000, O_NONBLOCK = 04000, O_DIRECTORY = 040000, O_NOFOLLOW = 0100000,
       O_CLOEXEC = 02000000, O_PATH = 010000000 };
enum { PROT_NONE = 0, PROT_R = 1, PROT_W = 2, PROT_RW = 3, PROT_X = 4 };
enum { MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_FIXED = 16, MAP_ANON = 32, MAP_NOREPLACE = 0x100000 };

#define getcwd(buf, size) SYS(17, buf, size, 0, 0)
#define dup(fd) SYS(23, fd, 0, 0, 0)
#define dup3(from, to, flags) SYS(24, from, to, flags, 0)
#define fcntl(fd, command, arg) SYS(25, fd, command, arg, 0)
#define ioctl(fd, request, arg) SYS(29, fd, request, arg, 0)
#define mknodat(fd, path, mode, dev) SYS(33, fd, path, mode, dev)
#define mkdirat(fd, path, mode) SYS(34, fd, path, mode, 0)
#define mkdir(path, mode) mkdirat(AT_FDCWD, path, mode)
#define unlinkat(fd, path, flags) SYS(35, fd, path, flags, 0)
#define unlink(path) unlinkat(AT_FDCWD, path, 0)
#define rmdir(path) unlinkat(AT_FDCWD, path, AT_REMOVEDIR)
#define symlink(target, path) SYS(36, target, AT_FDCWD, path, 0)
#define linkat(fd, from, fd2, to, flags) SYS6(37, fd, from, fd2, to, flags, 0)
#define link(from, to) linkat(AT_FDCWD, from, AT_FDCWD, to, 0)
#define rename2(from, to, flags) SYS6(276, AT_FDCWD, from, AT_FDCWD, to, flags, 0)
#define rename(from, to) SYS(38, AT_FDCWD, from, AT_FDCWD, to)
#define truncate(path, length) SYS(45, path, length, 0, 0)
#define ftruncate(fd, length) SYS(46, fd, length, 0, 0)
#define access(path, mode) SYS(48, AT_FDCWD, path, mode, 0)
#define chdir(path) SYS(49, path, 0, 0, 0)
#define fchdir(fd) SYS(50, fd, 0, 0, 0)
#define fchmod(fd, mode) SYS(52, fd, mode, 0, 0)
#define chmod(path, mode) SYS(53, AT_FDCWD, path, mode, 0)
#define fchownat(fd, path, user, group, flags) SYS6(54, fd, path, user, group, flags, 0)
#define fchown(fd, user, group) SYS(55, fd, user, group, 0)
#define openat(fd, path, flags, mode) SYS(56, fd, path, flags, mode)
#define open(path, flags) openat(AT_FDCWD, path, flags, 0644)
#define close(fd) SYS(57, fd, 0, 0, 0)
#define getdents(fd, buf, size) SYS(61, fd, buf, size, 0)
#define lseek(fd, offset, whence) SYS(62, fd, offset, whence, 0)
#define read(fd, buf, size) SYS(63, fd, buf, size, 0)
#define write(fd, buf, size) SYS(64, fd, buf, size, 0)
#define readv(fd, vector, count) SYS(65, fd, vector, count, 0)
#define writev(fd, vector, count) SYS(66, fd, vector, count, 0)
#define pread(fd, buf, size, at) SYS(67, fd, buf, size, at)
#define pwrite(fd, buf, size, at) SYS(68, fd, buf, size, at)
#define sendfile(out, in, at, size) SYS(71, out, in, at, size)
#define readlinkat(fd, path, buf, size) SYS(78, fd, path, buf, size)
#define readlink(path, buf, size) readlinkat(AT_FDCWD, path, buf, size)
#define fstatat(fd, path, buf, flags) SYS(79, fd, path, buf, flags)
#define stat(path, buf) fstatat(AT_FDCWD, path, buf, 0)
#define fstat(fd, buf) SYS(80, fd, buf, 0, 0)
#define fsync(fd) SYS(82, fd, 0, 0, 0)
#define utimensat(fd, path, times, flags) SYS(88, fd, path, times, flags)
#define exit(status) SYS(94, status, 0, 0, 0)
#define waitid(type, id, info, options, usage) SYS6(95, type, id, info, options, usage, 0)
#define nanosleep(time, rest) SYS(101, time, rest, 0, 0)
#define clock_gettime(clock, time) SYS(113, clock, time, 0, 0)
#define kill(pid, signal) SYS(129, pid, signal, 0, 0)
#define tgkill(group, thread, signal) SYS(131, group, thread, signal, 0)
#define sigaction(signal, new, old, size) SYS(134, signal, new, old, size)
#define sigprocmask(how, new, old, size) SYS(135, how, new, old, size)
#define umask(mask) SYS(166, mask, 0, 0, 0)
#define getpid() SYS(172, 0, 0, 0, 0)
#define getppid() SYS(173, 0, 0, 0, 0)
#define brk(end) SYS(214, end, 0, 0, 0)
#define munmap(at, size) SYS(215, at, size, 0, 0)
#define mremap(at, old, new, flags) SYS(216, at, old, new, flags)
#define clone(flags, stack) SYS6(220, flags, stack, 0, 0, 0, 0)
#define fork() clone(17, 0)
#define execve(path, argv, envp) SYS(221, path, argv, envp, 0)
#define mmap(at, size, prot, flags, fd, offset) SYS6(222, at, size, prot, flags, fd, offset)
#define mprotect(at, size, prot) SYS(226, at, size, prot, 0)
#define msync(at, size, flags) SYS(227, at, size, flags, 0)
#define madvise(at, size, advice) SYS(233, at, size, advice, 0)
#define wait4(pid, status, options, usage) SYS(260, pid, status, options, usage)
#define prlimit(pid, which, new, old) SYS(261, pid, which, new, old)
#define getrandom(buf, size, flags) SYS(278, buf, size, flags, 0)
#define spawn(path, argv) SYS(1024, path, argv, 0, 0)

void *memset(void *to, int value, size_t size) {
  volatile u8 *at = to;
  while (size--) *at++ = value;
  return to;
}

void *memcpy(void *to, const void *from, size_t size) {
  volatile u8 *at = to;
  const u8 *source = from;
  while (size--) *at++ = *source++;
  return to;
}

static size_t length(const char *text) {
  size_t n = 0;
  while (text[n]) n++;
  return n;
}

static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

// A line is written by one call, so that lines of several processes do not mix.
static char line[1024];
static size_t line_length;

static void put(const char *text) {
  while (*text && line_length < sizeof line - 1) line[line_length++] = *text++;
}

static void put_number(long value) {
  char digits[24], *at = digits + sizeof digits;
  u64 left = value < 0 ? -(u64)value : (u64)value;
  *--at = 0;
  do *--at = '0' + left % 10; while (left /= 10);
  if (value < 0) *--at = '-';
  put(at);
}

static void put_octal(u64 value) {
  char digits[24], *at = digits + sizeof digits;
  *--at = 0;
  do *--at = '0' + value % 8; while (value /= 8);
  put("0");
  put(at);
}

static const char *const errors[] = {
  [1] = "EPERM", [2] = "ENOENT", [3] = "ESRCH", [4] = "EINTR", [5] = "EIO", [6] = "ENXIO", [7] = "E2BIG",
  [8] = "ENOEXEC", [9] = "EBADF", [10] = "ECHILD", [11] = "EAGAIN", [12] = "ENOMEM",
  [13] = "EACCES", [14] = "EFAULT", [16] = "EBUSY", [17] = "EEXIST", [18] = "EXDEV",
  [19] = "ENODEV", [20] = "ENOTDIR", [21] = "EISDIR", [22] = "EINVAL", [24] = "EMFILE",
  [25] = "ENOTTY", [26] = "ETXTBSY", [27] = "EFBIG", [28] = "ENOSPC", [29] = "ESPIPE",
  [33] = "EDOM", [34] = "ERANGE", [36] = "ENAMETOOLONG", [38] = "ENOSYS", [39] = "ENOTEMPTY",
  [35] = "EDEADLK", [37] = "ENOLCK", [61] = "ENODATA", [65] = "ENOPKG", [71] = "EPROTO",
  [40] = "ELOOP", [75] = "EOVERFLOW", [80] = "ELIBBAD", [95] = "EOPNOTSUPP", [110] = "ETIMEDOUT",
};

static void put_result(long value) {
  long number = -value;
  if (number > 0 && number < (long)(sizeof errors / sizeof *errors) && errors[number])
    put(errors[number]);
  else
    put_number(value);
}

static void flush(void) {
  put("\n");
  write(1, line, line_length);
  line_length = 0;
}

// Prints an expression and its value; an error by its name.
#define T(expression) \
  ({ \
    long value_ = (long)(expression); \
    put(#expression); \
    put(" = "); \
    put_result(value_); \
    flush(); \
  })

#define TEXT(expression) \
  ({ \
    put(#expression); \
    put(" = \""); \
    put(expression); \
    put("\""); \
    flush(); \
  })

#define TITLE(text) \
  ({ \
    put("# "); \
    put(text); \
    flush(); \
  })

static long run(long argc, char **argv, char **envp);

__attribute__((used)) static void start(long *stack) {
  long argc = stack[0];
  char **argv = (char **)(stack + 1);
  exit(run(argc, argv, argv + argc + 1));
}

asm(".globl _start\n_start: mov x29, 0\n mov x30, 0\n mov x0, sp\n b start\n");
