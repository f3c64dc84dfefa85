// Random system calls: /init SEED ROUNDS CALLS. Each round is a process, now and then with threads,
// that makes calls with arguments that are often nearly right. The first process makes none of them:
// it kills what is left of a round after a while, and ends well whatever the rounds did.
//
// The file /table has the calls: for each a byte for the number (16 bits) and six kinds of arguments.
#include "guest.h"
#include "thread.h"

enum { ARENA = 1 << 16, ROWS = 2048, THREADS = 4 };
enum { SIGCHLD = 17, SIGKILL = 9, WALL = 0x40000000, NO_HANG = 1, CLONE = 220, CLONE3 = 435 };

struct row {
  unsigned short number;
  char kinds[6];
};

// Read-only once it is filled, so that calls do not store over it.
static struct row rows[ROWS] __attribute__((aligned(4096)));
static int row_count;
static u64 words[ARENA / 8] __attribute__((aligned(4096)));
static u64 calls;

static const char *const paths[] = {
  "a", "b", "c", "d", "a/b", "a/c", "b/a", ".", "..", "", "/", "/init", "/table", "/dev/null",
  "/dev/zero", "/dev/full", "/dev/urandom", "/dev/tty", "/dev/console", "/dev/shm", "/tmp", "/tmp/a",
  "/proc", "/proc/self", "/proc/self/maps", "/proc/self/fd", "/proc/self/fd/3", "/proc/self/fd/4",
  "/proc/self/exe", "/proc/self/mem", "/proc/self/cwd", "/proc/self/root", "/proc/self/task",
  "/proc/thread-self/stat", "/proc/mounts", "/proc/self/status", "/proc/self/mountinfo", "/proc/2/fd",
  "/proc/3/maps", "/proc/sys/kernel/hostname", "/sys", "/sys/devices", "proc", "tmpfs", "x/y/z",
  "/proc/self/environ", "/proc/self/smaps", "user.a", "security.capability", "/dev/fd/5",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct random {
  u64 state;
};

static u64 next(struct random *random) {
  u64 value = random->state += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

static u64 below(struct random *random, u64 limit) {
  return next(random) % limit;
}

static u64 number(struct random *random) {
  switch (below(random, 8)) {
    case 0: return below(random, 4);
    case 1: return below(random, 64);
    case 2: return -below(random, 4);
    case 3: return 1ul << below(random, 64);
    case 4: return (1ul << below(random, 64)) - 1;
    case 5: return next(random) >> below(random, 64);
    case 6: return 1ul << below(random, 32) | 1ul << below(random, 32);
    default: return below(random, 5000);
  }
}

static u64 pointer(struct random *random) {
  u64 base = (u64)words;
  // Its own stack and code: it seldom lives on.
  if (!below(random, 500)) return (u64)&base - below(random, 4096);
  if (!below(random, 500)) return ((u64)&base & -4096) - below(random, 2) * 4096;
  if (!below(random, 200)) return (u64)pointer & -4096;
  switch (below(random, 16)) {
    case 0: return 0;
    case 1: return number(random);
    case 2: return base + ARENA - below(random, 64);
    case 3: return 0x10000000 + below(random, 64) * 4096;
    case 7: return base + below(random, ARENA / 4096) * 4096;
    case 8: return base + below(random, ARENA);
    default: return base + below(random, ARENA / 8) * 8;
  }
}

static u64 path(struct random *random) {
  return below(random, 16) ? (u64)paths[below(random, COUNT(paths))] : pointer(random);
}

static u64 pid(struct random *random) {
  switch (below(random, 8)) {
    case 0: return getpid();
    case 1: return gettid();
    case 2: return -getpid();
    case 3: return -1;
    case 4: return -2 - below(random, 40);
    default: return below(random, 3) ? 2 + below(random, 60) : 0;
  }
}

static u64 size(struct random *random) {
  switch (below(random, 4)) {
    case 0: return below(random, 16) * 4096;
    case 1: return below(random, 130);
    case 2: return 8u << below(random, 6);
    default: return number(random);
  }
}

static u64 any(struct random *random) {
  return below(random, 2) ? number(random) : pointer(random);
}

static u64 argument(struct random *random, char kind) {
  if (!below(random, 32)) return any(random);
  switch (kind) {
    case 'f': return below(random, 16) ? 3 + below(random, 24) : below(random, 2) ? AT_FDCWD : number(random);
    case 'p': return path(random);
    case 'i': return pid(random);
    case 's': return size(random);
    case 'n': return number(random);
    case 'a': return pointer(random);
    default: return any(random);
  }
}

// Structures are made of the same values as arguments.
static void scribble(struct random *random) {
  u64 at = below(random, COUNT(words) - 16);
  for (int i = 0; i < 16; i++) {
    u64 value = argument(random, "fpisnas?"[below(random, 8)]);
    words[at + i] = below(random, 3) ? value : (value & 0xffffffff) | number(random) << 32;
  }
}

// What mostly ends a process, or its use, is rarer.
static int is_fatal(int number) {
  switch (number) {
    case 57: case 93: case 94: case 129: case 130: case 131: case 139: case 164: case 214: case 215: case 216:
    case 221: case 222: case 226: case 261: case 277: case 281: case 436: case 101: case 115: case 73: case 98:
    case 137: case 133: case 95: case 260: case 435: case 220: case 1024: case 51: case 151: case 152:
      return 1;
    default:
      return number >= 143 && number <= 149;
  }
}

// A signal now and then, so that no call waits for ever.
static void keep_going(void) {
  u64 none = 0;
  sigprocmask(2, &none, 0, 8);
  SYS(103, 0, ((long[]){0, 300, 0, 300}), 0, 0);
}

static long storm(long seed) {
  struct random random = {seed};
  long self = gettid();
  for (u64 i = 0; i < calls; i++) {
    if (i % 64 == 0) keep_going();
    if (!below(&random, 4)) scribble(&random);
    struct row *row = &rows[below(&random, row_count)];
    if (is_fatal(row->number) && below(&random, 6)) continue;
    long arguments[6];
    for (int k = 0; k < 6; k++) arguments[k] = argument(&random, row->kinds[k]);
    SYS6(row->number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    if ((row->number == CLONE || row->number == CLONE3) && gettid() != self) {
      // A child goes on, another way than its parent.
      self = gettid();
      random.state += self;
    }
  }
  return 0;
}

static void handle(int signal) {}

static void restore(void) {
  SYS(139, 0, 0, 0, 0);
}

static void round_of(u64 seed) {
  struct random random = {seed};
  SYS(157, 0, 0, 0, 0);
  mkdir("/proc", 0755);
  SYS6(40, "proc", "/proc", "proc", 0, 0, 0);
  chdir("/tmp");
  if (below(&random, 8)) {
    u64 action[4] = {(u64)handle, 0x04000000 | below(&random, 2) << 28, (u64)restore, 0};
    for (int signal = 1; signal < 65; signal++)
      if (signal < 4 || signal > 11 || !below(&random, 40)) sigaction(signal, action, 0, 8);
  }
  int end[2];
  for (int fd = 0; fd < 3; fd++) dup3(open("/dev/null", O_RDWR), fd, 0);
  SYS(59, end, O_NONBLOCK * below(&random, 2), 0, 0);
  SYS(199, 1, 1 + below(&random, 2), 0, end);
  SYS(20, 0, 0, 0, 0);
  SYS(19, 3, 0, 0, 0);
  SYS(85, 1, 0, 0, 0);
  open("a", O_RDWR | O_CREAT);
  open(".", O_RDONLY);
  SYS(279, "memory", 2, 0, 0);
  mmap(0x10000000, 64 * 4096, PROT_RW, MAP_ANON | MAP_PRIVATE | MAP_FIXED, -1, 0);
  for (int i = 0; i < 200; i++) scribble(&random);
  if (!below(&random, 3))
    for (int i = 0; i < THREADS; i++) start_thread(i, storm, next(&random));
  else if (!below(&random, 3))
    fork();
  storm(next(&random));
  exit(0);
}

// Waits for the end of a process, for a while; orphans of others end too meanwhile.
static void wait_for(long pid) {
  u64 child = 1ul << (SIGCHLD - 1);
  for (int i = 0; i < 30; i++) {
    if (wait4(pid, 0, WALL | NO_HANG, 0)) return;
    SYS(137, &child, 0, ((long[]){0, 2000000}), 8);
  }
}

static u64 parse(const char *text) {
  u64 value = 0;
  while (*text) value = value * 10 + *text++ - '0';
  return value;
}

static long run(long argc, char **argv, char **envp) {
  struct random random = {parse(argv[1])};
  u64 rounds = parse(argv[2]);
  calls = parse(argv[3]);
  long fd = open("/table", O_RDONLY);
  row_count = read(fd, rows, sizeof rows) / sizeof *rows;
  close(fd);
  if (row_count <= 0 || mprotect(rows, sizeof rows, PROT_R)) return 1;
  mkdir("/tmp", 0777);
  u64 child = 1ul << (SIGCHLD - 1);
  sigprocmask(0, &child, 0, 8);
  for (u64 i = 0; i < rounds; i++) {
    long pid = fork();
    if (pid < 0) return 2;
    if (!pid) {
      u64 none = 0;
      sigprocmask(2, &none, 0, 8);
      round_of(next(&random) + i);
    }
    next(&random);
    wait_for(pid);
    do {
      kill(-1, SIGKILL);
    } while (wait4(-1, 0, WALL, 0) > 0);
  }
  return 0;
}
