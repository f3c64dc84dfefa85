// Times of files, and what stat and statx say.
#include "guest.h"

#define BAD ((void *)8)
#define O_NOATIME 01000000
#define statx(fd, path, flags, mask, to) SYS6(291, fd, path, flags, mask, to, 0)
#define copy_file_range(in, at, out, to, size, flags) SYS6(285, in, at, out, to, size, flags)
#define fallocate(fd, mode, at, size) SYS(47, fd, mode, at, size)
#define NOW 0x3fffffffL
#define OMIT 0x3ffffffeL

static char buf[8192];
static u8 st[128], sx[256];
static long before[3];

static u64 field(int offset) { return *(u64 *)(st + offset); }
static u32 word(int offset) { return *(u32 *)(sx + offset); }
static u64 wide(int offset) { return *(u64 *)(sx + offset); }

static void nap(void) {
  long time[2] = {0, 20000000};
  nanosleep(time, 0);
}

static void times(const char *path, long to[3]) {
  if (fstatat(AT_FDCWD, path, st, AT_NOFOLLOW)) to[0] = to[1] = to[2] = -1;
  else for (int i = 0; i < 3; i++) to[i] = field(72 + 16 * i) * 1000000000 + field(80 + 16 * i);
}

// Says which times of a file a call changes.
#define CHANGES(path, expression) \
  ({ \
    long after_[3]; \
    times(path, before); \
    nap(); \
    long value_ = (long)(expression); \
    times(path, after_); \
    put(#expression), put(" = "), put_result(value_), put(" " #path); \
    put(after_[0] == before[0] ? " -" : " atime"); \
    put(after_[1] == before[1] ? " -" : " mtime"); \
    put(after_[2] == before[2] ? " -" : " ctime"); \
    flush(); \
  })

static long open_close(const char *path, long flags) {
  long fd = open(path, flags);
  return fd < 0 ? fd : close(fd);
}

static long run_program(void) {
  long pid = fork();
  if (pid == 0) {
    char *argv[] = {"/init", "child", 0};
    exit(execve("/init", argv, 0));
  }
  int status;
  wait4(pid, &status, 0, 0);
  return status;
}

static void which_change(void) {
  TITLE("which times change");
  mkdir("d", 0755), mkdir("d/e", 0755);
  long f = openat(AT_FDCWD, "f", O_CREAT | O_RDWR, 0644);
  write(f, "hello", 5);
  symlink("f", "l");
  symlink("d", "ld");
  CHANGES("f", read(f, buf, 0));
  CHANGES("f", pread(f, buf, 5, 0));
  CHANGES("f", pread(f, buf, 5, 0));
  CHANGES("f", pread(f, buf, 5, 100));
  CHANGES("f", pread(f, BAD, 5, 0));
  CHANGES("f", write(f, "x", 0));
  CHANGES("f", write(f, "x", 1));
  CHANGES("f", ftruncate(f, 5));
  CHANGES("f", ftruncate(f, 6));
  CHANGES("f", ftruncate(f, 6));
  CHANGES("f", truncate("f", 6));
  CHANGES("f", truncate("f", 5));
  CHANGES("f", fallocate(f, 1, 0, 100));
  CHANGES("f", fallocate(f, 0, 0, 100));
  CHANGES("f", fallocate(f, 3, 0, 100));
  CHANGES("f", open_close("f", O_RDWR));
  CHANGES("f", open_close("f", O_RDWR | O_TRUNC));
  CHANGES("f", open_close("f", O_RDWR | O_TRUNC));
  CHANGES("f", write(f, "x", 1));
  CHANGES("f", chmod("f", 0600));
  CHANGES("f", fchownat(AT_FDCWD, "f", 1, 1, 0));
  CHANGES("f", fchownat(AT_FDCWD, "f", -1, -1, 0));
  CHANGES("f", link("f", "d/f2"));
  CHANGES("d", link("f", "d/f3"));
  CHANGES("f", unlink("d/f3"));
  CHANGES("d", unlink("d/f2"));
  CHANGES("f", rename("f", "g"));
  rename("g", "f");
  CHANGES("f", rename("f", "f"));
  CHANGES("d", rename("f", "d/f"));
  CHANGES("d", rename("d/f", "f"));
  CHANGES("d", rename("d/e", "d/e2"));
  CHANGES("d/e2", rename("d/e2", "d/e"));
  CHANGES("d/e", rename("d/e", "e"));
  CHANGES("d", rename("e", "d/e"));
  rename("f", "f3"), link("f3", "f");
  CHANGES("f", rename("f3", "f"));
  CHANGES("f", rename2("f", "d", 2));
  CHANGES("f", rename2("f", "d", 2));
  CHANGES(".", rename2("f", "d", 2));
  rename2("f", "d", 2);
  unlink("f3");
  CHANGES("d", access("d/e", 0));
  CHANGES("d", open_close("d", O_RDONLY));
  long d = open("d", O_RDONLY);
  CHANGES("d", getdents(d, buf, sizeof buf) > 0);
  CHANGES("d", getdents(d, buf, sizeof buf));
  CHANGES("d", mkdir("d/x", 0755));
  CHANGES("d", open_close("d/new", O_CREAT | O_RDWR));
  CHANGES("d", open_close("d/new", O_CREAT | O_RDWR));
  CHANGES("d/new", open_close("d/new", O_CREAT | O_RDWR));
  CHANGES("d", rmdir("d/x"));
  CHANGES("l", readlink("l", buf, 10));
  CHANGES("l", access("l", 0));
  CHANGES("l", fstatat(AT_FDCWD, "l", st, AT_NOFOLLOW));
  CHANGES("ld", access("ld/e", 0));
  CHANGES("f", ({ long n = open("f", O_RDONLY | O_NOATIME); long r = read(n, buf, 1); close(n); r; }));
  CHANGES("f", ({ long n = open("f", O_RDONLY); long r = read(n, buf, 1); close(n); r; }));
  CHANGES("f", ({ long n = open("f", O_RDONLY); long r = sendfile(1, n, 0, 0); close(n); r; }));
  CHANGES("f", ({ long n = open("f", O_RDONLY); long r = copy_file_range(n, 0, f, &(long){9}, 1, 0); close(n); r; }));
  CHANGES("/init", run_program());
  close(f), close(d);
}

static void setting(void) {
  TITLE("utimensat");
  long time[4] = {5, 6, 7, 8};
  T(utimensat(AT_FDCWD, "f", time, 0));
  stat("f", st);
  T(field(72)), T(field(80)), T(field(88)), T(field(96));
  time[1] = OMIT;
  CHANGES("f", utimensat(AT_FDCWD, "f", time, 0));
  time[1] = 6, time[3] = OMIT, time[0] = 50;
  CHANGES("f", utimensat(AT_FDCWD, "f", time, 0));
  time[1] = OMIT;
  CHANGES("f", utimensat(AT_FDCWD, "f", time, 0));
  time[1] = NOW;
  CHANGES("f", utimensat(AT_FDCWD, "f", time, 0));
  time[1] = OMIT, time[3] = NOW;
  CHANGES("f", utimensat(AT_FDCWD, "f", time, 0));
  CHANGES("f", utimensat(AT_FDCWD, "f", 0, 0));
  time[1] = 1000000000;
  T(utimensat(AT_FDCWD, "f", time, 0));
  time[1] = -1;
  T(utimensat(AT_FDCWD, "f", time, 0));
  time[1] = 0, time[3] = 0;
  CHANGES("l", utimensat(AT_FDCWD, "l", time, AT_NOFOLLOW));
  CHANGES("f", utimensat(AT_FDCWD, "l", time, 0));
  CHANGES("d", utimensat(AT_FDCWD, "d", time, 0));
  T(utimensat(AT_FDCWD, "f", time, 1));
  T(utimensat(AT_FDCWD, "", time, 0));
  T(utimensat(AT_FDCWD, "f", BAD, 0));
  T(utimensat(AT_FDCWD, 0, time, 0));
  long fd = open("f", O_RDONLY);
  CHANGES("f", utimensat(fd, 0, 0, 0));
  CHANGES("f", utimensat(fd, "", 0, AT_EMPTY_PATH));
  close(fd);
  T(utimensat(fd, 0, time, 0));
}

static void show(void) {
  put("mask "), put_octal(word(0)), put(" blksize "), put_number(word(4));
  put(" attributes "), put_octal(wide(8)), put(" nlink "), put_number(word(16));
  put(" uid "), put_number(word(20)), put(" gid "), put_number(word(24));
  put(" mode "), put_octal(word(28) & 0xffff), put(" size "), put_number(wide(40));
  put(" blocks "), put_number(wide(48)), put(" amask "), put_octal(wide(56));
  put(" rdev "), put_number(word(128)), put(":"), put_number(word(132));
  put(" dev "), put_number(word(136)), put(" major"), flush();
}

static void extended(void) {
  TITLE("statx");
  T(statx(AT_FDCWD, "f", 0, 0x7ff, sx));
  show();
  stat("f", st);
  T(wide(32) == field(8));
  T(wide(64) == field(72));
  T(word(72) == field(80));
  T(wide(80) > 0);
  T(wide(96) == field(104));
  T(wide(112) == field(88));
  T(statx(AT_FDCWD, "f", 0, 0, sx));
  show();
  T(statx(AT_FDCWD, "f", 0, 0xfff, sx));
  show();
  T(statx(AT_FDCWD, "f", 0, 0x80000000, sx));
  T(statx(AT_FDCWD, "f", 0x2000, 1, sx));
  T(statx(AT_FDCWD, "f", 0x4000, 1, sx));
  T(statx(AT_FDCWD, "f", 0x6000, 1, sx));
  T(statx(AT_FDCWD, "f", 1, 1, sx));
  T(statx(AT_FDCWD, "l", AT_NOFOLLOW, 0x7ff, sx));
  show();
  T(statx(AT_FDCWD, "d", 0x800, 0x7ff, sx));
  T(word(16));
  T(statx(AT_FDCWD, "/", 0, 0x7ff, sx));
  T(wide(8));
  T(statx(AT_FDCWD, "", 0, 1, sx));
  T(statx(AT_FDCWD, "", AT_EMPTY_PATH, 1, sx));
  T(statx(99, "", AT_EMPTY_PATH, 1, sx));
  T(statx(AT_FDCWD, "f", 0, 1, BAD));
  T(statx(AT_FDCWD, "nothing", 0, 1, sx));
  T(mknodat(AT_FDCWD, "dev", 020640, (5 << 8) | 1));
  T(statx(AT_FDCWD, "dev", 0, 0x7ff, sx));
  show();
  T(mknodat(AT_FDCWD, "blk", 060640, (259 << 8) | 300 << 12));
  T(statx(AT_FDCWD, "blk", 0, 0x7ff, sx));
  show();
  T(stat("f", st));
  T(*(u32 *)(st + 56));
  T(field(0) >> 8);
}

static long run(long argc, char **argv, char **envp) {
  if (argc > 1) return 7;
  mkdir("/t", 0755);
  chdir("/t");
  which_change();
  setting();
  extended();
  return 0;
}
