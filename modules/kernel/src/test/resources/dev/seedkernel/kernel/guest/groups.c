// Process groups, sessions, waits for stopped and continued children, and what a process says
// about itself (prctl, sched_*, personality): compared with what Linux answers.
#include "guest.h"
#include "thread.h"

enum { WNOHANG = 1, WUNTRACED = 2, WEXITED = 4, WCONTINUED = 8, WNOWAIT = 0x1000000,
       WNOTHREAD = 0x20000000, WALL = 0x40000000 };
#define WCLONE 0x80000000
enum { P_ALL, P_PID, P_PGID, P_PIDFD };

#define BAD ((void *)8)
#define setpgid(pid, group) SYS(154, pid, group, 0, 0)
#define getpgid(pid) SYS(155, pid, 0, 0, 0)
#define getsid(pid) SYS(156, pid, 0, 0, 0)
#define setsid() SYS(157, 0, 0, 0, 0)
#define prctl(what, a, b, c, d) SYS6(167, what, a, b, c, d, 0)

static int status;
static struct { int signo, error, code, pad, pid, uid, status; char rest[100]; } info;

static void put_info(void) {
  put("  signo "), put_number(info.signo), put(" code "), put_number(info.code);
  put(" status "), put_number(info.status), put(" pid "), put(info.pid ? "yes" : "0"), flush();
}

// A child that does nothing until it is killed.
static long sleeper(void) {
  long pid = fork();
  if (pid == 0) for (;;) nanosleep(((long[]){1000, 0}), 0);
  pause_for(20);
  return pid;
}

static long ends(long value) {
  long pid = fork();
  if (pid == 0) exit(value);
  pause_for(20);
  return pid;
}

static void finish(long pid) {
  kill(pid, 9), wait4(pid, 0, WALL, 0);
}

static void groups(void) {
  TITLE("groups and sessions");
  T(getpgid(0)), T(getsid(0)), T(getpgid(1)), T(getpgid(9999)), T(getsid(9999)), T(getpgid(-1));
  T(setpgid(0, -1)), T(setpgid(9999, 0)), T(setpgid(-1, 0)), T(setpgid(0, 9999));
  long a = sleeper(), b = sleeper();
  T(getpgid(a)), T(setpgid(a, 0)), T(getpgid(a) == a), T(setpgid(a, a)), T(setpgid(b, a)), T(getpgid(b) == a);
  T(setpgid(b, 9999)), T(setpgid(a, b)), T(setpgid(b, 0)), T(getpgid(b) == b), T(setpgid(b, a));
  long c = fork();
  if (c == 0) {
    T(setpgid(1, 0)), T(setpgid(a, 0)), T(getsid(0)), T(setsid() == getpid()), T(getsid(0) == getpid());
    T(getpgid(0) == getpid()), T(setsid()), T(setpgid(0, 0)), T(setpgid(0, a));
    long inner = fork();
    if (inner == 0) {
      T(getsid(0) == getppid()), T(setpgid(0, 0)), T(setsid()), T(setpgid(0, getppid()));
      T(setsid() == getpid()), exit(0);
    }
    pause_for(50), T(wait4(0, 0, 0, 0)), T(wait4(-1, 0, 0, 0) == inner);
    exit(0);
  }
  T(wait4(c, &status, 0, 0) == c), T(status);
  c = fork();
  if (c == 0) execve("/init", ((char *[]){"/init", "sleep", 0}), 0);
  pause_for(100);
  T(setpgid(c, c)), finish(c);
  c = fork();
  if (c == 0) setsid(), nanosleep(((long[]){1000, 0}), 0);
  pause_for(20);
  T(setpgid(c, 0)), T(setpgid(a, c)), T(getsid(c) == c), finish(c);
  TITLE("waits for groups");
  T(wait4(-a, &status, WNOHANG, 0)), T(wait4(-9999, &status, WNOHANG, 0)), T(wait4(0, &status, WNOHANG, 0));
  T(wait4(0x80000000, &status, WNOHANG, 0)), T(waitid(P_PGID, -1, &info, WEXITED, 0));
  T(waitid(P_PGID, 0, &info, WEXITED | WNOHANG, 0)), T(waitid(P_PGID, 9999, &info, WEXITED | WNOHANG, 0));
  T(waitid(P_PGID, a, &info, WEXITED | WNOHANG, 0)), T(kill(-9999, 0)), T(kill(-a, 0)), T(kill(-a, 99));
  T(kill(-a, 15)), T(wait4(-a, &status, 0, 0) == a || 1), T(status), T(wait4(-a, 0, 0, 0) == b || 1), T(kill(-a, 15));
  finish(a), finish(b);
  a = ends(3), b = ends(4);
  T(waitid(P_PGID, 0, &info, WEXITED, 0)), put_info(), T(wait4(0, &status, 0, 0) == b), T(status);
  TITLE("kill");
  a = sleeper();
  setpgid(a, a);
  b = fork();
  if (b == 0) {
    setpgid(0, a);
    T(kill(0, 0)), kill(0, 10), exit(0);
  }
  T(wait4(b, &status, 0, 0) == b), T(status), T(wait4(a, &status, 0, 0) == a), T(status);
  T(kill(0, 99)), T(kill(0x80000000, 0));
}

static void stopping(void) {
  TITLE("stopped and continued");
  long a = sleeper();
  T(wait4(a, &status, WUNTRACED | WCONTINUED | WNOHANG, 0)), T(kill(a, 19));
  pause_for(20);
  T(wait4(a, &status, WNOHANG, 0)), T(wait4(a, &status, WCONTINUED | WNOHANG, 0));
  memset(&info, 0, sizeof info), T(waitid(P_PID, a, &info, WUNTRACED | WNOWAIT, 0)), put_info();
  T(wait4(a, &status, WUNTRACED, 0) == a), T(status), T(wait4(a, &status, WUNTRACED | WNOHANG, 0));
  T(kill(a, 18)), pause_for(20);
  T(waitid(P_PID, a, &info, WCONTINUED | WNOWAIT, 0)), put_info();
  T(wait4(a, &status, WCONTINUED, 0) == a), T(status), T(wait4(a, &status, WCONTINUED | WNOHANG, 0));
  T(kill(a, 20)), pause_for(20), T(wait4(a, &status, WUNTRACED | WNOHANG, 0)), T(setpgid(a, a));
  T(kill(a, 20)), pause_for(20), T(wait4(a, &status, WUNTRACED | WNOHANG, 0) == a), T(status);
  T(kill(a, 18)), T(kill(a, 19)), pause_for(20), T(wait4(a, &status, WCONTINUED | WNOHANG, 0));
  T(wait4(a, &status, WUNTRACED | WNOHANG, 0) == a), T(status);
  T(kill(a, 18)), pause_for(20), T(kill(a, 19)), pause_for(20), T(kill(a, 18)), pause_for(20);
  T(wait4(a, &status, WUNTRACED | WCONTINUED | WNOHANG, 0) == a), T(status);
  T(kill(a, 19)), pause_for(20), T(kill(a, 9)), pause_for(20);
  T(wait4(a, &status, WUNTRACED, 0) == a), T(status);
  a = ends(6);
  T(waitid(P_PID, a, &info, WUNTRACED, 0)), T(waitid(P_PID, a, &info, WUNTRACED | WNOHANG, 0));
  T(waitid(P_ALL, 0, &info, WCONTINUED | WNOHANG, 0)), T(wait4(a, &status, 0, 0) == a), T(status);
  TITLE("children that tell otherwise");
  a = clone(0, 0);
  if (a == 0) exit(7);
  pause_for(20);
  T(wait4(-1, &status, 0, 0)), T(wait4(-1, &status, WCLONE, 0) == a), T(status);
  a = clone(10, 0);
  if (a == 0) execve("/init", ((char *[]){"/init", "end", 0}), 0);
  pause_for(100);
  T(wait4(-1, &status, WCLONE, 0)), T(wait4(-1, &status, 0, 0) == a), T(status);
  long b = ends(1);
  T(wait4(-1, &status, WCLONE, 0)), T(wait4(-1, &status, WALL | WCLONE, 0) == b), T(status);
  T(clone(17 | CLONE_PARENT, 0));
  b = fork();
  if (b == 0) {
    long sibling = clone(CLONE_PARENT | 17, 0);
    if (sibling == 0) exit(getppid() == 1 ? 8 : 9);
    T(wait4(-1, 0, 0, 0)), exit(0);
  }
  T(wait4(b, &status, 0, 0) == b), T(wait4(-1, &status, 0, 0) > 1), T(status);
}

static long waits_for_leaders_child(long pid) {
  T(wait4(-1, &status, WNOTHREAD | WNOHANG, 0)), T(wait4(-1, &status, WNOHANG, 0));
  T(waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOTHREAD, 0));
  long own = ends(2);
  T(wait4(-1, &status, WNOTHREAD, 0) == own), T(status);
  return 0;
}

static void adoption(void) {
  TITLE("threads and their children");
  long a = sleeper();
  start_thread(0, waits_for_leaders_child, a), join_thread(0);
  finish(a);
  TITLE("subreapers");
  int value = 7;
  T(prctl(37, &value, 0, 0, 0)), T(value), T(prctl(37, BAD, 0, 0, 0));
  a = fork();
  if (a == 0) {
    T(prctl(36, 5, 0, 0, 0)), T(prctl(37, &value, 0, 0, 0)), T(value);
    if (fork() == 0) {
      T(prctl(37, &value, 0, 0, 0)), T(value);
      long me = getppid();
      if (fork() == 0) {
        while (getppid() != me) pause_for(10);
        exit(33);
      }
      exit(34);
    }
    T(wait4(-1, &status, 0, 0) > 0), T(status), T(wait4(-1, &status, 0, 0) > 0), T(status);
    exit(35);
  }
  T(wait4(a, &status, 0, 0) == a), T(status);
  TITLE("the death of a parent");
  T(prctl(1, 65, 0, 0, 0)), T(prctl(1, -1, 0, 0, 0)), T(prctl(2, BAD, 0, 0, 0));
  T(prctl(2, &value, 0, 0, 0)), T(value);
  a = fork();
  if (a == 0) {
    long b = fork();
    if (b == 0) {
      T(prctl(1, 10, 0, 0, 0)), T(prctl(2, &value, 0, 0, 0)), T(value);
      nanosleep(((long[]){1000, 0}), 0);
    }
    pause_for(100), exit(0);
  }
  T(wait4(a, 0, 0, 0) == a), T(wait4(-1, &status, 0, 0) > 0), T(status);
  TITLE("an orphaned group that is stopped");
  a = fork();
  if (a == 0) {
    long b = sleeper();
    setpgid(b, b), kill(b, 19), pause_for(30), exit(0);
  }
  T(wait4(a, 0, 0, 0) == a), T(wait4(-1, &status, 0, 0) > 0), T(status);
}

static void self(void) {
  TITLE("prctl");
  char name[17] = "................";
  T(prctl(16, name, 0, 0, 0)), TEXT(name), T(prctl(15, "a name that is far too long", 0, 0, 0));
  T(prctl(16, name, 0, 0, 0)), TEXT(name), T(prctl(15, BAD, 0, 0, 0)), T(prctl(16, BAD, 0, 0, 0));
  T(prctl(15, "x", 0, 0, 0)), T(prctl(16, name, 0, 0, 0)), TEXT(name);
  long a = fork();
  if (a == 0) {
    prctl(16, name, 0, 0, 0), TEXT(name);
    execve("/init", ((char *[]){"other", "name", 0}), 0);
  }
  wait4(a, 0, 0, 0);
  T(prctl(3, 0, 0, 0, 0)), T(prctl(4, 0, 0, 0, 0)), T(prctl(3, 0, 0, 0, 0)), T(prctl(4, 2, 0, 0, 0));
  T(prctl(4, 1, 0, 0, 0)), T(prctl(3, 1, 1, 1, 1)), T(prctl(4, -1, 0, 0, 0));
  T(prctl(5, &a, 0, 0, 0)), T(prctl(6, 1, 0, 0, 0)), T(prctl(9, &a, 0, 0, 0)), T(prctl(11, &a, 0, 0, 0));
  T(prctl(7, 0, 0, 0, 0)), T(prctl(8, 1, 0, 0, 0)), T(prctl(7, 0, 0, 0, 0)), T(prctl(8, 2, 0, 0, 0)), T(prctl(8, 0, 0, 0, 0));
  T(prctl(13, 0, 0, 0, 0)), T(prctl(14, 0, 0, 0, 0)), T(prctl(14, 1, 0, 0, 0)), T(prctl(19, &a, 0, 0, 0));
  T(prctl(21, 0, 0, 0, 0)), T(prctl(23, 0, 0, 0, 0)), T(prctl(23, 40, 0, 0, 0)), T(prctl(23, 63, 0, 0, 0));
  T(prctl(25, &a, 0, 0, 0)), T(prctl(27, 0, 0, 0, 0)), T(prctl(30, 0, 0, 0, 0)), T(prctl(29, 1000, 0, 0, 0));
  T(prctl(30, 0, 0, 0, 0)), T(prctl(29, 0, 0, 0, 0)), T(prctl(30, 0, 0, 0, 0)), T(prctl(31, 0, 0, 0, 0)), T(prctl(32, 0, 0, 0, 0));
  T(prctl(34, 0, 0, 0, 0)), T(prctl(34, 1, 0, 0, 0)), T(prctl(39, 0, 0, 0, 0)), T(prctl(39, 1, 0, 0, 0));
  T(prctl(38, 0, 0, 0, 0)), T(prctl(38, 1, 1, 0, 0)), T(prctl(42, 0, 0, 0, 0)), T(prctl(42, 1, 0, 0, 0));
  T(prctl(41, 1, 0, 0, 0)), T(prctl(42, 0, 0, 0, 0)), T(prctl(41, 0, 0, 0, 0)), T(prctl(41, 0, 1, 0, 0));
  T(prctl(43, 0, 0, 0, 0)), T(prctl(45, 0, 0, 0, 0)), T(prctl(46, 0, 0, 0, 0)), T(prctl(50, 0, 0, 0, 0)), T(prctl(51, 0, 0, 0, 0));
  T(prctl(55, 0, 0, 0, 0)), T(prctl(56, 0, 0, 0, 0)), T(prctl(55, 8, 0, 0, 0)), T(prctl(55, 1, 1, 0, 0)), T(prctl(56, 1, 0, 0, 0));
  T(prctl(57, 2, 0, 0, 0)), T(prctl(58, 0, 0, 0, 0)), T(prctl(58, 1, 0, 0, 0)), T(prctl(0, 0, 0, 0, 0)), T(prctl(999, 0, 0, 0, 0));
  a = fork();
  if (a == 0) {
    T(prctl(38, 1, 0, 0, 0)), T(prctl(39, 0, 0, 0, 0));
    long b = fork();
    if (b == 0) T(prctl(39, 0, 0, 0, 0)), exit(0);
    T(wait4(b, 0, 0, 0) == b), exit(0);
  }
  wait4(a, 0, 0, 0);
  T(prctl(39, 0, 0, 0, 0));
  int *at = 0;
  T(SYS(96, &status, 0, 0, 0)), T(prctl(40, &at, 0, 0, 0)), T(at == &status), T(prctl(40, BAD, 0, 0, 0)), T(SYS(96, 0, 0, 0, 0));
  TITLE("scheduling");
  int zero = 0, one = 1, hundred = 100;
  T(SYS(120, 0, 0, 0, 0)), T(SYS(120, -1, 0, 0, 0)), T(SYS(120, 9999, 0, 0, 0)), T(SYS(121, 0, &one, 0, 0)), T(one);
  T(SYS(121, 0, 0, 0, 0)), T(SYS(121, 0, BAD, 0, 0)), T(SYS(121, -1, &one, 0, 0)), T(SYS(121, 9999, &one, 0, 0));
  one = 1;
  T(SYS(119, 0, 0, &zero, 0)), T(SYS(119, 0, 0, &one, 0)), T(SYS(119, 0, 3, &zero, 0)), T(SYS(120, 0, 0, 0, 0));
  T(SYS(119, 0, 5, &zero, 0)), T(SYS(120, 0, 0, 0, 0)), T(SYS(119, 0, 0, &zero, 0)), T(SYS(119, 0, 9, &zero, 0));
  T(SYS(119, 0, -1, &zero, 0)), T(SYS(119, 0, 0, 0, 0)), T(SYS(119, 0, 0, BAD, 0)), T(SYS(119, -1, 0, &zero, 0)), T(SYS(119, 9999, 0, &zero, 0));
  T(SYS(119, 0, 1, &zero, 0)), T(SYS(119, 0, 1, &hundred, 0)), T(SYS(118, 0, &zero, 0, 0)), T(SYS(118, 0, &one, 0, 0));
  T(SYS(118, 0, 0, 0, 0)), T(SYS(118, -1, &zero, 0, 0)), T(SYS(118, 9999, &zero, 0, 0));
  for (long policy = -1; policy < 8; policy++) T(SYS(125, policy, 0, 0, 0)), T(SYS(126, policy, 0, 0, 0));
  long time[2] = {1, 1};
  T(SYS(127, -1, time, 0, 0)), T(SYS(127, 9999, time, 0, 0)), T(SYS(127, 0, BAD, 0, 0));
  u64 mask[16] = {1};
  T(SYS(122, 0, 8, mask, 0)), T(SYS(122, 0, 128, mask, 0)), T(SYS(122, 0, 1, mask, 0)), T(SYS(122, 0, 0, mask, 0)), mask[0] = 0;
  T(SYS(122, 0, 8, mask, 0)), mask[0] = 2, T(SYS(122, 0, 8, mask, 0)), T(SYS(122, 0, 8, BAD, 0));
  mask[0] = 3, T(SYS(122, 0, 8, mask, 0)), T(SYS(122, 9999, 8, mask, 0)), T(SYS(122, -1, 8, mask, 0));
  T(SYS(123, 9999, 8, mask, 0)), T(SYS(123, 0, 8, BAD, 0)), T(SYS(123, 0, 0, mask, 0)), T(SYS(123, 0, 128, mask, 0) >= 8), T(mask[0]);
  u32 cpu = 9, node = 9;
  T(SYS(168, &cpu, &node, 0, 0)), T(cpu), T(node), T(SYS(168, 0, 0, BAD, 0)), T(SYS(168, BAD, 0, 0, 0));
  TITLE("priorities");
  T(SYS(141, 0, 0, 0, 0)), T(SYS(140, 0, 0, 5, 0)), T(SYS(141, 0, 0, 0, 0)), T(SYS(140, 0, 0, 100, 0)), T(SYS(141, 0, 0, 0, 0));
  T(SYS(140, 0, 0, -100, 0)), T(SYS(141, 0, 0, 0, 0)), T(SYS(140, 0, 0, 0, 0)), T(SYS(140, 3, 0, 0, 0)), T(SYS(141, -1, 0, 0, 0));
  T(SYS(141, 0, 9999, 0, 0)), T(SYS(140, 0, 9999, 0, 0)), T(SYS(141, 1, 9999, 0, 0)), T(SYS(141, 2, 9999, 0, 0));
  TITLE("input and output priorities, personality, namespaces");
  T(SYS(31, 1, 0, 0, 0)), T(SYS(30, 1, 0, 2 << 13 | 4, 0)), T(SYS(31, 1, 0, 0, 0)), T(SYS(30, 1, 0, 2 << 13 | 9, 0)), T(SYS(30, 1, 0, 4 << 13, 0));
  T(SYS(30, 1, 9999, 0, 0)), T(SYS(31, 9, 0, 0, 0)), T(SYS(30, 9, 0, 0, 0)), T(SYS(30, 1, 0, 3, 0)), T(SYS(30, 1, 0, 0, 0)), T(SYS(31, 1, 9999, 0, 0));
  T(SYS(92, -1, 0, 0, 0)), T(SYS(92, 0x0040000, 0, 0, 0)), T(SYS(92, -1, 0, 0, 0)), T(SYS(92, 0, 0, 0, 0));
  T(SYS(97, 0, 0, 0, 0)), T(SYS(97, 1, 0, 0, 0)), T(SYS(97, 0x600, 0, 0, 0)), T(SYS(268, -1, 0, 0, 0)), T(SYS(268, 0, 0, 0, 0));
}

static void usage(void) {
  TITLE("times");
  long times[4] = {-1, -1, -1, -1}, use[18];
  T(SYS(153, times, 0, 0, 0) != -14), T(times[0] >= 0), T(times[2] >= 0), T(SYS(153, 0, 0, 0, 0) != -14), T(SYS(153, BAD, 0, 0, 0));
  T(SYS(165, 0, use, 0, 0)), T(use[4] > 0), T(SYS(165, -1, use, 0, 0)), T(SYS(165, 1, use, 0, 0)), T(SYS(165, 2, use, 0, 0));
  T(SYS(165, -2, use, 0, 0)), T(SYS(165, 0, BAD, 0, 0)), T(SYS(165, 99, BAD, 0, 0));
  long before[2], after[2];
  for (long clock = 2; clock <= 3; clock++) {
    T(clock_gettime(clock, before));
    for (volatile long i = 0; i < 3000000; i++);
    T(clock_gettime(clock, after));
    T((after[0] - before[0]) * 1000000000 + after[1] - before[1] > 1000000);
  }
}

static long run(long argc, char **argv, char **envp) {
  if (argc > 1 && same(argv[1], "sleep")) nanosleep(((long[]){1000, 0}), 0);
  if (argc > 1 && same(argv[1], "name")) {
    char name[17] = "................";
    prctl(16, name, 0, 0, 0), TEXT(name);
  }
  if (argc > 1) return 0;
  groups();
  stopping();
  adoption();
  self();
  usage();
  return 0;
}
