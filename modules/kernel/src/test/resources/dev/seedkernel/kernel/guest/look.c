// Shows what is at each path of its arguments: the text of a file, the names in a directory, where
// a link leads.
#include "guest.h"

static char buf[65536];

static void names(long fd, const char *path) {
  long n;
  put(path);
  put(" has");
  while ((n = getdents(fd, buf, sizeof buf)) > 0)
    for (long at = 0; at < n; at += *(unsigned short *)(buf + at + 16))
      if (buf[at + 19] != '.') { put(" "); put(buf + at + 19); }
  flush();
}

static long run(long argc, char **argv, char **envp) {
  for (int i = 1; i < argc; i++) {
    long n = readlink(argv[i], buf, sizeof buf - 1);
    if (n >= 0 && !same(argv[i], "/proc/mounts")) {
      buf[n] = 0;
      put(argv[i]);
      put(" -> ");
      put(buf);
      flush();
      continue;
    }
    long fd = open(argv[i], O_RDONLY);
    if (fd < 0) {
      put(argv[i]);
      put(": ");
      put_result(fd);
      flush();
      continue;
    }
    n = read(fd, buf, sizeof buf);
    if (n < 0) {
      names(fd, argv[i]);
    } else {
      put(argv[i]);
      put(":");
      flush();
      do write(1, buf, n); while ((n = read(fd, buf, sizeof buf)) > 0);
    }
    close(fd);
  }
  return 0;
}
