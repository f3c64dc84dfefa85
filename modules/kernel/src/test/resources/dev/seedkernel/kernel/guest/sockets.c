// Sockets of the UNIX domain and of the machine's own addresses, one line for each call: compared
// with what Linux answers.
#include "guest.h"

typedef unsigned short u16;

enum { UNIX = 1, INET = 2, INET6 = 10, STREAM = 1, DGRAM = 2, SEQ = 5 };
enum { PEEK = 2, TRUNC = 0x20, DONTWAIT = 0x40, WAITALL = 0x100, NOSIGNAL = 0x4000, WAITFORONE = 0x10000 };
enum { ALL = 0x23c7, SIGPIPE = 13, FIONREAD = 0x541b };

#define socket(family, type, protocol) SYS(198, family, type, protocol, 0)
#define socketpair(family, type, protocol, fds) SYS(199, family, type, protocol, fds)
#define bind(fd, name, size) SYS(200, fd, name, size, 0)
#define listen(fd, backlog) SYS(201, fd, backlog, 0, 0)
#define accept(fd, name, size) SYS(202, fd, name, size, 0)
#define accept4(fd, name, size, flags) SYS(242, fd, name, size, flags)
#define connect(fd, name, size) SYS(203, fd, name, size, 0)
#define getsockname(fd, name, size) SYS(204, fd, name, size, 0)
#define getpeername(fd, name, size) SYS(205, fd, name, size, 0)
#define sendto(fd, buf, size, flags, name, length) SYS6(206, fd, buf, size, flags, name, length)
#define send(fd, buf, size, flags) sendto(fd, buf, size, flags, 0, 0)
#define recvfrom(fd, buf, size, flags, name, length) SYS6(207, fd, buf, size, flags, name, length)
#define recv(fd, buf, size, flags) recvfrom(fd, buf, size, flags, 0, 0)
#define setsockopt(fd, level, name, value, size) SYS6(208, fd, level, name, value, size, 0)
#define getsockopt(fd, level, name, value, size) SYS6(209, fd, level, name, value, size, 0)
#define shutdown(fd, how) SYS(210, fd, how, 0, 0)
#define sendmsg(fd, message, flags) SYS(211, fd, message, flags, 0)
#define recvmsg(fd, message, flags) SYS(212, fd, message, flags, 0)
#define recvmmsg(fd, messages, count, flags) SYS6(243, fd, messages, count, flags, 0, 0)
#define sendmmsg(fd, messages, count, flags) SYS(269, fd, messages, count, flags)
#define ppoll(fds, n, time, mask, size) SYS6(73, fds, n, time, mask, size, 0)

struct unix_name { u16 family; char path[108]; };
struct inet_name { u16 family; u8 port[2]; u8 host[4]; u8 pad[8]; };
struct inet6_name { u16 family; u8 port[2]; u32 flow; u8 host[16]; u32 scope; };
struct vector { void *base; size_t size; };
struct message { void *name; int name_size, pad; struct vector *parts; size_t count; void *control; size_t control_size; int flags, pad2; };
struct messages { struct message message; u32 length, pad; };
struct control { size_t size; int level, type; int data[8]; };
struct pollfd { int fd; short events, revents; };
struct status { u64 dev, ino; u32 mode, links, uid, gid; u64 rdev, pad; long size; int block; long blocks; u64 times[8]; };
struct action { void (*handler)(int); u64 flags; void *restorer; u64 mask; };

static int fds[2], size, number, status;
static char big[1 << 20], data[1 << 16];
static struct unix_name name = {UNIX, "/socket"}, other;
static struct inet_name port = {INET, {0, 0}, {127, 0, 0, 1}}, got;
static struct inet6_name port6 = {INET6, {0, 0}, 0, {[15] = 1}}, got6;
static struct status info;
static volatile int signals;
static long child, zero[2];

static void handler(int signal) { signals++; }
static void on(int signal, void (*what)(int)) {
  struct action action = {what, 0, 0, 0};
  sigaction(signal, &action, 0, 8);
}
static void pause_a_little(void) {
  long time[2] = {0, 30000000};
  nanosleep(time, 0);
}
static long polled(int fd) {
  struct pollfd poll = {fd, ALL, 99};
  long result = ppoll(&poll, 1, zero, 0, 8);
  return result < 0 ? result : poll.revents;
}
static long option(int fd, int name) {
  number = 0, size = 4;
  long result = getsockopt(fd, 1, name, &number, &size);
  return result < 0 ? result : number;
}
static long options(int fd, int name, int value) { return setsockopt(fd, 1, name, &value, 4); }
static void text(long count) {
  put("  "), put_result(count), put(" \"");
  data[count < 0 ? 0 : count] = 0;
  put(data), put("\""), flush();
}
static void names(int fd) {
  size = sizeof other, memset(&other, 'x', sizeof other);
  put("  own "), put_result(getsockname(fd, &other, &size)), put(" "), put_number(size);
  put(" family "), put_number(other.family), put(" ");
  other.path[size > 2 ? size - 2 : 0] = 0;
  put(size > 2 ? (other.path[0] ? other.path : other.path + 1) : "-"), flush();
  size = sizeof other;
  put("  peer "), put_result(getpeername(fd, &other, &size)), put(" "), put_number(size), flush();
}

static void making(void) {
  TITLE("socket");
  T(socket(99, STREAM, 0)), T(socket(UNIX, 4, 0)), T(socket(UNIX, STREAM, 2)), T(socket(UNIX, STREAM | 0x100, 0));
  T(socket(INET, SEQ, 0)), T(socket(INET, STREAM, 17)), T(socket(UNIX, 11, 0));
  T(socketpair(INET, STREAM, 0, fds)), T(socketpair(UNIX, STREAM, 0, (void *)8));
  T(socketpair(UNIX, STREAM | O_CLOEXEC | O_NONBLOCK, 0, fds)), T(fds[0]), T(fds[1]);
  T(fcntl(fds[0], 3, 0)), T(fcntl(fds[0], 1, 0)), T(fstat(fds[0], &info)), put_octal(info.mode), flush();
  T(lseek(fds[0], 0, 0)), T(pread(fds[0], data, 1, 0)), T(ftruncate(fds[0], 0)), T(fsync(fds[0]));
  T(option(fds[0], 3)), T(option(fds[0], 4)), T(option(fds[0], 7)), T(option(fds[0], 8)), T(option(fds[0], 30));
  T(option(fds[0], 38)), T(option(fds[0], 39)), T(option(fds[0], 99)), T(options(fds[0], 99, 1)), T(option(fds[0], 2));
  T(options(fds[0], 7, 10000)), T(option(fds[0], 7)), T(options(fds[0], 8, 10000)), T(option(fds[0], 8)), T(options(fds[0], 7, 1)), T(option(fds[0], 7));
  T(options(fds[0], 3, 1)), T(setsockopt(fds[0], 1, 2, &number, 2)), T(setsockopt(fds[0], 6, 1, &number, 4)), T(getsockopt(1, 1, 3, &number, &size));
  struct { int pid, uid, gid; } peer;
  size = 12, T(getsockopt(fds[0], 1, 17, &peer, &size)), T(size), T(peer.pid), T(peer.uid), T(peer.gid);
  names(fds[0]), T(bind(1, &name, 10)), T(listen(1, 1)), T(send(1, "x", 1, 0)), T(recv(99, data, 1, 0));
  T(close(fds[0])), T(close(fds[1]));
}

static void streams(void) {
  TITLE("pairs of streams");
  T(socketpair(UNIX, STREAM, 0, fds)), T(polled(fds[0])), T(recv(fds[0], data, 9, DONTWAIT));
  T(write(fds[0], "hello", 5)), T(polled(fds[1])), T(send(fds[0], " world", 6, 0)), T(ioctl(fds[1], FIONREAD, &number)), T(number);
  text(recv(fds[1], data, 8, PEEK)), text(read(fds[1], data, 8)), text(recv(fds[1], data, 99, 0));
  T(send(fds[0], "", 0, 0)), T(recv(fds[1], data, 9, DONTWAIT)), T(recv(fds[1], data, 0, DONTWAIT));
  T(sendto(fds[0], "x", 1, 0, &name, 110));
  if ((child = fork()) == 0) {
    close(fds[0]);
    pause_a_little(), write(fds[1], "abc", 3), pause_a_little(), write(fds[1], "def", 3);
    exit(0);
  }
  text(recv(fds[0], data, 6, WAITALL)), wait4(child, 0, 0, 0);
  if ((child = fork()) == 0) {
    close(fds[0]);
    long all = 0, part;
    pause_a_little();
    while (all < sizeof big && (part = read(fds[1], data, 5000)) > 0) all += part;
    exit(all == sizeof big);
  }
  T(write(fds[0], big, sizeof big)), T(wait4(child, &status, 0, 0) > 0), T(status);
  T(shutdown(fds[0], 3)), T(shutdown(fds[0], 1)), T(polled(fds[0])), T(polled(fds[1])), T(read(fds[1], data, 9));
  T(send(fds[0], "x", 1, NOSIGNAL)), on(SIGPIPE, handler), signals = 0, T(write(fds[0], "x", 1)), T(signals);
  T(send(fds[1], "back", 4, 0)), text(read(fds[0], data, 9)), T(shutdown(fds[1], 1)), T(polled(fds[0])), T(polled(fds[1]));
  T(close(fds[0])), T(polled(fds[1])), T(write(fds[1], "x", 1)), T(close(fds[1]));
  T(socketpair(UNIX, STREAM, 0, fds)), T(write(fds[0], "rest", 4)), T(close(fds[0])), T(polled(fds[1]));
  text(read(fds[1], data, 9)), T(read(fds[1], data, 9)), T(close(fds[1]));
  T(socketpair(UNIX, STREAM, 0, fds)), T(write(fds[0], "lost", 4)), T(close(fds[1])), T(polled(fds[0]));
  T(option(fds[0], 4)), T(option(fds[0], 4)), T(read(fds[0], data, 9)), T(close(fds[0]));
  long time[2] = {0, 20000};
  T(socketpair(UNIX, STREAM, 0, fds)), T(setsockopt(fds[0], 1, 20, time, 16)), T(read(fds[0], data, 9));
  time[1] = 2000000, T(setsockopt(fds[0], 1, 20, time, 16)), T(close(fds[0])), T(close(fds[1]));
}

static void bounds(void) {
  TITLE("messages");
  T(socketpair(UNIX, SEQ, 0, fds)), T(polled(fds[0])), T(write(fds[0], "first", 5)), T(write(fds[0], "second", 6));
  text(recv(fds[1], data, 3, 0)), text(recv(fds[1], data, 3, PEEK)), T(recv(fds[1], data, 3, TRUNC)), T(recv(fds[1], data, 9, DONTWAIT));
  T(send(fds[0], "", 0, 0)), T(recv(fds[1], data, 9, DONTWAIT)), T(write(fds[0], big, sizeof big)), T(close(fds[0]));
  T(polled(fds[1])), T(recv(fds[1], data, 9, 0)), T(send(fds[1], "x", 1, NOSIGNAL)), T(close(fds[1]));
  T(socketpair(UNIX, DGRAM, 0, fds)), T(polled(fds[0])), T(write(fds[0], "first", 5)), T(write(fds[0], "second", 6)), T(write(fds[0], "", 0));
  T(ioctl(fds[1], FIONREAD, &number)), T(number);
  size = 99, text(recvfrom(fds[1], data, 3, 0, &other, &size)), T(size), T(recv(fds[1], data, 3, TRUNC)), T(recv(fds[1], data, 3, DONTWAIT)), T(recv(fds[1], data, 3, DONTWAIT));
  T(listen(fds[0], 1)), T(accept(fds[0], 0, 0)), T(close(fds[0])), T(polled(fds[1])), T(send(fds[1], "x", 1, 0)), T(send(fds[1], "x", 1, 0)), T(close(fds[1]));
}

static void listeners(void) {
  int one, two, three;
  TITLE("names in the UNIX domain");
  T(one = socket(UNIX, STREAM, 0)), T(polled(one)), names(one), T(listen(one, 1)), T(accept(one, 0, 0)), T(recv(one, data, 1, 0)), T(send(one, "x", 1, NOSIGNAL));
  T(connect(one, &name, sizeof name)), T(bind(one, &name, 1)), T(bind(one, &name, 999)), T(bind(one, &port, 16));
  T(bind(one, &name, sizeof name)), T(bind(one, &name, sizeof name)), names(one), T(stat("/socket", &info)), put_octal(info.mode), flush();
  T(open("/socket", O_RDWR)), T(two = socket(UNIX, STREAM, 0)), T(bind(two, &name, sizeof name)), T(connect(two, &name, sizeof name));
  T(accept(one, 0, 0)), T(listen(one, 1)), T(polled(one)), T(option(one, 30)), T(fcntl(one, 4, O_NONBLOCK)), T(accept(one, 0, 0));
  T(connect(two, &name, sizeof name)), T(polled(one)), T(polled(two)), T(connect(two, &name, sizeof name)), T(write(two, "early", 5));
  size = 99, T(three = accept4(one, &other, &size, O_NONBLOCK)), T(size), T(fcntl(three, 3, 0)), names(three), names(two);
  text(read(three, data, 9)), T(read(three, data, 9)), T(close(three)), T(read(two, data, 9)), T(close(two)), T(connect(one, &name, 110));
  T(two = socket(UNIX, DGRAM, 0)), T(connect(two, &name, sizeof name)), T(close(two));
  T(two = socket(UNIX, STREAM | O_NONBLOCK, 0)), T(connect(two, &name, sizeof name)), T(three = socket(UNIX, STREAM | O_NONBLOCK, 0)), T(connect(three, &name, sizeof name));
  int four = socket(UNIX, STREAM | O_NONBLOCK, 0);
  T(connect(four, &name, sizeof name)), T(close(one)), T(polled(two)), T(read(two, data, 1)), T(connect(four, &name, sizeof name)), T(unlink("/socket")), T(connect(four, &name, sizeof name));
  T(close(two)), T(close(three)), T(close(four));
  T(one = socket(UNIX, STREAM, 0)), T(bind(one, &name, 2)), size = 99, T(getsockname(one, &other, &size)), T(size), T(listen(one, 5));
  if ((child = fork()) == 0) {
    two = socket(UNIX, STREAM, 0);
    connect(two, &other, size), write(two, "child", 5);
    exit(read(two, data, 9));
  }
  T(three = accept(one, 0, 0)), text(read(three, data, 9)), T(write(three, "1234567", 7)), wait4(child, &status, 0, 0), T(status), T(close(three)), T(close(one));
  struct unix_name hidden = {UNIX, "\0hidden"};
  T(one = socket(UNIX, DGRAM, 0)), T(bind(one, &hidden, 9)), T(two = socket(UNIX, DGRAM, 0)), T(bind(two, &hidden, 9)), T(send(two, "x", 1, 0)), T(sendto(two, "to", 2, 0, &hidden, 9));
  T(sendto(two, "to", 2, 0, &hidden, 8)), size = 99, text(recvfrom(one, data, 9, 0, &other, &size)), T(size), T(connect(two, &hidden, 9)), names(two), T(write(two, "connected", 9)), text(read(one, data, 99));
  T(fcntl(two, 4, O_NONBLOCK));
  long sent = 0, result;
  while ((result = send(two, "x", 1, 0)) > 0) sent++;
  T(sent), T(result), T(polled(two)), T(read(one, data, 9)), T(polled(two)), T(bind(two, &name, sizeof name)), T(write(two, "named", 5));
  for (int i = 0; i < sent - 1; i++) read(one, data, 9);
  size = 99, text(recvfrom(one, data, 9, 0, &other, &size)), T(size), TEXT(other.path), T(unlink("/socket")), T(close(one)), T(write(two, "x", 1)), T(write(two, "x", 1)), T(close(two));
}

static void control(void) {
  struct vector part = {"files", 5}, place = {data, 100};
  struct control given = {20, 1, 1, {1}}, taken[4];
  struct message out = {0, 0, 0, &part, 1, &given, 24, 0}, in = {0, 0, 0, &place, 1, taken, sizeof taken, 0};
  int file = open("/passed", O_RDWR | O_CREAT);
  TITLE("control messages");
  T(socketpair(UNIX, STREAM, 0, fds)), T(write(file, "content", 7)), given.data[0] = file, given.data[1] = file;
  T(sendmsg(fds[0], &out, 0)), T(write(fds[0], "more", 4)), T(close(file)), text(recvmsg(fds[1], &in, 0)), T(in.control_size), T(taken[0].size), T(taken[0].level), T(taken[0].type), T(in.flags);
  T(pread(taken[0].data[0], data, 99, 0)), T(fcntl(taken[0].data[0], 1, 0)), text(read(fds[1], data, 9)), file = taken[0].data[0];
  given.data[0] = 99, T(sendmsg(fds[0], &out, 0)), given.type = 7, T(sendmsg(fds[0], &out, 0)), given.type = 1, given.size = 99, T(sendmsg(fds[0], &out, 0));
  given.size = 24, given.data[0] = given.data[1] = file, T(sendmsg(fds[0], &out, 0)), in.control_size = 20, text(recvmsg(fds[1], &in, 0x40000000)), T(in.control_size), T(in.flags), T(taken[0].size), T(fcntl(taken[0].data[0], 1, 0)), T(close(taken[0].data[0]));
  T(sendmsg(fds[0], &out, 0)), in.control_size = 0, text(recvmsg(fds[1], &in, 0)), T(in.flags);
  T(sendmsg(fds[0], &out, 0)), text(read(fds[1], data, 2)), text(read(fds[1], data, 9));
  T(options(fds[1], 16, 1)), T(option(fds[1], 16)), T(write(fds[0], "creds", 5)), in.control_size = sizeof taken, text(recvmsg(fds[1], &in, 0)), T(in.control_size), T(taken[0].size), T(taken[0].type), T(taken[0].data[0]), T(taken[0].data[1]);
  T(close(fds[0])), T(close(fds[1])), T(close(file)), T(unlink("/passed"));
  struct vector parts[2][2] = {{{"one", 3}, {"two", 3}}, {{"three", 5}, {"", 0}}}, places[3] = {{data, 20}, {data + 20, 3}, {data + 40, 20}};
  struct messages many[3] = {{{0, 0, 0, parts[0], 2}}, {{0, 0, 0, parts[1], 2}}}, more[3] = {{{0, 0, 0, places, 1}}, {{0, 0, 0, places + 1, 1}}, {{0, 0, 0, places + 2, 1}}};
  T(socketpair(UNIX, DGRAM, 0, fds)), T(sendmmsg(fds[0], many, 2, 0)), T(many[0].length), T(many[1].length);
  T(recvmmsg(fds[1], more, 3, DONTWAIT)), T(more[0].length), T(more[1].length), T(more[1].message.flags), T(recvmmsg(fds[1], more, 3, DONTWAIT)), T(sendmmsg(fds[0], many, 2, 0)), T(recvmmsg(fds[1], more, 3, WAITFORONE));
  T(close(fds[0])), T(close(fds[1]));
}

static void loopback(void) {
  struct { char name[16]; short flags; char pad[22]; } request = {"lo", 0x41};
  int fd = socket(INET, DGRAM, 0);
  ioctl(fd, 0x8914, &request);
  close(fd);
}

static long port_of(int fd) {
  size = sizeof got;
  return getsockname(fd, &got, &size) < 0 ? -1 : got.port[0] << 8 | got.port[1];
}

static void internet(void) {
  int one, two, three;
  TITLE("TCP inside the machine");
  T(one = socket(INET, STREAM, 0)), T(polled(one)), T(port_of(one)), T(got.host[0]), T(size), T(getpeername(one, &got, &size)), T(option(one, 38)), T(recv(one, data, 1, 0)), T(send(one, "x", 1, NOSIGNAL)), T(accept(one, 0, 0)), T(two = socket(INET, STREAM, 0)), T(shutdown(two, 1)), T(close(two));
  got.host[0] = 8, got.host[1] = 8, got.host[2] = 8, got.host[3] = 8, got.family = INET, T(bind(one, &got, 16)), T(connect(one, &got, 16)), got.family = 5, T(connect(one, &got, 16)), T(connect(one, &got, 8));
  T(bind(one, &port, 16)), T(port_of(one) >= 32768), T(bind(one, &port, 16)), port = got, T(listen(one, 2)), T(polled(one)), T(option(one, 30));
  T(two = socket(INET, STREAM, 0)), T(bind(two, &port, 16)), T(connect(two, &port, 16)), T(polled(one)), T(polled(two)), T(connect(two, &port, 16)), size = 16, T(getpeername(two, &got, &size)), T(got.port[0] == port.port[0] && got.port[1] == port.port[1]), T(got.host[0]), T(size);
  size = 99, T(three = accept(one, &got, &size)), T(size), T(got.host[3]), T(write(two, "request", 7)), T(polled(three)), text(read(three, data, 99)), T(write(three, "answer", 6)), T(shutdown(three, 1)), T(polled(two)), text(recv(two, data, 99, 0)), T(recv(two, data, 99, 0)), T(polled(two)), T(write(two, "still", 5)), text(read(three, data, 99)), T(write(three, "x", 1)), T(close(two)), T(polled(three)), T(read(three, data, 9)), T(close(three));
  if ((child = fork()) == 0) {
    two = socket(INET, STREAM, 0);
    connect(two, &port, 16), write(two, big, sizeof big);
    exit(read(two, data, 9));
  }
  long all = 0, part;
  T(three = accept(one, 0, 0));
  while (all < sizeof big && (part = read(three, data, sizeof data)) > 0) all += part;
  T(all), T(write(three, "1234567", 7)), wait4(child, &status, 0, 0), T(status), T(close(three)), T(close(one));
  T(two = socket(INET, STREAM, 0)), T(connect(two, &port, 16)), T(option(two, 4)), T(close(two));
  T(two = socket(INET, STREAM | O_NONBLOCK, 0)), T(connect(two, &port, 16)), T(polled(two)), T(option(two, 4)), T(option(two, 4)), T(close(two));
  T(one = socket(INET6, STREAM, 0)), T(bind(one, &port6, 28)), size = 28, T(getsockname(one, &got6, &size)), T(size), T(got6.host[15]), T(listen(one, 1));
  T(two = socket(INET6, STREAM | O_NONBLOCK, 0)), T(connect(two, &got6, 28)), T(polled(two)), T(connect(two, &got6, 28)), T(connect(two, &got6, 28)), T(three = accept(one, 0, 0)), T(write(two, "six", 3)), text(read(three, data, 9)), T(close(two)), T(read(three, data, 9)), T(write(three, "a", 1)), T(send(three, "b", 1, NOSIGNAL)), T(close(three)), T(close(one));
  TITLE("UDP inside the machine");
  port.port[0] = port.port[1] = 0;
  T(one = socket(INET, DGRAM, 0)), T(polled(one)), T(bind(one, &port, 16)), T(port_of(one) > 0), port = got, T(two = socket(INET, DGRAM, 0)), T(send(two, "x", 1, 0)), T(sendto(two, "datagram", 8, 0, &port, 16)), T(port_of(two) > 0), T(got.host[0]), T(polled(one)), size = 16, text(recvfrom(one, data, 99, 0, &got, &size)), T(size), T(got.host[0]), T(sendto(one, "back", 4, 0, &got, 16)), text(recv(two, data, 2, 0)), T(recv(two, data, 9, DONTWAIT));
  T(connect(two, &port, 16)), T(write(two, "connected", 9)), T(ioctl(one, FIONREAD, &number)), T(number), text(read(one, data, 99)), T(write(two, "", 0)), T(recv(one, data, 9, 0)), T(send(two, big, 66000, 0)), T(listen(two, 1)), T(close(one)), T(write(two, "x", 1)), T(polled(two)), T(write(two, "x", 1)), T(recv(two, data, 9, DONTWAIT));
  got.family = 0, T(connect(two, &got, 16)), T(send(two, "x", 1, 0)), got.family = INET, got.host[0] = 9, T(sendto(two, "x", 1, 0, &got, 16)), T(close(two));
}

static long run(long argc, char **argv, char **envp) {
  loopback();
  making();
  streams();
  bounds();
  listeners();
  control();
  internet();
  return 0;
}
