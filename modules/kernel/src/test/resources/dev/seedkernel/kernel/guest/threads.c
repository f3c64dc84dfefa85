// Threads and clone3, one line for each call: compared with what Linux answers.
#include "guest.h"
#include "thread.h"

enum { WNOHANG = 1, WALL = 0x40000000 };

#define BAD ((void *)8)
#define prctl(what, a) SYS6(167, what, a, 0, 0, 0, 0)
#define wait_for(pid) T(wait4(pid, &status, WALL, 0) == pid), T(status)

static int status;
static volatile int word, seen, got;

static void restorer(void) { asm volatile("mov x8, 139\n svc 0"); }
static void handler(int signal) { seen = signal, got = gettid(); }

static void act(int signal) {
  long action[4] = {(long)handler, 0x04000000, (long)restorer, 0};
  sigaction(signal, action, 0, 8);
}

static long ends(long value) { return value; }

static long sleeps(long number) {
  nanosleep(((long[]){1000, 0}), 0);
  return number;
}

static long waits(long number) {
  while (!word) futex(&word, 0, 0, 0, 0, 0);
  return number;
}

static void go_on(void) {
  word = 1, futex(&word, 1, 99, 0, 0, 0);
}

static long named(long number) {
  char name[17];
  prctl(16, name), TEXT(name), prctl(15, "thread"), prctl(16, name), TEXT(name);
  return 0;
}

static long execs(long number) {
  nanosleep(((long[]){0, 20000000}), 0);
  T(execve("/missing", 0, 0));
  execve("/init", ((char *[]){"/init", "after exec", 0}), 0);
  return 1;
}

static long all_end(long number) {
  exit(44);
  return 0;
}

static long faults(long number) {
  *(volatile int *)0 = 1;
  return 0;
}

static long leaves_leader(long number) {
  pause_for(40);
  T(getpid() != gettid()), T(tgkill(getpid(), getpid(), 0)), T(kill(getpid(), 0));
  return number;
}

static void lives(void) {
  TITLE("identity");
  T(gettid() == getpid()), start_thread(0, ends, 0);
  T(thread_ids[0] > 1), join_thread(0), T(thread_ids[0]);
  char name[17];
  prctl(15, "leader"), start_thread(0, named, 0), join_thread(0), prctl(16, name), TEXT(name);
  TITLE("signals to threads");
  act(10), word = 0, start_thread(0, waits, 0), pause_for(20);
  int tid = thread_ids[0];
  T(tgkill(getpid(), tid, 10)), pause_for(20), T(seen), T(got == tid), seen = 0;
  T(SYS(130, tid, 10, 0, 0)), pause_for(20), T(seen), T(got == tid), seen = 0;
  T(kill(tid, 10)), pause_for(20), T(seen);
  T(tgkill(tid, tid, 0)), T(tgkill(getpid(), 9999, 0)), T(tgkill(1, tid, 99)), T(tgkill(9999, tid, 0));
  T(SYS(130, 9999, 0, 0, 0)), T(SYS(130, 0, 0, 0, 0));
  go_on(), join_thread(0), T(tgkill(getpid(), tid, 0)), T(SYS(130, tid, 0, 0, 0));
  TITLE("ends");
  static long (*const how[])(long) = {all_end, faults, execs, leaves_leader};
  for (int i = 0; i < 4; i++) {
    long pid = fork();
    if (pid == 0) {
      start_thread(1, i == 3 ? ends : sleeps, 5), start_thread(0, how[i], 6);
      if (i == 3) SYS(93, 45, 0, 0, 0);
      sleeps(0);
    }
    wait_for(pid);
  }
  long pid = fork();
  if (pid == 0) start_thread(0, sleeps, 0), kill(getpid(), 9);
  wait_for(pid);
  pid = fork();
  if (pid == 0) word = 0, start_thread(0, waits, 3), SYS(93, 46, 0, 0, 0);
  pause_for(20);
  T(wait4(pid, &status, WNOHANG, 0)), T(kill(pid, 0)), T(kill(pid, 15)), wait_for(pid);
  pid = fork();
  if (pid == 0) {
    T(SYS(96, &word, 0, 0, 0) == getpid()), word = 7;
    start_thread(0, leaves_leader, 0), SYS(93, 0, 0, 0, 0);
  }
  wait_for(pid);
  TITLE("an id that is cleared where others see it");
  word = 9;
  pid = start_on_stack(CLONE_VM | CLONE_CHILD_CLEARTID | 17, stacks[1], 0, 0, (void *)&word, ends, 3);
  wait_for(pid), T(word);
  word = 9;
  pid = start_on_stack(CLONE_CHILD_CLEARTID | 17, stacks[1], 0, 0, (void *)&word, ends, 3);
  wait_for(pid), T(word);
  pid = start_on_stack(CLONE_VM | CLONE_CHILD_CLEARTID | 17, stacks[1], 0, 0, BAD, ends, 4), wait_for(pid);
  pid = start_on_stack(CLONE_PARENT_SETTID | 17, stacks[1], BAD, 0, 0, ends, 5), T(pid > 0), wait_for(pid);
}

static void flags(void) {
  TITLE("clone: flags that do not go together");
  static const long all[] = {
    CLONE_THREAD, CLONE_SIGHAND, CLONE_THREAD | CLONE_SIGHAND, CLONE_THREAD | CLONE_VM,
    CLONE_THREAD | CLONE_VM | CLONE_SIGHAND | CLONE_PIDFD, CLONE_PIDFD | CLONE_DETACHED | 17,
    CLONE_PIDFD | CLONE_PARENT_SETTID | 17,
  };
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) T(SYS6(220, all[i], 0, &word, 0, 0, 0));
  long pid = clone(100, 0);
  if (pid == 0) exit(1);
  T(pid > 0), wait_for(pid);
  pid = clone(17 | CLONE_DETACHED, 0);
  if (pid == 0) exit(2);
  T(pid > 0), wait_for(pid);
  pid = clone(17 | 0x2000, 0);
  if (pid == 0) exit(3);
  T(pid > 0), wait_for(pid);
}

struct clone_args {
  u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size,
      cgroup, more[3];
};

static struct clone_args args;

static long clone3(long size) {
  long pid = SYS(435, &args, size, 0, 0);
  if (pid == 0) exit(11);
  if (pid > 0) wait4(pid, &status, WALL, 0);
  return pid > 0 ? status : pid;
}

#define TRY(setting, size) \
  ({ \
    memset(&args, 0, sizeof args), args.exit_signal = 17; \
    setting; \
    put(#setting " size "), put_number(size), put(": "), put_result(clone3(size)), flush(); \
  })

static void third(void) {
  TITLE("clone3");
  TRY(, 64), TRY(, 80), TRY(, 88), TRY(, 96), TRY(, 63), TRY(, 0), TRY(, 4096 + 1), TRY(args.more[0] = 1, 96), TRY(args.more[0] = 1, 88);
  T(SYS(435, BAD, 64, 0, 0)), T(SYS(435, BAD, 63, 0, 0)), T(SYS(435, BAD, 5000, 0, 0)), T(SYS(435, 0, 88, 0, 0));
  TRY(args.exit_signal = 0, 88), TRY(args.exit_signal = 65, 88), TRY(args.exit_signal = 256 + 17, 88), TRY(args.exit_signal = 64, 88);
  TRY(args.flags = 17, 88), TRY(args.flags = CLONE_DETACHED, 88), TRY(args.flags = 1L << 34, 88), TRY(args.flags = 1L << 63, 88);
  TRY(args.flags = 1L << 32, 88), TRY(args.flags = 1L << 32 | CLONE_SIGHAND | CLONE_VM, 88);
  TRY(args.flags = 0x2000, 88);
  TRY(args.stack = (u64)stacks[0], 88), TRY(args.stack_size = 4096, 88), TRY((args.stack = (u64)stacks[0], args.stack_size = STACK_SIZE), 88);
  TRY((args.stack = 1L << 60, args.stack_size = 4096), 88);
  TRY(args.set_tid = (u64)&word, 88), TRY(args.set_tid_size = 1, 88), TRY(args.set_tid_size = 33, 88);
  TRY((args.set_tid = (u64)&word, args.set_tid_size = 33), 88);
  word = 0, TRY((args.set_tid = (u64)&word, args.set_tid_size = 1), 88);
  TRY(args.flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 88), TRY(args.flags = CLONE_PARENT, 88);
  TRY((args.flags = CLONE_THREAD | CLONE_VM, args.exit_signal = 0), 88);
  TRY((args.flags = 1L << 33, args.cgroup = 1L << 40), 88), TRY(args.flags = 1L << 33, 80);
  word = 0, TRY((args.flags = CLONE_PARENT_SETTID, args.parent_tid = (u64)&word), 88), T(word > 1);
  TRY((args.flags = CLONE_PARENT_SETTID, args.parent_tid = 8), 88);
  TRY((args.flags = CLONE_VFORK | CLONE_VM, args.stack = (u64)stacks[0], args.stack_size = STACK_SIZE), 88);
}

static long run(long argc, char **argv, char **envp) {
  if (argc > 1) {
    char name[17];
    prctl(16, name), TEXT(name), T(getpid() == gettid()), TEXT(argv[1]);
    return 55;
  }
  lives();
  flags();
  third();
  return 0;
}
