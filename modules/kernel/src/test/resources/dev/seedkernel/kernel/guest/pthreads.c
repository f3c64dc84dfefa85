// What a C library makes of threads: POSIX threads, with glibc, linked statically.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 500 };

#define SHOW(expression) printf("%s = %ld\n", #expression, (long)(expression))
#define ERROR(expression) ({ int error_ = (expression); printf("%s = %s\n", #expression, error_ ? strerrorname_np(error_) : "0"); })

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t semaphore;
static long counter, turns, onces, destroyed, cleaned;
static __thread long local = 7;
static volatile sig_atomic_t signalled;

static void all(void *(*function)(void *)) {
  pthread_t threads[THREADS];
  long sum = 0;
  for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], 0, function, (void *)i);
  for (long i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    sum += (long)result;
  }
  SHOW(sum);
}

static void *count(void *number) {
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&mutex);
    long old = counter;
    if (i % 50 == 0) sched_yield();
    counter = old + 1;
    pthread_mutex_unlock(&mutex);
  }
  return number;
}

static void *take_turns(void *number) {
  for (int i = 0; i < 50; i++) {
    pthread_mutex_lock(&mutex);
    while (turns % THREADS != (long)number) pthread_cond_wait(&cond, &mutex);
    turns++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
  }
  return number;
}

static void *meet(void *number) {
  long serial = 0;
  for (int i = 0; i < 50; i++) serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
  return (void *)serial;
}

static void *read_and_write(void *number) {
  long torn = 0;
  static long a, b;
  for (int i = 0; i < 200; i++) {
    if (i % 5 == (long)number) {
      pthread_rwlock_wrlock(&rwlock), a++, sched_yield(), b++, pthread_rwlock_unlock(&rwlock);
    } else {
      pthread_rwlock_rdlock(&rwlock), torn += a != b, pthread_rwlock_unlock(&rwlock);
    }
  }
  return (void *)torn;
}

static void first(void) { onces++; }
static void destroy(void *value) { destroyed += (long)value; }
static void clean(void *value) { cleaned += (long)value; }

static void *own(void *number) {
  pthread_once(&once, first);
  pthread_setspecific(key, (void *)((long)number + 1));
  local += (long)number;
  sched_yield();
  errno = 100 + (int)(long)number;
  sched_yield();
  return (void *)(local + errno + (long)pthread_getspecific(key));
}

static void *sleeps(void *unused) {
  pthread_cleanup_push(clean, (void *)5);
  for (;;) sleep(1000);
  pthread_cleanup_pop(0);
  return 0;
}

static void *waits(void *unused) {
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push((void (*)(void *))pthread_mutex_unlock, &mutex);
  for (;;) pthread_cond_wait(&cond, &mutex);
  pthread_cleanup_pop(1);
  return 0;
}

static void *spins(void *unused) {
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);
  for (;;) {}
}

static void *dies_with_lock(void *lock) {
  pthread_mutex_lock(lock);
  return 0;
}

static void handle(int signal) { signalled = signal; }

static void *takes_signal(void *unused) {
  while (!signalled) usleep(1000);
  return (void *)(long)signalled;
}

static struct timespec after(clockid_t clock, long milliseconds) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += milliseconds * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000, time.tv_nsec %= 1000000000;
  return time;
}

static void cancel(void *(*function)(void *)) {
  pthread_t thread;
  void *result;
  pthread_create(&thread, 0, function, 0);
  usleep(10000);
  ERROR(pthread_cancel(thread));
  ERROR(pthread_join(thread, &result));
  SHOW(result == PTHREAD_CANCELED);
}

static void timed(void) {
  struct timespec time = after(CLOCK_REALTIME, 20);
  pthread_mutex_lock(&mutex);
  ERROR(pthread_cond_timedwait(&cond, &mutex, &time));
  time = after(CLOCK_MONOTONIC, 20);
  ERROR(pthread_cond_clockwait(&cond, &mutex, CLOCK_MONOTONIC, &time));
  ERROR(pthread_mutex_trylock(&mutex));
  pthread_mutex_unlock(&mutex);
  time = after(CLOCK_REALTIME, 20);
  SHOW(sem_timedwait(&semaphore, &time)), ERROR(errno), SHOW(sem_post(&semaphore)), SHOW(sem_wait(&semaphore));
  pthread_rwlock_wrlock(&rwlock), time = after(CLOCK_REALTIME, 20);
  ERROR(pthread_rwlock_timedrdlock(&rwlock, &time)), pthread_rwlock_unlock(&rwlock);
}

static void robust(void) {
  pthread_mutexattr_t attributes;
  pthread_mutex_t lock;
  pthread_t thread;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&lock, &attributes);
  pthread_create(&thread, 0, dies_with_lock, &lock), pthread_join(thread, 0);
  ERROR(pthread_mutex_lock(&lock)), ERROR(pthread_mutex_consistent(&lock)), ERROR(pthread_mutex_unlock(&lock));
  pthread_create(&thread, 0, dies_with_lock, &lock), pthread_join(thread, 0);
  ERROR(pthread_mutex_lock(&lock)), ERROR(pthread_mutex_unlock(&lock)), ERROR(pthread_mutex_lock(&lock));
}

static void *forks(void *unused) {
  pid_t pid = fork();
  if (pid == 0) _exit(getpid() == (pid_t)syscall(SYS_gettid) ? 9 : 1);
  int status;
  waitpid(pid, &status, 0);
  return (void *)(long)WEXITSTATUS(status);
}

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 0);
  pthread_barrier_init(&barrier, 0, THREADS), pthread_key_create(&key, destroy), sem_init(&semaphore, 0, 0);
  all(count), SHOW(counter);
  all(take_turns), SHOW(turns);
  all(meet), all(read_and_write), all(own), SHOW(onces), SHOW(destroyed), SHOW(local);
  cancel(sleeps), SHOW(cleaned), cancel(waits), ERROR(pthread_mutex_trylock(&mutex)), pthread_mutex_unlock(&mutex);
  cancel(spins), timed(), robust();
  struct sigaction action = {.sa_handler = handle};
  sigaction(SIGUSR1, &action, 0);
  pthread_t thread;
  void *result;
  pthread_create(&thread, 0, takes_signal, 0), usleep(5000);
  ERROR(pthread_kill(thread, 0)), ERROR(pthread_kill(thread, SIGUSR1)), pthread_join(thread, &result), SHOW(result);
  all(forks);
  char name[16];
  ERROR(pthread_setname_np(pthread_self(), "a thread"));
  ERROR(pthread_getname_np(pthread_self(), name, sizeof name)), puts(name);
  for (int i = 0; i < 300; i++) pthread_create(&thread, 0, own, 0), pthread_join(thread, 0);
  SHOW(destroyed);
  puts("end");
  return 0;
}
