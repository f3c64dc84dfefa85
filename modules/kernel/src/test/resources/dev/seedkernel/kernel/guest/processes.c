// Calls that make, end and wait for processes, one line for each: compared with what Linux
// answers. No pid but 1 is printed. Started with arguments it is one of the programs that it runs.
#include "guest.h"

enum { WNOHANG = 1, WEXITED = 4, WNOWAIT = 0x1000000, WALL = 0x40000000 };
enum { VM = 0x100, VFORK = 0x4000 };

#define BAD ((void *)8)

static int status;
static struct { int signo, error, code, pad, pid, uid, status; char rest[100]; } info;
static char *const empty[] = {0};
static volatile int shared;

static void put_info(void) {
  put("  signo "), put_number(info.signo), put(" errno "), put_number(info.error);
  put(" code "), put_number(info.code), put(" uid "), put_number(info.uid);
  put(" status "), put_number(info.status), put(" pid "), put(info.pid ? "yes" : "0"), flush();
}

// Makes a child that waits for nothing and ends with a status.
static long child(int value) {
  long pid = fork();
  if (pid == 0) exit(value);
  return pid;
}

static void die(const char *how) {
  if (same(how, "load")) *(volatile int *)0;
  if (same(how, "near null")) *(volatile int *)0x1000;
  if (same(how, "store")) *(volatile int *)0 = 1;
  if (same(how, "text")) *(volatile int *)(void *)die = 1;
  if (same(how, "jump")) ((void (*)(void))0x7000000000)();
  if (same(how, "odd")) asm volatile("br %0" ::"r"((long)die + 2));
  if (same(how, "data")) ((void (*)(void))(long)&info)();
  if (same(how, "undefined")) asm volatile(".inst 0");
  if (same(how, "brk")) asm volatile("brk 1");
  if (same(how, "stack")) asm volatile("mov x9, sp\n add sp, x9, 8\n ldr x9, [sp]" ::: "x9");
  if (same(how, "exclusive")) asm volatile("ldxr x9, [%0]" ::"r"((long)&info + 1) : "x9");
  if (same(how, "deep")) asm volatile("1: sub sp, sp, 4096\n str x0, [sp]\n b 1b");
  if (same(how, "wild")) *(volatile int *)0xffff000000000000 = 1;
  if (same(how, "tagged")) *(volatile int *)(1L << 52) = 1;
  if (same(how, "kill")) kill(getpid(), 9);
  if (same(how, "term")) kill(getpid(), 15);
  if (same(how, "abort")) tgkill(getpid(), getpid(), 6);
  if (same(how, "ignored")) kill(getpid(), 17);
  if (same(how, "exit")) SYS(93, 5, 0, 0, 0);
  if (same(how, "mask")) exit(0x12345);
  exit(0);
}

static void faults(void) {
  static const char *const all[] = {
    "load", "near null", "store", "text", "jump", "odd", "data", "undefined", "brk",
    "exclusive", "deep", "wild", "tagged", "kill", "term", "abort", "ignored", "exit", "mask", "end",
  };
  TITLE("how processes end");
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    long pid = fork();
    if (pid == 0) die(all[i]);
    put(all[i]), flush();
    T(waitid(1, pid, &info, WEXITED | WNOWAIT, 0));
    put_info();
    T(wait4(pid, &status, 0, 0) == pid);
    T(status);
  }
}

static void waiting(void) {
  TITLE("waiting");
  T(wait4(-1, &status, 0, 0)), T(wait4(-1, 0, WNOHANG, 0)), T(wait4(-1, 0, 0x100, 0));
  T(wait4(-1, 0, WEXITED, 0)), T(wait4(77, 0, 0, 0));
  memset(&info, 1, sizeof info);
  T(waitid(0, 0, &info, WEXITED, 0)), put_info();
  memset(&info, 1, sizeof info);
  T(waitid(0, 0, &info, 0, 0)), put_info();
  T(waitid(1, 0, &info, WEXITED, 0)), T(waitid(1, -1, &info, WEXITED, 0));
  T(waitid(9, 0, &info, WEXITED, 0)), T(waitid(0, 0, &info, WEXITED | 0x100, 0));
  T(waitid(1, 77, &info, WEXITED, 0)), T(waitid(0, 0, BAD, WEXITED, 0));
  long first = child(3);
  T(wait4(first, &status, 0x80000000, 0));
  T(wait4(first, &status, WALL, 0) == first), T(status);
  T(wait4(first, &status, 0, 0));
  first = child(1);
  long second = child(2), third = child(3);
  T(wait4(second, &status, 0, 0) == second), T(status);
  nanosleep(((long[]){0, 100000000}), 0);
  T(wait4(-1, &status, 0, 0) == first), T(wait4(0, &status, 0, 0) == third), T(status);
  first = child(7);
  T(waitid(1, first, 0, WEXITED, 0)), T(wait4(first, 0, 0, 0));
  first = child(8);
  char usage[144];
  memset(usage, 9, sizeof usage);
  T(wait4(first, 0, 0, usage) == first), T(usage[143]);
  first = child(9);
  T(waitid(1, first, &info, WEXITED, usage)), put_info();
  first = child(10);
  T(wait4(first, BAD, 0, 0)), T(wait4(first, 0, 0, 0));
  first = child(11);
  T(waitid(1, first, BAD, WEXITED, 0)), T(wait4(first, 0, 0, 0));
  TITLE("WNOHANG");
  first = fork();
  if (first == 0) {
    nanosleep(((long[]){0, 300000000}), 0);
    exit(12);
  }
  T(wait4(first, &status, WNOHANG, 0));
  memset(&info, 1, sizeof info);
  T(waitid(1, first, &info, WEXITED | WNOHANG, 0)), put_info();
  T(wait4(first, &status, 0, 0) == first), T(status);
  TITLE("zombies");
  first = child(13);
  T(waitid(1, first, &info, WEXITED | WNOWAIT, 0));
  T(kill(first, 0)), T(kill(first, 9)), T(wait4(first, &status, 0, 0) == first), T(status);
  T(kill(first, 0)), T(kill(first, 99)), T(kill(getpid(), 0)), T(kill(getpid(), -1));
  T(tgkill(0, 1, 0)), T(tgkill(1, 0, 0)), T(tgkill(1, 1, 0)), T(SYS(130, -1, 0, 0, 0));
  TITLE("a child that is killed");
  first = fork();
  if (first == 0) for (;;) asm volatile("");
  T(kill(first, 15)), T(wait4(first, &status, 0, 0) == first), T(status);
  TITLE("reparenting");
  long middle = fork();
  if (middle == 0) {
    long inner = fork();
    if (inner == 0) {
      while (getppid() != 1) nanosleep(((long[]){0, 20000000}), 0);
      exit(21);
    }
    child(22);  // a zombie when its parent ends
    exit(20);
  }
  T(wait4(middle, &status, 0, 0) == middle), T(status);
  T(getpid()), T(getppid());
  int sum = 0;
  for (int i = 0; i < 2; i++) T(wait4(-1, &status, 0, 0) > 1), sum += status;
  T(sum);
  T(wait4(-1, &status, 0, 0));
  TITLE("children that are ignored");
  long ignore[4] = {1, 0, 0, 0};
  T(sigaction(17, ignore, 0, 8));
  first = child(1);
  T(wait4(first, &status, 0, 0));
  ignore[0] = 0;
  T(sigaction(17, ignore, 0, 8));
}

static void making(void) {
  TITLE("clone");
  T(clone(17 | 0x10000, 0)), T(clone(17 | 0x800 | 0x10000000000, 0) < 0);
  shared = 1;
  long fd = open("/shared", O_CREAT | O_RDWR);
  char *page = (char *)mmap(0, 4096, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  *page = 'p';
  long pid = fork();
  if (pid == 0) {
    shared = 2, *page = 'c';
    write(fd, "child", 5);
    close(fd);
    chdir("/dev");
    umask(0);
    exit(0);
  }
  T(wait4(pid, &status, 0, 0) == pid), T(shared), T(*page), T(lseek(fd, 0, 1));
  char text[9];
  T(getcwd(text, 9)), T(umask(022));
  TITLE("vfork");
  pid = clone(17 | VM | VFORK, 0);
  if (pid == 0) {
    shared = 3;
    close(fd);
    exit(4);
  }
  T(pid > 1), T(shared), T(fcntl(fd, 1, 0)), T(wait4(pid, &status, 0, 0) == pid), T(status);
  pid = clone(17 | VM | VFORK, 0);
  if (pid == 0) {
    execve("/missing", (long)empty, (long)empty);
    shared = 4;
    execve("/init", ((const char *[]){"/init", "status", "6", 0}), empty);
    exit(1);
  }
  T(shared), T(wait4(pid, &status, 0, 0) == pid), T(status);
  pid = clone(17 | VFORK, 0);
  if (pid == 0) {
    shared = 5;
    exit(0);
  }
  T(shared), T(wait4(pid, &status, 0, 0) == pid);
  pid = clone(17 | VM | VFORK, 0);
  if (pid == 0) die("load");
  T(wait4(pid, &status, 0, 0) == pid), T(status);
}

static void put_file(const char *path, const char *text, int mode) {
  long fd = openat(AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY, mode);
  write(fd, text, length(text));
  fchmod(fd, mode);
  close(fd);
}

static long exec_status(const char *path, char *const *argv, char *const *envp) {
  long pid = fork();
  if (pid == 0) exit(-execve(path, argv, envp));
  wait4(pid, &status, 0, 0);
  return status >> 8;
}

static void programs(void) {
  char *const argv[] = {"/init", "print", "two words", "", 0};
  char *const envp[] = {"A=1", "B=", "odd", 0};
  TITLE("execve: errors leave the caller as it was");
  put_file("/text", "echo hello", 0755), put_file("/plain", "x", 0644), put_file("/nothing", "", 0755);
  put_file("/short", "\177ELF", 0755), mkdir("/dir", 0755), symlink("/loop", "/loop");
  put_file("/script-missing", "#!/missing\n", 0755), put_file("/script-empty", "#! \n", 0755);
  T(execve("", argv, envp)), T(execve("/missing", argv, envp)), T(execve("/text", argv, envp));
  T(execve("/plain", argv, envp)), T(execve("/nothing", argv, envp)), T(execve("/short", argv, envp));
  T(execve("/dir", argv, envp)), T(execve("/text/x", argv, envp)), T(execve("/loop", argv, envp));
  T(execve(BAD, argv, envp)), T(execve("/init", BAD, envp)), T(execve("/init", argv, BAD));
  T(execve("/init", ((char *[]){"x", BAD, 0}), envp)), T(execve("/script-missing", argv, envp));
  T(execve("/script-empty", argv, envp)), T(execve("/dev/null", argv, envp));
  char *big = (char *)mmap(0, 8 << 20, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  for (int i = 0; i < 4; i++) memset(big + (i << 17), 'a', (1 << 17) - 1);
  static char *many[100];
  for (int i = 0; i < 64; i++) many[i] = big;
  T(execve("/missing", many, envp));
  T(execve("/missing", argv, many));
  TITLE("execve: what a program finds");
  T(exec_status("/init", argv, envp)), T(exec_status("/init", 0, 0)), T(exec_status("/init", empty, empty));
  T(exec_status("init", argv, empty)), T(exec_status("//./init", argv, empty));
  TITLE("execve: scripts");
  put_file("/s1", "#! /init print\nrest", 0755), put_file("/s2", "#!/init \t print  a b \t \n", 0755);
  put_file("/s3", "#!/init", 0755), put_file("/s4", "#!/s1 x\n", 0755);
  char *const script[] = {"name", "arg", 0};
  T(exec_status("/s1", script, empty)), T(exec_status("/s2", script, empty));
  T(exec_status("/s4", script, empty)), T(exec_status("/s1", 0, empty));
  T(exec_status("/dir/../s3", ((char *[]){"print", "print", 0}), empty));
  put_file("/n0", "#!/init print\n", 0755), put_file("/n1", "#!/n0\n", 0755), put_file("/n2", "#!/n1\n", 0755);
  put_file("/n3", "#!/n2\n", 0755), put_file("/n4", "#!/n3\n", 0755), put_file("/n5", "#!/n4\n", 0755);
  T(exec_status("/n3", script, empty)), T(exec_status("/n4", script, empty)), T(exec_status("/n5", script, empty));
  TITLE("execve: descriptors, signals, directory");
  T(open("/text", O_RDONLY | O_CLOEXEC)), T(open("/text", O_RDONLY)), T(lseek(5, 4, 0));
  long action[4] = {(long)die, 0, 0, 0}, mask = 0x200;
  T(sigaction(10, action, 0, 8));
  action[0] = 1;
  T(sigaction(12, action, 0, 8)), T(sigprocmask(2, &mask, 0, 8)), T(umask(027)), T(chdir("/dir"));
  T(exec_status("/init", ((char *[]){"/init", "inherited", 0}), empty));
  mask = 0;
  T(sigprocmask(2, &mask, 0, 8)), T(umask(022)), T(chdir("/"));
  T(close(4)), T(close(5));
}

static void auxiliary(char **envp) {
  while (*envp++);
  for (u64 *entry = (u64 *)envp; ; entry += 2) {
    switch (entry[0]) {
      case 0: return;
      case 3: T(*(u32 *)entry[1] > 0); break;          // AT_PHDR
      case 4: case 5: case 6: case 7: case 8: case 11: case 12: case 13: case 14: case 17: case 23:
        put("aux "), put_number(entry[0]), put(" = "), put_number(entry[1]), flush();
        break;
      case 9: { extern char _start[]; T(entry[1] == (u64)_start); break; }
      case 15: case 31: put((char *)entry[1]), flush(); break;
      case 25: T((entry[1] & 15) < 16); break;
    }
  }
}

static long program(long argc, char **argv, char **envp) {
  if (argc < 2) {
    T(argc), TEXT(argv[0]);
    return 30;
  }
  if (same(argv[1], "status")) return argv[2][0] - '0';
  if (same(argv[1], "inherited")) {
    char text[50];
    long action[4], mask;
    T(fcntl(4, 1, 0)), T(fcntl(5, 1, 0)), T(lseek(5, 0, 1)), T(fcntl(3, 1, 0));
    T(sigaction(10, 0, action, 8)), T(action[0]), T(sigaction(12, 0, action, 8)), T(action[0]);
    T(sigprocmask(0, 0, &mask, 8)), T(mask), T(umask(0)), T(getcwd(text, 50)), TEXT(text);
    return 31;
  }
  T(argc);
  for (int i = 0; i < argc; i++) TEXT(argv[i]);
  for (char **e = envp; *e; e++) TEXT(*e);
  T(argv[argc] == 0), T(((u64)argv - 8) % 16);
  auxiliary(envp);
  return 32;
}

static void signals(void) {
  TITLE("signals");
  long action[4] = {(long)die, 0x10000000, 0, -1}, old[4], mask = -1;
  T(sigaction(0, 0, old, 8)), T(sigaction(65, 0, old, 8)), T(sigaction(10, 0, old, 4));
  T(sigaction(9, action, 0, 8)), T(sigaction(9, 0, old, 8)), T(sigaction(19, action, 0, 8));
  T(sigaction(10, BAD, 0, 8)), T(sigaction(65, BAD, 0, 8)), T(sigaction(10, 0, BAD, 8));
  T(sigaction(10, action, old, 8)), T(old[0]), T(sigaction(10, 0, old, 8));
  T(old[0] == (long)die), T(old[1]), T(old[2]), T(old[3]);
  T(sigprocmask(0, &mask, 0, 8)), T(sigprocmask(0, 0, &mask, 8)), T(mask);
  mask = 0;
  T(sigprocmask(3, &mask, 0, 8)), T(sigprocmask(3, 0, &mask, 8)), T(sigprocmask(2, &mask, 0, 4));
  T(sigprocmask(3, BAD, 0, 8)), T(sigprocmask(2, 0, BAD, 8)), T(sigprocmask(1, &mask, 0, 8));
  mask = 0;
  T(sigprocmask(2, &mask, 0, 8));
  TITLE("limits and time");
  long limit[2] = {2, 1};
  T(prlimit(0, 4, 0, limit)), T(limit[0]), T(limit[1]), T(prlimit(0, 16, 0, limit));
  T(prlimit(0, -1, 0, limit)), T(prlimit(99999, 7, 0, limit)), T(prlimit(0, 7, BAD, 0));
  T(prlimit(0, 7, 0, BAD)), limit[0] = 2, limit[1] = 1, T(prlimit(0, 7, limit, 0));
  T(nanosleep(BAD, 0)), T(nanosleep(((long[]){-1, 0}), 0)), T(nanosleep(((long[]){0, 1000000000}), 0));
  T(nanosleep(((long[]){0, 1}), 0)), T(clock_gettime(99, limit)), T(clock_gettime(1, BAD));
  T(clock_gettime(-1, limit)), T(clock_gettime(10, limit)), T(SYS(115, 1, 0, ((long[]){0, 1}), 0));
  T(SYS(115, 1, 1, ((long[]){0, 1}), 0)), T(SYS(115, 1, 1, ((long[]){0, -1}), 0));
  T(SYS(114, 99, 0, 0, 0)), T(SYS(114, 1, 0, 0, 0)), T(SYS(124, 0, 0, 0, 0));
  char bytes[16];
  T(getrandom(bytes, 16, 0)), T(getrandom(BAD, 16, 0)), T(getrandom(bytes, 0, 0)), T(getrandom(bytes, 1, 8));
  T(getrandom(bytes, 1, 6)), T(getrandom(bytes, -1, 0));
  T(SYS(174, 0, 0, 0, 0)), T(SYS(178, 0, 0, 0, 0)), T(SYS(999, 1, 2, 3, 4)), T(SYS(-1, 0, 0, 0, 0));
  T(SYS(160, BAD, 0, 0, 0)), T(SYS(123, 0, 8, &limit, 0) >= 8), T(SYS(123, 0, 7, &limit, 0));
  T(call(0x100000000 + 172, 0, 0, 0, 0, 0, 0));
}

static long run(long argc, char **argv, char **envp) {
  if (getpid() != 1) return program(argc, argv, envp);
  mknodat(AT_FDCWD, "/dev/null", 020666, 0x103);
  faults();
  waiting();
  making();
  programs();
  signals();
  return 0;
}
