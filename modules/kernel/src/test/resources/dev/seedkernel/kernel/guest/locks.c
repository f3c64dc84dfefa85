// Locks of files: fcntl's of both kinds and flock.
#include "guest.h"

#define BAD ((void *)8)
#define flock(fd, operation) SYS(32, fd, operation, 0, 0)
enum { GETLK = 5, SETLK = 6, SETLKW = 7, OFD_GETLK = 36, OFD_SETLK = 37, OFD_SETLKW = 38 };
enum { RD = 0, WR = 1, UN = 2 };
enum { SH = 1, EX = 2, NB = 4, UNLOCK = 8 };

static struct lock { short type, whence; long start, length; int pid; } l;
static long self;

static long lock(long fd, int command, int type, int whence, long start, long size) {
  l.type = type, l.whence = whence, l.start = start, l.length = size, l.pid = 0;
  return fcntl(fd, command, &l);
}

#define SET(fd, type, start, size) lock(fd, SETLK, type, 0, start, size)
#define OFD(fd, type, start, size) lock(fd, OFD_SETLK, type, 0, start, size)

// Prints what a lock of a range would meet.
static void get(long fd, int command, int type, long start, long size) {
  long error = lock(fd, command, type, 0, start, size);
  put("get "), put_result(error), put(" type "), put_number(l.type), put(" whence ");
  put_number(l.whence), put(" start "), put_number(l.start), put(" length ");
  put_number(l.length), put(" pid ");
  put(l.pid == 0 ? "0" : l.pid == self ? "self" : l.pid == -1 ? "-1" : "other"), flush();
}

#define CHILD(...) \
  ({ \
    long pid_ = fork(); \
    if (pid_ == 0) { \
      __VA_ARGS__; \
      exit(0); \
    } \
    int status_ = -1; \
    wait4(pid_, &status_, 0, 0); \
    put("child "), put_number(status_), flush(); \
  })

static void one_process(void) {
  TITLE("one process");
  T(SET(3, RD, 0, 10));
  T(SET(3, WR, 5, 10));
  get(3, GETLK, WR, 0, 0);
  T(SET(3, 3, 0, 1));
  T(SET(3, -1, 0, 1));
  T(lock(3, SETLK, WR, 3, 0, 1));
  T(lock(3, SETLK, WR, 0, -1, 1));
  T(lock(3, SETLK, WR, 0, 5, -5));
  T(lock(3, SETLK, WR, 0, 5, -6));
  T(lock(3, SETLK, WR, 1, 5, 1));
  T(lock(3, SETLK, WR, 1, -5, 1));
  T(lock(3, SETLK, WR, 2, -2, 2));
  T(lock(3, SETLK, WR, 2, -20, 2));
  T(lock(3, SETLK, WR, 0, 1L << 62, 1L << 62));
  T(lock(3, SETLK, WR, 0, (1L << 62) + 1, 1L << 62));
  T(lock(3, GETLK, UN, 0, 0, 0));
  T(fcntl(3, SETLK, BAD));
  T(fcntl(3, GETLK, BAD));
  T(SET(99, RD, 0, 1));
  T(open("f", O_RDONLY));
  T(SET(4, WR, 0, 1));
  T(SET(4, RD, 100, 1));
  T(close(4));
  T(open("f", O_WRONLY));
  T(SET(4, RD, 0, 1));
  T(SET(4, WR, 100, 1));
  T(close(4));
  T(open("f", O_PATH));
  T(SET(4, RD, 0, 1));
  T(flock(4, SH));
  T(close(4));
  T(open(".", O_RDONLY));
  T(SET(4, RD, 0, 1));
  T(flock(4, EX | NB));
  T(close(4));
  T(SET(3, UN, 0, 0));
}

static void two_processes(void) {
  TITLE("two processes");
  T(SET(3, WR, 10, 10));
  T(SET(3, RD, 30, 10));
  T(SET(3, RD, 50, 0));
  CHILD(
    get(3, GETLK, RD, 0, 0);
    get(3, GETLK, RD, 20, 0);
    get(3, GETLK, WR, 20, 0);
    get(3, GETLK, WR, 20, 10);
    get(3, GETLK, WR, 45, 100);
    T(SET(3, RD, 0, 11));
    T(SET(3, RD, 0, 10));
    T(SET(3, WR, 30, 1));
    T(SET(3, RD, 30, 1));
    T(SET(3, UN, 10, 10));
    T(SET(3, WR, 10, 1)));
  TITLE("splitting and joining");
  T(SET(3, UN, 14, 2));
  T(SET(3, WR, 32, 2));
  CHILD(
    get(3, GETLK, WR, 0, 0);
    get(3, GETLK, WR, 14, 0);
    get(3, GETLK, WR, 20, 0);
    get(3, GETLK, WR, 32, 0);
    get(3, GETLK, WR, 34, 0));
  T(SET(3, WR, 14, 2));
  T(SET(3, RD, 20, 10));
  T(SET(3, RD, 32, 2));
  CHILD(
    get(3, GETLK, WR, 0, 0);
    get(3, GETLK, WR, 20, 0);
    get(3, GETLK, WR, 45, 0));
  T(SET(3, RD, 5, 100));
  T(SET(3, WR, 0, 5));
  CHILD(
    get(3, GETLK, WR, 0, 0);
    get(3, GETLK, WR, 5, 0);
    get(3, GETLK, WR, 200, 0));
  TITLE("a close lets go of all of the process");
  T(open("f", O_RDONLY));
  T(close(4));
  CHILD(get(3, GETLK, WR, 0, 0));
  T(SET(3, WR, 0, 5));
  T(open("f", O_RDONLY));
  T(dup3(1, 4, 0));
  CHILD(get(3, GETLK, WR, 0, 0));
  T(close(4));
  T(SET(3, WR, 0, 5));
  CHILD(
    T(SET(3, WR, 20, 5));
    T(close(3)));
  CHILD(
    get(3, GETLK, WR, 0, 0);
    get(3, GETLK, WR, 10, 0));
  T(fcntl(3, 0, 8));
  T(close(8));
  CHILD(get(3, GETLK, WR, 0, 0));
}

static void of_open_files(void) {
  TITLE("of open files");
  T(open("f", O_RDWR));
  T(OFD(3, WR, 0, 10));
  T(OFD(4, WR, 5, 10));
  T(OFD(4, RD, 10, 10));
  get(4, OFD_GETLK, WR, 0, 0);
  get(3, OFD_GETLK, WR, 0, 0);
  get(3, GETLK, WR, 0, 0);
  T(SET(3, WR, 0, 1));
  T(SET(3, RD, 10, 1));
  get(3, OFD_GETLK, WR, 0, 0);
  l.pid = 7;
  l.type = RD;
  T(fcntl(3, OFD_SETLK, &l));
  T(fcntl(3, OFD_GETLK, &l));
  CHILD(
    T(OFD(3, WR, 0, 5));
    T(OFD(3, UN, 0, 5));
    T(OFD(4, WR, 0, 2)));
  T(OFD(3, WR, 0, 2));
  T(dup3(4, 5, 0));
  T(close(4));
  T(OFD(3, WR, 10, 1));
  T(close(5));
  T(SET(3, UN, 0, 0));
  T(OFD(3, WR, 10, 1));
  T(OFD(3, UN, 0, 0));
}

static void whole_files(void) {
  TITLE("flock");
  T(open("f", O_RDONLY));
  T(flock(3, EX | NB));
  T(flock(4, EX | NB));
  T(flock(4, SH | NB));
  T(flock(3, SH | NB));
  T(flock(4, SH | NB));
  T(flock(3, EX | NB));
  T(flock(4, UNLOCK));
  T(flock(3, EX | NB));
  T(flock(3, 0));
  T(flock(3, SH | EX));
  T(flock(3, 16));
  T(flock(3, 32 | SH));
  T(flock(99, SH));
  T(SET(3, WR, 0, 0));
  T(flock(4, EX | NB));
  CHILD(
    T(flock(3, EX | NB));
    T(flock(4, EX | NB));
    T(open("f", O_RDONLY));
    T(flock(5, SH | NB)));
  CHILD(T(flock(3, UNLOCK)));
  T(flock(4, EX | NB));
  T(flock(4, UNLOCK | NB));
  T(flock(3, EX | NB));
  T(dup3(3, 5, 0));
  T(close(3));
  T(flock(4, EX | NB));
  T(close(5));
  T(flock(4, EX | NB));
  T(close(4));
}

static void at_the_end(void) {
  TITLE("exit lets go");
  T(open("f", O_RDWR));
  CHILD(T(SET(3, WR, 0, 10)));
  T(SET(3, WR, 0, 10));
  CHILD(
    T(open("f", O_RDWR));
    T(OFD(4, WR, 20, 10));
    T(flock(4, EX | NB)));
  T(OFD(3, WR, 20, 10));
  T(flock(3, EX | NB));
  T(SET(3, UN, 0, 0));
  T(OFD(3, UN, 0, 0));
  T(flock(3, UNLOCK));
}

static void nap(void) {
  long time[2] = {0, 50000000};
  nanosleep(time, 0);
}

// Lets a child wait for what `let_go` gives; only one of both prints at a time.
#define WAITS(wanted, let_go) \
  ({ \
    long pid_ = fork(); \
    if (pid_ == 0) { \
      T(wanted); \
      exit(0); \
    } \
    nap(); \
    TITLE(#let_go); \
    long done_ = (long)(let_go); \
    wait4(pid_, 0, 0, 0); \
    T(done_); \
  })

static void waiting(void) {
  TITLE("waiting");
  T(SET(3, WR, 0, 10));
  WAITS(lock(3, SETLKW, WR, 0, 5, 10), SET(3, UN, 0, 10));
  T(SET(3, WR, 0, 10));
  WAITS(lock(3, SETLKW, RD, 0, 5, 10), SET(3, RD, 0, 10));
  T(SET(3, WR, 0, 10));
  WAITS(lock(3, SETLKW, WR, 0, 9, 1), SET(3, UN, 8, 5));
  T(SET(3, UN, 0, 0));
  T(open("f", O_RDWR));
  T(OFD(3, WR, 0, 10));
  WAITS(lock(4, OFD_SETLKW, WR, 0, 5, 10), OFD(3, UN, 0, 0));
  T(OFD(4, UN, 0, 0));
  T(flock(3, EX));
  WAITS(flock(4, SH), flock(3, UNLOCK));
  T(flock(3, SH));
  WAITS(flock(4, EX), flock(3, UNLOCK));
  T(flock(4, UNLOCK));
  T(SET(3, WR, 0, 10));
  WAITS(lock(3, SETLKW, WR, 0, 5, 10), close(4));
}

static void circles(void) {
  TITLE("circles");
  T(SET(3, WR, 0, 10));
  long pid = fork();
  if (pid == 0) {
    SET(3, WR, 10, 10);
    T(lock(3, SETLKW, WR, 0, 0, 10));
    exit(0);
  }
  nap();
  T(lock(3, SETLKW, WR, 0, 10, 10));
  T(SET(3, WR, 10, 10));
  TITLE("letting go");
  SET(3, UN, 0, 0);
  wait4(pid, 0, 0, 0);
  T(lock(3, SETLKW, WR, 0, 0, 20));
}

static long run(long argc, char **argv, char **envp) {
  self = getpid();
  mkdir("/t", 0755);
  chdir("/t");
  T(open("f", O_CREAT | O_RDWR));
  T(write(3, "0123456789", 10));
  one_process();
  two_processes();
  of_open_files();
  whole_files();
  T(open("f", O_RDWR));
  T(close(3));
  at_the_end();
  waiting();
  circles();
  return 0;
}
