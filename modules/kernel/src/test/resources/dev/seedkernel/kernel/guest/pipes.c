// Pipes and FIFOs, one line for each call: compared with what Linux answers.
#include "guest.h"

enum { O_DIRECT = 0200000, F_GETFL = 3, F_SETFL = 4, F_SETPIPE_SZ = 1031, F_GETPIPE_SZ = 1032 };
enum { FIONREAD = 0x541b, S_IFIFO = 010000, SIGPIPE = 13, SIGALRM = 14, SIGUSR1 = 10 };
enum { NONBLOCK = 2 };

#define pipe2(fds, flags) SYS(59, fds, flags, 0, 0)
#define vmsplice(fd, vector, count, flags) SYS(75, fd, vector, count, flags)
#define splice(in, at, out, at2, size, flags) SYS6(76, in, at, out, at2, size, flags)
#define tee(in, out, size, flags) SYS(77, in, out, size, flags)
#define BAD ((void *)8)

struct vector { void *base; size_t size; };
struct action { void (*handler)(int); u64 flags; void *restorer; u64 mask; };
struct status { u64 dev, ino; u32 mode, links, uid, gid; u64 rdev, pad; long size; int block; long blocks; u64 times[8]; };

static char big[1 << 20], other[1 << 20];
static int fds[2], more[2], available, status;
static struct status info;
static volatile int signals;
static long child;

static void handler(int signal) { signals++; }
static void on(int signal, void (*what)(int), u64 flags) {
  struct action action = {what, flags, 0, 0};
  sigaction(signal, &action, 0, 8);
}
static long queued(int fd) {
  available = -1;
  long result = ioctl(fd, FIONREAD, &available);
  return result < 0 ? result : available;
}
static void pause_a_little(void) {
  long time[2] = {0, 50000000};
  nanosleep(time, 0);
}
static long drain(int fd) {
  long all = 0, got;
  while ((got = read(fd, other, sizeof other)) > 0) all += got;
  return all;
}
// A process that tells nobody when it ends sends the signal.
static void alarm_in(long microseconds) {
  long time[2] = {0, microseconds * 1000};
  long self = getpid();
  if (clone(0, 0) == 0) {
    nanosleep(time, 0);
    kill(self, SIGALRM);
    exit(0);
  }
}

static void basics(void) {
  TITLE("pipe2");
  T(pipe2(BAD, 0)), T(pipe2(fds, 1)), T(pipe2(fds, O_CLOEXEC | O_NONBLOCK));
  T(fds[0]), T(fds[1]);
  T(fcntl(fds[0], 1, 0)), T(fcntl(fds[1], 1, 0));
  T(fcntl(fds[0], F_GETFL, 0)), T(fcntl(fds[1], F_GETFL, 0));
  T(fstat(fds[0], &info)), put_octal(info.mode), flush();
  T(info.links), T(info.size), T(info.block), T(info.blocks), T(info.uid);
  T(read(fds[0], other, 1)), T(read(fds[0], other, 0)), T(write(fds[1], big, 0));
  T(write(fds[0], big, 1)), T(read(fds[1], other, 1));
  T(lseek(fds[0], 0, 0)), T(pread(fds[0], other, 1, 0)), T(pwrite(fds[1], big, 1, 0));
  T(ftruncate(fds[1], 0)), T(fsync(fds[0])), T(SYS(223, fds[0], 0, 0, 0));
  T(write(fds[1], "hello", 5)), T(queued(fds[0])), T(queued(fds[1]));
  T(read(fds[0], other, 2)), T(queued(fds[0])), T(read(fds[0], other, 100)), T(queued(fds[0]));
  T(write(fds[1], BAD, 5)), T(write(fds[1], "abc", 3)), T(read(fds[0], BAD, 3)), T(queued(fds[0]));
  T(read(fds[0], other, 3));
  struct vector parts[3] = {{"ab", 2}, {"", 0}, {"cdef", 4}};
  struct vector places[2] = {{other, 3}, {other + 3, 9}};
  T(writev(fds[1], parts, 3)), T(readv(fds[0], places, 2));
  other[6] = 0, TEXT(other);
  T(ioctl(fds[0], 0x5401, other)), T(close(fds[0])), T(close(fds[1]));
}

static void capacity(void) {
  TITLE("capacity");
  T(pipe2(fds, O_NONBLOCK));
  T(fcntl(fds[0], F_GETPIPE_SZ, 0)), T(fcntl(fds[1], F_GETPIPE_SZ, 0));
  T(write(fds[1], big, sizeof big)), T(queued(fds[0])), T(write(fds[1], big, 1));
  T(read(fds[0], other, 1)), T(write(fds[1], big, 1)), T(read(fds[0], other, 4094));
  T(write(fds[1], big, 1)), T(read(fds[0], other, 1)), T(write(fds[1], big, 5000));
  T(write(fds[1], big, 1)), T(drain(fds[0]));
  long all = 0, done;
  while ((done = write(fds[1], big, 3000)) > 0) all += done;
  T(all), T(done), T(drain(fds[0]));
  all = 0;
  while ((done = write(fds[1], big, 4096)) > 0) all += done;
  T(all), T(drain(fds[0]));
  all = 0;
  while ((done = write(fds[1], big, 1)) > 0) all += done;
  T(all), T(drain(fds[0]));
  all = 0;
  while ((done = write(fds[1], big, 5000)) > 0) all += done;
  T(all), T(drain(fds[0]));
  T(fcntl(fds[0], F_SETPIPE_SZ, 0)), T(fcntl(fds[0], F_SETPIPE_SZ, 4097));
  T(fcntl(fds[1], F_SETPIPE_SZ, -1)), T(fcntl(fds[0], F_SETPIPE_SZ, 1 << 20));
  T(write(fds[1], big, sizeof big)), T(fcntl(fds[0], F_SETPIPE_SZ, 4096));
  T(read(fds[0], other, sizeof other - 4096)), T(fcntl(fds[0], F_SETPIPE_SZ, 4096));
  T(write(fds[1], big, 1)), T(drain(fds[0])), T(write(fds[1], big, 5000)), T(drain(fds[0]));
  T(fcntl(0, F_GETPIPE_SZ, 0));
  T(close(fds[0])), T(close(fds[1]));
}

static void packets(void) {
  TITLE("packets");
  T(pipe2(fds, O_DIRECT | O_NONBLOCK)), T(fcntl(fds[1], F_GETFL, 0));
  T(write(fds[1], "one", 3)), T(write(fds[1], "second", 6)), T(write(fds[1], big, 0));
  T(write(fds[1], big, 5000)), T(queued(fds[0]));
  T(read(fds[0], other, 100)), T(read(fds[0], other, 2)), T(read(fds[0], other, 9000));
  T(read(fds[0], other, 9000)), T(read(fds[0], other, 9000));
  long all = 0;
  while (write(fds[1], "x", 1) > 0) all++;
  T(all), T(fcntl(fds[1], F_SETFL, O_NONBLOCK)), T(read(fds[0], other, 100));
  T(close(fds[0])), T(close(fds[1]));
}

static void ends(void) {
  TITLE("ends");
  T(pipe2(fds, 0)), T(write(fds[1], "rest", 4)), T(close(fds[1]));
  T(read(fds[0], other, 100)), T(read(fds[0], other, 100)), T(close(fds[0]));
  T(pipe2(fds, 0)), T(close(fds[0]));
  on(SIGPIPE, handler, 0), signals = 0;
  T(write(fds[1], "x", 1)), T(signals), T(write(fds[1], "x", 0)), T(signals);
  on(SIGPIPE, (void (*)(int))1, 0);
  T(write(fds[1], "x", 1)), T(close(fds[1]));
  on(SIGPIPE, (void (*)(int))0, 0);
  T(pipe2(fds, 0));
  if ((child = fork()) == 0) {
    close(fds[0]);
    write(fds[1], "x", 1);
    exit(write(fds[1], "x", 1) == -32);
  }
  close(fds[0]);
  T(wait4(child, &status, 0, 0) > 0), T(status);
  T(close(fds[1]));
}

static void blocking(void) {
  TITLE("waiting");
  T(pipe2(fds, 0));
  if ((child = fork()) == 0) {
    close(fds[0]);
    pause_a_little();
    write(fds[1], "late", 4);
    exit(0);
  }
  T(read(fds[0], other, 100)), T(wait4(child, 0, 0, 0) > 0);
  if ((child = fork()) == 0) {
    close(fds[1]);
    pause_a_little();
    long all = 0, got;
    while ((got = read(fds[0], other, 70000)) > 0) all += got;
    exit(all == sizeof big);
  }
  close(fds[0]);
  T(write(fds[1], big, sizeof big));
  T(close(fds[1])), T(wait4(child, &status, 0, 0) > 0), T(status);
  T(pipe2(fds, 0));
  on(SIGALRM, handler, 0), signals = 0;
  alarm_in(20000);
  T(read(fds[0], other, 1)), T(signals);
  alarm_in(20000);
  T(write(fds[1], big, 100000)), T(signals), T(queued(fds[0]));
  alarm_in(20000);
  T(write(fds[1], big, 100000)), T(signals), T(read(fds[0], other, 65536));
  on(SIGALRM, handler, 0x10000000);
  if ((child = fork()) == 0) {
    pause_a_little();
    write(fds[1], "again", 5);
    exit(0);
  }
  alarm_in(20000);
  T(read(fds[0], other, 100)), T(signals), T(wait4(child, 0, 0, 0) > 0);
  struct vector parts[3] = {{big, 60000}, {big, 60000}, {big, 30}};
  if ((child = fork()) == 0) {
    close(fds[1]);
    pause_a_little();
    long all = 0, got;
    while ((got = read(fds[0], other, 7000)) > 0) all += got;
    exit(all == 120030);
  }
  close(fds[0]);
  T(writev(fds[1], parts, 3)), T(close(fds[1])), T(wait4(child, &status, 0, 0) > 0), T(status);
}

static void fifos(void) {
  TITLE("FIFOs");
  T(mknodat(AT_FDCWD, "/fifo", S_IFIFO | 0644, 0)), T(stat("/fifo", &info));
  put_octal(info.mode), flush();
  T(open("/fifo", O_WRONLY | O_NONBLOCK)), T(open("/fifo", O_RDWR));
  T(write(3, "abc", 3)), T(read(3, other, 9)), T(close(3));
  int reader = open("/fifo", O_RDONLY | O_NONBLOCK), writer;
  T(reader), T(read(reader, other, 1)), T(writer = open("/fifo", O_WRONLY | O_NONBLOCK));
  T(read(reader, other, 1)), T(write(writer, "abc", 3)), T(queued(reader)), T(close(writer));
  T(read(reader, other, 9)), T(read(reader, other, 9)), T(close(reader));
  if ((child = fork()) == 0) {
    int fd = open("/fifo", O_WRONLY);
    write(fd, "from child", 10);
    exit(fd != 3);
  }
  T(reader = open("/fifo", O_RDONLY)), T(read(reader, other, 100)), T(read(reader, other, 100));
  T(close(reader)), T(wait4(child, &status, 0, 0) > 0), T(status);
  if ((child = fork()) == 0) {
    pause_a_little();
    int fd = open("/fifo", O_RDONLY);
    exit(read(fd, other, 100) != 3);
  }
  T(writer = open("/fifo", O_WRONLY)), T(write(writer, "abc", 3)), T(close(writer));
  T(wait4(child, &status, 0, 0) > 0), T(status);
  on(SIGALRM, handler, 0), signals = 0;
  alarm_in(20000);
  T(open("/fifo", O_RDONLY)), T(signals);
  alarm_in(20000);
  T(open("/fifo", O_WRONLY | O_TRUNC)), T(signals);
  T(open("/fifo", O_WRONLY | O_NONBLOCK)), T(open("/fifo", O_WRONLY | O_NONBLOCK | O_CREAT));
  T(open("/fifo", O_RDONLY | O_NONBLOCK | O_CREAT | O_EXCL)), T(open("/fifo", O_DIRECTORY));
  T(truncate("/fifo", 0)), T(unlink("/fifo"));
}

static void splices(void) {
  TITLE("splice, tee, vmsplice");
  long at = 0;
  int file = open("/source", O_RDWR | O_CREAT);
  T(write(file, "0123456789", 10)), T(lseek(file, 0, 0));
  T(pipe2(fds, O_NONBLOCK)), T(pipe2(more, O_NONBLOCK));
  T(splice(file, 0, file, 0, 5, 0)), T(splice(fds[0], 0, file, 0, 5, 0));
  T(splice(file, 0, fds[1], 0, 4, 0)), T(lseek(file, 0, 1)), T(queued(fds[0]));
  at = 8;
  T(splice(file, &at, fds[1], 0, 4, 0)), T(at), T(queued(fds[0])), T(lseek(file, 0, 1));
  at = 8;
  T(splice(fds[0], &at, more[1], 0, 4, 0)), T(splice(file, 0, fds[0], 0, 4, 0));
  T(splice(fds[1], 0, file, 0, 4, 0)), T(splice(99, 0, fds[1], 0, 4, 0));
  T(splice(file, 0, fds[1], 0, 4, 64)), T(splice(file, 0, fds[1], 0, 0, 0));
  T(tee(fds[0], more[1], 3, 0)), T(queued(fds[0])), T(queued(more[0]));
  T(tee(fds[0], fds[1], 3, 0)), T(tee(file, more[1], 3, 0)), T(tee(more[0], fds[1], 0, 0));
  T(splice(fds[0], 0, more[1], 0, 100, 0)), T(queued(fds[0])), T(queued(more[0]));
  T(read(more[0], other, 100)), other[9] = 0, TEXT(other);
  T(splice(fds[0], 0, more[1], 0, 100, 0)), T(tee(fds[0], more[1], 100, NONBLOCK));
  T(write(fds[1], "written", 7)), at = 20;
  T(splice(fds[0], 0, file, &at, 100, 0)), T(at), T(pread(file, other, 100, 0));
  struct vector parts[2] = {{"vm", 2}, {"splice", 6}};
  struct vector places[2] = {{other, 4}, {other + 4, 100}};
  T(vmsplice(fds[1], parts, 2, 0)), T(queued(fds[0])), T(vmsplice(fds[0], places, 2, 0));
  other[8] = 0, TEXT(other);
  T(vmsplice(file, parts, 2, 0)), T(vmsplice(fds[1], parts, 0, 0)), T(vmsplice(fds[1], BAD, 1, 0));
  T(sendfile(fds[1], file, 0, 3)), T(lseek(file, 0, 1)), T(sendfile(file, fds[0], 0, 3));
  T(queued(fds[0])), T(close(fds[1])), T(drain(fds[0])), T(splice(fds[0], 0, file, 0, 4, 0));
  T(close(more[0])), on(SIGPIPE, handler, 0), signals = 0;
  T(splice(file, 0, more[1], 0, 4, 0)), T(signals), T(close(more[1])), T(close(fds[0]));
  T(close(file)), T(unlink("/source"));
}

static long run(long argc, char **argv, char **envp) {
  for (unsigned i = 0; i < sizeof big; i++) big[i] = i;
  basics();
  capacity();
  packets();
  ends();
  blocking();
  fifos();
  splices();
  return 0;
}
