// What programs see of the processor: its features, the keys of pointer authentication, tagged
// addresses. The first argument says which; without one it is what Linux can be compared with.
#include "guest.h"

enum { AT_HWCAP = 16, AT_HWCAP2 = 26 };

#define ID(name) ({ u64 id_; asm("mrs %0, " name : "=r"(id_)); (long)id_; })

static void features(char **envp) {
  while (*envp++) {}
  for (u64 *auxiliary = (u64 *)envp; auxiliary[0]; auxiliary += 2) {
    if (auxiliary[0] == AT_HWCAP) put("hwcap "), put_number(auxiliary[1]), flush();
    if (auxiliary[0] == AT_HWCAP2) put("hwcap2 "), put_number(auxiliary[1]), flush();
  }
#define SHOW(name, code) put(name " "), put_number(ID(code)), flush()
  SHOW("pfr0", "id_aa64pfr0_el1");
  SHOW("pfr1", "id_aa64pfr1_el1");
  SHOW("isar0", "id_aa64isar0_el1");
  SHOW("isar1", "id_aa64isar1_el1");
  SHOW("isar2", "s3_0_c0_c6_2");
  SHOW("mmfr0", "id_aa64mmfr0_el1");
  SHOW("mmfr1", "id_aa64mmfr1_el1");
  SHOW("mmfr2", "id_aa64mmfr2_el1");
  SHOW("dfr0", "id_aa64dfr0_el1");
  SHOW("mpidr", "mpidr_el1");
  SHOW("revidr", "revidr_el1");
}

static void atomic(void) {
  long sum = 40, old;
  asm volatile(".arch armv8.1-a\n ldadd %2, %0, [%1]" : "=r"(old) : "r"(&sum), "r"(2l) : "memory");
  T(old), T(sum);
}

// Codes of one address by each key: IA, IB, DA, DB, GA, each with several modifiers.
enum { KEYS = 5, CODES = 4 };

static void codes(u64 to[KEYS][CODES]) {
  for (u64 modifier = 0; modifier < CODES; modifier++) {
    // The upper half of addresses has the longest codes.
    u64 address = -4096ul, a = address, b = address, c = address, d = address, e;
    asm(".arch armv8.3-a\n"
        "pacia %0, %5\n pacib %1, %5\n pacda %2, %5\n pacdb %3, %5\n pacga %4, %6, %5"
        : "+&r"(a), "+&r"(b), "+&r"(c), "+&r"(d), "=&r"(e)
        : "r"(modifier), "r"(address));
    to[0][modifier] = a, to[1][modifier] = b, to[2][modifier] = c, to[3][modifier] = d;
    to[4][modifier] = e;
  }
}

static long same_keys(u64 a[KEYS][CODES], u64 b[KEYS][CODES]) {
  long count = 0;
  for (int key = 0; key < KEYS; key++) {
    int equal = 1;
    for (int i = 0; i < CODES; i++) equal &= a[key][i] == b[key][i];
    count += equal;
  }
  return count;
}

static u64 mine[KEYS][CODES], now[KEYS][CODES];

static void wait_all(void) {
  while (wait4(-1, 0, 0, 0) > 0) {}
}

static void keys(void) {
  codes(mine), codes(now);
  T(same_keys(mine, now));
  long fd = open("/codes", O_CREAT | O_WRONLY);
  T(write(fd, mine, sizeof mine));
  if (!fork()) codes(now), T(same_keys(mine, now)), exit(0);
  wait_all();
  if (!fork()) T(execve("/init", ((char *[]){"/init", "compare", 0}), 0));
  wait_all();
  // A process that has failed to start another program keeps its keys.
  T(execve("/missing", 0, 0)), codes(now), T(same_keys(mine, now));
  T(execve("/init", ((char *[]){"/init", "compare", 0}), 0));
}

static void spawned(void) {
  codes(mine);
  write(open("/codes", O_CREAT | O_WRONLY), mine, sizeof mine);
  spawn("/init", ((char *[]){"/init", "compare", 0}));
  wait_all();
}

static void compare(void) {
  codes(mine);
  T(read(open("/codes", O_RDONLY), now, sizeof now)), T(same_keys(mine, now));
  if (!fork()) codes(now), T(same_keys(mine, now)), exit(0);
  wait_all();
}

static char text[4096] __attribute__((aligned(4096)));

#define TAG(pointer) ((void *)((u64)(pointer) | 0x5aul << 56))

static void tagged(void) {
  TITLE("instructions ignore the tag");
  char *at = TAG(text);
  memcpy(at, "/init", 6);
  T(*(volatile char *)at == '/'), TEXT(at);
  TITLE("system calls do not");
  T(open(at, O_RDONLY)), T(stat(text, at)), T(write(1, at, 5)), T(getcwd(at, 4096));
  T(readlink("/init", at, 10)), T(mkdir(at, 0755)), T(rename(text, at)), T(chdir(at));
  long fd = open(text, O_RDONLY);
  T(read(fd, at, 4)), T(pread(fd, at, 4, 0)), T(getdents(open("/", O_RDONLY), at, 4096));
  struct { void *at; u64 size; } vector = {at, 4}, *vectors = TAG(&vector);
  T(readv(fd, vectors, 1)), T(readv(fd, &vector, 1)), T(writev(1, &vector, 1));
  T(fstat(fd, at)), T(clock_gettime(0, at)), T(nanosleep(at, 0)), T(getrandom(at, 4, 0));
  T(sigprocmask(0, at, 0, 8)), T(sigaction(1, at, 0, 8)), T(prlimit(0, 7, 0, at));
  T(execve(at, 0, 0)), T(execve(text, at, 0)), T(execve(text, ((void *[]){at, 0}), 0));
  if (!fork()) exit(0);
  T(wait4(-1, at, 0, 0)), T(wait4(-1, 0, 0, 0));
  TITLE("but those that change mappings do");
  char *page = (char *)mmap(0, 8192, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0), *tag = TAG(page);
  page[0] = 1;
  T(mprotect(tag, 4096, PROT_R)), T(mprotect(tag, 4096, PROT_RW)), T(msync(tag, 4096, 4));
  T(madvise(tag, 4096, 4)), T(page[0]);
  T(mremap(tag, 8192, 4096, 0) == (long)page), T(munmap(tag, 4096));
  T(munmap(page + 4096, 4096)), T(mprotect(page, 4096, PROT_R));
  TITLE("and brk and mmap do not");
  long end = brk(0);
  T(brk(TAG(end + 4096)) == end), T(mmap(tag, 4096, PROT_R, MAP_PRIVATE | MAP_ANON | MAP_FIXED, -1, 0));
}

static long run(long argc, char **argv, char **envp) {
  if (argc < 2) tagged(), keys();
  const char *what = argv[1];
  if (same(what, "features")) features(envp);
  if (same(what, "atomic")) atomic();
  if (same(what, "spawned")) spawned();
  if (same(what, "compare")) compare();
  return 0;
}
