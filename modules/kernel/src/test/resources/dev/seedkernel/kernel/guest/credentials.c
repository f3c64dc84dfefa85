// Credentials, and what a user who is not root may do with files.
#include "guest.h"

#define setregid(r, e) SYS(143, r, e, 0, 0)
#define setgid(id) SYS(144, id, 0, 0, 0)
#define setreuid(r, e) SYS(145, r, e, 0, 0)
#define setuid(id) SYS(146, id, 0, 0, 0)
#define setresuid(r, e, s) SYS(147, r, e, s, 0)
#define getresuid(r, e, s) SYS(148, r, e, s, 0)
#define setresgid(r, e, s) SYS(149, r, e, s, 0)
#define getresgid(r, e, s) SYS(150, r, e, s, 0)
#define setfsuid(id) SYS(151, id, 0, 0, 0)
#define setfsgid(id) SYS(152, id, 0, 0, 0)
#define getgroups(n, list) SYS(158, n, list, 0, 0)
#define setgroups(n, list) SYS(159, n, list, 0, 0)
#define getuid() SYS(174, 0, 0, 0, 0)
#define geteuid() SYS(175, 0, 0, 0, 0)
#define getgid() SYS(176, 0, 0, 0, 0)
#define getegid() SYS(177, 0, 0, 0, 0)
#define capget(header, data) SYS(90, header, data, 0, 0)
#define capset(header, data) SYS(91, header, data, 0, 0)
#define chroot(path) SYS(51, path, 0, 0, 0)
#define faccessat2(fd, path, mode, flags) SYS(439, fd, path, mode, flags)
#define chown(path, u, g) fchownat(AT_FDCWD, path, u, g, 0)
#define lchown(path, u, g) fchownat(AT_FDCWD, path, u, g, AT_NOFOLLOW)
#define BAD ((void *)8)
#define CAP_VERSION 0x20080522

static char buf[4096];
static u8 st[128];
static u32 r, e, s;
static u32 groups[70000];
static struct { u32 version, pid; } header;
static struct { u32 effective, permitted, inheritable; } caps[2];

static u32 mode_of(const char *path) {
  return fstatat(AT_FDCWD, path, st, AT_NOFOLLOW) ? 0 : *(u32 *)(st + 16);
}

static void show(const char *path) {
  put(path), put(" "), put_octal(mode_of(path));
  put(" "), put_number(*(u32 *)(st + 24)), put(":"), put_number(*(u32 *)(st + 28));
  flush();
}

static void ids(void) {
  getresuid(&r, &e, &s);
  put("uid "), put_number((int)r), put(" "), put_number((int)e), put(" "), put_number((int)s);
  put(" fs "), put_number(setfsuid(-1));
  getresgid(&r, &e, &s);
  put(" gid "), put_number((int)r), put(" "), put_number((int)e), put(" "), put_number((int)s);
  put(" fs "), put_number(setfsgid(-1));
  flush();
}

static void capabilities(void) {
  header.version = CAP_VERSION, header.pid = 0;
  long error = capget(&header, caps);
  put("capget "), put_result(error);
  put(" e "), put_octal(caps[0].effective | (u64)caps[1].effective << 32);
  put(" p "), put_octal(caps[0].permitted | (u64)caps[1].permitted << 32);
  put(" i "), put_octal(caps[0].inheritable | (u64)caps[1].inheritable << 32);
  flush();
}

// Runs a part in a child, so that what it gives up is not missed later.
static void child(void (*part)(void)) {
  long pid = fork();
  if (pid == 0) {
    part();
    exit(0);
  }
  int status = -1;
  wait4(pid, &status, 0, 0);
  put("child "), put_number(status), flush();
}

static long make(const char *path, u32 mode) {
  long fd = openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_EXCL, 0600);
  if (fd < 0) return fd;
  write(fd, "hello", 5);
  close(fd);
  return chmod(path, mode);
}

static void drop_all(void) {
  TITLE("setresuid to a user");
  T(setresuid(1000, 1000, 1000));
  ids();
  capabilities();
  T(setuid(0));
  T(setreuid(0, -1));
  T(setresuid(-1, 0, -1));
  T(setuid(1000));
  T(setgid(0));
  T(setgid(7));
  T(setgroups(0, 0));
  T(chroot("/"));
  T(setfsuid(0));
  T(setfsuid(1000));
}

static void keep_saved(void) {
  TITLE("the saved id");
  T(setresuid(1000, 1001, 0));
  ids();
  capabilities();
  T(setresuid(-1, 0, -1));
  capabilities();
  T(setreuid(5, 6));
  ids();
  T(setreuid(-1, 5));
  ids();
  T(setuid(6));
  ids();
}

static void set_gid(void) {
  TITLE("group ids");
  T(setresgid(10, 11, 12));
  ids();
  T(setregid(20, 21));
  ids();
  T(setregid(-1, 22));
  ids();
  T(setgid(30));
  ids();
  T(setfsgid(31));
  T(setfsgid(-1));
  ids();
  capabilities();
  T(setresuid(-1, 9, -1));
  T(setgid(77));
  T(setresgid(30, 30, 77));
  T(setregid(77, 77));
}

static void seteuid_only(void) {
  TITLE("the effective id");
  T(setreuid(-1, 1000));
  ids();
  capabilities();
  T(setuid(1001));
  T(setuid(0));
  ids();
  capabilities();
}

static void file_ids(void) {
  TITLE("file-system ids");
  T(setfsuid(1000));
  T(setfsuid(-1));
  ids();
  capabilities();
  T(open("/t/private", O_RDONLY));
  T(setfsuid(0));
  capabilities();
  T(open("/t/private", O_RDONLY));
}

static void group_list(void) {
  TITLE("groups");
  T(getgroups(0, 0));
  for (int i = 0; i < 5; i++) groups[i] = 50 - 10 * i;
  T(setgroups(5, groups));
  T(getgroups(0, 0));
  T(getgroups(-1, groups));
  T(getgroups(4, groups));
  T(getgroups(5, groups));
  for (int i = 0; i < 5; i++) put_number(groups[i]), put(" ");
  flush();
  T(getgroups(5, BAD));
  T(setgroups(65537, groups));
  T(setgroups(-1, groups));
  T(setgroups(2, BAD));
  groups[0] = -1;
  T(setgroups(1, groups));
  T(setgroups(0, 0));
}

static void caps_calls(void) {
  TITLE("capabilities");
  capabilities();
  header.version = 0x19980330;
  T(capget(&header, caps));
  header.version = 0;
  T(capget(&header, caps));
  T(header.version == CAP_VERSION);
  header.version = 0;
  T(capget(&header, 0));
  header.pid = -1;
  T(capget(&header, caps));
  header.pid = 30000;
  T(capget(&header, caps));
  header.pid = 0;
  T(capget(BAD, caps));
  T(capget(&header, BAD));
  T(capget(&header, caps));
  caps[0].effective = caps[0].permitted = 0x3f, caps[1].effective = caps[1].permitted = 0;
  T(capset(&header, caps));
  capabilities();
  caps[0].permitted = 0xff;
  T(capset(&header, caps));
  caps[0].permitted = 1, caps[0].effective = 2;
  T(capset(&header, caps));
  header.pid = 1;
  T(capset(&header, caps));
  header.pid = 0;
  caps[0].permitted = 0, caps[0].effective = 0;
  T(capset(&header, caps));
  capabilities();
  T(setuid(5));
  T(open("/t/secret", O_RDONLY));
}

static void prepare(void) {
  TITLE("prepare");
  T(mkdir("/t", 0755));
  T(mkdir("/t/closed", 0700));
  T(mkdir("/t/listed", 0744));
  T(mkdir("/t/passed", 0711));
  T(mkdir("/t/open", 0777));
  T(chmod("/t/open", 0777));
  T(mkdir("/t/sticky", 01777));
  T(chmod("/t/sticky", 01777));
  T(mkdir("/t/group", 0775));
  T(chmod("/t/group", 02775));
  T(chown("/t/group", 0, 200));
  T(make("/t/private", 0600));
  T(make("/t/secret", 0));
  T(make("/t/readable", 0644));
  T(make("/t/groupfile", 0640));
  T(chown("/t/groupfile", 0, 200));
  T(make("/t/mine", 0400));
  T(chown("/t/mine", 1000, 1000));
  T(make("/t/mygroupsless", 0604));
  T(chown("/t/mygroupsless", 0, 1000));
  T(make("/t/closed/f", 0666));
  T(make("/t/listed/f", 0666));
  T(make("/t/passed/f", 0666));
  T(make("/t/sticky/root", 0666));
  T(make("/t/sticky/other", 0666));
  T(chown("/t/sticky/other", 1000, 1000));
  T(make("/t/program", 0750));
  T(mkdir("/t/sticky/dir", 0777));
  T(symlink("/t/private", "/t/link"));
  T(make("/t/open/rootfile", 0644));
}

static void as_root(void) {
  TITLE("root");
  T(open("/t/secret", O_RDWR));
  T(close(3));
  T(access("/t/secret", 6));
  T(access("/t/secret", 1));
  T(access("/t/closed", 7));
  T(access("/t/program", 1));
  show("/t/group");
  T(mkdir("/t/group/sub", 0755));
  show("/t/group/sub");
  T(make("/t/group/f", 0644));
  show("/t/group/f");
  T(openat(AT_FDCWD, "/t/group/x", O_CREAT | O_WRONLY, 02775));
  T(close(3));
  show("/t/group/x");
  T(mkdir("/t/sgid", 02755));
  show("/t/sgid");
  TITLE("chown takes set-id bits away");
  T(make("/t/s", 06755));
  T(chown("/t/s", -1, -1));
  show("/t/s");
  T(chmod("/t/s", 06755));
  T(chown("/t/s", 1, 2));
  show("/t/s");
  T(chmod("/t/s", 06745));
  T(chown("/t/s", 3, -1));
  show("/t/s");
  T(chmod("/t/s", 06755));
  T(open("/t/s", O_WRONLY));
  T(write(3, "x", 1));
  T(close(3));
  show("/t/s");
  T(mkdir("/t/sd", 0755));
  T(chmod("/t/sd", 06755));
  T(chown("/t/sd", 5, 5));
  show("/t/sd");
}

static void as_user(void) {
  TITLE("a user");
  groups[0] = 200;
  T(setgroups(1, groups));
  T(setresgid(1000, 1000, 1000));
  T(setresuid(1000, 1000, 1000));
  T(open("/t/private", O_RDONLY));
  T(open("/t/link", O_RDONLY));
  T(open("/t/secret", O_WRONLY));
  T(open("/t/readable", O_RDONLY));
  T(close(3));
  T(open("/t/readable", O_WRONLY));
  T(open("/t/readable", O_RDONLY | O_TRUNC));
  T(open("/t/readable", 3));
  T(open("/t/readable", O_PATH));
  T(close(3));
  T(open("/t/private", O_PATH));
  T(close(3));
  T(open("/t/readable", O_RDONLY | 01000000));
  T(open("/t/mine", O_RDONLY | 01000000));
  T(close(3));
  T(open("/t/groupfile", O_RDONLY));
  T(close(3));
  T(open("/t/groupfile", O_RDWR));
  T(open("/t/mine", O_RDONLY));
  T(close(3));
  T(open("/t/mine", O_WRONLY));
  T(open("/t/mygroupsless", O_RDONLY));
  T(truncate("/t/readable", 1));
  T(truncate("/t/closed/f", 1));
  T(open("/t/closed/f", O_RDONLY));
  T(open("/t/closed", O_RDONLY));
  T(open("/t/closed/nothing", O_RDONLY));
  T(stat("/t/closed/f", st));
  T(stat("/t/closed/..", st));
  T(chdir("/t/closed"));
  T(open("/t/listed", O_RDONLY));
  T(getdents(3, buf, sizeof buf) > 0);
  T(close(3));
  T(stat("/t/listed/f", st));
  T(open("/t/passed", O_RDONLY));
  T(open("/t/passed/f", O_RDWR));
  T(close(3));
  T(chdir("/t/passed"));
  T(chdir("/"));
  T(open("/t/passed/nothing", O_RDONLY));
  T(open("/t/passed/new", O_RDWR | O_CREAT));
  T(open("/t/passed/f", O_RDWR | O_CREAT));
  T(close(3));
  T(mkdir("/t/passed/d", 0755));
  T(mkdir("/t/passed/f", 0755));
  T(symlink("x", "/t/passed/l"));
  T(mknodat(AT_FDCWD, "/t/passed/p", 010644, 0));
  T(mknodat(AT_FDCWD, "/t/open/null", 020644, 0x103));
  T(mknodat(AT_FDCWD, "/t/open/whiteout", 020644, 0));
  T(mknodat(AT_FDCWD, "/t/open/pipe", 010644, 0));
  T(unlink("/t/passed/f"));
  T(unlink("/t/passed/nothing"));
  T(rmdir("/t/open/nothing"));
  T(rename("/t/passed/f", "/t/open/f"));
  T(rename("/t/open/rootfile", "/t/open/moved"));
  T(link("/t/readable", "/t/open/l"));
  T(link("/t/mine", "/t/passed/l"));
  T(open("/t/open/own", O_CREAT | O_RDWR));
  T(close(3));
  show("/t/open/own");
  T(unlink("/t/open/moved"));
  TITLE("a user: sticky");
  T(unlink("/t/sticky/root"));
  T(unlink("/t/sticky/nothing"));
  T(rename("/t/sticky/root", "/t/open/x"));
  T(rename("/t/open/own", "/t/sticky/root"));
  T(rename2("/t/open/own", "/t/sticky/root", 2));
  T(rmdir("/t/sticky/dir"));
  T(rename("/t/sticky/dir", "/t/sticky/dir2"));
  T(unlink("/t/sticky/other"));
  T(open("/t/sticky/root", O_RDWR | O_CREAT));
  T(close(3));
  TITLE("a user: chmod and chown");
  T(chmod("/t/readable", 0666));
  T(chmod("/t/mine", 0604));
  T(chmod("/t/mine", 06755));
  show("/t/mine");
  T(chown("/t/readable", 1000, -1));
  T(chown("/t/readable", -1, -1));
  T(chown("/t/mine", 1001, -1));
  T(chown("/t/mine", 1000, -1));
  T(chown("/t/mine", -1, 200));
  show("/t/mine");
  T(chmod("/t/mine", 02755));
  show("/t/mine");
  T(chown("/t/mine", -1, 201));
  T(chown("/t/mine", -1, 1000));
  T(fchownat(AT_FDCWD, "/t/link", 1000, 1000, AT_NOFOLLOW));
  T(make("/t/group/u", 0644));
  show("/t/group/u");
  T(chmod("/t/group/u", 06755));
  T(open("/t/group/u", O_WRONLY));
  T(write(3, "x", 1));
  T(close(3));
  show("/t/group/u");
  T(chmod("/t/group/u", 06755));
  T(truncate("/t/group/u", 0));
  show("/t/group/u");
  T(utimensat(AT_FDCWD, "/t/readable", 0, 0));
  T(utimensat(AT_FDCWD, "/t/mine", 0, 0));
  u64 times[4] = {1, 2, 3, 4};
  T(utimensat(AT_FDCWD, "/t/readable", times, 0));
  T(utimensat(AT_FDCWD, "/t/mine", times, 0));
  T(utimensat(AT_FDCWD, "/t/passed/f", 0, 0));
  T(utimensat(AT_FDCWD, "/t/passed/f", times, 0));
  TITLE("a user: access");
  T(access("/t/private", 0));
  T(access("/t/private", 4));
  T(access("/t/readable", 4));
  T(access("/t/readable", 2));
  T(access("/t/readable", 1));
  T(access("/t/closed/f", 0));
  T(access("/t/program", 1));
  T(execve("/t/program", 0, 0));
  T(execve("/t/closed/f", 0, 0));
  T(access("/t/passed", 1));
  T(access("/t/passed", 4));
}

static void real_and_effective(void) {
  TITLE("access uses the real id");
  T(setresuid(0, 1000, 0));
  T(access("/t/private", 4));
  T(faccessat2(AT_FDCWD, "/t/private", 4, 0x200));
  T(open("/t/private", O_RDONLY));
  T(setresuid(-1, 0, -1));
  T(setresuid(1000, 0, 0));
  T(access("/t/private", 4));
  T(faccessat2(AT_FDCWD, "/t/private", 4, 0x200));
  T(open("/t/private", O_RDONLY));
}

static void in_chroot(void) {
  TITLE("chroot");
  T(mkdir("/t/jail", 0755));
  T(mkdir("/t/jail/in", 0755));
  T(symlink("/in", "/t/jail/abs"));
  T(symlink("../../..", "/t/jail/in/up"));
  T(chroot("/t/readable"));
  T(chroot("/t/nothing"));
  T(chroot(""));
  T(open("/t", O_RDONLY));
  T(chroot("/t/jail"));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(open("/in", O_RDONLY));
  T(open("/../../in", O_RDONLY));
  T(open("/abs", O_RDONLY));
  T(open("/in/up/in", O_RDONLY));
  T(open("/t", O_RDONLY));
  T(open("t/readable", O_RDONLY));
  T(openat(3, "readable", O_RDONLY, 0));
  T(chdir("/in"));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(chdir("../../.."));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(fchdir(3));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
  T(chroot("."));
  T(getcwd(buf, sizeof buf));
  TEXT(buf);
}

// Runs this program again, with another owner and mode, as who one is now.
static void again(void) {
  char *argv[] = {"/t/prog", "child", 0};
  long pid = fork();
  if (pid == 0) exit(execve("/t/prog", argv, 0));
  int status = -1;
  wait4(pid, &status, 0, 0);
  put("again "), put_number(status), flush();
}

static void set_id_programs(void) {
  TITLE("programs with set-id bits");
  long from = open("/init", O_RDONLY);
  long to = openat(AT_FDCWD, "/t/prog", O_CREAT | O_WRONLY, 0755);
  T(sendfile(to, from, 0, 1 << 20) > 0);
  T(close(to));
  T(chown("/t/prog", 77, 78));
  T(chmod("/t/prog", 06755));
  again();
  T(chmod("/t/prog", 06745));
  again();
  T(setresgid(1000, 1000, 1000));
  T(setresuid(1000, 1000, 1000));
  again();
  T(execve("/t/sub", 0, 0));
}

static void set_id_root(void) {
  TITLE("a program of root");
  T(chown("/t/prog", 0, 0));
  T(chmod("/t/prog", 04755));
  T(setresuid(1000, 1000, 1000));
  again();
  T(setresuid(-1, -1, -1));
}

static void identity_of(long type, char **envp) {
  while (*envp) envp++;
  for (long *at = (long *)(envp + 1); *at; at += 2)
    if (at[0] == type) put(" "), put_number(at[1]);
}

static long run(long argc, char **argv, char **envp) {
  if (argc > 1) {
    ids();
    capabilities();
    put("auxiliary vector");
    for (long type = 11; type <= 14; type++) identity_of(type, envp);
    identity_of(23, envp), flush();
    return 0;
  }
  ids();
  capabilities();
  prepare();
  as_root();
  child(drop_all);
  child(keep_saved);
  child(set_gid);
  child(seteuid_only);
  child(file_ids);
  child(group_list);
  child(caps_calls);
  child(as_user);
  child(real_and_effective);
  child(in_chroot);
  child(set_id_programs);
  child(set_id_root);
  return 0;
}
