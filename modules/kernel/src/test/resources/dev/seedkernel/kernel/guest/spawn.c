// A driver that runs programs by spawn (number 1024), and the programs that it runs: the first
// argument says which. Linux has no such call, so the test says what is right.
#include "guest.h"

#define BAD ((void *)8)

static int status;
static char *const empty[] = {0};

static long start_program(const char *name, const char *argument) {
  return spawn("/init", ((const char *[]){"/init", name, argument, 0}));
}

static long status_of(long pid) {
  long got = wait4(pid, &status, 0, 0);
  return got == pid ? status : -1000;
}

static void probe(void) {
  T(spawn("", empty)), T(spawn("/missing", empty)), T(spawn("/dev", empty)), T(spawn("/plain", empty));
  T(spawn("/text", empty)), T(spawn(BAD, empty)), T(spawn("/init", BAD));
  T(spawn("/init", ((char *[]){"x", BAD, 0}))), T(spawn("/init/x", empty));
  static char longest[131073];
  memset(longest, '3', 131072);
  T(spawn("", ((char *[]){longest, 0}))), T(spawn("/missing", ((char *[]){"x", longest, 0})));
  T(wait4(-1, &status, 0, 0));
  longest[131071] = 0;
  T(status_of(spawn("/init", ((char *[]){"x", "status", longest, 0}))));
  static volatile int mine = 1;
  mkdir("/work", 0755), chdir("/work"), umask(077);
  long fd = open("/log", O_CREAT | O_RDWR);
  T(fd), T(fcntl(fd, 1030, 9));
  write(fd, "parent ", 7);
  long pid = start_program("child", "two words");
  T(pid > 1), T(mine);
  T(status_of(pid)), T(lseek(fd, 0, 1));
  // The third register is not an argument: it may hold anything.
  pid = SYS(1024, "/init", ((char *[]){"/init", "status", "3", 0}), BAD, BAD);
  T(status_of(pid));
  pid = spawn("/init", ((char *[]){0}));
  T(status_of(pid));
  long first = start_program("status", "1"), second = start_program("status", "2");
  T(second - first);
  T(status_of(second)), T(status_of(first));
}

static long child(long argc, char **argv, char **envp) {
  static int mine;
  mine = 2;
  char text[40];
  T(argc);
  for (int i = 0; i < argc; i++) TEXT(argv[i]);
  for (char **e = envp; *e; e++) TEXT(*e);
  T(getcwd(text, 40)), TEXT(text), T(umask(0)), T(fcntl(9, 1, 0)), T(getppid());
  write(3, "child", 5);
  return 7;
}

// Each generation prints what the next one ended with, or the error that stopped it.
static void nest(char *left) {
  if (left[0] == '0') return;
  char next[2] = {left[0] - 1, 0};
  long pid = start_program("nest", next);
  if (pid < 0) T(pid); else T(status_of(pid));
}

static void flood(void) {
  long count = 0, pid;
  while ((pid = start_program("status", "0")) > 0) count++;
  T(count), T(pid), T(fork()), T(clone(17 | 0x4100, 0));
  long reaped = 0;
  while (wait4(-1, &status, 0, 0) > 0) reaped++;
  T(reaped), T(status_of(start_program("status", "5")));
}

static void eat(void) {
  char *at = (char *)mmap(0, 1L << 30, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  for (long i = 0; i < 1L << 30; i += 4096) at[i] = 1;
}

static void eat_by_read(void) {
  char *at = (char *)mmap(0, 1L << 30, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  read(openat(AT_FDCWD, "/dev/zero", O_RDONLY, 0), at, 1L << 30);
}

static void memory(void) {
  T(status_of(start_program("eat", 0)));
  T(status_of(start_program("read", 0)));
  T(status_of(start_program("status", "6")));
  char *mine = (char *)mmap(0, 6L << 20, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  memset(mine, 1, 6L << 20);
  T(fork());
  T(start_program("status", "6") > 0), T(wait4(-1, &status, 0, 0) > 0), T(status);
  T(munmap(mine, 6L << 20));
  long pid = fork();
  if (pid == 0) exit(4);
  T(status_of(pid));
}

static void descriptors(void) {
  long fd, count = 0;
  while ((fd = open("/text", O_RDONLY)) >= 0) count++;
  T(count), T(fd), T(dup(0)), T(fcntl(0, 0, 0)), T(dup3(0, 1000000, 0)), T(open("/missing", O_RDONLY));
  T(close(5)), T(open("/text", O_RDONLY));
}

// Two that never call: each must have its turn.
static void spin(void) {
  long busy = start_program("forever", 0);
  long other = start_program("count", 0);
  T(status_of(other)), T(kill(busy, 9)), T(status_of(busy));
}

static long run(long argc, char **argv, char **envp) {
  const char *what = argc < 2 ? "none" : argv[1];
  if (same(what, "status")) return argv[2][0] - '0';
  if (same(what, "none")) return 40 + argc;
  if (same(what, "child")) return child(argc, argv, envp);
  if (same(what, "probe")) probe();
  if (same(what, "nest")) nest(argv[2]);
  if (same(what, "flood")) flood();
  if (same(what, "eat")) eat();
  if (same(what, "read")) eat_by_read();
  if (same(what, "memory")) memory();
  if (same(what, "descriptors")) descriptors();
  if (same(what, "spin")) spin();
  if (same(what, "forever")) for (;;) asm volatile("");
  if (same(what, "count")) for (volatile int i = 0; i < 3000000; i++);
  if (same(what, "null")) *(volatile int *)16;
  if (same(what, "undefined")) asm volatile(".inst 0xdead");
  if (same(what, "stack")) asm volatile("mov x9, sp\n add sp, x9, 8\n ldr x9, [sp]" ::: "x9");
  if (same(what, "jump")) ((void (*)(void))0x7000000000)();
  if (same(what, "term")) kill(getpid(), 15);
  if (same(what, "stack child")) T(status_of(start_program("stack", 0)));
  return 0;
}
