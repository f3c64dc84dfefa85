// What shared mappings leave behind, and what they meet at limits. argv[1] says which.
#include "guest.h"

#define PAGE 4096L
#define FAILED(value) ((u64)(value) > -4096UL)

static char *shared(long size) {
  return (char *)mmap(0, size, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
}

static char *file(const char *name, long size) {
  long fd = openat(AT_FDCWD, name, O_CREAT | O_RDWR, 0644);
  if (size) ftruncate(fd, size);
  char *at = (char *)mmap(0, size ? size : PAGE, PROT_RW, MAP_SHARED, fd, 0);
  close(fd);
  return at;
}

// Stores to each page in a child; returns its wait status.
static long fill(volatile char *at, long pages) {
  int status = 0;
  if (fork() == 0) {
    for (long i = 0; i < pages; i++) at[i * PAGE] = 1;
    exit(0);
  }
  wait4(-1, &status, 0, 0);
  return status;
}

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)envp;
  if (same(argv[1], "keep")) {
    char *kept = file("/kept", 3 * PAGE + 1), *data = file("/data", 0);
    data[2] = 'D';
    kept[3 * PAGE] = 'E';
    T(fill(kept, 2));
    int status;
    if (fork() == 0) {
      kept[5] = 'K';
      kill(getpid(), 9);
    }
    wait4(-1, &status, 0, 0);
    T(status), T(kept[5]);
    exit(0);  // With everything mapped.
  }
  if (same(argv[1], "memory")) {
    char *at = shared(1L << 30);
    T(fill(at, 1L << 18)), T(at[0]), T(munmap(at, 1L << 30)), T(fill(shared(PAGE), 1));
  }
  if (same(argv[1], "read")) {
    // Reading takes memory, too, as it does on Linux's tmpfs.
    volatile char *at = shared(1L << 30);
    int status = 0;
    if (fork() == 0) {
      for (long i = 0; i < 1L << 30; i += PAGE) (void)at[i];
      exit(0);
    }
    wait4(-1, &status, 0, 0);
    T(status);
  }
  if (same(argv[1], "disk")) {
    char *at = file("/hole", 1L << 30);
    T(fill(at, 1L << 18)), T(unlink("/hole")), T(munmap(at, 1L << 30));
    T(fill(file("/second", PAGE), 1));
  }
  if (same(argv[1], "many")) {
    long n = 0;
    char *last = 0;
    for (char *at; n < 100000 && !FAILED(at = shared(PAGE)); n++) {
      at[0] = n;
      last = at;
    }
    T(n), T(last[0] == (char)(n - 1)), T(munmap(last, PAGE)), T(FAILED(shared(PAGE)));
  }
  if (same(argv[1], "holes")) {
    char *at = shared(100000 * PAGE);
    long n = 0;
    while (n < 50000 && munmap(at + (2 * n + 1) * PAGE, PAGE) == 0) n++;
    T(n), T(fork()), T(munmap(at, 100000 * PAGE)), T(FAILED(shared(PAGE)));
  }
  return 0;
}
