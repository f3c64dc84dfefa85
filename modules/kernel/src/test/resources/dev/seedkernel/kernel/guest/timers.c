// Clocks, timers of intervals, POSIX timers, and sleeping by them.
#include "guest.h"

enum { SIGALRM = 14, SIGVTALRM = 26, SIGPROF = 27, SA_SIGINFO = 4 };
struct action { void *handler; u64 flags; void *restorer; u64 mask; };
struct spec { long interval, interval_ns, value, value_ns; };
struct event { u64 value; int signal, notify, tid, pad[11]; };

#define getitimer(which, value) SYS(102, which, value, 0, 0)
#define setitimer(which, new, old) SYS(103, which, new, old, 0)
#define timer_create(clock, event, id) SYS(107, clock, event, id, 0)
#define timer_gettime(id, value) SYS(108, id, value, 0, 0)
#define timer_getoverrun(id) SYS(109, id, 0, 0, 0)
#define timer_settime(id, flags, new, old) SYS(110, id, flags, new, old)
#define timer_delete(id) SYS(111, id, 0, 0, 0)
#define clock_settime(clock, time) SYS(112, clock, time, 0, 0)
#define clock_getres(clock, time) SYS(114, clock, time, 0, 0)
#define clock_nanosleep(clock, flags, time, rest) SYS(115, clock, flags, time, rest)
#define sigtimedwait(set, info, time, size) SYS(137, set, info, time, size)
#define gettimeofday(tv, tz) SYS(169, tv, tz, 0, 0)
#define settimeofday(tv, tz) SYS(170, tv, tz, 0, 0)
#define adjtimex(buf) SYS(171, buf, 0, 0, 0)
#define clock_adjtime(clock, buf) SYS(266, clock, buf, 0, 0)
#define BIT(signal) (1UL << ((signal)-1))

static volatile int calls;
static u8 info[128];
static void keep(int signal, u8 *i, u8 *c) { (void)signal; (void)c; calls++; memcpy(info, i, 128); }
static void handle(int signal, void *handler, u64 flags) {
  struct action a = {handler, flags, 0, 0};
  sigaction(signal, &a, 0, 8);
}
static int word(u8 *at, int offset) { return *(int *)(at + offset); }
static void show(void) {
  put("calls "); put_number(calls); put(" signo "); put_number(word(info, 0)); put(" errno "); put_number(word(info, 4));
  put(" code "); put_number(word(info, 8)); put(" timer "); put_number(word(info, 16)); put(" overrun ");
  put_number(word(info, 20)); put(" value "); put_number(*(long *)(info + 24)); flush();
  calls = 0;
}
static void until_called(void) { long t[2] = {5, 0}; while (!calls && nanosleep(t, 0) == 0); }
static long now_ms(int clock) { long t[2] = {0, 0}; clock_gettime(clock, t); return t[0] * 1000 + t[1] / 1000000; }

static void clocks(void) {
  TITLE("clocks");
  long t[2];
  for (int c = -1; c <= 12; c++) {
    put("clock "); put_number(c); put(" get "); put_result(clock_gettime(c, t)); put(" get of NULL ");
    put_result(clock_gettime(c, 0)); t[0] = t[1] = -1; put(" resolution "); put_result(clock_getres(c, t));
    put(" of NULL "); put_result(clock_getres(c, 0)); put(" is "); put_number(t[0]); put(" ");
    put_number(t[1]); flush();
  }
  long pairs[][2] = {{0, 5}, {1, 6}, {1, 4}, {1, 7}, {0, 8}, {1, 9}, {0, 11}};
  for (int i = 0; i < 7; i++) {
    long a = now_ms(pairs[i][0]), b = now_ms(pairs[i][1]);
    put_number(pairs[i][0]); put(" and "); put_number(pairs[i][1]); put(" agree "); put_number(b - a < 300 && a - b < 300); flush();
  }
  TITLE("clocks of processes and threads");
  long pid = getpid(), self = (~0L << 3) | 2, me = (~pid << 3) | 2, thread = (~pid << 3) | 6, other = (~9999L << 3) | 2;
  T(clock_gettime(self, t)); T(clock_gettime(me, t)); T(clock_gettime(thread, t)); T(clock_gettime(other, t));
  T(clock_getres(me, t)); T(t[1]); T(clock_getres(other, t));
  T(clock_gettime((~pid << 3) | 3, t)); T(clock_gettime((~3L << 3) | 3, t));
  T(clock_settime(me, t)); T(clock_settime(2, t)); T(clock_settime(1, t)); T(clock_settime(7, t)); T(clock_settime(5, t)); T(clock_settime(11, t));
  T(clock_settime(12, t)); T(clock_settime(4, t));
  TITLE("setting the clock");
  long set[2] = {1000000000, 500000000};
  T(clock_settime(0, set)); T(clock_gettime(0, t)); T(t[0]); T(gettimeofday(t, 0)); T(t[0]); T(clock_gettime(8, t)); T(t[0]);
  T(now_ms(11) / 1000); T(now_ms(5) / 1000);
  long bad[2] = {1000000000, 1000000000};
  T(clock_settime(0, bad)); bad[1] = -1; T(clock_settime(0, bad)); bad[1] = 0; bad[0] = -1; T(clock_settime(0, bad)); T(clock_settime(0, 8));
  bad[0] = 1L << 40; T(clock_settime(0, bad)); bad[0] = 8277292036L; T(clock_settime(0, bad)); bad[0] = 0; T(clock_settime(0, bad));
  long up[2]; clock_gettime(1, up); bad[0] = up[0] - 1; T(clock_settime(0, bad) == -22);
  long day[2] = {1100000000, 999999};
  T(settimeofday(day, 0)); T(gettimeofday(t, 0)); T(t[0] - 1100000000 < 2);
  day[1] = 1000000; T(settimeofday(day, 0)); day[1] = -1; T(settimeofday(day, 0)); T(settimeofday(8, 0)); T(settimeofday(0, 0));
  int zone[2] = {60, 1}, got[2] = {-1, -1};
  T(gettimeofday(0, got)); T(got[0]); T(got[1]);
  zone[0] = 901; T(settimeofday(0, zone)); zone[0] = 0; zone[1] = 0; T(settimeofday(0, zone));
  T(gettimeofday(8, 0)); T(gettimeofday(0, 8)); T(gettimeofday(0, 0));
  long sleep[2] = {0, 1000000};
  T(open("/f", O_CREAT | O_WRONLY) > 2);
  static long st[16]; T(stat("/f", st)); T(st[11] - 1100000000 >= 0 && st[11] - 1100000000 < 3);
  (void)sleep;
  TITLE("adjusting");
  static u8 x[208];
  T(adjtimex(x) >= 0); T(*(long *)(x + 8)); T(*(long *)(x + 16)); T(word(x, 40)); T(*(long *)(x + 88)); T(adjtimex(8));
  T(*(long *)(x + 24)); T(*(long *)(x + 32)); T(*(long *)(x + 48)); T(*(long *)(x + 56)); T(*(long *)(x + 64)); T(word(x, 160));
  memset(x, 0, sizeof x); *(int *)x = 0x8001; T(adjtimex(x) >= 0);
  memset(x, 0, sizeof x); *(int *)x = 0xa001; T(adjtimex(x) >= 0);
  memset(x, 0, sizeof x); *(int *)x = 0x4000; *(long *)(x + 88) = 20000; T(adjtimex(x));
  memset(x, 0, sizeof x); T(clock_adjtime(0, x) >= 0); T(clock_adjtime(1, x)); T(clock_adjtime(99, x)); T(clock_adjtime(8, x)); T(clock_adjtime(0, 8));
  memset(x, 0, sizeof x); *(int *)x = 0x100; *(long *)(x + 72) = 10; T(adjtimex(x) >= 0); T(now_ms(0) / 1000 - 1100000000 >= 10);
}

static void sleeps(void) {
  TITLE("sleeps");
  long t[2] = {0, 1000000}, rest[2] = {-1, -1};
  for (int c = -1; c <= 12; c++) { if (c == 2) continue; put("clock "); put_number(c); put(" sleep "); put_result(clock_nanosleep(c, 0, t, rest)); flush(); }
  T(rest[0]);
  long bad[2] = {0, 1000000000}; T(nanosleep(bad, 0)); bad[0] = -1; bad[1] = 0; T(nanosleep(bad, 0)); T(clock_nanosleep(1, 1, bad, 0)); T(clock_nanosleep(0, 2, t, 0));
  T(nanosleep(8, 0)); T(clock_nanosleep(1, 0, 8, 0)); T(clock_nanosleep(99, 0, 8, 0)); bad[0] = 0; bad[1] = 0; T(clock_nanosleep(0, 1, bad, 0)); T(nanosleep(bad, 8));
  long a = now_ms(1); t[1] = 30000000; T(nanosleep(t, 0)); long b = now_ms(1); T(b - a >= 30 && b - a < 500);
  clock_gettime(0, t); t[1] += 30000000; if (t[1] >= 1000000000) { t[1] -= 1000000000; t[0]++; }
  a = now_ms(1); T(clock_nanosleep(0, 1, t, 0)); b = now_ms(1); T(b - a >= 28 && b - a < 500);
  // A sleep to a date ends when the clock is set beyond it.
  long pid = fork();
  if (!pid) { clock_gettime(0, t); t[0] += 1000; T(clock_nanosleep(0, 1, t, 0)); exit(0); }
  long s[2] = {0, 50000000}; nanosleep(s, 0);
  clock_gettime(0, t); t[0] += 2000; clock_settime(0, t);
  T(wait4(pid, 0, 0, 0) == pid);
}

static void intervals(void) {
  TITLE("setitimer");
  long v[4] = {0, 0, 0, 0}, old[4];
  for (int w = -1; w <= 3; w++) { put_number(w); put(": "); put_result(getitimer(w, v)); put(" "); put_result(setitimer(w, v, old)); flush(); }
  T(getitimer(0, 8)); T(setitimer(0, 8, 0)); T(setitimer(0, v, 8)); T(setitimer(0, 0, old));
  v[3] = 1000000; T(setitimer(0, v, 0)); v[3] = -1; T(setitimer(0, v, 0)); v[3] = 0; v[2] = -1; T(setitimer(0, v, 0)); v[2] = 0; v[1] = 1000000; T(setitimer(0, v, 0)); v[1] = 0;
  v[0] = 3; v[1] = 7; v[2] = 100; v[3] = 5;
  for (int w = 0; w < 3; w++) { T(setitimer(w, v, 0)); T(getitimer(w, old)); T(old[0]); T(old[1] == 7 || (w && old[1] / 4000 == 1)); T(old[2] == 99 || old[2] == 100); }
  memset(v, 0, sizeof v);
  for (int w = 0; w < 3; w++) { T(setitimer(w, v, old)); T(old[0]); T(old[2] == 99 || old[2] == 100); T(getitimer(w, old)); T(old[0] | old[1] | old[2] | old[3]); }
  handle(SIGALRM, keep, SA_SIGINFO);
  handle(SIGVTALRM, keep, SA_SIGINFO);
  handle(SIGPROF, keep, SA_SIGINFO);
  v[3] = 20000; T(setitimer(0, v, 0)); until_called(); show();
  T(getitimer(0, old)); T(old[2] | old[3]);
  v[1] = 10000; T(setitimer(0, v, 0)); until_called(); until_called(); int n = calls; T(n >= 1); until_called(); calls = 0; until_called(); T(calls >= 1);
  memset(v, 0, sizeof v); T(setitimer(0, v, old)); T(old[1]); calls = 0;
  for (int w = 1; w < 3; w++) {
    v[3] = 30000; T(setitimer(w, v, 0));
    while (!calls) for (volatile int i = 0; i < 1000000 && !calls; i++);
    show();
  }
  memset(v, 0, sizeof v); v[2] = 50; T(setitimer(0, v, 0));
  long pid = fork();
  if (!pid) { T(getitimer(0, old)); T(old[2] | old[3]); exit(0); }
  wait4(pid, 0, 0, 0);
  T(getitimer(0, old)); T(old[2] >= 49);
  pid = fork();
  if (!pid) { setitimer(0, v, 0); static char *const args[] = {"/init", "exec", 0}; execve("/init", args, 0); exit(1); }
  wait4(pid, 0, 0, 0);
  v[2] = 0; setitimer(0, v, 0);
}

static void timers(void) {
  TITLE("timer_create");
  int id = -1, second = -1;
  struct event e = {77, 40, 0, 0, {0}};
  handle(40, keep, SA_SIGINFO);
  T(timer_create(1, 0, &id)); T(id); T(timer_delete(id)); T(timer_delete(id)); T(timer_delete(-1));
  for (int c = -1; c <= 12; c++) { put("clock "); put_number(c); put(" "); long r = timer_create(c, &e, &id); put_result(r); flush(); if (!r) timer_delete(id); }
  T(timer_create(1, 8, &id)); T(timer_create(1, &e, 8));
  e.signal = 0; T(timer_create(1, &e, &id)); e.signal = 65; T(timer_create(1, &e, &id)); e.signal = 40;
  e.notify = 1; T(timer_create(1, &e, &id)); timer_delete(id); e.notify = 2; T(timer_create(1, &e, &id)); timer_delete(id); e.notify = 3; T(timer_create(1, &e, &id));
  e.notify = 4; e.tid = 0; T(timer_create(1, &e, &id)); e.tid = 9999; T(timer_create(1, &e, &id)); e.tid = getpid(); T(timer_create(1, &e, &id)); timer_delete(id);
  e.notify = 5; T(timer_create(1, &e, &id)); e.notify = 6; T(timer_create(1, &e, &id)); e.notify = 0;
  TITLE("timer_settime");
  T(timer_create(1, &e, &id)); int first = id;
  struct spec s = {0, 0, 0, 20000000}, old = {1, 1, 1, 1};
  T(timer_gettime(id, &old)); T(old.interval | old.interval_ns | old.value | old.value_ns);
  T(timer_settime(id, 0, &s, &old)); T(old.value | old.value_ns); until_called(); show();
  T(word(info, 16) == first - id);
  T(timer_getoverrun(id)); T(timer_getoverrun(-1)); T(timer_gettime(-1, &old)); T(timer_gettime(id, 8)); T(timer_settime(-1, 0, &s, 0));
  T(timer_settime(id, 0, 8, 0)); T(timer_settime(id, 0, 0, 0)); T(timer_settime(id, 0, &s, 8)); until_called(); calls = 0;
  s.value_ns = 1000000000; T(timer_settime(id, 0, &s, 0)); s.value_ns = -1; T(timer_settime(id, 0, &s, 0)); s.value = -1; s.value_ns = 0; T(timer_settime(id, 0, &s, 0));
  s.value = 0; s.value_ns = 1; s.interval_ns = 1000000000; T(timer_settime(id, 0, &s, 0));
  s = (struct spec){5, 7, 100, 0}; T(timer_settime(id, 0, &s, 0)); T(timer_gettime(id, &old)); T(old.interval); T(old.interval_ns); T(old.value == 99 || old.value == 100);
  T(timer_settime(id, 8, &s, &old)); T(old.value == 99 || old.value == 100);
  s = (struct spec){0, 0, 0, 0}; T(timer_settime(id, 0, &s, &old)); T(timer_gettime(id, &old)); T(old.value | old.value_ns); T(old.interval);
  TITLE("absolute, in the past, overrun");
  s = (struct spec){0, 0, 0, 1}; T(timer_settime(id, 1, &s, 0)); until_called(); show();
  u64 mask = BIT(40); sigprocmask(0, &mask, 0, 8);
  s = (struct spec){0, 10000000, 0, 10000000}; T(timer_settime(id, 0, &s, 0));
  long t[2] = {0, 105000000}; nanosleep(t, 0);
  T(timer_gettime(id, &old)); T(old.interval_ns); T(old.value == 0 && old.value_ns > 0 && old.value_ns <= 10000000);
  s = (struct spec){0, 0, 0, 0};
  sigprocmask(1, &mask, 0, 8);
  timer_settime(id, 0, &s, 0);
  T(calls); T(word(info, 20) >= 5); T(timer_getoverrun(id) >= 5); T(word(info, 8)); calls = 0;
  TITLE("a deleted timer's signal");
  sigprocmask(0, &mask, 0, 8);
  s.value_ns = 1000000; timer_settime(id, 0, &s, 0); nanosleep(t, 0);
  u64 pending = 0; SYS(136, &pending, 8, 0, 0); T(pending == BIT(40));
  T(timer_delete(id)); SYS(136, &pending, 8, 0, 0); T(pending == BIT(40));
  calls = 0; sigprocmask(1, &mask, 0, 8); T(calls); calls = 0;
  TITLE("other clocks and notifications");
  T(timer_create(0, &e, &id)); clock_gettime(0, t); s = (struct spec){0, 0, t[0], t[1] + 20000000}; if (s.value_ns >= 1000000000) { s.value++; s.value_ns -= 1000000000; }
  T(timer_settime(id, 1, &s, 0)); until_called(); show(); timer_delete(id);
  e.notify = 1; T(timer_create(7, &e, &id)); s = (struct spec){0, 0, 0, 1000000}; T(timer_settime(id, 0, &s, 0)); t[0] = 0; t[1] = 20000000; nanosleep(t, 0); T(calls); T(timer_gettime(id, &old)); T(old.value | old.value_ns); timer_delete(id);
  e.notify = 4; e.tid = getpid(); T(timer_create(1, &e, &id)); T(timer_settime(id, 0, &s, 0)); until_called(); show(); timer_delete(id);
  T(timer_create(1, 0, &id)); s.value_ns = 1000000; handle(SIGALRM, keep, SA_SIGINFO); T(timer_settime(id, 0, &s, 0)); until_called(); T(word(info, 0)); T(*(int *)(info + 24) == id); T(word(info, 8)); calls = 0; timer_delete(id);
  e.notify = 0; T(timer_create(2, &e, &id)); s.value_ns = 30000000; T(timer_settime(id, 0, &s, 0)); while (!calls) for (volatile int i = 0; i < 1000000 && !calls; i++); T(word(info, 8)); calls = 0; timer_delete(id);
  T(timer_create(1, &e, &id)); T(timer_create(1, &e, &second)); T(second - id);
  long pid = fork();
  if (!pid) { T(timer_gettime(id, &old)); T(timer_delete(id)); exit(0); }
  wait4(pid, 0, 0, 0);
  T(timer_gettime(id, &old));
  u64 want = BIT(40); sigprocmask(0, &want, 0, 8);
  s = (struct spec){0, 0, 0, 5000000}; timer_settime(id, 0, &s, 0);
  long five[2] = {5, 0};
  T(sigtimedwait(&want, info, five, 8)); T(word(info, 8)); T(word(info, 16) == id); T(*(long *)(info + 24));
}

static long run(long argc, char **argv, char **envp) {
  (void)envp;
  if (argc == 2 && same(argv[1], "exec")) { long old[4]; T(getitimer(0, old)); T(old[2] >= 49); return 0; }
  clocks();
  sleeps();
  intervals();
  timers();
  return 0;
}
