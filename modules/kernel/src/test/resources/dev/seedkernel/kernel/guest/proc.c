// Calls about /proc and mounts, one line for each: compared with what Linux answers. What differs
// from machine to machine is shown by its shape: digits become one 0.
#include "guest.h"

#define mount(source, target, type, flags, data) SYS6(40, source, target, type, flags, data, 0)
#define umount(target, flags) SYS(39, target, flags, 0, 0)

static char buf[8192];
static u8 st[128];

static u32 mode_of(const char *path, int flags) {
  return fstatat(AT_FDCWD, path, st, flags) < 0 ? 0 : *(u32 *)(st + 16);
}
static u64 size_of(const char *path, int flags) {
  return fstatat(AT_FDCWD, path, st, flags) < 0 ? 99999 : *(u64 *)(st + 48);
}
static u64 inode(const char *path, int flags) {
  return fstatat(AT_FDCWD, path, st, flags) < 0 ? 0 : *(u64 *)(st + 8);
}
static u64 device(const char *path) {
  return stat(path, st) < 0 ? 0 : *(u64 *)st;
}

#define MODE(path, flags) \
  ({ put(path); put(" mode "); put_octal(mode_of(path, flags)); \
     put(" size "); put_number(size_of(path, flags)); flush(); })

// The whole content; bytes that end strings become '|'.
static long content(const char *path) {
  long fd = open(path, O_RDONLY), n = 0, part;
  if (fd < 0) { buf[0] = 0; return fd; }
  while ((part = read(fd, buf + n, sizeof buf - 1 - n)) > 0) n += part;
  close(fd);
  for (long i = 0; i < n; i++) if (!buf[i]) buf[i] = '|';
  buf[n] = 0;
  return part < 0 ? part : n;
}

static const char *target(const char *path) {
  static char text[256];
  long n = readlink(path, text, sizeof text - 1);
  text[n < 0 ? 0 : n] = 0;
  if (n < 0) { put("("); put_result(n); put(") "); }
  return text;
}
#define LINK(path) \
  ({ put(path); put(" -> "); const char *text_ = target(path); put(text_); flush(); })

// A line with each number as one 0, and blanks as one blank.
static void put_shape(const char *text, long length) {
  static char shape[1024];
  long n = 0, i = 0;
  while (i < length && n < (long)sizeof shape - 1) {
    if (text[i] >= '0' && text[i] <= '9') {
      while (i < length && text[i] >= '0' && text[i] <= '9') i++;
      shape[n++] = '0';
    } else if (text[i] == ' ' && n > 0 && shape[n - 1] == ' ') {
      i++; // How wide a number is, is not compared.
    } else {
      shape[n++] = text[i++];
    }
  }
  shape[n] = 0;
  put(shape);
}

// Lines of a file that start with a word, up to the ':' or blank, by their shape.
static void lines(const char *path, const char *const *names) {
  TITLE(path);
  content(path);
  for (; *names; names++) {
    size_t wanted = length(*names);
    int found = 0;
    for (char *at = buf; *at;) {
      char *end = at;
      while (*end && *end != '\n') end++;
      size_t i = 0;
      while (i < wanted && at[i] == (*names)[i]) i++;
      if (i == wanted && !found) {
        found = 1;
        put_shape(at, end - at);
        flush();
      }
      at = *end ? end + 1 : end;
    }
    if (!found) { put("missing: "); put(*names); flush(); }
  }
}

static void mounting(void) {
  TITLE("mount");
  T(mkdir("/proc", 0755));
  T(mkdir("/sys", 0755));
  T(mkdir("/m", 0755));
  T(close(open("/f", O_CREAT | O_WRONLY)));
  T(mount("proc", "/nothing", "proc", 0, 0));
  T(mount("proc", "/f", "proc", 0, 0));
  T(mount("x", "/m", "nothing", 0, 0));
  T(mount("x", "/m", "", 0, 0));
  T(mount("x", "/m", 0, 0, 0));
  T(mount("x", "", "proc", 0, 0));
  T(mount((void *)8, "/m", "proc", 0, 0));
  T(mount("x", "/m", (void *)8, 0, 0));
  T(mount("x", "/m", "tmpfs", 0, "nonsense=1"));
  T(mount("x", "/m", "tmpfs", 0, "mode=9"));
  T(mount("proc", "/proc", "proc", 0, 0));
  T(mount("sysfs", "/sys", "sysfs", 0, 0));
  T(mount("sysfs", "/sys", "sysfs", 0, 0));
  T(umount("/m", 0));
  T(umount("/nothing", 0));
  T(umount("/", 0));
  T(umount("/m", 64));
  T(mount("none", "/m", "tmpfs", 14, "mode=700"));
  MODE("/m", 0);
  T(device("/m") != device("/"));
  T(mkdir("/m/d", 0755));
  T(close(open("/m/d/f", O_CREAT | O_WRONLY)));
  T(rmdir("/m"));
  T(rename("/m", "/n"));
  T(rename("/m/d/f", "/g"));
  T(link("/m/d/f", "/g"));
  T(rename("/f", "/m/f"));
  T(chdir("/m/d"));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(inode("..", 0) == inode("/m", 0));
  T(inode("../..", 0) == inode("/", 0));
  T(umount("/m", 0));
  T(umount("/m", 2));
  T(inode("/m/d", 0));
  T(close(open("f", O_RDONLY)) >= 0);
  T(chdir("/"));
  T(rmdir("/m"));
}

static void attributes(void) {
  TITLE("attributes");
  MODE("/proc", 0);
  MODE("/proc/self", AT_NOFOLLOW);
  MODE("/proc/thread-self", AT_NOFOLLOW);
  MODE("/proc/self/", 0);
  MODE("/proc/self/exe", AT_NOFOLLOW);
  MODE("/proc/self/cwd", AT_NOFOLLOW);
  MODE("/proc/self/fd", 0);
  MODE("/proc/self/fd/0", AT_NOFOLLOW);
  MODE("/proc/self/fdinfo", 0);
  MODE("/proc/self/fdinfo/0", 0);
  MODE("/proc/self/task", 0);
  MODE("/proc/self/maps", 0);
  MODE("/proc/self/status", 0);
  MODE("/proc/self/environ", 0);
  MODE("/proc/self/auxv", 0);
  MODE("/proc/self/oom_score_adj", 0);
  MODE("/proc/cpuinfo", 0);
  MODE("/proc/mounts", AT_NOFOLLOW);
  MODE("/proc/sys", 0);
  MODE("/proc/sys/kernel/hostname", 0);
  MODE("/proc/sys/kernel/osrelease", 0);
  MODE("/proc/sys/kernel/random/uuid", 0);
  MODE("/sys", 0);
  MODE("/sys/devices/system/cpu", 0);
  MODE("/sys/devices/system/cpu/online", 0);
  MODE("/sys/kernel/mm/transparent_hugepage/enabled", 0);
  T(inode("/proc", 0));
  T(inode("/proc/self", 0) == inode("/proc/1", 0));
  T(inode("/proc/self/maps", 0) == inode("/proc/1/maps", 0));
  T(inode("/proc/self/..", 0) == inode("/proc", 0));
  T(inode("/proc/..", 0) == inode("/", 0));
  T(device("/proc/self/maps") == device("/proc"));
  T(device("/proc/self/exe") == device("/"));
}

static void links(void) {
  TITLE("links");
  LINK("/proc/self");
  LINK("/proc/thread-self");
  LINK("/proc/mounts");
  LINK("/proc/self/exe");
  LINK("/proc/self/cwd");
  LINK("/proc/self/root");
  LINK("/proc/self/fd/0");
  LINK("/proc/self/fd/9");
  LINK("/proc/self/maps");
  LINK("/proc/1/task/1/exe");
  LINK("/proc/99999/exe");
  LINK("/proc/01/exe");
  T(mkdir("/d", 0755));
  T(open("/d", O_RDONLY | O_DIRECTORY));
  T(open("/d/f", O_CREAT | O_RDWR));
  LINK("/proc/self/fd/3");
  LINK("/proc/self/fd/4");
  T(write(4, "hello", 5));
  T(open("/proc/self/fd/4", O_RDONLY));
  T(read(5, buf, 3));
  T(lseek(4, 0, 1));
  T(close(5));
  T(open("/proc/self/fd/4", O_RDONLY | O_NOFOLLOW));
  T(open("/proc/self/fd/4", O_PATH | O_NOFOLLOW));
  T(readlinkat(5, "", buf, 100));
  T(close(5));
  T(close(open("/proc/self/fd/3/f", O_RDONLY)));
  T(open("/proc/self/fd/4/x", O_RDONLY));
  T(unlink("/d/f"));
  LINK("/proc/self/fd/4");
  T(open("/proc/self/fd/4", O_RDONLY));
  T(read(5, buf, 9));
  T(close(5));
  T(open("/proc/self/fd/4", O_RDWR | O_TRUNC));
  T(read(5, buf, 9));
  T(close(5));
  T(chdir("/d"));
  LINK("/proc/self/cwd");
  T(rename("/d", "/e"));
  LINK("/proc/self/cwd");
  LINK("/proc/self/fd/3");
  T(inode("/proc/self/cwd/..", 0) == inode("/", 0));
  T(chdir("/"));
  T(rmdir("/e"));
  T(close(3));
  T(close(4));
  LINK("/proc/self/fd/3");
}

static void reading(void) {
  TITLE("reading");
  long fd;
  T(fd = open("/proc/self/status", O_RDONLY));
  T(read(fd, buf, 6));
  buf[6] = 0;
  TEXT(buf);
  T(lseek(fd, 0, 1));
  T(pread(fd, buf, 4, 0));
  buf[4] = 0;
  TEXT(buf);
  T(lseek(fd, 0, 1));
  T(lseek(fd, 0, 2));
  T(lseek(fd, -1, 0));
  T(lseek(fd, 1, 0));
  T(read(fd, buf, 3));
  buf[3] = 0;
  TEXT(buf);
  T(write(fd, "x", 1));
  T(ftruncate(fd, 0));
  T(getdents(fd, buf, sizeof buf));
  T(mmap(0, 4096, PROT_R, MAP_PRIVATE, fd, 0) < 0);
  T(close(fd));
  T(fd = open("/proc/version", O_WRONLY));
  T(write(fd, "x", 1));
  T(close(fd));
  T(fd = open("/proc/self/stat", O_RDWR));
  T(write(fd, "x", 1));
  T(close(fd));
  T(fd = open("/proc/self/oom_score_adj", O_RDWR | O_TRUNC));
  T(write(fd, "0", 1));
  T(close(fd));
  T(content("/proc/self/oom_score_adj"));
  TEXT(buf);
  T(content("/proc/self/cmdline"));
  TEXT(buf);
  T(content("/proc/self/environ"));
  TEXT(buf);
  T(content("/proc/self/comm"));
  TEXT(buf);
  T(content("/proc/self/cgroup"));
  T(content("/proc/self/auxv") % 16);
  T(content("/proc/self/fdinfo/0") > 0);
  T(content("/proc/self/task/1/comm"));
  TEXT(buf);
  T(content("/proc/sys/kernel/ostype"));
  TEXT(buf);
  T(content("/proc/sys/kernel/random/uuid"));
  T(content("/proc/sys/kernel/random/boot_id"));
  T(content("/sys/devices/system/cpu/online"));
  TEXT(buf);
  T(content("/sys/kernel/mm/transparent_hugepage/enabled"));
  TEXT(buf);
  T(content("/proc"));
  T(content("/proc/self/fd"));
  T(content("/proc/self/nothing"));
}

static void changing(void) {
  TITLE("changing");
  T(mkdir("/proc/x", 0755));
  T(mkdir("/proc/self/x", 0755));
  T(mkdir("/sys/x", 0755));
  T(symlink("a", "/proc/x"));
  T(symlink("a", "/sys/x"));
  T(open("/proc/x", O_CREAT | O_WRONLY));
  T(open("/proc/self/x", O_CREAT | O_WRONLY));
  T(open("/proc/self/fd/x", O_CREAT | O_WRONLY));
  T(open("/sys/x", O_CREAT | O_WRONLY));
  T(unlink("/proc/version"));
  T(unlink("/proc/self/maps"));
  T(unlink("/proc/self"));
  T(unlink("/proc/self/fd/0"));
  T(unlink("/sys/devices/system/cpu/online"));
  T(rmdir("/proc/self/fd"));
  T(rmdir("/proc/sys"));
  T(rename("/proc/version", "/proc/x"));
  T(rename("/proc/version", "/x"));
  T(rename("/f", "/proc/x"));
  T(link("/proc/version", "/x"));
  T(access("/proc/version", 4));
  T(access("/proc/version", 2));
  T(access("/proc/version", 1));
  T(access("/proc/self", 1));
  T(open("/proc", O_RDWR));
  T(open("/proc/self", O_RDONLY | O_NOFOLLOW));
  T(open("/proc/version/", O_RDONLY));
  T(open("/proc/version/x", O_RDONLY));
  T(open("/proc/cpuinfo", O_RDONLY | O_DIRECTORY));
  T(chdir("/proc/self/fd"));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(chdir("/proc/version"));
  T(chdir("/"));
}

static int listed(const char *path, const char *name) {
  long fd = open(path, O_RDONLY | O_DIRECTORY), n;
  int found = 0;
  while ((n = getdents(fd, buf, sizeof buf)) > 0)
    for (long at = 0; at < n; at += *(unsigned short *)(buf + at + 16))
      if (same(buf + at + 19, name)) found += (u8)buf[at + 18];
  close(fd);
  return found;
}

static void listing(void) {
  TITLE("listing: type of the entry");
  T(listed("/proc", "."));
  T(listed("/proc", ".."));
  T(listed("/proc", "1"));
  T(listed("/proc", "self"));
  T(listed("/proc", "version"));
  T(listed("/proc", "sys"));
  T(listed("/proc/self", "maps"));
  T(listed("/proc/self", "exe"));
  T(listed("/proc/self", "fd"));
  T(listed("/proc/self", "task"));
  T(listed("/proc/self/fd", "0"));
  T(listed("/proc/self/fd", "3"));
  T(listed("/proc/self/fd", "4"));
  T(listed("/proc/self/fdinfo", "0"));
  T(listed("/proc/self/task", "1"));
  T(listed("/proc/self/task/1", "maps"));
  T(listed("/proc/self/task/1", "task"));
  T(listed("/proc/sys/kernel", "hostname"));
  T(listed("/sys", "devices"));
  T(listed("/sys/devices/system/cpu", "online"));
}

static void ended(void) {
  TITLE("a process that has ended");
  long child = fork(), at = 0;
  if (child == 0) exit(7);
  static char path[64];
  static const char *const files[] = {"", "/stat", "/fd", "/exe", "/cwd", "/task", 0};
  int info[32];
  waitid(1, child, info, 4 | 0x01000000, 0);
  for (int round = 0; round < 2; round++) {
    long fds[8];
    for (int i = 0; files[i]; i++) {
      line_length = 0;
      put("/proc/");
      put_number(child);
      put(files[i]);
      line[line_length] = 0;
      memcpy(path, line, line_length + 1);
      line_length = 0;
      fds[i] = open(path, O_RDONLY);
      put(round ? "gone " : "zombie ");
      put(files[i]);
      put(" open ");
      put(fds[i] < 0 ? "" : "fine");
      if (fds[i] < 0) put_result(fds[i]);
      flush();
    }
    if (round == 0) {
      at = fds[1];
      wait4(child, 0, 0, 0);
      put("read of stat ");
      put_result(read(at, buf, sizeof buf));
      flush();
      put("getdents of fd ");
      put_result(getdents(fds[2], buf, sizeof buf));
      flush();
      put("getdents of the directory ");
      put_result(getdents(fds[0], buf, sizeof buf) < 0);
      flush();
    }
    for (int i = 0; files[i]; i++) if (fds[i] >= 0) close(fds[i]);
  }
}

static volatile int thread_may_end;
static char thread_stack[4096] __attribute__((aligned(16)));

// Starts a thread that yields until it may end; returns its number.
static long start_thread(void) {
  register long x0 asm("x0") = 0x10f00;
  register long x1 asm("x1") = (long)(thread_stack + sizeof thread_stack);
  register long x2 asm("x2") = 0;
  register long x3 asm("x3") = 0;
  register long x4 asm("x4") = 0;
  register long x8 asm("x8") = 220;
  register long x19 asm("x19") = (long)&thread_may_end;
  asm volatile("svc 0\n cbnz x0, 2f\n 1: mov x8, 124\n svc 0\n ldr w9, [x19]\n cbz w9, 1b\n"
               " mov x0, 0\n mov x8, 93\n svc 0\n 2:"
               : "+r"(x0), "+r"(x8)
               : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x19)
               : "x9", "memory");
  return x0;
}

static const char *number(const char *before, long value, const char *after) {
  static char text[64];
  line_length = 0;
  put(before);
  put_number(value);
  put(after);
  memcpy(text, line, line_length);
  text[line_length] = 0;
  line_length = 0;
  return text;
}

static void threads(void) {
  static const char *const status[] = {"Tgid:\t1", "Threads", 0};
  TITLE("threads");
  long tid = start_thread();
  T(tid > 1);
  T(listed("/proc/self/task", "1"));
  T(listed("/proc/self/task", number("", tid, "")));
  T(listed("/proc", number("", tid, "")));
  T(access(number("/proc/", tid, "/maps"), 0));
  T(access(number("/proc/self/task/", tid, "/stat"), 0));
  T(access(number("/proc/", tid, "/task/1"), 0));
  T(inode("/proc/self/task/1", 0) != inode("/proc/1", 0));
  T(content(number("/proc/", tid, "/comm")));
  TEXT(buf);
  lines("/proc/self/status", status);
  T(content(number("/proc/self/task/", tid, "/status")) > 0);
  thread_may_end = 1;
  while (access(number("/proc/self/task/", tid, ""), 0) == 0) SYS(124, 0, 0, 0, 0);
  T(access(number("/proc/", tid, ""), 0));
  T(listed("/proc/self/task", number("", tid, "")));
}

static void shapes(void) {
  static const char *const status[] = {
    "Name", "Umask", "State", "Tgid", "Ngid", "Pid", "PPid", "TracerPid", "Uid", "Gid", "FDSize",
    "Groups", "NStgid", "NSpid", "VmPeak", "VmSize", "VmRSS", "VmData", "VmStk", "VmExe", "Threads",
    "SigQ", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "CapInh", "CapEff", "CapBnd",
    "NoNewPrivs", "Seccomp:", "Cpus_allowed:", "Cpus_allowed_list", "Mems_allowed_list",
    "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches", 0};
  static const char *const limits[] = {
    "Limit", "Max cpu time", "Max file size", "Max core file size", 0};
  static const char *const cpuinfo[] = {
    "processor", "BogoMIPS", "CPU architecture", 0};
  static const char *const stat[] = {
    "cpu ", "cpu0", "ctxt", "btime", "processes", "procs_running", "procs_blocked", "softirq", 0};
  static const char *const one[] = {"", 0};
  static const char *const filesystems[] = {
    "nodev\tproc", "nodev\tsysfs", "nodev\ttmpfs", "nodev\tdevtmpfs", 0};
  static const char *const mounts[] = {"proc", "sysfs", 0};
  static const char *const fdinfo[] = {"pos", "flags", "mnt_id", "ino", 0};
  static const char *const devices[] = {"Character", "  1 mem", "  5 /dev/tty", "Block", 0};
  static const char *const swaps[] = {"Filename", 0};
  lines("/proc/self/status", status);
  lines("/proc/self/limits", limits);
  lines("/proc/cpuinfo", cpuinfo);
  lines("/proc/stat", stat);
  lines("/proc/uptime", one);
  lines("/proc/loadavg", one);
  lines("/proc/self/stat", one);
  lines("/proc/self/statm", one);
  lines("/proc/filesystems", filesystems);
  lines("/proc/self/fdinfo/0", fdinfo);
  lines("/proc/devices", devices);
  lines("/proc/swaps", swaps);
  TITLE("/proc/meminfo");
  content("/proc/meminfo");
  buf[28] = 0;
  for (int i = 0; i < 28; i++) if (buf[i] >= '0' && buf[i] <= '9') buf[i] = ' ';
  TEXT(buf);
  lines("/proc/mounts", mounts);
}

static long run(long argc, char **argv, char **envp) {
  mounting();
  attributes();
  links();
  reading();
  changing();
  listing();
  ended();
  threads();
  shapes();
  return 0;
}
