// Changes files as its arguments say, each of which is a letter, a path, and mostly "=" and more:
// +PATH=TEXT writes a file, c FROM=TO copies one, b PATH=N writes N KiB, t PATH=N makes N KiB of
// hole, d a directory, s LINK=TARGET, h NEW=OLD, u removes a file, a PATH=TEXT appends, e STATUS
// ends. A change that cannot be made ends it with the error's number.
#include "guest.h"

static char buf[65536];

static long number(const char *text) {
  long value = 0;
  while (*text) value = value * 10 + (*text++ - '0');
  return value;
}

static void check(long result) {
  if (result < 0) exit(-result);
}

static void all(long fd, const char *bytes, long size) {
  while (size > 0) {
    long n = write(fd, bytes, size);
    check(n);
    bytes += n;
    size -= n;
  }
}

static long created(const char *path, long flags) {
  long fd = openat(AT_FDCWD, path, O_WRONLY | O_CREAT | flags, 0644);
  check(fd);
  return fd;
}

static void change(char what, char *path, char *more) {
  long fd, in, n;
  switch (what) {
    case '+':
    case 'a':
      fd = created(path, what == 'a' ? O_APPEND : O_TRUNC);
      all(fd, more, length(more));
      break;
    case 'c':
      in = open(path, O_RDONLY);
      check(in);
      fd = created(more, O_TRUNC);
      while ((n = read(in, buf, sizeof buf)) > 0) all(fd, buf, n);
      check(n);
      break;
    case 'b':
      fd = created(path, O_TRUNC);
      for (n = 0; n < 1024; n++) buf[n] = n * 7 + 1;
      for (n = number(more); n > 0; n--) all(fd, buf, 1024);
      break;
    case 't':
      check(ftruncate(created(path, O_TRUNC), number(more) * 1024));
      break;
    case 'd': check(mkdir(path, 0755)); break;
    case 's': check(symlink(more, path)); break;
    case 'h': check(link(more, path)); break;
    case 'u': check(unlink(path)); break;
    case 'e': exit(number(path)); break;
    default: exit(99);
  }
}

static long run(long argc, char **argv, char **envp) {
  for (int i = 1; i < argc; i++) {
    char *path = argv[i] + 1, *more = path;
    while (*more && *more != '=') more++;
    if (*more) *more++ = 0;
    change(argv[i][0], path, more);
  }
  return 0;
}
