// Many processes and threads: one after the other, at once, and in a race. The first argument says
// which, the second how many.
#include "guest.h"
#include "thread.h"

static int status;
static volatile long counter, plain, go;

static long number(const char *text) {
  long value = 0;
  while (*text) value = value * 10 + *text++ - '0';
  return value;
}

static void forks(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    long pid = fork();
    if (pid == 0) exit(i & 127);
    good += wait4(pid, &status, 0, 0) == pid && status == (i & 127) << 8;
  }
  T(good);
}

static void execs(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    long pid = fork();
    if (pid == 0) execve("/init", ((char *[]){"/init", "end", "3", 0}), 0);
    good += wait4(pid, &status, 0, 0) == pid && status == 3 << 8;
  }
  T(good);
}

static void vforks(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    long pid = clone(17 | CLONE_VM | CLONE_VFORK, 0);
    if (pid == 0) execve("/init", ((char *[]){"/init", "end", "3", 0}), 0), exit(1);
    good += wait4(pid, &status, 0, 0) == pid && status == 3 << 8;
  }
  T(good);
}

static volatile long ended_threads;

static long ends_late(long turns) {
  while (turns--) SYS(124, 0, 0, 0, 0);
  ended_threads++;
  return 0;
}

// A thread that its maker waits for, to its end.
static void vfork_threads(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_VFORK;
    long tid = start_on_stack(flags, stacks[1], 0, 0, 0, ends_late, 3);
    good += tid > 0 && ended_threads == i + 1;
  }
  T(good);
}

// The program's file gives way to a link to /proc/self/exe, which leads to the program's file.
static void link_to_itself(void) {
  static char buffer[256];
  T(unlink("/init"));
  T(symlink("/proc/self/exe", "/init"));
  T(stat("/proc/self/exe", buffer) != 0);
  T(stat("/init", buffer) != 0);
}

static void spawns(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    long pid = spawn("/init", ((char *[]){"/init", "end", "3", 0}));
    good += wait4(pid, &status, 0, 0) == pid && status == 3 << 8;
  }
  T(good);
}

static long status_of(const char *path) {
  long pid = fork();
  if (pid == 0) exit(-execve(path, ((const char *[]){path, "end", "3", 0}), 0));
  wait4(pid, &status, 0, 0);
  return status >> 8;
}

// Writes to a file that is closed again, so that it can be started.
static long put_at(const char *path, long flags, const void *bytes, long size) {
  long fd = openat(AT_FDCWD, path, flags | O_WRONLY, 0755), written = write(fd, bytes, size);
  close(fd);
  return written;
}

// What is kept of a program that was started must not outlive a change of its file.
static void rewritten(void) {
  static char bytes[1 << 20];
  long size = read(open("/init", O_RDONLY), bytes, sizeof bytes);
  T(put_at("/copy", O_CREAT, bytes, size) == size), T(status_of("/copy")), T(status_of("/copy"));
  T(put_at("/copy", 0, "x", 1)), T(status_of("/copy"));
  T(put_at("/copy", 0, bytes, 1)), T(status_of("/copy"));
  T(truncate("/copy", 100)), T(status_of("/copy"));
  T(unlink("/copy")), T(put_at("/copy", O_CREAT, "no program", 10)), T(status_of("/copy"));
  T(rename("/init", "/copy")), T(status_of("/copy"));
}

static long ends(long value) { return value; }

static void threads(long count) {
  long good = 0;
  for (long i = 0; i < count; i++) {
    good += start_thread(0, ends, 0) > 0;
    join_thread(0);
  }
  T(good);
}

static long sleeps(long value) {
  nanosleep(((long[]){1000, 0}), 0);
  return value;
}

// Waiters that give up, are killed, or whose process ends: none may stay in a queue.
static long times_out(long value) {
  for (long i = 0; i < value; i++) futex((char *)&counter + 4 * (i & 1), 128, 0, ((long[]){0, 1000}), 0, 0);
  return 0;
}

static long waits(long value) {
  futex(stacks[value], 128, *(int *)stacks[value], 0, 0, 0);
  return 0;
}

static void timeouts(long count) {
  for (int i = 0; i < 4; i++) start_thread(i, times_out, count);
  for (int i = 0; i < 4; i++) join_thread(i);
  for (long i = 0; i < count / 10; i++) {
    long pid = fork();
    if (pid == 0) {
      for (int n = 0; n < 4; n++) start_thread(n, waits, n);
      pause_for(1);
      exit(0);
    }
    wait4(pid, 0, 0, 0);
  }
  T(counter);
}

// Processes until there is no room, which all sleep; then the machine goes on.
static void bomb(long limit) {
  long pid, count = 0;
  while ((pid = fork()) > 0) count++;
  if (pid == 0) {
    // Each child tries as well.
    while ((pid = fork()) > 0) {}
    nanosleep(((long[]){1000, 0}), 0);
    exit(0);
  }
  T(pid), T(count > 0 && count < limit), T(start_thread(0, ends, 0));
  kill(-1, 9);
  long reaped = 0;
  while (wait4(-1, &status, 0, 0) > 0) reaped++;
  T(reaped == limit - 1), T(wait4(-1, 0, 1, 0)), forks(10);
}

static void thread_bomb(long limit) {
  long count = 0, tid;
  static char many[64][4096];
  while ((tid = start_on_stack(CLONE_OF_THREADS & ~CLONE_CHILD_CLEARTID, many[count % 64 + 1], (void *)&go, 0, 0, sleeps, 0)) > 0 && count < 60) count++;
  T(tid), T(count == limit - 1), T(fork());
}

// Four threads that each count with every kind of read-modify-write, in tiny turns.
static long counts(long each) {
  while (!go) {}
  for (long i = 0; i < each; i++) {
    long old, sum;
    int failed;
    asm volatile("1: ldxr %0, [%3]\n add %1, %0, 1\n stxr %w2, %1, [%3]\n cbnz %w2, 1b"
                 : "=&r"(old), "=&r"(sum), "=&r"(failed) : "r"(&counter) : "memory");
    asm volatile(".arch armv8.1-a\n ldadd %1, %0, [%2]" : "=r"(old) : "r"(1l), "r"(&counter) : "memory");
    asm volatile("1: ldaxr %0, [%3]\n add %1, %0, 1\n stlxr %w2, %1, [%3]\n cbnz %w2, 1b"
                 : "=&r"(old), "=&r"(sum), "=&r"(failed) : "r"(&counter) : "memory");
    do old = counter, sum = old;
    while (({ asm volatile(".arch armv8.1-a\n casal %0, %1, [%2]"
                           : "+r"(sum) : "r"(old + 1), "r"(&counter) : "memory"); sum != old; }));
    plain = plain + 1;
  }
  return 0;
}

static void race(long each) {
  for (int i = 0; i < 4; i++) start_thread(i, counts, each);
  go = 1;
  for (int i = 0; i < 4; i++) join_thread(i);
  T(counter == each * 16), T(plain < each * 4);
}

// What is used: nanoseconds for instructions, and steps of the clock for calls.
static void usage(long count) {
  long use[18], children[18], times[4], before[4];
  forks(count);
  SYS(165, 0, use, 0, 0), SYS(165, -1, children, 0, 0), SYS(153, before, 0, 0, 0);
  T(use[0]), T(use[3] >= 2 * count), T(use[4] > 0), T(children[2]), T(children[3] >= count);
  for (volatile long i = 0; i < 5000000; i++);
  SYS(153, times, 0, 0, 0);
  T(times[0] - before[0] > 1), T(times[2] == before[2]);
  long pid = fork();
  if (pid == 0) {
    for (volatile long i = 0; i < 5000000; i++);
    exit(0);
  }
  wait4(pid, 0, 0, use), T(use[0] * 1000000 + use[1] > 10000);
  SYS(153, times, 0, 0, 0), T(times[2] - before[2] > 1);
}

static long run(long argc, char **argv, char **envp) {
  const char *what = argc < 2 ? "none" : argv[1];
  long count = argc < 3 ? 0 : number(argv[2]);
  if (same(what, "end")) return count;
  if (same(what, "rewritten")) rewritten();
  if (same(what, "forks")) forks(count);
  if (same(what, "execs")) execs(count);
  if (same(what, "vforks")) vforks(count);
  if (same(what, "link to itself")) link_to_itself();
  if (same(what, "vfork threads")) vfork_threads(count);
  if (same(what, "spawns")) spawns(count);
  if (same(what, "threads")) threads(count);
  if (same(what, "timeouts")) timeouts(count);
  if (same(what, "bomb")) bomb(count);
  if (same(what, "thread bomb")) thread_bomb(count);
  if (same(what, "race")) race(count);
  if (same(what, "usage")) usage(count);
  return 0;
}
