// Resource limits, names of the machine, and what is refused.
#include "guest.h"

struct action { void *handler; u64 flags; void *restorer; u64 mask; };
struct limit { long soft, hard; };
#define getrlimit(which, limit) SYS(163, which, limit, 0, 0)
#define setrlimit(which, limit) SYS(164, which, limit, 0, 0)
#define sysinfo(buf) SYS(179, buf, 0, 0, 0)
#define uname(buf) SYS(160, buf, 0, 0, 0)
#define sethostname(name, size) SYS(161, name, size, 0, 0)
#define setdomainname(name, size) SYS(162, name, size, 0, 0)
#define reboot(a, b, c) SYS(142, a, b, c, 0)
#define syslog(type, buf, size) SYS(116, type, buf, size, 0)
enum { CPU, FSIZE, DATA, STACK, CORE, RSS, NPROC, NOFILE, MEMLOCK, AS };

static volatile int calls, last, code;
static void note(int signal, u8 *info, u8 *c) { (void)c; calls++; last = signal; code = *(int *)(info + 8); }
static void handle(int signal, void *handler) { struct action a = {handler, 4, 0, 0}; sigaction(signal, &a, 0, 8); }

static void arguments(void) {
  TITLE("arguments");
  struct limit l = {1, 2}, old = {7, 7};
  T(getrlimit(-1, &l)); T(getrlimit(16, &l)); T(getrlimit(0, 8)); T(setrlimit(16, &l)); T(setrlimit(0, 8)); T(setrlimit(0, 0));
  T(prlimit(9999, 0, 0, &old)); T(prlimit(0, 16, 0, &old)); T(prlimit(0, 0, 8, 0)); T(prlimit(0, 0, 0, 8)); T(prlimit(0, 0, 0, 0));
  l.soft = 3; T(setrlimit(RSS, &l)); l.soft = -1; T(setrlimit(RSS, &l)); l.soft = 1; T(setrlimit(RSS, &l)); T(getrlimit(RSS, &l)); T(l.soft); T(l.hard);
  l.hard = 5; T(prlimit(0, RSS, &l, &old)); T(old.soft); T(old.hard); T(prlimit(getpid(), RSS, 0, &old)); T(old.hard);
  l.soft = 10; l.hard = (1 << 20) + 1; T(setrlimit(NOFILE, &l)); l.hard = -1; T(setrlimit(NOFILE, &l));
  T(getrlimit(CORE, &l)); T(l.soft); T(l.hard); T(getrlimit(CPU, &l)); T(l.soft); T(l.hard); T(getrlimit(FSIZE, &l)); T(l.soft);
}

static void files(void) {
  TITLE("open files");
  struct limit l, old = {0, 0};
  getrlimit(NOFILE, &old);
  l = (struct limit){8, old.hard};
  T(setrlimit(NOFILE, &l));
  int fd = open("/f", O_RDWR | O_CREAT), n = 0;
  while (dup(fd) >= 0) n++;
  T(n); T(dup(fd)); T(open("/f", O_RDONLY)); T(fcntl(fd, 0, 8)); T(dup3(fd, 8, 0)); T(dup3(fd, 7, 0));
  long pid = fork();
  if (!pid) { T(dup(fd)); struct limit m = {10, old.hard}; T(setrlimit(NOFILE, &m)); T(dup(fd)); T(dup(fd)); T(dup(fd)); exit(0); }
  wait4(pid, 0, 0, 0);
  T(dup(fd));
  l.soft = 5; T(setrlimit(NOFILE, &l)); T(write(7, "x", 1)); T(close(7)); T(dup(fd)); T(close(4)); T(dup(fd));
  T(setrlimit(NOFILE, &old)); T(dup(fd));
  for (int i = 3; i < 12; i++) close(i);
}

static void size(void) {
  TITLE("size of a file");
  struct limit l = {10, -1};
  handle(25, note);
  int fd = open("/g", O_RDWR | O_CREAT | O_TRUNC);
  T(setrlimit(FSIZE, &l));
  T(write(fd, "01234567", 8)); T(write(fd, "01234567", 8)); T(calls); T(write(fd, "01234567", 8)); T(calls); T(last); T(code);
  T(write(fd, "x", 0)); T(calls); T(pwrite(fd, "abcdef", 6, 7)); T(pwrite(fd, "abcdef", 6, 10)); T(calls); T(pwrite(fd, "abcdef", 6, 20)); T(calls);
  T(ftruncate(fd, 10)); T(ftruncate(fd, 11)); T(calls);
  int append = open("/g", O_WRONLY | O_APPEND);
  T(write(append, "z", 1)); T(calls); T(ftruncate(fd, 9)); T(write(append, "zz", 2));
  T(write(1, "a console has no limit\n", 23) == 23);
  handle(25, (void *)1); T(write(append, "z", 1)); T(calls);
  long pid = fork();
  if (!pid) { handle(25, 0); write(append, "z", 1); exit(0); }
  int status = 0;
  T(wait4(pid, &status, 0, 0) == pid); T(status);
  l.soft = -1; T(setrlimit(FSIZE, &l)); T(write(append, "zz", 2));
  static char *const args[] = {"/init", "exec", 0};
  pid = fork();
  if (!pid) { l.soft = 77; setrlimit(FSIZE, &l); execve("/init", args, 0); }
  wait4(pid, 0, 0, 0);
}

static void processor_time(void) {
  TITLE("processor time");
  // Calls take time here, instructions less.
  int status = 0;
  long pid = fork();
  if (!pid) {
    handle(24, note);
    calls = 0;
    struct limit l = {1, 2};
    setrlimit(CPU, &l);
    while (!calls) getppid();
    T(last);
    for (;;) getppid();
  }
  T(wait4(pid, &status, 0, 0) == pid); T(status);
}

static void machine(void) {
  TITLE("names");
  static char u[390];
  T(uname(8)); T(uname(u));
  T(sethostname("name", 4)); T(setdomainname("domain.example", 14)); T(uname(u)); TEXT(u); TEXT((u + 65)); TEXT((u + 325)); TEXT((u + 260));
  T(sethostname("longer", 65)); T(sethostname("longer", -1)); T(sethostname((char *)8, 4)); T(sethostname("x", 0)); T(uname(u)); TEXT((u + 65));
  TITLE("state");
  static long s[14]; T(sysinfo(8)); T(sysinfo(s)); T(*(u32 *)((u8 *)s + 104)); T(s[4] > s[5]); T(s[8]); T(s[9]);
  T(reboot(1, 672274793, 0)); T(reboot(0xfee1dead, 1, 0)); T(reboot(0xfee1dead, 672274793, 1)); T(reboot(0xfee1dead, 672274793, 0)); T(reboot(0xfee1dead, 85072278, 0x89abcdef));
  T(syslog(-1, 0, 0)); T(syslog(11, 0, 0)); T(syslog(0, 0, 0)); T(syslog(1, 0, 0)); T(syslog(3, 0, 10)); T(syslog(3, u, -1)); T(syslog(8, 0, 0)); T(syslog(8, 0, 9)); T(syslog(7, 0, 0));
  T(SYS(58, 0, 0, 0, 0)); T(SYS(128, 0, 0, 0, 0)); T(SYS(18, 0, 0, 0, 0)); T(SYS(42, 0, 0, 0, 0)); T(SYS(403, 0, 0, 0, 0)); T(SYS(244, 0, 0, 0, 0));
  static u8 big[300000];
  T(getrandom(big, 300000, 0)); T(getrandom(big, -1, 0) > 100000 ? 1 : 0);
}

static long run(long argc, char **argv, char **envp) {
  (void)envp;
  struct limit l;
  if (argc == 2 && same(argv[1], "exec")) { T(getrlimit(FSIZE, &l)); T(l.soft); return 0; }
  arguments();
  files();
  size();
  processor_time();
  machine();
  return 0;
}
