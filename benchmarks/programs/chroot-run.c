/*
 * Runs the commands of /run in a directory as its root, each by qemu-aarch64, as the archive's own /init does
 * with execve on AArch64: one after another, until one has a status that is not 0. For the host.
 *   chroot-run DIRECTORY QEMU    QEMU is a path in DIRECTORY
 * Without root's rights it makes a user namespace of its own, in which chroot is allowed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_POSSIBLE = 77, MAX_WORDS = 4096 };

static void check(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "chroot-run: %s: %s\n", what, strerror(errno));
    exit(NOT_POSSIBLE);
  }
}

static void write_file(const char *name, const char *text) {
  int fd = open(name, O_WRONLY);
  check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t) strlen(text), name);
  close(fd);
}

static void enter(const char *directory) {
  if (geteuid() != 0) {
    char map[64];
    snprintf(map, sizeof map, "0 %u 1", (unsigned) geteuid());
    check(unshare(CLONE_NEWUSER) == 0, "no user namespace, and not root");
    write_file("/proc/self/uid_map", map);
  }
  check(chroot(directory) == 0 && chdir("/") == 0, directory);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: chroot-run DIRECTORY QEMU\n");
    return 2;
  }
  enter(argv[1]);
  FILE *run = fopen("/run", "r");
  check(run != NULL, "/run");
  char *line = NULL, *words[MAX_WORDS + 2], *environment[] = {NULL};
  size_t length = 0;
  int count = 0;
  while (getline(&line, &length, run) > 0) {
    int n = 0;
    words[n++] = argv[2];
    for (char *word = strtok(line, " \n"); word != NULL && n <= MAX_WORDS; word = strtok(NULL, " \n")) {
      words[n++] = word;
    }
    words[n] = NULL;
    if (n == 1) {
      continue;
    }
    pid_t child;
    int status;
    errno = posix_spawn(&child, argv[2], NULL, NULL, words, environment);
    check(errno == 0, argv[2]);
    check(waitpid(child, &status, 0) == child, "waitpid");
    if (status != 0) {
      fprintf(stderr, "chroot-run: status %#x of %s\n", (unsigned) status, words[1]);
      return 1;
    }
    count++;
  }
  fprintf(stderr, "chroot-run: %d commands ok\n", count);
  return 0;
}
