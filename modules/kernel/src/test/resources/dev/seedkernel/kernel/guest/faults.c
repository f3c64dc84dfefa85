// What a handler is told of a fault: signal, code, and the address from the start of the range.
#include "guest.h"

#define PAGE 4096L
#define TAG (0x5aL << 56)

struct action { void *handler; u64 flags; void *restorer; u64 mask; };
struct info { int signal, error, code, pad; char *address; u64 rest[13]; };

static char *base;
static struct info last;

static void handler(int signal, struct info *info, u64 *context) {
  (void)signal;
  last = *info;
  // struct ucontext: uc_mcontext is at 176; then fault_address, 31 registers, sp, pc.
  context[176 / 8 + 1 + 32] = context[176 / 8 + 1 + 30];  // Return from the function that faulted.
}


void load8(void *), load_pair(void *), store8(void *), store1(void *), exclusive(void *), jump(void *);
asm("load8: ldr x1, [x0]\n ret\n"
    "load_pair: ldp x1, x2, [x0]\n ret\n"
    "store8: str x1, [x0]\n ret\n"
    "store1: strb w1, [x0]\n ret\n"
    "exclusive: ldxr x1, [x0]\n ret\n"
    "jump: br x0\n");

static void report(const char *what) {
  put(what);
  put(": signal "), put_number(last.signal), put(" code "), put_number(last.code);
  put(" error "), put_number(last.error), put(" at "), put_number(last.signal ? last.address - base : -1);
  flush();
  memset(&last, 0, sizeof last);
}

#define FAULT(function, at) ({ function((void *)(at)); report(#function " " #at); })

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  struct action action = {handler, 4, 0, 0};
  T(sigaction(11, &action, 0, 8)), T(sigaction(7, &action, 0, 8));
  base = (char *)mmap(0, 8 * PAGE, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  munmap(base + PAGE, PAGE);
  mprotect(base + 3 * PAGE, PAGE, PROT_R), mprotect(base + 5 * PAGE, PAGE, PROT_NONE);
  TITLE("nothing is mapped");
  FAULT(load8, base + PAGE), FAULT(store8, base + PAGE + 24), FAULT(load8, base + PAGE + TAG);
  FAULT(load8, base + PAGE - 4), FAULT(store8, base + PAGE - 1), FAULT(load_pair, base + PAGE - 8);
  FAULT(load8, base + 2 * PAGE - 4), FAULT(store1, base + 2 * PAGE - 1);
  TITLE("rights");
  FAULT(store8, base + 3 * PAGE), FAULT(store8, base + 3 * PAGE - 4), FAULT(load8, base + 3 * PAGE);
  FAULT(load8, base + 5 * PAGE), FAULT(load8, base + 5 * PAGE - 4), FAULT(store1, base + 5 * PAGE + 7);
  FAULT(store8, base + 3 * PAGE + TAG), FAULT(store8, base + 4 * PAGE - 4);
  TITLE("behind the end of a file");
  long fd = openat(AT_FDCWD, "end", O_CREAT | O_RDWR, 0644);
  ftruncate(fd, PAGE + 1);
  mmap(base, 4 * PAGE, PROT_RW, MAP_SHARED | MAP_FIXED, fd, 0);
  FAULT(load8, base + 2 * PAGE - 8), FAULT(load8, base + 2 * PAGE - 4), FAULT(store8, base + 2 * PAGE + 40);
  FAULT(load8, base + 2 * PAGE + 8 + TAG);
  mmap(base, 4 * PAGE, PROT_RW, MAP_PRIVATE | MAP_FIXED, fd, 0);
  FAULT(load8, base + 2 * PAGE - 4), FAULT(store1, base + 3 * PAGE);
  mprotect(base + 2 * PAGE, PAGE, PROT_R), FAULT(store1, base + 2 * PAGE);
  mprotect(base + 2 * PAGE, PAGE, PROT_NONE), FAULT(load8, base + 2 * PAGE);
  TITLE("alignment, and instructions");
  FAULT(exclusive, base + 1), FAULT(exclusive, base + 8), FAULT(exclusive, base + 9 + TAG);
  FAULT(jump, base + 16), FAULT(jump, base + 5 * PAGE);
  mprotect(base + 3 * PAGE, PAGE, PROT_R | PROT_X), FAULT(jump, base + 3 * PAGE + 4);
  return 0;
}
