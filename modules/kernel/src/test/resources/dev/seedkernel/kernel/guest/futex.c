// futex, futex_waitv and robust lists, one line for each call: compared with what Linux answers.
#include "guest.h"
#include "thread.h"

enum { WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_BITSET,
       WAKE_BITSET, PRIVATE = 128, REALTIME = 256 };

#define BAD ((void *)8)
#define HIGH ((void *)0xffff000000000000)
#define ODD(p) ((void *)((long)(p) + 1))
#define TIME(s, n) ((long[]){s, n})

static volatile int word, other, results[STACKS];
static volatile int handled;

static void errors_of_wait(void) {
  TITLE("wait: errors");
  T(futex(&word, WAIT, 1, 0, 0, 0)), T(futex(&word, WAIT | PRIVATE, 1, 0, 0, 0));
  T(futex(ODD(&word), WAIT, 1, 0, 0, 0)), T(futex(ODD(&word), WAIT | PRIVATE, 1, 0, 0, 0));
  T(futex(BAD, WAIT, 1, 0, 0, 0)), T(futex(BAD, WAIT | PRIVATE, 1, 0, 0, 0));
  T(futex(HIGH, WAIT, 1, 0, 0, 0)), T(futex(HIGH, WAIT | PRIVATE, 1, 0, 0, 0)), T(futex(0, WAIT, 1, 0, 0, 0));
  T(futex(&word, WAIT, 0, BAD, 0, 0)), T(futex(ODD(&word), WAIT, 0, BAD, 0, 0));
  T(futex(&word, WAIT, 0, TIME(-1, 0), 0, 0)), T(futex(&word, WAIT, 0, TIME(0, -1), 0, 0));
  T(futex(&word, WAIT, 0, TIME(0, 1000000000), 0, 0)), T(futex(BAD, WAIT, 0, TIME(-1, 0), 0, 0));
  T(futex(&word, WAIT, 1, TIME(0, 1), 0, 0)), T(futex(&word, WAIT, 0, TIME(0, 1), 0, 0));
  T(futex(&word, WAIT, 0, TIME(0, 0), 0, 0)), T(futex(&word, WAIT | PRIVATE, 0, TIME(0, 1000), 0, 0));
  T(futex(&word, WAIT | REALTIME, 0, TIME(0, 1000), 0, 0));
  TITLE("wait: bit sets and absolute times");
  T(futex(&word, WAIT_BITSET, 0, 0, 0, 0)), T(futex(&word, WAIT_BITSET, 1, 0, 0, 1));
  T(futex(&word, WAIT_BITSET, 0, TIME(0, 1), 0, 1)), T(futex(&word, WAIT_BITSET, 1, TIME(0, 1), 0, 1));
  T(futex(&word, WAIT_BITSET | REALTIME, 0, TIME(0, 1), 0, -1));
  T(futex(&word, WAIT_BITSET, 0, TIME(-1, 1), 0, -1)), T(futex(&word, WAIT_BITSET, 0, BAD, 0, 0));
  long now[2], later[2];
  clock_gettime(1, now), now[1] += 30000000;
  if (now[1] >= 1000000000) now[0]++, now[1] -= 1000000000;
  T(futex(&word, WAIT_BITSET | PRIVATE, 0, now, 0, 4));
  clock_gettime(1, later);
  T(later[0] > now[0] || (later[0] == now[0] && later[1] >= now[1]));
  clock_gettime(0, now), now[1] += 30000000;
  if (now[1] >= 1000000000) now[0]++, now[1] -= 1000000000;
  T(futex(&word, WAIT_BITSET | PRIVATE | REALTIME, 0, now, 0, 4));
  clock_gettime(0, later);
  T(later[0] > now[0] || (later[0] == now[0] && later[1] >= now[1]));
}

static void errors_of_wake(void) {
  TITLE("wake: errors, and nobody waits");
  T(futex(&word, WAKE, 1, BAD, BAD, 7)), T(futex(&word, WAKE, 0, 0, 0, 0)), T(futex(&word, WAKE, -1, 0, 0, 0));
  T(futex(ODD(&word), WAKE, 1, 0, 0, 0)), T(futex(ODD(&word), WAKE | PRIVATE, 1, 0, 0, 0));
  T(futex(BAD, WAKE, 1, 0, 0, 0)), T(futex(BAD, WAKE | PRIVATE, 1, 0, 0, 0));
  T(futex(HIGH, WAKE, 1, 0, 0, 0)), T(futex(HIGH, WAKE | PRIVATE, 1, 0, 0, 0));
  T(futex(&word, WAKE | REALTIME, 1, 0, 0, 0)), T(futex(&word, WAKE_BITSET, 1, 0, 0, 0));
  T(futex(&word, WAKE_BITSET, 1, 0, 0, 1)), T(futex(&word, WAKE_BITSET | REALTIME, 1, 0, 0, 1));
  TITLE("requeue: errors");
  T(futex(&word, REQUEUE, 1, 1, &other, 0)), T(futex(&word, REQUEUE, -1, 1, &other, 0));
  T(futex(&word, REQUEUE, 1, -1, &other, 0)), T(futex(&word, REQUEUE, 1, 1, ODD(&other), 0));
  T(futex(&word, REQUEUE, 1, 1, BAD, 0)), T(futex(&word, REQUEUE | PRIVATE, 1, 1, BAD, 0));
  T(futex(BAD, REQUEUE | PRIVATE, 1, 1, &other, 0)), T(futex(BAD, CMP_REQUEUE | PRIVATE, 1, 1, &other, 0));
  T(futex(&word, CMP_REQUEUE, 1, 1, &other, 0)), T(futex(&word, CMP_REQUEUE, 1, 1, &other, 1));
  T(futex(&word, CMP_REQUEUE, -1, 1, &other, 1)), T(futex(&word, CMP_REQUEUE | REALTIME, 1, 1, &other, 0));
  TITLE("others");
  T(futex(&word, FD, 0, 0, 0, 0)), T(futex(&word, 14, 0, 0, 0, 0)), T(futex(&word, 127, 0, 0, 0, 0));
  T(futex(&word, WAKE | 512, 1, 0, 0, 0)), T(futex(BAD, 99, 0, 0, 0, 0));
}

#define OP(op, argument, cmp, against) \
  ((op) << 28 | (cmp) << 24 | ((argument) & 0xfff) << 12 | ((against) & 0xfff))

static void operations(void) {
  TITLE("wake_op: what becomes of the word");
  static const struct { long op, argument; } all[] = {
    {0, 5}, {1, 3}, {1, -1}, {2, 0x70}, {3, 0x30}, {4, 0x7ff}, {8, 4}, {10, 31}, {8, 33}, {8, -1},
    {5, 1}, {7, 1}, {0, -2048}, {0, 2047},
  };
  other = 0x11;
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
    T(futex(&word, WAKE_OP, 1, 1, &other, OP(all[i].op, all[i].argument, 0, 0))), T(other);
  for (long cmp = 0; cmp < 16; cmp += cmp < 7 ? 1 : 8) {
    other = 7;
    T(futex(&word, WAKE_OP, 1, 1, &other, OP(1L, 1, cmp, 7))), T(other);
  }
  T(futex(&word, WAKE_OP, 1, 1, BAD, 0)), T(futex(&word, WAKE_OP | PRIVATE, 1, 1, BAD, 0));
  T(futex(&word, WAKE_OP, 1, 1, ODD(&other), 0)), T(futex(ODD(&word), WAKE_OP, 1, 1, &other, 0));
  T(futex(BAD, WAKE_OP | PRIVATE, 1, 1, &other, 0)), T(futex(BAD, WAKE_OP, 1, 1, &other, 0));
  T(futex(&word, WAKE_OP | PRIVATE, 1, 1, (void *)"text in a page that is read only", 0));
  T(futex(&word, WAKE_OP, 1, 1, (void *)"text in a page that is read only", 0));
}

static long waiter(long number) {
  results[number] = futex(&word, WAIT | PRIVATE, 0, 0, 0, 0) + 100;
  return 0;
}

static long waiter_bits(long number) {
  results[number] = futex(&word, WAIT_BITSET | PRIVATE, 0, 0, 0, 1 << number) + 100;
  return 0;
}

static long waiter_shared(long number) {
  results[number] = futex(&word, WAIT, 0, 0, 0, 0) + 100;
  return 0;
}

static long waiter_other(long number) {
  results[number] = futex(&other, WAIT | PRIVATE, 0, 0, 0, 0) + 100;
  return 0;
}

static long waiter_timed(long number) {
  results[number] = futex(&word, WAIT | PRIVATE, 0, TIME(0, 150000000), 0, 0) + 100;
  return 0;
}

static void start_all(int count, long (*function)(long)) {
  for (int i = 0; i < count; i++) results[i] = 0, start_thread(i, function, i), pause_for(5);
  pause_for(30);
}

// Which of them have come back, and with what.
static void show(int count) {
  pause_for(30);
  put("  ");
  for (int i = 0; i < count; i++) results[i] ? put_result(results[i] - 100) : put("-"), put(" ");
  flush();
}

static void join_all(int count) {
  for (int i = 0; i < count; i++) join_thread(i);
}

static void counts(void) {
  TITLE("wake: as many as asked, in the order in which they came");
  word = other = 0;
  start_all(4, waiter);
  T(futex(&word, WAKE | PRIVATE, 1, 0, 0, 0)), show(4);
  T(futex(&word, WAKE | PRIVATE, 0, 0, 0, 0)), show(4);
  T(futex(&word, WAKE, 9, 0, 0, 0)), show(4);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), show(4), join_all(4);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0));
  start_all(2, waiter_shared);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), T(futex(&word, WAKE, 9, 0, 0, 0)), show(2), join_all(2);
  TITLE("bit sets choose");
  start_all(5, waiter_bits);
  T(futex(&word, WAKE_BITSET | PRIVATE, 9, 0, 0, 32)), show(5);
  T(futex(&word, WAKE_BITSET | PRIVATE, 9, 0, 0, 1 << 3)), show(5);
  T(futex(&word, WAKE_BITSET | PRIVATE, 1, 0, 0, 1 << 2 | 1 << 4)), show(5);
  T(futex(&word, WAKE | PRIVATE, 1, 0, 0, 0)), show(5);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), show(5), join_all(5);
  TITLE("requeue");
  start_all(5, waiter);
  T(futex(&word, REQUEUE | PRIVATE, 1, 2, &other, 0)), show(5);
  T(futex(&other, WAKE | PRIVATE, 1, 0, 0, 0)), show(5);
  T(futex(&word, CMP_REQUEUE | PRIVATE, 0, 1, &other, 0)), show(5);
  T(futex(&other, WAKE | PRIVATE, 9, 0, 0, 0)), show(5);
  T(futex(&word, REQUEUE | PRIVATE, 0, 9, &word, 0)), show(5);
  T(futex(&word, REQUEUE | PRIVATE, 0, 0, &other, 0)), show(5);
  T(futex(&word, REQUEUE | PRIVATE, 9, 9, &other, 0)), show(5), join_all(5);
  start_all(2, waiter_timed);
  T(futex(&word, REQUEUE | PRIVATE, 0, 2, &other, 0)), show(2), join_all(2), show(2);
  T(futex(&other, WAKE | PRIVATE, 9, 0, 0, 0));
  TITLE("wake_op");
  start_all(2, waiter);
  for (int i = 2; i < 5; i++) results[i] = 0, start_thread(i, waiter_other, i), pause_for(5);
  pause_for(30);
  T(futex(&word, WAKE_OP | PRIVATE, 1, 9, &other, OP(0, 4, 1, 0))), T(other), show(5);
  T(futex(&word, WAKE_OP | PRIVATE, 1, 2, &other, OP(1, 1, 0, 4))), T(other), show(5);
  T(futex(&word, WAKE_OP | PRIVATE, 1, 2, &other, OP(1, 1, 3, 5))), T(other), show(5), join_all(5);
  other = 0;
}

static void handler(int signal) { handled = signal; }

static void restorer(void) { asm volatile("mov x8, 139\n svc 0"); }

static void act(int signal, long flags) {
  long action[4] = {(long)handler, flags | 0x04000000, (long)restorer, 0};
  sigaction(signal, action, 0, 8);
}

static void interrupted(void) {
  TITLE("signals");
  act(10, 0), act(12, 0x10000000);
  start_all(1, waiter);
  T(tgkill(getpid(), thread_ids[0], 10)), show(1), T(handled), join_all(1);
  start_all(1, waiter);
  T(tgkill(getpid(), thread_ids[0], 12)), show(1), T(handled);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), show(1), join_all(1);
  start_all(1, waiter_timed);
  T(tgkill(getpid(), thread_ids[0], 12)), show(1), join_all(1);
  start_all(1, waiter), word = 1;
  T(tgkill(getpid(), thread_ids[0], 12)), show(1), join_all(1), word = 0;
  start_all(1, waiter), handled = 0;
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0) * 100 + tgkill(getpid(), thread_ids[0], 10));
  show(1), T(handled), join_all(1);
}

struct waitv { u64 value, at; u32 flags, reserved; };

static struct waitv vector[2];

static long vector_waiter(long number) {
  results[number] = SYS6(449, vector, 2, 0, 0, 0, 0) + 100;
  return 0;
}

static void vectors(void) {
  TITLE("futex_waitv");
#define VECTOR(count, flags, time, clock) SYS6(449, vector, count, flags, time, clock, 0)
  vector[0] = (struct waitv){0, (u64)&word, 2 | PRIVATE, 0};
  vector[1] = (struct waitv){0, (u64)&other, 2 | PRIVATE, 0};
  T(VECTOR(0, 0, 0, 0)), T(VECTOR(129, 0, 0, 0)), T(VECTOR(2, 1, 0, 0)), T(SYS6(449, 0, 1, 0, 0, 0, 0));
  T(SYS6(449, BAD, 1, 0, 0, 0, 0)), T(VECTOR(2, 0, BAD, 1)), T(VECTOR(2, 0, TIME(-1, 0), 1));
  T(VECTOR(2, 0, TIME(0, 1), 1)), T(VECTOR(2, 0, TIME(0, 1), 0)), T(VECTOR(2, 0, TIME(0, 1), 2));
  vector[1].flags = PRIVATE, T(VECTOR(2, 0, 0, 0)), vector[1].flags = 2 | 4, T(VECTOR(2, 0, 0, 0));
  vector[1].flags = 2 | PRIVATE, vector[1].reserved = 1, T(VECTOR(2, 0, 0, 0)), vector[1].reserved = 0;
  vector[1].value = 1, T(VECTOR(2, 0, 0, 0)), vector[1].value = 1L << 32, T(VECTOR(2, 0, TIME(0, 1), 1));
  vector[1].value = 0, vector[1].at = (u64)BAD, T(VECTOR(2, 0, 0, 0));
  vector[1].at = (u64)ODD(&other), T(VECTOR(2, 0, 0, 0)), vector[1].at = (u64)&other;
  start_all(1, vector_waiter);
  T(futex(&other, WAKE | PRIVATE, 9, 0, 0, 0)), show(1), T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), join_all(1);
  start_all(1, vector_waiter);
  T(futex(&word, WAKE | PRIVATE, 9, 0, 0, 0)), show(1), T(futex(&other, WAKE | PRIVATE, 9, 0, 0, 0)), join_all(1);
  start_all(1, vector_waiter);
  T(tgkill(getpid(), thread_ids[0], 10)), show(1), join_all(1);
}

// A word in a shared mapping is one for all who map it, unless they say that it is private.
static void between_processes(void) {
  TITLE("between processes");
  volatile int *shared = (int *)mmap(0, 4096, PROT_RW, MAP_SHARED | MAP_ANON, -1, 0);
  for (int private = 0; private <= PRIVATE; private += PRIVATE) {
    long pid = fork();
    if (pid == 0) exit(-futex(&shared[1], WAIT | private, 0, TIME(0, 100000000), 0, 0));
    pause_for(30);
    T(futex(&shared[1], WAKE | private, 9, 0, 0, 0)), T(futex(&shared[2], WAKE, 9, 0, 0, 0));
    int status;
    wait4(pid, &status, 0, 0), T(-(status >> 8));
  }
}

// Robust lists: struct robust_list_head is the first entry, the offset, and what is in the making.
struct node { struct node *next; volatile int lock; };
struct head { struct node *first; long offset; struct node *pending; };

static struct node nodes[4];
static struct head head;
static volatile int go;

static int mine(void) { return gettid(); }

static long dies(long how) {
  for (int i = 0; i < 4; i++) nodes[i].next = &nodes[i + 1], nodes[i].lock = mine();
  nodes[3].next = (struct node *)&head;
  head = (struct head){&nodes[0], 8, 0};
  switch (how) {
    case 1: nodes[1].lock = mine() + 1; break;
    case 2: head.pending = &nodes[3], nodes[2].next = (struct node *)&head; break;
    case 3: nodes[1].next = &nodes[0]; break;                      // a circle
    case 4: nodes[1].next = (struct node *)8; break;               // not mapped
    case 5: nodes[1].next = (struct node *)((long)&nodes[2] + 2); break;
    case 6: head.offset = 1L << 60; break;
    case 7: nodes[0].lock |= 0x80000000; break;
    case 8: nodes[1].next = (struct node *)((long)&nodes[2] | 1); break;  // a lock with priorities
    case 9: head.pending = &nodes[3], nodes[2].next = (struct node *)&head, nodes[3].lock = 0; break;
    case 10: head.first = 0; break;
  }
  int set = SYS(99, how == 11 ? (void *)8 : &head, 24, 0, 0);
  results[0] = set + 100;
  go = 1;
  if (how == 7 || how == 9) pause_for(60);
  return 0;
}

static long waits_for_lock(long number) {
  volatile int *lock = number == 9 ? &nodes[3].lock : &nodes[0].lock;
  results[1] = futex(lock, WAIT, *lock, TIME(1, 0), 0, 0) + 100;
  return 0;
}

static void robust(void) {
  TITLE("robust lists");
  T(SYS(99, &head, 23, 0, 0)), T(SYS(99, &head, 25, 0, 0)), T(SYS(99, 0, 24, 0, 0));
  long at = 1, size = 1;
  T(SYS(100, 0, &at, &size, 0)), T(at), T(size);
  T(SYS(99, &head, 24, 0, 0)), T(SYS(100, 0, &at, &size, 0)), T(at == (long)&head);
  T(SYS(100, getpid(), &at, &size, 0)), T(SYS(100, 9999, &at, &size, 0)), T(SYS(100, -1, &at, &size, 0));
  T(SYS(100, 0, BAD, &size, 0)), T(SYS(100, 0, &at, BAD, 0)), T(SYS(99, 0, 24, 0, 0));
  for (long how = 0; how <= 11; how++) {
    results[0] = results[1] = go = 0;
    start_thread(0, dies, how);
    int tid = thread_ids[0];
    while (!go) pause_for(5);
    if (how == 7 || how == 9) start_thread(1, waits_for_lock, how);
    join_all(2);
    put("how "), put_number(how), put(":");
    for (int i = 0; i < 4; i++) {
      u32 lock = nodes[i].lock;
      put(lock & 0x80000000 ? " waiters" : ""), put(lock & 0x40000000 ? " died" : " ");
      put((lock & 0x3fffffff) == (u32)tid ? "tid" : (lock & 0x3fffffff) ? "other" : "0");
    }
    put(" result "), results[1] ? put_result(results[1] - 100) : put("-"), flush();
  }
}

static long run(long argc, char **argv, char **envp) {
  errors_of_wait();
  errors_of_wake();
  operations();
  counts();
  interrupted();
  vectors();
  between_processes();
  robust();
  return 0;
}
