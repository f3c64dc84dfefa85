// Signals: what handlers are told, masks, frames, faults, and what the default actions do.
#include "guest.h"

typedef void handler_t(int, u8 *, u8 *);
enum { SIGHUP = 1, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1,
       SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD = 17, SIGCONT, SIGSTOP, SIGTSTP };
enum { SA_NOCLDSTOP = 1, SA_NOCLDWAIT = 2, SA_SIGINFO = 4, SA_EXPOSE_TAGBITS = 0x800,
       SA_ONSTACK = 0x08000000, SA_RESTART = 0x10000000, SA_NODEFER = 0x40000000 };
#define SA_RESETHAND 0x80000000UL
struct action { void *handler; u64 flags; void *restorer; u64 mask; };

#define tkill(tid, sig) SYS(130, tid, sig, 0, 0)
#define sigaltstack(new, old) SYS(132, new, old, 0, 0)
#define sigsuspend(mask) SYS(133, mask, 8, 0, 0)
#define sigpending(set, size) SYS(136, set, size, 0, 0)
#define sigtimedwait(set, info, time, size) SYS(137, set, info, time, size)
#define sigqueueinfo(pid, sig, info) SYS(138, pid, sig, info, 0)
#define tgsigqueueinfo(pid, tid, sig, info) SYS(240, pid, tid, sig, info)
#define BIT(signal) (1UL << ((signal)-1))

static void handle(int signal, void *handler, u64 flags, u64 mask) {
  struct action a = {handler, flags, 0, mask};
  if (sigaction(signal, &a, 0, 8)) { put("sigaction failed"); flush(); }
}
static u64 mask_now(void) { u64 m = 0; sigprocmask(0, 0, &m, 8); return m; }
static void set_mask(u64 m) { sigprocmask(2, &m, 0, 8); }
static int word(u8 *at, int offset) { return *(int *)(at + offset); }
static u64 quad(u8 *at, int offset) { return *(u64 *)(at + offset); }
static void put_hex(u64 value) {
  char digits[20], *at = digits + sizeof digits;
  *--at = 0;
  do *--at = "0123456789abcdef"[value % 16]; while (value /= 16);
  put("0x"); put(at);
}
#define H(expression) ({ u64 v_ = (u64)(expression); put(#expression); put(" = "); put_hex(v_); flush(); })

static volatile int calls, seen[64];
static volatile u64 masks[64];
static u8 info[128], context[4560];

static void keep(int signal, u8 *i, u8 *c) {
  if (calls < 64) { seen[calls] = signal; masks[calls] = mask_now(); }
  calls++;
  memcpy(info, i, 128);
  memcpy(context, c, 4560);
}
static void show(void) {
  put("calls "); put_number(calls); put(" signo "); put_number(word(info, 0)); put(" errno ");
  put_number(word(info, 4)); put(" code "); put_number(word(info, 8)); put(" pid ");
  put_number(word(info, 16)); put(" uid "); put_number(word(info, 20)); put(" value ");
  put_hex(quad(info, 24)); flush();
  calls = 0;
  memset(info, 0x55, 128);
}

// Sending

static void senders(void) {
  TITLE("senders");
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  handle(40, keep, SA_SIGINFO, 0);
  kill(getpid(), SIGUSR1); show();
  tkill(getpid(), SIGUSR1); show();
  tgkill(getpid(), getpid(), SIGUSR1); show();
  static u8 i[128];
  *(int *)(i + 8) = -1; *(int *)(i + 16) = 77; *(int *)(i + 20) = 88; *(u64 *)(i + 24) = 0x1122334455667788;
  *(int *)i = 3; *(int *)(i + 4) = 9;
  T(sigqueueinfo(getpid(), SIGUSR1, i)); show();
  T(sigqueueinfo(getpid(), 40, i)); show();
  T(tgsigqueueinfo(getpid(), getpid(), 40, i)); show();
  *(int *)(i + 8) = -60;
  T(sigqueueinfo(getpid(), 40, i)); show();
  *(int *)(i + 8) = 5;
  T(sigqueueinfo(getpid(), 40, i)); show();
  *(int *)(i + 8) = -6;
  T(sigqueueinfo(getpid(), 40, i)); show();
  T(sigqueueinfo(getpid(), 0, i));
  T(sigqueueinfo(getpid(), 65, i));
  T(sigqueueinfo(0, 10, i));
  T(sigqueueinfo(-1, 10, i));
  T(sigqueueinfo(9999, 10, i));
  T(sigqueueinfo(getpid(), 10, 8));
  T(tgsigqueueinfo(getpid(), 9999, 10, i));
  T(tgsigqueueinfo(9999, getpid(), 10, i));
  T(tgsigqueueinfo(0, getpid(), 10, i));
  long pid = fork();
  if (!pid) {
    *(int *)(i + 8) = 5;
    T(sigqueueinfo(1, 40, i));
    *(int *)(i + 8) = -6;
    T(sigqueueinfo(1, 40, i));
    *(int *)(i + 8) = 0;
    T(sigqueueinfo(1, 40, i));
    *(int *)(i + 8) = -2;
    T(sigqueueinfo(1, 40, i));
    T(kill(1, 0));
    T(kill(1, 65));
    T(kill(1, -1));
    T(kill(9999, 0));
    T(kill(9999, 65));
    T(kill(-9999, 0));
    T(tkill(9999, 0));
    T(tkill(0, 0));
    T(tkill(-1, 0));
    T(tkill(1, 65));
    T(tgkill(1, 9999, 0));
    T(tgkill(0, 1, 0));
    T(tgkill(2, 1, 0));
    exit(0);
  }
  while (wait4(pid, 0, 0, 0) != pid);
  show();
}

// Masks

static void raise_both(int signal, u8 *i, u8 *c) {
  keep(signal, i, c);
  if (calls == 1) { tkill(getpid(), SIGUSR1); tkill(getpid(), SIGUSR2); tkill(getpid(), SIGTERM); }
}
static void show_masks(void) {
  for (int i = 0; i < calls && i < 64; i++) {
    put("  "); put_number(seen[i]); put(" mask "); put_hex(masks[i]);
  }
  put(" after "); put_hex(mask_now()); flush();
  calls = 0;
}
static void masking(void) {
  TITLE("masks");
  handle(SIGUSR2, keep, SA_SIGINFO, 0);
  handle(SIGTERM, keep, SA_SIGINFO, 0);
  handle(SIGUSR1, raise_both, SA_SIGINFO, 0);
  kill(getpid(), SIGUSR1); show_masks();
  handle(SIGUSR1, raise_both, SA_SIGINFO, BIT(SIGTERM) | BIT(SIGKILL) | BIT(SIGSTOP) | BIT(64));
  kill(getpid(), SIGUSR1); show_masks();
  handle(SIGUSR1, raise_both, SA_SIGINFO | SA_NODEFER, 0);
  kill(getpid(), SIGUSR1); show_masks();
  handle(SIGUSR1, raise_both, SA_SIGINFO | SA_NODEFER, BIT(SIGUSR1));
  kill(getpid(), SIGUSR1); show_masks();
  handle(SIGUSR1, keep, SA_SIGINFO | SA_RESETHAND, BIT(SIGHUP));
  kill(getpid(), SIGUSR1); show_masks();
  struct action old;
  T(sigaction(SIGUSR1, 0, &old, 8));
  T(old.handler); H(old.flags); H(old.mask);
  handle(SIGUSR1, keep, SA_SIGINFO | 0xf0, ~0UL);
  T(sigaction(SIGUSR1, 0, &old, 8));
  H(old.flags); H(old.mask);
  handle(SIGUSR1, keep, SA_SIGINFO | 0xffff0000f0000000UL | SA_EXPOSE_TAGBITS | 0x400, 0);
  T(sigaction(SIGUSR1, 0, &old, 8));
  H(old.flags);
  TITLE("blocked together, taken in order");
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  set_mask(~0UL);
  for (int n = 40; n >= 36; n--) handle(n, keep, SA_SIGINFO, ~0UL);
  handle(SIGSEGV, keep, SA_SIGINFO, ~0UL);
  static u8 i[128];
  *(int *)(i + 8) = -1;
  for (int k = 0; k < 3; k++)
    for (int n = 40; n >= 36; n--) { *(int *)(i + 24) = k; sigqueueinfo(getpid(), n, i); }
  kill(getpid(), SIGUSR2); kill(getpid(), SIGUSR2); tkill(getpid(), SIGUSR2);
  kill(getpid(), SIGUSR1); kill(getpid(), SIGSEGV); tkill(getpid(), 40);
  u64 pending = 0;
  T(sigpending(&pending, 8)); H(pending);
  pending = ~0UL;
  T(sigpending(&pending, 4)); H(pending);
  T(sigpending(&pending, 9));
  T(sigpending(8, 8));
  set_mask(0);
  show_masks();
  TITLE("a real-time signal keeps its order");
  set_mask(~0UL);
  for (int k = 0; k < 4; k++) { *(int *)(i + 24) = k; sigqueueinfo(getpid(), 50, i); }
  u64 want = BIT(50) | BIT(SIGKILL);
  static u8 got[128];
  long zero[2] = {0, 0};
  for (int k = 0; k < 5; k++) { T(sigtimedwait(&want, got, zero, 8)); T(word(got, 24)); }
  long bad[2] = {0, 1000000000};
  T(sigtimedwait(&want, got, bad, 8));
  T(sigtimedwait(&want, got, zero, 9));
  T(sigtimedwait(8, got, zero, 8));
  T(sigtimedwait(&want, got, 8, 8));
  kill(getpid(), 50);
  T(sigtimedwait(&want, 8, zero, 8));
  T(sigtimedwait(&want, got, zero, 8));
  set_mask(0);
  TITLE("arguments");
  T(sigprocmask(3, &want, 0, 8));
  T(sigprocmask(-1, 0, 0, 8));
  T(sigprocmask(0, &want, 0, 16));
  T(sigprocmask(0, 8, 0, 8));
  T(sigprocmask(0, &want, 8, 8));
  H(mask_now());
  set_mask(0);
  T(sigaction(0, 0, 0, 8));
  T(sigaction(65, 0, 0, 8));
  T(sigaction(64, 0, 0, 4));
  T(sigaction(SIGKILL, 0, &old, 8));
  T(sigaction(SIGKILL, &old, 0, 8));
  T(sigaction(SIGSTOP, &old, 0, 8));
  T(sigaction(SIGUSR1, 8, 0, 8));
  T(sigaction(SIGUSR1, 0, 8, 8));
  T(sigsuspend(8));
  T(SYS(133, &want, 4, 0, 0));
}

// Faults

static u64 *const fault_at = (u64 *)(context + 176);
static u64 resume_at;
static void fault(int signal, u8 *i, u8 *c) {
  keep(signal, i, c);
  *(u64 *)(c + 184 + 256) = resume_at;
}
static void show_records(u8 *c) {
  for (int at = 464; at < 4560;) {
    int magic = word(c, at), size = word(c, at + 4);
    put("  record "); put_hex((u32)magic); put(" size "); put_number(size);
    if (magic == 0x45535201) { put(" esr "); put_hex(quad(c, at + 8)); }
    flush();
    if (!magic) break;
    at += size;
  }
}
static void show_fault(const char *what, u64 addr, u64 pc) {
  put(what); put(": signo "); put_number(word(info, 0)); put(" errno "); put_number(word(info, 4));
  put(" code "); put_number(word(info, 8)); put(" addr "); put(quad(info, 16) == addr ? "same" : quad(info, 16) == pc ? "pc" : "");
  if (quad(info, 16) != addr && quad(info, 16) != pc) put_hex(quad(info, 16) - addr);
  u64 at = quad(context, 184 + 256);
  put(" pc "); put(at == pc ? "of the instruction" : at == addr ? "of the target" : "elsewhere");
  put(" fault_address "); put(*fault_at == addr ? "same" : *fault_at == addr + 4 ? "+4" : *fault_at ? "other" : "0");
  put(" pstate "); put_hex(quad(context, 184 + 264) & ~0xf0001000UL); flush();
  show_records(context);
}
#define FAULT(what, address, text, ...) ({ \
    u64 pc_; \
    asm volatile("adr x9, 2f\n str x9, %[resume]\n adr %[pc], 1f\n 1: " text "\n 2:" \
        : [pc] "=&r"(pc_), [resume] "=m"(resume_at) : __VA_ARGS__ : "x9", "x10", "x11", "memory"); \
    show_fault(what, (u64)(address), pc_); })

static void faults(void) {
  TITLE("faults");
  for (int s = SIGILL; s <= SIGSEGV; s++) if (s != SIGKILL && s != SIGUSR1) handle(s, fault, SA_SIGINFO, 0);
  u8 *page = (u8 *)mmap(0, 16384, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0);
  munmap(page + 4096, 4096);
  mprotect(page + 8192, 4096, PROT_R);
  mprotect(page + 12288, 4096, PROT_NONE);
  page[0] = 1;
  *(volatile u8 *)(page + 8192);
  FAULT("load of 0", 0, "ldr x10, [%[a]]", [a] "r"(0));
  FAULT("store to 8", 8, "str w10, [%[a]]", [a] "r"(8));
  FAULT("load of unmapped", page + 4096, "ldrb w10, [%[a]]", [a] "r"(page + 4096));
  FAULT("load across the end", page + 4092, "ldr x10, [%[a]]", [a] "r"(page + 4092));
  FAULT("store across the end", page + 4092, "str x10, [%[a]]", [a] "r"(page + 4092));
  FAULT("store to read-only", page + 8192 + 16, "strh w10, [%[a]]", [a] "r"(page + 8192 + 16));
  FAULT("load of PROT_NONE", page + 12288, "ldr x10, [%[a]]", [a] "r"(page + 12288));
  FAULT("pair of unmapped", page + 4096, "ldp x10, x11, [%[a]]", [a] "r"(page + 4096));
  FAULT("store to text", faults, "str w10, [%[a]]", [a] "r"(faults));
  FAULT("load of a kernel address", 0xffff800000000000UL, "ldr x10, [%[a]]", [a] "r"(0xffff800000000000UL));
  FAULT("load of a noncanonical address", 0x00ff800000000000UL, "ldr x10, [%[a]]", [a] "r"(0x00ff800000000000UL));
  FAULT("load of a tagged address", page + 4096, "ldr x10, [%[a]]", [a] "r"((u64)(page + 4096) | 0x3c00000000000000UL));
  FAULT("jump to 0", 0, "br %[a]", [a] "r"(0));
  FAULT("jump to no code", page, "br %[a]", [a] "r"(page));
  FAULT("jump to unmapped", page + 4096, "br %[a]", [a] "r"(page + 4096));
  FAULT("jump to a kernel address", 0xffff800000000000UL, "br %[a]", [a] "r"(0xffff800000000000UL));
  FAULT("misaligned exclusive", page + 1, "ldxr x10, [%[a]]", [a] "r"(page + 1));
  FAULT("misaligned acquire", page + 1, "ldar x10, [%[a]]", [a] "r"(page + 1));
  FAULT("exclusive of unmapped", page + 4096, "ldxr x10, [%[a]]", [a] "r"(page + 4096));
  FAULT("store exclusive of read-only", page + 8192, "ldxr x10, [%[a]]\n stxr w11, x10, [%[a]]", [a] "r"(page + 8192));
  FAULT("brk after it", faults, "brk 7", [a] "r"(page));
  FAULT("jump to a misaligned address", (u64)faults + 2, "br %[a]", [a] "r"((u64)faults + 2));
  FAULT("brk after that", faults, "brk 7", [a] "r"(page));
  FAULT("udf", faults, ".inst 0", [a] "r"(page));
  FAULT("brk", faults, "brk 7", [a] "r"(page));
  FAULT("brk 0xffff", faults, "brk 0xffff", [a] "r"(page));
  FAULT("read of a register of EL1", faults, "mrs x10, ttbr0_el1", [a] "r"(page));
  FAULT("write of a register of EL1", faults, "msr vbar_el1, x10", [a] "r"(page));
  FAULT("msr daifset", faults, "msr daifset, 15", [a] "r"(page));
  FAULT("hvc", faults, "hvc 0", [a] "r"(page));
  FAULT("smc", faults, ".inst 0xd4000003", [a] "r"(page));
  FAULT("eret", faults, "eret", [a] "r"(page));
  FAULT("hlt", faults, "hlt 1", [a] "r"(page));
  FAULT("tlbi", faults, "tlbi vmalle1", [a] "r"(page));
  FAULT("load of unmapped", page + 4096, "ldrb w10, [%[a]]", [a] "r"(page + 4096));
  calls = 0;
  // What a later signal's frame shows of a former fault.
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  kill(getpid(), SIGUSR1);
  put("after a fault: fault_address is that of the fault: ");
  put_number(*fault_at == (u64)(page + 4096)); flush();
  show_records(context);
}

// The frame

static u64 before_x[31], before_sp;
static void change(int signal, u8 *i, u8 *c) {
  keep(signal, i, c);
  for (int n = 9; n <= 15; n++) *(u64 *)(c + 184 + 8 * n) = 0x1000 + n;
  u8 *fp = c + 464;
  *(u64 *)(fp + 16 + 16 * 8) = 0xdeadbeef;
  *(u64 *)(fp + 24 + 16 * 8) = 0xfeed;
  *(u32 *)(fp + 8) = 0x1f;
  *(u32 *)(fp + 12) = 0x00c00000;
  *(u64 *)(c + 184 + 264) = 0x60000000;
  *(u64 *)(c + 40) = BIT(SIGUSR2) | BIT(SIGKILL) | BIT(50);
}
static u64 after[16];
__attribute__((noinline)) static void raise_with_state(void) {
  long pid = getpid();
  // The mask of an instruction sequence that stores flags and registers on both sides of the call.
  asm volatile(
      "mov x9, #9\n mov x10, #10\n mov x11, #11\n mov x12, #12\n mov x13, #13\n"
      "fmov d8, #1.0\n movi v9.16b, #0x5a\n mov x14, 0xf0000000\n msr nzcv, x14\n msr fpcr, xzr\n msr fpsr, xzr\n"
      "mov x0, %[pid]\n mov x1, 10\n mov x8, 129\n svc 0\n"
      "mrs x1, nzcv\n str x1, [%[out]]\n mrs x1, fpcr\n str x1, [%[out], 8]\n mrs x1, fpsr\n str x1, [%[out], 16]\n"
      "stp x9, x10, [%[out], 24]\n stp x11, x12, [%[out], 40]\n str x13, [%[out], 56]\n str q8, [%[out], 64]\n"
      "str q9, [%[out], 80]\n str x0, [%[out], 96]\n msr fpcr, xzr\n"
      : : [pid] "r"(pid), [out] "r"(after)
      : "x0", "x1", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "memory", "cc");
}
extern char frame_probe[];
asm(".globl frame_probe\nframe_probe:\n"  // the handler that looks at its own registers
    " adrp x3, probe_regs\n add x3, x3, :lo12:probe_regs\n"
    " stp x0, x1, [x3]\n stp x2, x29, [x3, 16]\n stp x30, x4, [x3, 32]\n mov x5, sp\n str x5, [x3, 48]\n"
    " mrs x5, nzcv\n str x5, [x3, 56]\n mrs x5, fpcr\n str x5, [x3, 64]\n"
    " ldp x5, x6, [x29]\n stp x5, x6, [x3, 72]\n ret\n");
u64 probe_regs[16];
static void frames(void) {
  TITLE("frame");
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  set_mask(BIT(60));
  raise_with_state();
  set_mask(0);
  H(quad(context, 0)); H(quad(context, 8)); H(quad(context, 16)); H(word(context, 24)); H(word(context, 28)); H(quad(context, 32));
  H(quad(context, 40)); H(quad(context, 48));
  H(quad(context, 160));
  for (int n = 8; n <= 13; n++) { put("x"); put_number(n); put(" "); put_hex(quad(context, 184 + 8 * n)); flush(); }
  H(quad(context, 184)); H(quad(context, 184 + 8));
  H(quad(context, 184 + 264) & ~0x1000UL);
  H(quad(context, 184 + 272));
  show_records(context);
  H(word(context, 472)); H(word(context, 476)); H(quad(context, 480 + 128)); H(quad(context, 480 + 144)); H(quad(context, 480 + 152));
  H(*(u64 *)after); H(after[3]); H(after[8]); H(after[9]); H(after[10]); H(after[12]);
  TITLE("changes in a frame");
  handle(SIGUSR1, change, SA_SIGINFO, 0);
  raise_with_state();
  H(after[0]); H(after[1]); H(after[2]); H(after[3]); H(after[4]); H(after[7]); H(after[8]); H(after[9]); H(after[10]); H(after[12]);
  H(mask_now());
  set_mask(0);
  TITLE("a handler's registers");
  handle(SIGUSR1, frame_probe, SA_SIGINFO, 0);
  raise_with_state();
  u64 sp = probe_regs[6];
  T(probe_regs[0]); T(probe_regs[1] - sp); T(probe_regs[2] - sp); T(probe_regs[3] - sp);
  T(probe_regs[4] != 0); H(probe_regs[7]); H(probe_regs[8]); T(sp % 16);
  handle(SIGUSR1, frame_probe, 0, 0);
  raise_with_state();
}

// Alternate stack

static u8 alternate[32768] __attribute__((aligned(16)));
struct stack { void *sp; int flags; u64 size; };
static struct stack inside;
static long inside_set, on_alternate;
static void on_stack(int signal, u8 *i, u8 *c) {
  keep(signal, i, c);
  struct stack new = {alternate, 0, 20000};
  on_alternate = (u8 *)&new > alternate && (u8 *)&new < alternate + sizeof alternate;
  sigaltstack(0, &inside);
  inside_set = sigaltstack(&new, 0);
}
static void show_stack(struct stack *s) {
  put("  sp+"); put_hex(s->sp ? (u64)s->sp - (u64)alternate : 0); put(" flags "); put_hex((u32)s->flags); put(" size ");
  put_number(s->size); flush();
}
static void *jump[5];
static int depth;
__attribute__((noinline)) static int deeper(int n) {
  volatile u8 space[4096];
  space[0] = n;
  return n > 1000000 ? 0 : deeper(n + 1) + space[0];
}
static void overflow(int signal, u8 *i, u8 *c) { keep(signal, i, c); set_mask(0); __builtin_longjmp(jump, 1); }
static void altstack(void) {
  TITLE("alternate stack");
  struct stack s = {alternate, 0, sizeof alternate}, old;
  T(sigaltstack(0, &old)); show_stack(&old);
  s.size = 5119; T(sigaltstack(&s, 0));
  s.size = 5120; T(sigaltstack(&s, 0));
  s.size = sizeof alternate; s.flags = 4; T(sigaltstack(&s, 0));
  s.flags = 3; T(sigaltstack(&s, 0));
  s.flags = 1; T(sigaltstack(&s, &old)); show_stack(&old);
  T(sigaltstack(0, &old)); show_stack(&old);
  s.flags = 2; T(sigaltstack(&s, 0)); T(sigaltstack(0, &old)); show_stack(&old);
  s.flags = 2 | 1 << 31; T(sigaltstack(&s, 0)); T(sigaltstack(0, &old)); show_stack(&old);
  T(sigaltstack(8, 0)); T(sigaltstack(0, 8));
  s.flags = 0; T(sigaltstack(&s, 0));
  handle(SIGUSR1, on_stack, SA_SIGINFO | SA_ONSTACK, 0);
  kill(getpid(), SIGUSR1);
  T(on_alternate); show_stack(&inside); T(inside_set);
  show_stack((struct stack *)(context + 16));
  handle(SIGUSR1, on_stack, SA_SIGINFO, 0);
  kill(getpid(), SIGUSR1);
  T(on_alternate); show_stack(&inside); T(inside_set);
  s.flags = 1 << 31; T(sigaltstack(&s, 0));
  handle(SIGUSR1, on_stack, SA_SIGINFO | SA_ONSTACK, 0);
  kill(getpid(), SIGUSR1);
  T(on_alternate); show_stack(&inside); T(inside_set);
  show_stack((struct stack *)(context + 16));
  T(sigaltstack(0, &old)); show_stack(&old);
  s.flags = 0; T(sigaltstack(&s, 0));
  long pid = fork();
  if (!pid) { s.sp = 0; s.size = -1UL; T(sigaltstack(&s, 0)); T(sigaltstack(0, &old)); show_stack(&old); T(sigaltstack(&s, 0)); exit(0); }
  wait4(pid, 0, 0, 0);
  s.sp = alternate; s.size = sizeof alternate; s.flags = 0;
  T(sigaltstack(&s, 0));
  TITLE("overflow of the stack, longjmp");
  handle(SIGSEGV, overflow, SA_SIGINFO | SA_ONSTACK, 0);
  for (int k = 0; k < 2; k++) {
    if (__builtin_setjmp(jump) == 0) { depth = deeper(0); put("not reached"); flush(); }
    put("overflow: signo "); put_number(word(info, 0)); put(" code "); put_number(word(info, 8)); flush();
  }
  s.flags = 2; T(sigaltstack(&s, 0));
  handle(SIGSEGV, 0, 0, 0);
}

// Ends of children

static u8 child_info[128];
static volatile int child_calls;
static void of_child(int signal, u8 *i, u8 *c) { (void)signal; (void)c; child_calls++; memcpy(child_info, i, 128); }
static void show_child(long pid) {
  put("SIGCHLD calls "); put_number(child_calls); put(" code "); put_number(word(child_info, 8));
  put(" errno "); put_number(word(child_info, 4)); put(" pid right "); put_number(word(child_info, 16) == pid);
  put(" uid "); put_number(word(child_info, 20)); put(" status "); put_number(word(child_info, 24)); flush();
  child_calls = 0;
}
static void wait_child(void) { long t[2] = {5, 0}; while (!child_calls && !nanosleep(t, 0)); }
static int bad_frame;
static long in_child(void (*body)(void)) {
  long pid = fork();
  if (!pid) { body(); exit(99); }
  int status = -1;
  long r = wait4(pid, &status, 0, 0);
  return r == pid ? status : r;
}
static void rubbish(void) { asm volatile("mov x8, 139\n svc 0" ::: "x8", "memory"); }
static void misaligned_frame(void) { asm volatile("mov x0, sp\n sub sp, x0, 8\n mov x8, 139\n svc 0" ::: "x0", "x8", "memory"); }
static void frame_nowhere(void) { asm volatile("mov x0, 0x1000\n mov sp, x0\n mov x8, 139\n svc 0" ::: "x0", "x8", "memory"); }
static void spoil(int signal, u8 *i, u8 *c) {
  (void)signal; (void)i;
  switch (bad_frame) {
    case 0: *(u32 *)(c + 464) = 0x12345678; break;
    case 1: *(u32 *)(c + 468) = 512; break;
    case 2: *(u32 *)(c + 464) = 0; break;
    case 3: *(u64 *)(c + 184 + 264) = 0x3c5; break;
    case 4: *(u64 *)(c + 184 + 264) = 0x10; break;
    case 5: *(u32 *)(c + 464 + 528) = 0x46508001; *(u32 *)(c + 464 + 532) = 528; break;
    case 6: *(u32 *)(c + 464 + 528) = 0; *(u32 *)(c + 464 + 532) = 16; break;
    case 7: *(u32 *)(c + 464 + 528) = 0x45535201; *(u32 *)(c + 464 + 532) = 16; *(u32 *)(c + 464 + 544) = 0; *(u32 *)(c + 464 + 548) = 0; break;
    case 8: *(u64 *)(c + 184 + 264) = ~0x3dfUL; break;
    case 9: *(u64 *)(c + 16) = 8; *(u32 *)(c + 24) = 0; *(u64 *)(c + 32) = 8; break;
    case 10: *(u64 *)(c + 184 + 264) |= 0x400; break;
    case 11: *(u64 *)(c + 184 + 264) |= 1UL << 21; break;
    case 12: *(u32 *)(c + 464 + 528) = 0x45585401; *(u32 *)(c + 464 + 532) = 32; *(u64 *)(c + 464 + 536) = 0; break;
    case 13: *(u64 *)(c + 0) = ~0UL; *(u64 *)(c + 8) = ~0UL; break;
  }
}
static void spoiled(void) { handle(SIGUSR1, spoil, SA_SIGINFO, 0); kill(getpid(), SIGUSR1); exit(7); }
static void spoiled_caught(void) { handle(SIGSEGV, keep, SA_SIGINFO, 0); calls = 0; kill(getpid(), 0); spoil(0, 0, context); exit(0); }
static void no_room(void) {
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  long pid = getpid();
  asm volatile("mov x9, 0x1000\n mov sp, x9\n mov x0, %0\n mov x1, 10\n mov x8, 129\n svc 0\n" :: "r"(pid) : "x0", "x1", "x8", "x9", "memory");
}
static void segv_exit(int signal, u8 *i, u8 *c) { (void)signal; (void)c; exit(word(i, 8) == 0x80 ? 50 : 51); }
static void no_room_caught(void) {
  struct stack s = {alternate, 0, sizeof alternate};
  sigaltstack(&s, 0);
  handle(SIGSEGV, segv_exit, SA_SIGINFO | SA_ONSTACK, 0);
  no_room();
}
static void no_room_for_segv(void) { handle(SIGSEGV, segv_exit, SA_SIGINFO, 0); no_room(); }
static void small_altstack_overflow(void) {
  struct stack s = {alternate, 0, 5120};
  sigaltstack(&s, 0);
  handle(SIGUSR1, raise_both, SA_SIGINFO | SA_ONSTACK | SA_NODEFER, 0);
  handle(SIGUSR2, keep, SA_SIGINFO | SA_ONSTACK, 0);
  kill(getpid(), SIGUSR1);
  exit(8);
}
static void blocked_fault(void) { set_mask(~0UL); handle(SIGSEGV, keep, SA_SIGINFO, 0); *(volatile int *)8; }
static void ignored_fault(void) { handle(SIGSEGV, (void *)1, 0, 0); *(volatile int *)8; }
static void fault_in_handler(void) { handle(SIGSEGV, (void *)blocked_fault, SA_SIGINFO, 0); *(volatile int *)8; }
static int which;
static void by_default(void) { handle(which, 0, 0, 0); kill(getpid(), which); exit(0); }
static void blocked_kill(void) { set_mask(~0UL); kill(getpid(), SIGKILL); exit(0); }
static void handler_nowhere(void) { handle(SIGUSR1, (void *)0x1000, SA_SIGINFO, 0); kill(getpid(), SIGUSR1); exit(0); }
static void handler_nowhere_kernel(void) { handle(SIGUSR1, (void *)-16, SA_SIGINFO, 0); kill(getpid(), SIGUSR1); exit(0); }

static void ends(void) {
  TITLE("default actions: status, SIGCHLD");
  handle(SIGCHLD, of_child, SA_SIGINFO, 0);
  for (which = 1; which <= 64; which++) {
    if (which == 32 || which == 33 || which == SIGSTOP || (which >= 20 && which <= 22)) continue;
    put_number(which); put(": "); put_hex(in_child(by_default)); put(" code "); put_number(word(child_info, 8));
    put(" status "); put_number(word(child_info, 24)); flush();
  }
  child_calls = 0;
  TITLE("stopped and continued");
  long pid = fork();
  if (!pid) { which = SIGSTOP; kill(getpid(), SIGSTOP); exit(5); }
  wait_child(); show_child(pid);
  T(kill(pid, SIGCONT)); wait_child();
  put("continued or ended: "); put_number(word(child_info, 8) == 6 || word(child_info, 8) == 1); flush();
  while (wait4(pid, 0, 0, 0) != pid);
  child_calls = 0;
  pid = fork();
  if (!pid) { kill(getpid(), SIGSTOP); exit(5); }
  wait_child(); show_child(pid);
  T(kill(pid, SIGUSR2)); // waits
  T(kill(pid, SIGKILL)); wait_child(); show_child(pid);
  int status = 0;
  T(wait4(-1, &status, 0, 0) == pid); H(status);
  handle(SIGCHLD, of_child, SA_SIGINFO | SA_NOCLDSTOP, 0);
  child_calls = 0;
  pid = fork();
  if (!pid) { handle(SIGUSR2, 0, 0, 0); kill(getpid(), SIGSTOP); exit(5); }
  long t[2] = {0, 50000000};
  nanosleep(t, 0);
  T(child_calls);
  T(kill(pid, SIGUSR2)); nanosleep(t, 0); T(child_calls);
  T(kill(pid, SIGCONT)); wait_child(); show_child(pid);
  T(wait4(-1, &status, 0, 0) == pid); H(status);
  TITLE("no frames");
  handle(SIGCHLD, 0, 0, 0);
  H(in_child(rubbish)); H(in_child(misaligned_frame)); H(in_child(frame_nowhere));
  for (bad_frame = 0; bad_frame <= 13; bad_frame++) { put_number(bad_frame); put(": "); put_hex(in_child(spoiled)); flush(); }
  H(in_child(spoiled_caught));
  H(in_child(no_room)); H(in_child(no_room_caught)); H(in_child(no_room_for_segv));
  H(in_child(small_altstack_overflow));
  H(in_child(blocked_fault)); H(in_child(ignored_fault)); H(in_child(fault_in_handler)); H(in_child(blocked_kill));
  H(in_child(handler_nowhere)); H(in_child(handler_nowhere_kernel));
}

// /init, exec, vfork

static void to_init(void) {
  TITLE("signals to init");
  handle(SIGTERM, 0, 0, 0);
  handle(SIGUSR1, keep, SA_SIGINFO, 0);
  handle(SIGUSR2, 0, 0, 0);
  calls = 0;
  long pid = fork();
  if (!pid) {
    T(kill(1, SIGTERM)); T(kill(1, SIGKILL)); T(kill(1, SIGSTOP)); T(kill(1, SIGUSR1)); T(kill(1, 11)); T(kill(1, SIGTSTP));
    T(tgkill(1, 1, SIGKILL)); T(kill(1, 64));
    exit(0);
  }
  while (wait4(pid, 0, 0, 0) != pid);
  put("init handled "); put_number(calls); put(" code "); put_number(word(info, 8)); put(" pid right ");
  put_number(word(info, 16) == pid); flush();
  calls = 0;
  // Blocked ones wait even where init has no handler.
  set_mask(BIT(SIGTERM) | BIT(SIGUSR2));
  pid = fork();
  if (!pid) { kill(1, SIGTERM); kill(1, SIGUSR2); exit(0); }
  wait4(pid, 0, 0, 0);
  u64 p = 0;
  sigpending(&p, 8); H(p);
  set_mask(0);
  put("alive"); flush();
}
static void execs(void) {
  TITLE("exec");
  long pid = fork();
  if (!pid) {
    handle(SIGUSR1, keep, SA_SIGINFO, ~0UL);
    handle(SIGUSR2, (void *)1, SA_RESTART, BIT(3));
    handle(SIGCHLD, (void *)1, 0, 0);
    struct stack s = {alternate, 0, sizeof alternate};
    sigaltstack(&s, 0);
    set_mask(BIT(SIGTERM) | BIT(45));
    kill(getpid(), SIGTERM); tkill(getpid(), 45);
    static char *const args[] = {"/init", "exec", 0};
    execve("/init", args, 0);
    exit(1);
  }
  wait4(pid, 0, 0, 0);
}
static void after_exec(void) {
  struct action old;
  for (int s = 0; s < 3; s++) {
    int signal = (int[]){SIGUSR1, SIGUSR2, SIGCHLD}[s];
    sigaction(signal, 0, &old, 8);
    put_number(signal); put(" handler "); put_number((long)old.handler); put(" flags "); put_hex(old.flags);
    put(" mask "); put_hex(old.mask); flush();
  }
  u64 p = 0;
  sigpending(&p, 8); H(p); H(mask_now());
  struct stack s;
  T(sigaltstack(0, &s)); show_stack(&s);
}
static volatile long vfork_value;
static void note(int signal, u8 *i, u8 *c) { keep(signal, i, c); vfork_value += 100; }
static void vforks(void) {
  TITLE("a signal to a parent of vfork");
  handle(SIGUSR1, note, SA_SIGINFO, 0);
  vfork_value = 0; calls = 0;
  static u8 child_stack[8192] __attribute__((aligned(16)));
  register long x0 asm("x0") = 0x4111;
  register long x1 asm("x1") = (long)(child_stack + sizeof child_stack);
  register long x8 asm("x8") = 220;
  // The child: kill(1, SIGUSR1), nanosleep, add 1, exit.
  static long t[2] = {0, 20000000};
  register long x5 asm("x5") = (long)t;
  register long x6 asm("x6") = (long)&vfork_value;
  register long x2 asm("x2") = 0;
  register long x3 asm("x3") = 0;
  register long x4 asm("x4") = 0;
  asm volatile("svc 0\n cbnz x0, 1f\n mov x0, 1\n mov x1, 10\n mov x8, 129\n svc 0\n mov x0, x5\n mov x1, 0\n mov x8, 101\n svc 0\n"
               "ldr x1, [x6]\n add x1, x1, 1\n str x1, [x6]\n mov x0, 3\n mov x8, 93\n svc 0\n 1:"
               : "+r"(x0), "+r"(x1), "+r"(x8) : "r"(x5), "r"(x6), "r"(x2), "r"(x3), "r"(x4) : "memory");
  long child = x0;
  T(child > 1); T(vfork_value); T(calls);
  int status = 0;
  T(wait4(child, &status, 0, 0) == child); H(status);
}

// Interrupted calls

static u32 futex_word;
static void alarm_in(long us) { long v[4] = {0, 0, 0, us}; SYS(103, 0, v, 0, 0); }
static void nothing(int signal, u8 *i, u8 *c) { (void)signal; (void)i; (void)c; calls++; futex_word = 1; }
static long sleep_rest(long ms, int absolute) {
  long t[2] = {ms / 1000, ms % 1000 * 1000000}, rest[2] = {-1, -1}, now[2];
  if (absolute) { clock_gettime(1, now); t[0] += now[0]; t[1] += now[1]; if (t[1] >= 1000000000) { t[1] -= 1000000000; t[0]++; } }
  alarm_in(20000);
  long r = absolute ? SYS(115, 1, 1, t, rest) : nanosleep(t, rest);
  put(absolute ? "absolute" : "relative"); put(" sleep "); put_result(r); put(" calls "); put_number(calls); put(" rest ");
  put_number(rest[0] == -1 ? -1 : rest[0]); put(rest[1] == -1 ? " untouched" : rest[1] > 0 && rest[1] < 1000000000 ? " set" : " zero"); flush();
  calls = 0;
  return r;
}
static void interrupted(u64 flags) {
  put("# interrupted, flags "); put_hex(flags); flush();
  handle(SIGALRM, nothing, SA_SIGINFO | flags, 0);
  handle(SIGCHLD, 0, 0, 0);
  while (wait4(-1, 0, 1, 0) > 0);
  calls = 0;
  sleep_rest(3000, 0);
  sleep_rest(3000, 1);
  long t[2] = {0, 100000000};
  alarm_in(0);
  long pid = fork();
  if (!pid) { nanosleep(t, 0); exit(3); }
  alarm_in(20000); T(wait4(-1, 0, 0, 0) == pid ? 1 : -4); T(calls); calls = 0;
  wait4(-1, 0, 0, 0);
  pid = fork();
  if (!pid) { nanosleep(t, 0); exit(3); }
  static u8 i[128];
  alarm_in(20000); T(waitid(0, 0, i, 4, 0)); T(calls); calls = 0;
  wait4(-1, 0, 0, 0);
  futex_word = 0;
  alarm_in(20000); T(SYS6(98, &futex_word, 128, 0, 0, 0, 0)); T(calls); calls = 0;
  long timeout[2] = {0, 300000000};
  u64 none = 0, want = BIT(50);
  alarm_in(20000); T(sigsuspend(&none)); T(calls); calls = 0;
  alarm_in(20000); T(sigtimedwait(&want, 0, timeout, 8)); T(calls); calls = 0;
  alarm_in(20000); T(sigtimedwait(&want, 0, 0, 8)); T(calls); calls = 0;
  TITLE("an ignored signal interrupts nothing");
  handle(SIGALRM, (void *)1, 0, 0);
  timeout[1] = 50000000;
  alarm_in(20000); T(nanosleep(timeout, 0));
  alarm_in(20000); T(SYS6(98, &futex_word, 128, futex_word, timeout, 0, 0));
}
static void stopped_calls(void) {
  TITLE("calls of a process that is stopped and continued");
  handle(SIGCHLD, 0, 0, 0);
  for (int k = 0; k < 4; k++) {
    long pid = fork();
    if (!pid) {
      long t[2] = {0, 200000000}, rest[2] = {-1, -1};
      u64 want = BIT(50), none = 0;
      futex_word = 0;
      long r = k == 0 ? nanosleep(t, rest)
          : k == 1 ? SYS6(98, &futex_word, 128, 0, t, 0, 0)
          : k == 2 ? sigtimedwait(&want, 0, t, 8)
          : wait4(-1, 0, 0, 0);
      (void)none;
      put("call "); put_number(k); put(" "); put_result(r); flush();
      exit(0);
    }
    long t[2] = {0, 50000000};
    nanosleep(t, 0); kill(pid, SIGSTOP);
    nanosleep(t, 0); kill(pid, SIGCONT);
    wait4(pid, 0, 0, 0);
  }
}

static long run(long argc, char **argv, char **envp) {
  (void)envp;
  if (argc == 2 && same(argv[1], "exec")) { after_exec(); return 0; }
  senders();
  masking();
  faults();
  frames();
  altstack();
  ends();
  to_init();
  execs();
  vforks();
  interrupted(0);
  interrupted(SA_RESTART);
  stopped_calls();
  return 0;
}
