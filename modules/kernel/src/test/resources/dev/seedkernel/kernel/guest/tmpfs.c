// What a tmpfs can do beyond the everyday calls of files.c.
#include "guest.h"

#define BAD ((void *)8)
#define NOREPLACE 1
#define EXCHANGE 2
#define WHITEOUT 4
#define O_TMPFILE (020000000 | O_DIRECTORY)
#define O_DIRECT 0200000
#define flock(fd, operation) SYS(32, fd, operation, 0, 0)
#define statfs(path, to) SYS(43, path, to, 0, 0)
#define fstatfs(fd, to) SYS(44, fd, to, 0, 0)
#define fallocate(fd, mode, at, size) SYS(47, fd, mode, at, size)
#define preadv(fd, v, n, at) SYS6(69, fd, v, n, at, 0, 0)
#define pwritev(fd, v, n, at) SYS6(70, fd, v, n, at, 0, 0)
#define sync_file_range(fd, at, size, flags) SYS(84, fd, at, size, flags)
#define readahead(fd, at, size) SYS(213, fd, at, size, 0)
#define fadvise(fd, at, size, advice) SYS(223, fd, at, size, advice)
#define syncfs(fd) SYS(267, fd, 0, 0, 0)
#define memfd_create(name, flags) SYS(279, name, flags, 0, 0)
#define copy_file_range(in, at, out, to, size, flags) SYS6(285, in, at, out, to, size, flags)
#define preadv2(fd, v, n, at, flags) SYS6(286, fd, v, n, at, 0, flags)
#define pwritev2(fd, v, n, at, flags) SYS6(287, fd, v, n, at, 0, flags)
#define close_range(first, last, flags) SYS(436, first, last, flags, 0)
#define openat2(fd, path, how, size) SYS(437, fd, path, how, size)
#define setxattr(p, n, v, s, f) SYS6(5, p, n, v, s, f, 0)
#define fsetxattr(p, n, v, s, f) SYS6(7, p, n, v, s, f, 0)
#define getxattr(p, n, v, s) SYS(8, p, n, v, s)
#define lgetxattr(p, n, v, s) SYS(9, p, n, v, s)
#define fgetxattr(p, n, v, s) SYS(10, p, n, v, s)
#define listxattr(p, v, s) SYS(11, p, v, s, 0)
#define llistxattr(p, v, s) SYS(12, p, v, s, 0)
#define flistxattr(p, v, s) SYS(13, p, v, s, 0)
#define removexattr(p, n) SYS(14, p, n, 0, 0)
#define fremovexattr(p, n) SYS(16, p, n, 0, 0)

struct vector { void *base; u64 length; };
static struct { u64 flags, mode, resolve, more; } how;

static char buf[300000];
static u8 st[128];
static u64 sfs[15];

static u64 field(int offset) { return *(u64 *)(st + offset); }
static u32 word(int offset) { return *(u32 *)(st + offset); }

static long make(const char *path, const char *text) {
  long fd = open(path, O_CREAT | O_TRUNC | O_WRONLY);
  long n = write(fd, text, length(text));
  close(fd);
  return n;
}

static const char *content(const char *path) {
  static char text[256];
  long fd = open(path, O_RDONLY);
  long n = read(fd, text, sizeof text - 1);
  close(fd);
  text[n < 0 ? 0 : n] = 0;
  return text;
}

static void size_of(long fd) {
  fstat(fd, st);
  put("size "), put_number(field(48)), put(" blocks "), put_number(field(64));
  put(" links "), put_number(word(20)), put(" mode "), put_octal(word(16)), flush();
}

static void renames(void) {
  TITLE("renameat2");
  T(make("a", "a"));
  T(make("b", "b"));
  T(mkdir("d", 0755));
  T(mkdir("d/e", 0755));
  T(make("d/e/f", "f"));
  T(rename2("a", "b", NOREPLACE));
  T(rename2("a", "b", NOREPLACE | EXCHANGE));
  T(rename2("a", "b", WHITEOUT | EXCHANGE));
  T(rename2("a", "b", 8));
  T(rename2("a", "b", EXCHANGE));
  TEXT(content("a"));
  TEXT(content("b"));
  T(rename2("a", "nothing", EXCHANGE));
  T(rename2("nothing", "a", EXCHANGE));
  T(rename2("a", "d", EXCHANGE));
  T(stat("d", st));
  put_octal(word(16)), flush();
  T(rename2("a", "d", EXCHANGE));
  T(rename2("d", "d/e", EXCHANGE));
  T(rename2("d/e", "d", EXCHANGE));
  T(rename2("d", "d/e/f", EXCHANGE));
  T(rename2("a", "d/e", EXCHANGE));
  TEXT(content("d/e"));
  T(stat("d", st));
  T(word(20));
  T(stat(".", st));
  T(word(20));
  T(open("a", O_RDONLY));
  T(openat(3, "..", O_RDONLY, 0));
  T(openat(4, "b", O_RDONLY, 0));
  T(close(3));
  T(close(4));
  T(close(5));
  T(rename2("a", "a", EXCHANGE));
  T(rename2("a/", "d/", EXCHANGE));
  T(rename2("b/", "d/", EXCHANGE));
  T(rename2("d", "b/", EXCHANGE));
  T(rename2(".", "b", EXCHANGE));
  T(link("b", "b2"));
  T(rename2("b", "b2", EXCHANGE));
  T(rename2("b", "b2", 0));
  T(unlink("b2"));
  T(rename2("b", "c", WHITEOUT));
  T(stat("b", st));
  put_octal(word(16)), put(" "), put_number(field(32)), flush();
  T(make("b", "x"));
  T(unlink("b"));
  T(rename2("c", "a", WHITEOUT));
  T(rename2("c", "c", WHITEOUT));
  T(rename2("c", "d/e", WHITEOUT | NOREPLACE));
  T(stat("c", st));
  T(unlink("c"));
  T(unlink("d/e"));
  T(unlink("a/f"));
  T(rmdir("a"));
  T(rmdir("d/e"));
  T(rmdir("d"));
}

static void nameless(void) {
  TITLE("O_TMPFILE");
  T(mkdir("d", 0755));
  T(make("f", "f"));
  T(openat(AT_FDCWD, "d", O_TMPFILE | O_RDONLY, 0600));
  T(openat(AT_FDCWD, "d", 020000000 | O_RDWR, 0600));
  T(openat(AT_FDCWD, "f", O_TMPFILE | O_RDWR, 0600));
  T(openat(AT_FDCWD, "nothing", O_TMPFILE | O_RDWR, 0600));
  T(openat(AT_FDCWD, "d", O_TMPFILE | O_RDWR | O_CREAT, 0600));
  T(openat(AT_FDCWD, "d/", O_TMPFILE | O_RDWR, 0666));
  T(fcntl(3, 3, 0));
  size_of(3);
  T(write(3, "text", 4));
  T(linkat(3, "", AT_FDCWD, "g", 0));
  T(linkat(3, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  T(linkat(3, "", AT_FDCWD, "g2", AT_EMPTY_PATH));
  size_of(3);
  TEXT(content("g"));
  T(unlink("g"));
  T(unlink("g2"));
  T(linkat(3, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  T(close(3));
  T(openat(AT_FDCWD, "d", O_TMPFILE | O_WRONLY | O_EXCL, 0600));
  T(linkat(3, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  T(close(3));
  T(open("f", O_PATH));
  T(linkat(3, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  T(unlink("g"));
  T(close(3));
  T(rmdir("d"));
}

static void holes(void) {
  TITLE("fallocate");
  T(openat(AT_FDCWD, "h", O_CREAT | O_RDWR | O_TRUNC, 0644));
  T(fallocate(3, 0, 0, 0));
  T(fallocate(3, 0, -1, 5));
  T(fallocate(3, 0, 5, -1));
  T(fallocate(3, 0, 1L << 62, 1L << 62));
  T(fallocate(3, 0, ~0UL >> 1, 1));
  T(fallocate(3, 0x100, 0, 1));
  T(fallocate(3, 2, 0, 1));
  T(fallocate(3, 8, 0, 4096));
  T(fallocate(3, 16, 0, 4096));
  T(fallocate(3, 17, 0, 4096));
  T(fallocate(3, 32, 0, 4096));
  T(fallocate(3, 64, 0, 4096));
  T(fallocate(3, 19, 0, 4096));
  T(fallocate(3, 1, 0, 5000));
  size_of(3);
  T(fallocate(3, 0, 3000, 5000));
  size_of(3);
  T(lseek(3, 0, 3));
  T(pwrite(3, "x", 1, 100));
  T(lseek(3, 0, 3));
  T(lseek(3, 0, 4));
  T(pwrite(3, "yyyy", 4, 4094));
  T(fallocate(3, 3, 4095, 2));
  T(pread(3, buf, 6, 4093));
  put_number(buf[0]), put(" "), put_number(buf[1]), put(" "), put_number(buf[2]), put(" ");
  put_number(buf[3]), put(" "), put_number(buf[4]), flush();
  size_of(3);
  T(fallocate(3, 3, 0, 4096));
  size_of(3);
  T(fallocate(3, 3, 0, 1L << 40));
  size_of(3);
  T(fallocate(3, 0, 1L << 40, 4096));
  size_of(3);
  T(ftruncate(3, 5));
  size_of(3);
  T(fallocate(3, 1, 10, 5));
  size_of(3);
  T(ftruncate(3, 20000));
  size_of(3);
  T(pread(3, buf, 20, 0));
  T(fallocate(3, 0, 1L << 43, 1L << 62));
  T(close(3));
  T(open("h", O_RDONLY));
  T(fallocate(3, 0, 0, 10));
  T(close(3));
  T(open("h", O_WRONLY | O_APPEND));
  T(fallocate(3, 3, 0, 10));
  T(fallocate(3, 0, 0, 10));
  T(close(3));
  T(open(".", O_RDONLY));
  T(fallocate(3, 0, 0, 10));
  T(close(3));
  T(mknodat(AT_FDCWD, "null", 020666, 0x103));
  T(open("null", O_RDWR));
  T(fallocate(3, 0, 0, 10));
  T(close(3));
  T(fallocate(3, 0, 0, 10));
  T(unlink("h"));
}

static void advice(void) {
  TITLE("advice and synchronisation");
  T(make("f", "0123456789"));
  T(open("f", O_RDWR));
  T(open("f", O_PATH));
  T(open(".", O_RDONLY));
  T(fadvise(3, 0, 0, 0));
  T(fadvise(3, 0, 0, 5));
  T(fadvise(3, 0, 0, 6));
  T(fadvise(3, 0, -1, 0));
  T(fadvise(3, -1, 0, 0));
  T(fadvise(4, 0, 0, 0));
  T(fadvise(5, 0, 0, 0));
  T(fadvise(99, 0, 0, 0));
  T(readahead(3, 0, 100));
  T(readahead(4, 0, 100));
  T(readahead(5, 0, 100));
  T(sync_file_range(3, 0, 0, 7));
  T(sync_file_range(3, 0, 0, 8));
  T(sync_file_range(3, -1, 0, 1));
  T(sync_file_range(3, 0, -1, 1));
  T(sync_file_range(5, 0, 0, 1));
  T(sync_file_range(4, 0, 0, 1));
  T(syncfs(3));
  T(syncfs(4));
  T(syncfs(5));
  T(syncfs(99));
  T(open("null", O_RDWR));
  T(fadvise(6, 0, 0, 0));
  T(readahead(6, 0, 1));
  T(sync_file_range(6, 0, 0, 1));
  T(close_range(3, 6, 0));
  TITLE("statfs");
  memset(sfs, 255, sizeof sfs);
  T(statfs("f", sfs));
  T(sfs[0] == 0x01021994);
  T(sfs[1]);
  T(sfs[2] >= sfs[3]);
  T(sfs[3] == sfs[4]);
  T(sfs[5] > sfs[6]);
  T(sfs[8]);
  T(sfs[9]);
  T(sfs[10]);
  T(sfs[11] | sfs[12] | sfs[13] | sfs[14]);
  T(statfs("nothing", sfs));
  T(statfs("f", BAD));
  T(statfs("f/x", sfs));
  T(open("f", O_PATH));
  T(fstatfs(3, sfs));
  T(sfs[0] == 0x01021994);
  T(close(3));
  T(fstatfs(3, sfs));
}

static void vectors(void) {
  TITLE("preadv and pwritev");
  static char one[4], two[8];
  struct vector v[2] = {{one, 3}, {two, 5}};
  T(make("f", "0123456789"));
  T(open("f", O_RDWR));
  T(preadv(3, v, 2, 1));
  TEXT(one);
  TEXT(two);
  T(preadv(3, v, 2, 8));
  T(preadv(3, v, 2, 10));
  T(preadv(3, v, 2, -1));
  T(preadv(3, v, -1, 0));
  T(preadv(3, v, 1025, 0));
  T(preadv(3, v, 0, 0));
  T(preadv(3, BAD, 1, 0));
  T(preadv(99, v, 2, 0));
  T(lseek(3, 0, 1));
  T(pwritev(3, v, 2, 20));
  T(pwritev(3, v, 2, -1));
  T(lseek(3, 0, 2));
  T(lseek(3, 2, 0));
  T(preadv2(3, v, 2, -1, 0));
  T(lseek(3, 0, 1));
  T(preadv2(3, v, 2, 0, 0));
  T(preadv2(3, v, 2, -2, 0));
  T(preadv2(3, v, 2, 0, 1));
  T(preadv2(3, v, 2, 0, 8));
  T(preadv2(3, v, 2, 0, 16));
  T(preadv2(3, v, 2, 0, 32));
  T(preadv2(3, v, 2, 0, 4));
  T(preadv2(3, v, 2, 0, 64));
  T(pwritev2(3, v, 1, 0, 16));
  T(lseek(3, 0, 2));
  T(pwritev2(3, v, 1, -1, 0));
  T(lseek(3, 0, 1));
  T(pwritev2(3, v, 1, -1, 16));
  T(lseek(3, 0, 1));
  T(pwritev2(3, v, 1, 0, 6));
  T(pwritev2(3, v, 1, 0, 8));
  T(pwritev2(3, v, 1, 0, 64));
  T(close(3));
  T(open("f", O_WRONLY));
  T(preadv(3, v, 1, 0));
  T(close(3));
  T(open("f", O_RDONLY));
  T(pwritev(3, v, 1, 0));
  T(close(3));
  T(preadv(0, v, 1, 0));
  T(pwritev(1, v, 1, 0));
}

static void copies(void) {
  TITLE("sendfile and copy_file_range");
  long at, to;
  T(open("big", O_CREAT | O_RDWR));
  for (int i = 0; i < (int)sizeof buf; i++) buf[i] = i * 7 + (i >> 9);
  T(write(3, buf, sizeof buf));
  T(open("out", O_CREAT | O_RDWR));
  T(lseek(3, 0, 0));
  T(sendfile(4, 3, 0, 1000000));
  T(lseek(3, 0, 1));
  T(lseek(4, 0, 1));
  at = 299990;
  T(sendfile(4, 3, &at, 100));
  T(at);
  T(sendfile(4, 3, &at, 100));
  T(lseek(4, 0, 0));
  memset(buf, 0, sizeof buf);
  T(read(4, buf, sizeof buf));
  long wrong = 0;
  for (int i = 0; i < (int)sizeof buf; i++) wrong += buf[i] != (char)(i * 7 + (i >> 9));
  T(wrong);
  T(copy_file_range(3, 0, 4, 0, 10, 0));
  T(lseek(3, 0, 0));
  T(ftruncate(4, 0));
  T(lseek(4, 0, 0));
  T(copy_file_range(3, 0, 4, 0, 1000000, 0));
  T(lseek(3, 0, 1));
  T(lseek(4, 0, 1));
  at = 10, to = 20;
  T(copy_file_range(3, &at, 4, &to, 30, 0));
  T(at);
  T(to);
  T(lseek(4, 0, 1));
  T(copy_file_range(3, &at, 4, &to, 30, 1));
  T(copy_file_range(3, &at, 4, &to, 0, 0));
  at = 300000;
  T(copy_file_range(3, &at, 4, &to, 30, 0));
  at = -1;
  T(copy_file_range(3, &at, 4, &to, 30, 0));
  at = 0, to = 10;
  T(copy_file_range(3, &at, 3, &to, 30, 0));
  T(copy_file_range(3, &at, 3, &to, 10, 0));
  T(at);
  T(copy_file_range(3, BAD, 4, 0, 10, 0));
  T(copy_file_range(3, 0, 99, 0, 10, 0));
  T(open("null", O_RDWR));
  T(open(".", O_RDONLY));
  T(copy_file_range(5, 0, 4, 0, 10, 0));
  T(copy_file_range(3, 0, 5, 0, 10, 0));
  T(copy_file_range(6, 0, 4, 0, 10, 0));
  T(copy_file_range(3, 0, 6, 0, 10, 0));
  T(sendfile(4, 6, 0, 10));
  T(sendfile(5, 3, 0, 10));
  T(lseek(3, 0, 0));
  T(sendfile(5, 3, 0, 1000000));
  T(sendfile(3, 5, 0, 10));
  T(close(6));
  T(open("out", O_WRONLY | O_APPEND));
  T(copy_file_range(3, 0, 6, 0, 10, 0));
  T(sendfile(6, 3, 0, 10));
  T(sendfile(3, 6, 0, 10));
  T(copy_file_range(6, 0, 3, 0, 10, 0));
  T(close_range(3, 6, 0));
}

static void memory_files(void) {
  TITLE("memfd_create");
  T(memfd_create("name", 0));
  size_of(3);
  T(fcntl(3, 3, 0));
  T(fcntl(3, 1, 0));
  T(fcntl(3, 1034, 0));
  T(fcntl(3, 1033, 2));
  T(close(3));
  T(memfd_create("name", 3));
  T(fcntl(3, 1, 0));
  T(fcntl(3, 1034, 0));
  T(write(3, "0123456789", 10));
  T(fcntl(3, 1033, 64));
  T(fcntl(3, 1033, 2));
  T(fcntl(3, 1034, 0));
  T(ftruncate(3, 5));
  T(ftruncate(3, 20));
  T(fcntl(3, 1033, 4));
  T(ftruncate(3, 30));
  T(pwrite(3, "abc", 3, 19));
  size_of(3);
  T(pwrite(3, "abc", 3, 20));
  T(fallocate(3, 0, 0, 10));
  T(fallocate(3, 0, 0, 30));
  T(fallocate(3, 1, 0, 30));
  T(fcntl(3, 1033, 8));
  T(pwrite(3, "abc", 3, 0));
  T(pwrite(3, "abc", 0, 0));
  T(fallocate(3, 3, 0, 4096));
  T(pread(3, buf, 3, 0));
  T(fcntl(3, 1033, 1));
  T(fcntl(3, 1033, 2));
  T(fcntl(3, 1034, 0));
  T(fchmod(3, 0640));
  size_of(3);
  T(close(3));
  T(open("f", O_RDONLY));
  T(memfd_create("name", 8));
  T(memfd_create("name", 0x10));
  T(memfd_create(BAD, 0));
  memset(buf, 'x', 300);
  buf[249] = 0;
  T(memfd_create(buf, 0));
  T(close(3));
  buf[249] = 'x', buf[250] = 0;
  T(memfd_create(buf, 0));
  T(memfd_create("", 2));
  T(write(3, "abc", 3));
  T(fcntl(3, 1033, 16));
  T(write(3, "abc", 3));
  T(linkat(3, "", AT_FDCWD, "g", AT_EMPTY_PATH));
  T(close(3));
  T(open("f", O_RDWR));
  T(fcntl(3, 1034, 0));
  T(fcntl(3, 1033, 2));
  T(open("f", O_RDONLY));
  T(fcntl(4, 1034, 0));
  T(fcntl(4, 1033, 2));
  T(open("null", O_RDWR));
  T(fcntl(5, 1034, 0));
  T(fcntl(5, 1033, 2));
  T(close_range(3, 5, 0));
}

static void attributes(void) {
  TITLE("extended attributes");
  T(setxattr("f", "user.a", "x", 1, 0));
  T(getxattr("f", "user.a", buf, 10));
  T(removexattr("f", "user.a"));
  T(setxattr("f", "nonsense", "x", 1, 0));
  T(getxattr("f", "nonsense", buf, 10));
  T(setxattr("f", "", "x", 1, 0));
  T(getxattr("f", "", buf, 10));
  T(setxattr("f", "user.a", "x", 1, 8));
  T(setxattr("f", "user.a", "x", 65537, 0));
  T(setxattr("f", "user.a", BAD, 1, 0));
  T(setxattr("nothing", "user.a", "x", 1, 0));
  T(setxattr("f", BAD, "x", 1, 0));
  T(getxattr("f", "trusted.a", buf, 10));
  T(getxattr("f", "security.a", buf, 10));
  T(getxattr("f", "system.posix_acl_access", buf, 10));
  T(getxattr("nothing", "user.a", buf, 10));
  T(lgetxattr("f", "user.a", buf, 10));
  T(listxattr("f", buf, 100));
  T(listxattr("f", 0, 0));
  T(listxattr("nothing", 0, 0));
  T(llistxattr("f", buf, 100));
  T(open("f", O_RDWR));
  T(open("f", O_PATH));
  T(fsetxattr(3, "user.a", "x", 1, 0));
  T(fgetxattr(3, "user.a", buf, 10));
  T(flistxattr(3, buf, 100));
  T(fremovexattr(3, "user.a"));
  T(flistxattr(4, buf, 100));
  T(fgetxattr(4, "user.a", buf, 10));
  T(flistxattr(99, buf, 100));
  T(close_range(3, 4, 0));
}

static void resolving(void) {
  TITLE("openat2");
  T(mkdir("d", 0755));
  T(make("d/f", "f"));
  T(symlink("f", "d/l"));
  T(symlink("../f", "d/out"));
  T(symlink("/t/d/f", "d/abs"));
  T(symlink(".", "d/here"));
  how.flags = O_RDONLY;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  T(fcntl(3, 3, 0));
  T(close(3));
  T(openat2(AT_FDCWD, "d/f", &how, 23));
  T(openat2(AT_FDCWD, "d/f", &how, 32));
  T(close(3));
  how.more = 1;
  T(openat2(AT_FDCWD, "d/f", &how, 32));
  T(openat2(AT_FDCWD, "d/f", &how, 5000));
  how.more = 0;
  T(openat2(AT_FDCWD, "d/f", BAD, 24));
  how.mode = 0644;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  how.flags = O_CREAT, how.mode = 0100644;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  how.mode = 0600, how.flags = O_CREAT | O_RDWR;
  T(openat2(AT_FDCWD, "d/g", &how, 24));
  T(close(3));
  how.mode = 0, how.flags = 1L << 40;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  how.flags = O_PATH | O_RDWR;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  how.flags = 020000000;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  how.flags = O_RDONLY, how.resolve = 64;
  T(openat2(AT_FDCWD, "d/f", &how, 24));
  T(open("d", O_PATH));
  how.resolve = 4;
  T(openat2(3, "f", &how, 24));
  T(close(4));
  T(openat2(3, "l", &how, 24));
  T(openat2(AT_FDCWD, "d/here/f", &how, 24));
  how.flags = O_PATH | O_NOFOLLOW;
  T(openat2(3, "l", &how, 24));
  T(close(4));
  how.flags = O_RDONLY, how.resolve = 2;
  T(openat2(3, "l", &how, 24));
  T(close(4));
  T(close(5));
  how.resolve = 8;
  T(openat2(3, "f", &how, 24));
  T(openat2(3, "l", &how, 24));
  T(openat2(3, "out", &how, 24));
  T(openat2(3, "abs", &how, 24));
  T(openat2(3, "/t/d/f", &how, 24));
  T(openat2(3, "..", &how, 24));
  T(openat2(3, "here/../../f", &how, 24));
  T(openat2(3, "here/../d/f", &how, 24));
  how.resolve = 16;
  T(openat2(3, "abs", &how, 24));
  T(openat2(3, "/f", &how, 24));
  T(openat2(3, "../../f", &how, 24));
  T(openat2(3, "out", &how, 24));
  T(openat2(3, "..", &how, 24));
  how.resolve = 24;
  T(openat2(3, "f", &how, 24));
  how.resolve = 1;
  T(openat2(3, "f", &how, 24));
  how.resolve = 32;
  T(openat2(3, "g", &how, 24) >= -11);
  how.flags = O_CREAT | O_RDWR, how.mode = 0600;
  T(openat2(3, "g", &how, 24));
  T(close_range(3, 50, 0));
}

static void ranges(void) {
  TITLE("close_range");
  T(open("f", O_RDONLY));
  T(dup3(3, 10, 0));
  T(dup3(3, 20, 0));
  T(close_range(5, 4, 0));
  T(close_range(5, 6, 1));
  T(close_range(4, 15, 4));
  T(fcntl(10, 1, 0));
  T(fcntl(20, 1, 0));
  T(close_range(4, 15, 0));
  T(fcntl(10, 1, 0));
  T(close_range(15, -1, 2));
  T(fcntl(20, 1, 0));
  T(close_range(3, -1, 8 | 4));
  T(close_range(1000000, -1, 0));
  T(close(3));
  TITLE("fcntl");
  T(open("f", O_RDWR));
  T(fcntl(3, 8, 0));
  T(fcntl(3, 9, 0));
  T(fcntl(3, 10, 0));
  T(fcntl(3, 11, 0));
  T(fcntl(3, 1025, 0));
  T(fcntl(3, 1032, 0));
  T(fcntl(3, 1031, 4096));
  T(fcntl(3, 999, 0));
  T(fcntl(3, 4, 04000 | O_APPEND | O_CREAT | O_TRUNC));
  T(fcntl(3, 3, 0));
  T(close(3));
  T(open("f", O_RDWR | O_DIRECT));
}

static void controls(void) {
  TITLE("ioctl");
  int value = -1;
  T(open("f", O_RDWR));
  T(lseek(3, 3, 0));
  T(ioctl(3, 0x541b, &value));
  T(value);
  T(ioctl(3, 0x541b, BAD));
  T(ioctl(3, 2, &value));
  T(value);
  T(ioctl(3, 0x5451, 0));
  T(fcntl(3, 1, 0));
  T(ioctl(3, 0x5450, 0));
  T(fcntl(3, 1, 0));
  value = 1;
  T(ioctl(3, 0x5421, &value));
  T(fcntl(3, 3, 0) & O_NONBLOCK);
  value = 0;
  T(ioctl(3, 0x5421, &value));
  T(fcntl(3, 3, 0) & O_NONBLOCK);
  T(ioctl(3, 0x5401, buf));
  T(ioctl(3, 0x5413, buf));
  T(close(3));
  T(ioctl(3, 0x5451, 0));
}

static void busy(void) {
  TITLE("a running program");
  T(open("/init", O_WRONLY));
  T(open("/init", O_RDWR));
  T(open("/init", O_RDONLY | O_TRUNC));
  T(truncate("/init", 0));
  T(access("/init", 2));
  T(openat(AT_FDCWD, "/t/prog", O_CREAT | O_RDWR, 0755));
  T(execve("/t/prog", 0, 0));
  T(write(3, "xx", 2));
  T(close(3));
  T(execve("/t/prog", 0, 0));
  T(chmod("/init", 0755));
  T(link("/init", "/t/other"));
  T(open("/t/other", O_WRONLY));
  T(rename("/t/other", "/t/prog"));
  T(unlink("/t/prog"));
}

static long run(long argc, char **argv, char **envp) {
  mkdir("/t", 0755);
  chdir("/t");
  renames();
  nameless();
  holes();
  advice();
  vectors();
  copies();
  memory_files();
  attributes();
  resolving();
  ranges();
  controls();
  busy();
  return 0;
}
