// Waiting for descriptors, and descriptors of events, one line for each call: compared with what
// Linux answers.
#include "guest.h"

enum { IN = 1, PRI = 2, OUT = 4, ERR = 8, HUP = 16, RDNORM = 0x40, RDHUP = 0x2000 };
enum { ET = 1 << 31, ONESHOT = 1 << 30, EXCLUSIVE = 1 << 28, ADD = 1, DEL = 2, MOD = 3 };
enum { SIGALRM = 14, SIGUSR1 = 10, SIGUSR2 = 12, BLOCK = 0, UNBLOCK = 1 };
enum { EFD_SEMAPHORE = 1, MONOTONIC = 1, REALTIME = 0, ABSTIME = 1 };

struct pollfd { int fd; short events, revents; };
struct event { u32 events; u64 data; };
struct action { void (*handler)(int); u64 flags; void *restorer; u64 mask; };
struct record { u32 signo; int error, code; u32 pid, uid; int fd; u32 tid, band, overrun, trapno; int status, value; u64 ptr, user, system, addr; char pad[48]; };
struct status { u64 dev, ino; u32 mode, links, uid, gid; u64 rdev, pad; long size; int block; long blocks; u64 times[8]; };

#define eventfd(value, flags) SYS(19, value, flags, 0, 0)
#define epoll_create(flags) SYS(20, flags, 0, 0, 0)
#define epoll_ctl(fd, op, target, event) SYS(21, fd, op, target, event)
#define epoll_pwait(fd, events, most, timeout, mask, size) SYS6(22, fd, events, most, timeout, mask, size)
#define epoll_wait(fd, events, most, timeout) epoll_pwait(fd, events, most, timeout, 0, 0)
#define epoll_pwait2(fd, events, most, timeout, mask, size) SYS6(441, fd, events, most, timeout, mask, size)
#define pipe2(fds, flags) SYS(59, fds, flags, 0, 0)
#define pselect6(n, in, out, ex, time, mask) SYS6(72, n, in, out, ex, time, mask)
#define ppoll(fds, n, time, mask, size) SYS6(73, fds, n, time, mask, size, 0)
#define signalfd(fd, mask, size, flags) SYS(74, fd, mask, size, flags)
#define timerfd_create(clock, flags) SYS(85, clock, flags, 0, 0)
#define timerfd_settime(fd, flags, new, old) SYS(86, fd, flags, new, old)
#define timerfd_gettime(fd, now) SYS(87, fd, now, 0, 0)
#define sigpending(set) SYS(136, set, 8, 0, 0)
#define sigqueue(pid, signal, info) SYS(138, pid, signal, info, 0)
#define BAD ((void *)8)

static char big[1 << 17];
static int fds[2], more[2];
static struct pollfd polls[4];
static struct event events[4], event;
static long zero[2], some[2], sets[3];
static u64 value;
static volatile int signals;
static long child;
static struct status info;

static void handler(int signal) { signals++; }
static void on(int signal, void (*what)(int), u64 flags) {
  struct action action = {what, flags, 0, 0};
  sigaction(signal, &action, 0, 8);
}
static void mask(int how, int signal) {
  u64 set = 1UL << (signal - 1);
  sigprocmask(how, &set, 0, 8);
}
static void pause_for(long milliseconds) {
  long time[2] = {0, milliseconds * 1000000};
  nanosleep(time, 0);
}
static void later(int signal) {
  long self = getpid();
  if ((child = fork()) == 0) {
    pause_for(20);
    kill(self, signal);
    exit(0);
  }
}
static void reap(void) { wait4(child, 0, 0, 0); }
static long polled(int fd, int wanted) {
  polls[0] = (struct pollfd){fd, wanted, 99};
  long result = ppoll(polls, 1, zero, 0, 8);
  return result < 0 ? result : polls[0].revents;
}
static long watch(int epoll, int op, int fd, u32 wanted, u64 data) {
  event = (struct event){wanted, data};
  return epoll_ctl(epoll, op, fd, &event);
}
static void show(long count) {
  put("  "), put_result(count);
  for (long i = 0; i < count; i++)
    put(" "), put_octal(events[i].events), put(":"), put_number(events[i].data);
  flush();
}
#define ALL (IN | PRI | OUT | RDNORM | 0x100 | RDHUP)

static void pipes(void) {
  TITLE("readiness of pipes and files");
  T(pipe2(fds, O_NONBLOCK));
  T(polled(fds[0], ALL)), T(polled(fds[1], ALL)), T(write(fds[1], "x", 1));
  T(polled(fds[0], ALL)), T(polled(fds[0], OUT)), T(polled(fds[1], ALL));
  T(write(fds[1], big, sizeof big)), T(polled(fds[1], ALL)), T(read(fds[0], big, 4095));
  T(polled(fds[1], ALL)), T(read(fds[0], big, 1)), T(polled(fds[1], ALL));
  T(close(fds[1])), T(polled(fds[0], ALL)), T(polled(fds[0], 0));
  while (read(fds[0], big, sizeof big) > 0);
  T(polled(fds[0], ALL)), T(close(fds[0])), T(polled(fds[0], ALL));
  T(pipe2(fds, 0)), T(close(fds[0])), T(polled(fds[1], ALL)), T(close(fds[1]));
  T(mknodat(AT_FDCWD, "/fifo", 010600, 0)), T(fds[0] = open("/fifo", O_RDONLY | O_NONBLOCK));
  T(polled(fds[0], ALL)), T(fds[1] = open("/fifo", O_RDWR)), T(polled(fds[1], ALL));
  T(close(fds[1])), T(polled(fds[0], ALL)), T(close(fds[0]));
  T(fds[0] = open("/file", O_RDWR | O_CREAT)), T(polled(fds[0], ALL)), T(polled(fds[0], 0));
  T(close(fds[0])), T(fds[0] = open("/file", O_PATH)), T(polled(fds[0], ALL)), T(close(fds[0]));
  T(fds[0] = open("/", O_RDONLY)), T(polled(fds[0], ALL)), T(close(fds[0]));
}

static void polling(void) {
  TITLE("ppoll");
  T(ppoll(0, 0, zero, 0, 8)), T(ppoll(BAD, 1, zero, 0, 8)), T(ppoll(polls, 100000, zero, 0, 8));
  some[0] = -1, some[1] = 0, T(ppoll(0, 0, some, 0, 8));
  some[0] = 0, some[1] = 1000000000, T(ppoll(0, 0, some, 0, 8));
  T(ppoll(0, 0, BAD, 0, 8)), T(ppoll(0, 0, zero, &value, 4));
  some[0] = 0, some[1] = 5000000, T(ppoll(0, 0, some, 0, 8)), T(some[0]), T(some[1]);
  T(pipe2(fds, 0));
  polls[0] = (struct pollfd){-1, IN, 99}, polls[1] = (struct pollfd){fds[0], IN, 99};
  polls[2] = (struct pollfd){fds[1], OUT, 99}, polls[3] = (struct pollfd){77, IN, 99};
  T(ppoll(polls, 4, 0, 0, 8));
  T(polls[0].revents), T(polls[1].revents), T(polls[2].revents), T(polls[3].revents);
  some[0] = 0, some[1] = 5000000, T(ppoll(polls, 2, some, 0, 8)), T(polls[1].revents);
  if ((child = fork()) == 0) {
    pause_for(20);
    write(fds[1], "x", 1);
    exit(0);
  }
  some[0] = 100, some[1] = 0, T(ppoll(polls, 2, some, 0, 8)), T(polls[1].revents), T(some[0]);
  reap();
  T(read(fds[0], big, 9));
  on(SIGUSR1, handler, 0x10000000), signals = 0;
  later(SIGUSR1), T(ppoll(polls, 2, 0, 0, 8)), T(signals), reap();
  mask(BLOCK, SIGUSR1), later(SIGUSR1), value = 0;
  T(ppoll(polls, 2, 0, &value, 8)), T(signals), reap();
  T(kill(getpid(), SIGUSR1)), T(signals), T(ppoll(polls, 2, zero, &value, 8)), T(signals);
  T(kill(getpid(), SIGUSR1)), T(ppoll(polls, 3, 0, &value, 8)), T(signals);
  T(sigpending(&value)), T(value), value = 0;
  T(ppoll(polls, 2, 0, &value, 8)), T(signals);
  mask(UNBLOCK, SIGUSR1), T(signals);
  later(17), some[0] = 0, some[1] = 60000000, T(ppoll(polls, 2, some, 0, 8)), reap();
  T(close(fds[0])), T(close(fds[1]));
}

static void selecting(void) {
  TITLE("pselect6");
  long at[2] = {0, 8};
  T(pipe2(fds, 0)), T(fds[0]), T(pselect6(-1, 0, 0, 0, zero, 0)), T(pselect6(0, 0, 0, 0, zero, 0));
  sets[0] = 1 << fds[0], sets[1] = 1 << fds[1] | 1 << fds[0], sets[2] = sets[1];
  T(pselect6(8, &sets[0], &sets[1], &sets[2], zero, 0)), T(sets[0]), T(sets[1]), T(sets[2]);
  T(write(fds[1], "x", 1)), sets[0] = 1 << fds[0], sets[1] = 1 << fds[1], sets[2] = 0;
  T(pselect6(8, &sets[0], &sets[1], &sets[2], 0, at)), T(sets[0]), T(sets[1]), T(sets[2]);
  sets[0] = 1 << 20, T(pselect6(8, &sets[0], 0, 0, zero, 0)), T(sets[0]);
  T(pselect6(21, &sets[0], 0, 0, zero, 0)), T(sets[0]), T(pselect6(8, BAD, 0, 0, zero, 0));
  T(read(fds[0], big, 9)), sets[0] = 1 << fds[0], some[0] = 0, some[1] = 5000000;
  T(pselect6(8, &sets[0], 0, 0, some, 0)), T(sets[0]), T(some[1]);
  sets[0] = 1 << fds[0], signals = 0, later(SIGUSR1);
  T(pselect6(8, &sets[0], 0, 0, 0, 0)), T(sets[0]), T(signals), reap();
  T(close(fds[1])), sets[0] = sets[1] = sets[2] = 1 << fds[0];
  T(pselect6(8, &sets[0], &sets[1], &sets[2], 0, 0)), T(sets[0]), T(sets[1]), T(sets[2]);
  T(close(fds[0])), T(pipe2(fds, 0)), T(close(fds[0]));
  sets[0] = sets[1] = sets[2] = 1 << fds[1];
  T(pselect6(8, &sets[0], &sets[1], &sets[2], 0, 0)), T(sets[0]), T(sets[1]), T(sets[2]);
  T(close(fds[1]));
}

static void epolls(void) {
  int one, two, file;
  TITLE("epoll");
  T(epoll_create(1)), T(one = epoll_create(O_CLOEXEC)), T(fcntl(one, 1, 0)), T(fcntl(one, 3, 0));
  T(fstat(one, &info)), put_octal(info.mode), flush();
  T(read(one, big, 8)), T(write(one, big, 8)), T(lseek(one, 0, 0)), T(polled(one, ALL));
  T(pipe2(fds, O_NONBLOCK)), T(file = open("/file", O_RDWR));
  T(watch(one, ADD, file, IN, 1)), T(watch(one, ADD, one, IN, 1)), T(watch(one, ADD, 99, IN, 1));
  T(watch(fds[0], ADD, fds[0], IN, 1)), T(watch(file, ADD, fds[0], IN, 1)), T(watch(99, ADD, fds[0], IN, 1));
  T(watch(one, 9, fds[0], IN, 1)), T(watch(one, MOD, fds[0], IN, 1)), T(watch(one, DEL, fds[0], IN, 1));
  T(epoll_ctl(one, ADD, fds[0], BAD)), T(watch(one, ADD, fds[0], IN, 10));
  T(watch(one, ADD, fds[0], IN, 10)), T(watch(one, ADD, fds[1], OUT, 11));
  T(epoll_wait(one, events, 0, 0)), T(epoll_wait(fds[0], events, 1, 0)), T(epoll_wait(one, BAD, 1, 0));
  show(epoll_wait(one, events, 4, 0)), show(epoll_wait(one, events, 4, -1));
  T(write(fds[1], "abc", 3)), show(epoll_wait(one, events, 4, 0));
  show(epoll_wait(one, events, 1, 0)), show(epoll_wait(one, events, 1, 0));
  T(polled(one, ALL)), T(watch(one, MOD, fds[1], 0, 12)), show(epoll_wait(one, events, 4, 0));
  T(watch(one, MOD, fds[0], IN | ET, 13)), show(epoll_wait(one, events, 4, 0));
  show(epoll_wait(one, events, 4, 0)), T(write(fds[1], "d", 1)), show(epoll_wait(one, events, 4, 0));
  T(read(fds[0], big, 1)), show(epoll_wait(one, events, 4, 0));
  T(watch(one, MOD, fds[0], IN | ONESHOT, 14)), show(epoll_wait(one, events, 4, 0));
  T(write(fds[1], "d", 1)), show(epoll_wait(one, events, 4, 0));
  T(watch(one, MOD, fds[0], IN, 15)), show(epoll_wait(one, events, 4, 0));
  T(watch(one, MOD, fds[0], IN | EXCLUSIVE, 15));
  T(two = dup(fds[0])), T(watch(one, ADD, two, IN | RDNORM, 16)), show(epoll_wait(one, events, 4, 0));
  T(close(two)), show(epoll_wait(one, events, 4, 0)), T(watch(one, DEL, two, 0, 0));
  T(watch(one, DEL, fds[0], 0, 0)), show(epoll_wait(one, events, 4, 0));
  T(two = epoll_create(0)), T(watch(two, ADD, one, IN, 20)), T(watch(one, ADD, two, IN, 21));
  show(epoll_wait(two, events, 4, 0)), T(watch(one, MOD, fds[1], OUT | ET, 30));
  show(epoll_wait(two, events, 4, 0)), show(epoll_wait(one, events, 4, 0));
  show(epoll_wait(two, events, 4, 0));
  while (write(fds[1], big, 4096) > 0);
  T(read(fds[0], big, 4096) > 0), show(epoll_wait(two, events, 4, 0)), show(epoll_wait(one, events, 4, 0));
  T(watch(two, MOD, one, IN | EXCLUSIVE, 20)), T(close(fds[0])), show(epoll_wait(one, events, 4, 0));
  T(close(fds[1])), show(epoll_wait(one, events, 4, 0)), T(close(one)), show(epoll_wait(two, events, 4, 0));
  T(close(two)), T(close(file));
  int chain[9];
  for (int i = 0; i < 9; i++) chain[i] = epoll_create(0);
  for (int i = 0; i < 8; i++) T(watch(chain[i + 1], ADD, chain[i], IN, 1));
  for (int i = 0; i < 9; i++) close(chain[i]);
}

static void epoll_waiting(void) {
  int one;
  TITLE("waiting for epoll");
  T(one = epoll_create(0)), T(pipe2(fds, 0)), T(watch(one, ADD, fds[0], IN, 1));
  show(epoll_wait(one, events, 4, 5));
  some[0] = 0, some[1] = 5000000, show(epoll_pwait2(one, events, 4, some, 0, 8)), T(some[1]);
  some[1] = -1, show(epoll_pwait2(one, events, 4, some, 0, 8));
  T(epoll_pwait(one, events, 4, 0, &value, 4));
  if ((child = fork()) == 0) {
    pause_for(20);
    write(fds[1], "x", 1);
    exit(0);
  }
  show(epoll_wait(one, events, 4, -1)), reap(), T(read(fds[0], big, 1));
  signals = 0, later(SIGUSR1), show(epoll_wait(one, events, 4, -1)), T(signals), reap();
  mask(BLOCK, SIGUSR1), value = 0, later(SIGUSR1);
  show(epoll_pwait(one, events, 4, -1, &value, 8)), T(signals), reap();
  mask(UNBLOCK, SIGUSR1), T(signals);
  T(close(fds[1])), show(epoll_wait(one, events, 4, -1)), T(close(fds[0])), T(close(one));
}

static void counters(void) {
  int fd;
  TITLE("eventfd");
  T(eventfd(0, 4)), T(fd = eventfd(3, O_NONBLOCK)), T(fcntl(fd, 3, 0)), T(polled(fd, ALL));
  T(read(fd, &value, 4)), T(read(fd, &value, 8)), T(value), T(read(fd, &value, 8)), T(polled(fd, ALL));
  value = 5, T(write(fd, &value, 7)), T(write(fd, &value, 16)), T(write(fd, &value, 8)), T(read(fd, &value, 100)), T(value);
  value = -1, T(write(fd, &value, 8)), value = -2, T(write(fd, &value, 8)), T(polled(fd, ALL));
  value = 1, T(write(fd, &value, 8)), T(read(fd, BAD, 8)), T(write(fd, BAD, 8)), T(lseek(fd, 0, 0));
  T(close(fd)), T(fd = eventfd(2, EFD_SEMAPHORE)), T(read(fd, &value, 8)), T(value), T(read(fd, &value, 8)), T(value);
  if ((child = fork()) == 0) {
    pause_for(20), value = 7;
    write(fd, &value, 8);
    exit(0);
  }
  T(read(fd, &value, 8)), T(value), reap();
  int one = epoll_create(0);
  T(watch(one, ADD, fd, IN | ET, 1)), show(epoll_wait(one, events, 4, 0)), show(epoll_wait(one, events, 4, 0));
  value = 1, T(write(fd, &value, 8)), show(epoll_wait(one, events, 4, 0)), T(read(fd, &value, 8));
  show(epoll_wait(one, events, 4, 0)), T(close(one)), T(close(fd));
}

static void timers(void) {
  int fd;
  long set[4] = {0}, old[4];
  TITLE("timerfd");
  T(timerfd_create(99, 0)), T(timerfd_create(2, 0)), T(timerfd_create(MONOTONIC, 1));
  T(fd = timerfd_create(MONOTONIC, O_NONBLOCK)), T(read(fd, &value, 8)), T(polled(fd, ALL));
  T(timerfd_gettime(fd, old)), T(old[0]), T(old[1]), T(old[2]), T(old[3]);
  T(timerfd_gettime(1, old)), T(timerfd_settime(1, 0, set, 0)), T(timerfd_settime(fd, 4, set, 0));
  T(timerfd_settime(fd, 0, BAD, 0)), set[3] = -1, T(timerfd_settime(fd, 0, set, 0));
  set[3] = 5000000, T(timerfd_settime(fd, 0, set, old)), T(read(fd, &value, 8));
  T(timerfd_gettime(fd, old)), T(old[3] > 0 && old[3] <= 5000000);
  pause_for(20), T(polled(fd, ALL)), T(read(fd, &value, 4)), T(read(fd, &value, 8)), T(value), T(read(fd, &value, 8));
  T(timerfd_gettime(fd, old)), T(old[2]), T(old[3]);
  T(fcntl(fd, 4, 0)), set[2] = 0, set[3] = 20000000, set[1] = 0;
  T(timerfd_settime(fd, 0, set, 0)), T(read(fd, &value, 8)), T(value);
  set[1] = 10000000, T(timerfd_settime(fd, 0, set, 0)), pause_for(55), T(read(fd, &value, 8)), T(value >= 4 && value < 8);
  T(read(fd, &value, 8)), T(value), T(timerfd_gettime(fd, old)), T(old[1]), T(old[3] > 0);
  clock_gettime(MONOTONIC, old), set[0] = set[1] = 0, set[2] = old[0] - 1, set[3] = 0;
  if (set[2] <= 0) set[2] = 0, set[3] = 1;
  T(timerfd_settime(fd, ABSTIME, set, 0)), T(read(fd, &value, 8)), T(value);
  set[2] = 0, set[3] = 0, T(timerfd_settime(fd, 0, set, 0)), T(fcntl(fd, 4, O_NONBLOCK)), T(read(fd, &value, 8));
  T(write(fd, &value, 8)), T(close(fd));
  T(fd = timerfd_create(REALTIME, 0)), clock_gettime(REALTIME, set + 2), set[2] += 1;
  T(timerfd_settime(fd, ABSTIME, set, 0)), T(timerfd_gettime(fd, old)), T(old[2] == 0 && old[3] > 500000000);
  T(close(fd));
}

static void signals_as_files(void) {
  static struct record records[4];
  int fd;
  u64 set = 1UL << (SIGUSR1 - 1) | 1UL << (SIGUSR2 - 1) | 1UL << 16, none = 0;
  TITLE("signalfd");
  T(signalfd(-1, &set, 4, 0)), T(signalfd(-1, &set, 8, 1)), T(signalfd(1, &set, 8, 0)), T(signalfd(99, &set, 8, 0)), T(signalfd(-1, BAD, 8, 0));
  sigprocmask(BLOCK, &set, 0, 8);
  T(fd = signalfd(-1, &set, 8, O_NONBLOCK)), T(read(fd, records, 512)), T(read(fd, records, 100)), T(polled(fd, ALL));
  T(kill(getpid(), SIGUSR2)), T(kill(getpid(), SIGUSR1)), T(polled(fd, ALL)), T(read(fd, records, 512));
  T(records[0].signo), T(records[0].code), T(records[0].pid == getpid()), T(records[0].uid), T(records[1].signo);
  T(read(fd, records, 512)), T(sigpending(&value)), T(value);
  T(kill(getpid(), SIGUSR1)), T(signalfd(fd, &none, 8, 0) == fd), T(polled(fd, ALL)), T(read(fd, records, 512));
  T(signalfd(fd, &set, 8, 0) == fd), T(polled(fd, ALL)), T(read(fd, BAD, 512)), T(read(fd, records, 512));
  T(tgkill(getpid(), getpid(), SIGUSR1)), T(read(fd, records, 200)), T(records[0].code);
  if ((child = fork()) == 0) exit(5);
  T(fcntl(fd, 4, 0)), T(read(fd, records, 128)), T(records[0].signo), T(records[0].code), T(records[0].status), T(records[0].pid == child);
  reap();
  int one = epoll_create(0);
  T(watch(one, ADD, fd, IN, 1)), show(epoll_wait(one, events, 4, 0));
  later(SIGUSR2), show(epoll_wait(one, events, 4, -1)), T(read(fd, records, 128)), T(records[0].signo), reap();
  T(close(fd)), T(close(one));
}

static long run(long argc, char **argv, char **envp) {
  pipes();
  polling();
  selecting();
  epolls();
  epoll_waiting();
  counters();
  timers();
  signals_as_files();
  return 0;
}
