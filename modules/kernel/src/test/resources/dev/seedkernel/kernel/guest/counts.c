// Processes that count with exclusive pairs at once: what they print depends on each turn's length,
// and on when an exclusive pair is interrupted.
#include "guest.h"

// Adds one; returns how often the pair was interrupted.
static long add(volatile long *word) {
  long failures = 0;
  unsigned failed;
  for (;;) {
    long value;
    __asm__ volatile(
        "ldaxr %0, %2\n\tadd %0, %0, #1\n\tstlxr %w1, %0, %2"
        : "=&r"(value), "=&r"(failed), "+Q"(*word)
        :
        : "memory");
    if (!failed) return failures;
    failures++;
  }
}

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  volatile long *words = (long *)mmap(0, 4096, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  for (long child = 1; child <= 3; child++) {
    if (fork() == 0) {
      long failures = 0;
      for (long i = 0; i < 20000; i++) failures += add(words);
      words[child] = failures;
      exit(0);
    }
  }
  for (long child = 1; child <= 3; child++) {
    int status = 0;
    wait4(-1, &status, 0, 0);
  }
  T(words[0]), T(words[1]), T(words[2]), T(words[3]);
  return 0;
}
