// Threads for guest programs: what a C library's pthread_create does at its core.
enum { CLONE_VM = 0x100, CLONE_FS = 0x200, CLONE_FILES = 0x400, CLONE_SIGHAND = 0x800,
       CLONE_PIDFD = 0x1000, CLONE_VFORK = 0x4000, CLONE_PARENT = 0x8000, CLONE_THREAD = 0x10000,
       CLONE_SYSVSEM = 0x40000, CLONE_SETTLS = 0x80000, CLONE_PARENT_SETTID = 0x100000,
       CLONE_CHILD_CLEARTID = 0x200000, CLONE_DETACHED = 0x400000, CLONE_CHILD_SETTID = 0x1000000,
       CLONE_OF_THREADS = 0x3d0f00 };

// Makes a thread or process that runs function(argument) on a stack and exits with its result.
long start_on_stack(long flags, void *stack_end, void *parent_tid, void *tls, void *child_tid,
                    long (*function)(long), long argument);

asm(".globl start_on_stack\n"
    "start_on_stack: stp x5, x6, [x1, -16]!\n"
    " mov x8, 220\n svc 0\n cbnz x0, 1f\n"
    " mov x29, 0\n mov x30, 0\n ldp x5, x0, [sp], 16\n blr x5\n mov x8, 93\n svc 0\n"
    "1: ret\n");

enum { STACKS = 16, STACK_SIZE = 16384 };

static char stacks[STACKS][STACK_SIZE] __attribute__((aligned(16)));
// What set_tid_address is for: cleared, and woken as a futex, at the end of a thread.
static volatile int thread_ids[STACKS];

static long start_thread(int number, long (*function)(long), long argument) {
  return start_on_stack(CLONE_OF_THREADS, stacks[number + 1], (void *)&thread_ids[number], 0,
                        (void *)&thread_ids[number], function, argument);
}

static void join_thread(int number) {
  int id;
  while ((id = thread_ids[number])) SYS(98, &thread_ids[number], 0, id, 0);
}

static void pause_for(long milliseconds) {
  nanosleep(((long[]){0, milliseconds * 1000000}), 0);
}

#define gettid() SYS(178, 0, 0, 0, 0)
#define futex(at, op, value, timeout, at2, value3) SYS6(98, at, op, value, timeout, at2, value3)
