// Files that stand for processes, one line for each call: compared with what Linux answers.
#include "guest.h"
#include "thread.h"

enum { WNOHANG = 1, WEXITED = 4, P_PIDFD = 3 };

#define BAD ((void *)8)

static struct { int signo, error, code, pad, pid, uid, status; char rest[100]; } info;
static volatile int word;

struct clone_args {
  u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size,
      cgroup;
};

static struct clone_args args;

static long waits(long number) {
  while (!word) futex(&word, 0, 0, 0, 0, 0);
  return number;
}

static void go_on(void) {
  word = 1, futex(&word, 1, 99, 0, 0, 0);
}

static void files_of_processes(void) {
  int fd = -1;
  memset(&args, 0, sizeof args);
  args.flags = CLONE_PIDFD, args.exit_signal = 17, args.pidfd = (u64)&fd;
  long pid = SYS(435, &args, 88, 0, 0);
  if (pid == 0) pause_for(50), exit(21);
  T(fd), T(fcntl(fd, 1, 0)), T(fcntl(fd, 3, 0)), T(waitid(P_PIDFD, fd, &info, WEXITED | WNOHANG, 0));
  T(SYS(424, fd, 0, 0, 0)), T(SYS(424, fd, 99, 0, 0)), T(SYS(424, fd, 0, 0, 1)), T(SYS(424, 99, 0, 0, 0)), T(SYS(424, 0, 0, 0, 0));
  T(waitid(P_PIDFD, fd, &info, WEXITED, 0)), T(info.pid == pid), T(info.status), T(info.code);
  T(waitid(P_PIDFD, fd, &info, WEXITED, 0)), T(SYS(424, fd, 0, 0, 0)), T(SYS(424, fd, 15, 0, 0)), T(close(fd));
  T(SYS(434, 0, 0, 0, 0)), T(SYS(434, -1, 0, 0, 0)), T(SYS(434, 9999, 0, 0, 0)), T(SYS(434, 1, 1, 0, 0));
  T(SYS(434, 1, 0, 0, 0)), T(waitid(P_PIDFD, 3, &info, WEXITED, 0)), T(waitid(P_PIDFD, 99, &info, WEXITED, 0));
  T(waitid(P_PIDFD, -1, &info, WEXITED, 0)), T(waitid(P_PIDFD, 0, &info, WEXITED, 0));
  char byte;
  T(read(3, &byte, 1)), T(write(3, &byte, 1)), T(lseek(3, 0, 0)), T(fcntl(3, 4, O_NONBLOCK)), T(ioctl(3, 0x5401, &byte)), T(close(3));
  word = 0, start_thread(0, waits, 0);
  T(SYS(434, thread_ids[0], 0, 0, 0)), go_on(), join_thread(0);
  pid = fork();
  if (pid == 0) for (;;) pause_for(100);
  T(fd = SYS(434, pid, 04000, 0, 0)), T(fcntl(fd, 3, 0)), T(waitid(P_PIDFD, fd, &info, WEXITED, 0));
  T(SYS(424, fd, 10, 0, 0)), pause_for(20);
  T(waitid(P_PIDFD, fd, &info, WEXITED, 0)), T(info.status), T(info.code), T(waitid(P_PIDFD, fd, &info, WEXITED, 0));
  char raw[128] = {10};
  T(SYS(424, fd, 12, raw, 0)), T(SYS(424, fd, 10, raw, 0)), raw[8] = raw[9] = raw[10] = raw[11] = -1, T(SYS(424, fd, 12, raw, 0)), T(SYS(424, fd, 10, BAD, 0));
  T(close(fd));
  pid = SYS6(220, CLONE_PIDFD | 17, 0, &fd, 0, 0, 0);
  if (pid == 0) exit(5);
  T(fd), T(waitid(P_PIDFD, fd, &info, WEXITED, 0)), T(info.status), T(close(fd));
  T(SYS6(220, CLONE_PIDFD | 17, 0, BAD, 0, 0, 0)), T(SYS(434, getpid(), 0, 0, 0)), T(close(3));
}

static long run(long argc, char **argv, char **envp) {
  files_of_processes();
  return 0;
}
