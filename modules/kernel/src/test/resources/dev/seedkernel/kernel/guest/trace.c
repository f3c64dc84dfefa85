// Typical calls, for the lines that a trace shows.
#include "guest.h"

static long run(long argc, char **argv, char **envp) {
  (void)envp;
  if (argc == 2 && same(argv[1], "child")) return 3;
  static char buf[64], *const args[] = {"/init", "child", 0};
  open("/missing", O_RDONLY | O_CLOEXEC);
  long fd = openat(0x100000000 | (u32)AT_FDCWD, "/f\n\"\1", O_CREAT | O_TRUNC | O_WRONLY, 0644);
  write(fd, "0123456789012345678901234567890123456789", 40);
  lseek(0x700000000 + fd, -(1L << 32), 2);
  read(fd, buf, 10);
  close(fd);
  fd = open("/f\n\"\1", O_RDONLY);
  read(fd, buf, 5);
  read(fd, (void *)8, 5);
  write(1, (void *)8, 5);
  readlink("/link", buf, 50);
  brk(0);
  mprotect(0, 4096, PROT_R | PROT_X);
  SYS(999, 1, 2, 3, 4);
  wait4(-1 & 0xffffffff, 0, 0, 0);
  kill(77, 15);
  int status;
  long pid = fork();
  if (pid == 0) {
    execve("/init", args, 0);
    exit(1);
  }
  wait4(pid, 0, 0, 0);
  pid = clone(17 | 0x4100, 0);
  if (pid == 0) exit(4);
  wait4(pid, 0, 0, 0);
  pid = spawn("/init", args);
  wait4(pid, 0, 0, 0);
  pid = fork();
  if (pid == 0) *(volatile int *)0;
  wait4(pid, 0, 0, 0);
  pid = fork();
  if (pid == 0) wait4(fork() ?: (kill(getppid(), 15), exit(5)), 0, 0, 0);
  wait4(pid, 0, 0, 0);
  // Structures, signals, calls that wait while another thread does something.
  static long st[16], time[2] = {0, 5000}, set = 0x4200, action[4] = {1, 0x10000000, 0, 1};
  static struct { void *at; u64 size; } vector[2] = {{"ab", 2}, {"\n", 1}};
  stat("/", st);
  stat("/none", st);
  mmap(0, 4096, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  sigaction(10, action, 0, 8);
  sigprocmask(0, &set, 0, 8);
  writev(1, vector, 2);
  nanosleep(time, 0);
  SYS(163, 7, st, 0, 0);
  SYS(117, 0, 0, 0, 0);
  SYS(103, 0, 0, 0, 0);
  pid = fork();
  if (pid == 0) { nanosleep(time, 0); exit(7); }
  wait4(pid, &status, 1, 0);
  wait4(pid, &status, 0, 0);
  return 6;
}
