/*
 * The first and only program of a Linux guest whose virtio drivers are recorded: see record.py, which
 * builds it and gives it the name of what to do in the environment variable "seed".
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void check(const char *what, long result) { printf("DID %s %ld\n", what, result); }

static void load(const char *name) {
  int fd = open(name, O_RDONLY);
  check(name, syscall(SYS_finit_module, fd, "", 0));
  close(fd);
}

/* Tells the recorder where the transport notifies and is interrupted, and waits until it has looked. */
static void meet(void) {
  char line[256];
  FILE *symbols = fopen("/proc/kallsyms", "r");
  while (fgets(line, sizeof line, symbols)) {
    if (strstr(line, " vm_notify\t") || strstr(line, " vm_interrupt\t")) {
      printf("SYMBOL %s", line);
    }
  }
  printf("READY\n");
  fflush(stdout);
  getchar();
}

static int device(const char *name, int flags) {
  int fd = -1;
  for (int i = 0; i < 200 && fd < 0; i++) {
    fd = open(name, flags);
    usleep(20000);
  }
  check(name, fd < 0);
  return fd;
}

static char *buffer(void) {
  char *bytes;
  if (posix_memalign((void **)&bytes, 65536, 131072) != 0) {
    exit(1);
  }
  for (int i = 0; i < 131072; i++) {
    bytes[i] = (char)(i * 7 + (i >> 8));
  }
  return bytes;
}

/* Eight reads at once, that overlap in the queue. */
static void batch(int fd, char *bytes) {
  aio_context_t context = 0;
  struct iocb requests[8], *pointers[8];
  struct io_event events[8];
  check("io_setup", syscall(SYS_io_setup, 8, &context));
  memset(requests, 0, sizeof requests);
  for (int i = 0; i < 8; i++) {
    requests[i].aio_fildes = fd;
    requests[i].aio_lio_opcode = IOCB_CMD_PREAD;
    requests[i].aio_buf = (unsigned long)(bytes + 65536 + 4096 * i);
    requests[i].aio_nbytes = 1024;
    requests[i].aio_offset = 2048 * i; /* Not next to each other, or Linux would merge them. */
    pointers[i] = &requests[i];
  }
  check("io_submit", syscall(SYS_io_submit, context, 8, pointers));
  check("io_getevents", syscall(SYS_io_getevents, context, 8, 8, events, NULL));
}

static void cache(const char *mode) {
  int fd = open("/sys/block/vda/cache_type", O_WRONLY);
  check(mode, write(fd, mode, strlen(mode)));
  close(fd);
}

static void block(void) {
  load("/virtio_blk.ko");
  int fd = device("/dev/vda", O_RDWR | O_DIRECT);
  char *bytes = buffer();
  struct iovec pieces[3] = {{bytes, 512}, {bytes + 8192, 1024}, {bytes + 32768, 512}};
  check("write", pwritev(fd, pieces, 3, 4096));
  check("fsync", fsync(fd));
  check("read", preadv(fd, pieces, 3, 4096 - 512));
  check("large", pread(fd, bytes, 16384, 0));
  unsigned long long range[2] = {5120, 1024};
  check("zeroout", ioctl(fd, BLKZEROOUT, range));
  check("read", pread(fd, bytes, 2048, 4608));
  range[0] = 15360; /* What a device says of discarded sectors is its own affair: they are not read again. */
  check("discard", ioctl(fd, BLKDISCARD, range));
  batch(fd, bytes);
  cache("write through");
  check("write", pwrite(fd, bytes + 512, 512, 6144));
  cache("write back");
  for (int i = 0; i < 270; i++) {
    check("read", pread(fd, bytes, 512, 512 * (i % 16)));
  }
  char id[32] = "";
  int serial = open("/sys/block/vda/serial", O_RDONLY);
  check("serial", read(serial, id, 20));
  printf("SERIAL %s\n", id);
  close(serial);
  close(fd);
  check("unload", syscall(SYS_delete_module, "virtio_blk", 0));
  load("/virtio_blk.ko");
  fd = device("/dev/vda", O_RDWR | O_DIRECT);
  check("read", pread(fd, bytes, 512, 4096));
}

static void readonly(void) {
  load("/virtio_blk.ko");
  check("refused", open("/dev/vda", O_RDWR));
  int fd = device("/dev/vda", O_RDONLY | O_DIRECT);
  check("read", pread(fd, buffer(), 2048, 512));
}

/* Each of two processors has a queue of its own. */
static void multiqueue(void) {
  load("/virtio_blk.ko");
  int fd = device("/dev/vda", O_RDWR | O_DIRECT);
  char *bytes = buffer();
  for (int i = 0; i < 40; i++) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(i & 1, &one);
    check("move", sched_setaffinity(0, sizeof one, &one));
    if (i % 10 < 2) {
      check("write", pwrite(fd, bytes + 512 * i, 1024, 1024 * (i % 16)));
      check("fsync", fsync(fd));
    }
    check("read", pread(fd, bytes, 512, 512 * (i % 32)));
  }
}

enum { WORKERS = 4, ROUNDS = 400, PART = 2 << 20, MOST = 65536 };

static unsigned next_random(unsigned *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

/* Reads, writes and flushes a part of the disk, and knows what must be in it. Returns what was wrong. */
static int worker(int number) {
  int fd = device("/dev/vda", O_RDWR | O_DIRECT);
  char *bytes = buffer();
  char *model = calloc(1, PART);
  unsigned state = 77 + number;
  for (int round = 0; round < ROUNDS; round++) {
    int count = 512 * (1 + next_random(&state) % (MOST / 512));
    int place = 512 * (next_random(&state) % ((PART - count) / 512));
    off_t at = (off_t)number * PART + place;
    switch (next_random(&state) % 8) {
      case 0:
        if (fsync(fd) != 0) {
          return 1;
        }
        break;
      case 1: {
        unsigned long long range[2] = {at, count};
        if (ioctl(fd, BLKZEROOUT, range) != 0) {
          return 2;
        }
        memset(model + place, 0, count);
        break;
      }
      case 2:
      case 3:
      case 4:
        for (int i = 0; i < count; i++) {
          bytes[i] = model[place + i] = (char)next_random(&state);
        }
        if (pwrite(fd, bytes, count, at) != count) {
          return 3;
        }
        break;
      default:
        if (pread(fd, bytes, count, at) != count) {
          return 4;
        }
        if (memcmp(bytes, model + place, count) != 0) {
          return 5;
        }
    }
  }
  for (int i = 0; i < PART; i += MOST) {
    if (pread(fd, bytes, MOST, (off_t)number * PART + i) != MOST) {
      return 6;
    }
    if (memcmp(bytes, model + i, MOST) != 0) {
      return 7;
    }
  }
  /* What is left there is for the host to check. */
  for (int i = 0; i < PART; i += MOST) {
    for (int j = 0; j < MOST; j++) {
      bytes[j] = (char)((number * PART + i + j) * 31 >> 4);
    }
    if (pwrite(fd, bytes, MOST, (off_t)number * PART + i) != MOST) {
      return 8;
    }
  }
  return fsync(fd) == 0 ? 0 : 9;
}

static void live(void) {
  load("/virtio_blk.ko");
  close(device("/dev/vda", O_RDWR | O_DIRECT));
  fflush(stdout);
  for (int number = 0; number < WORKERS; number++) {
    if (fork() == 0) {
      int wrong = worker(number);
      fflush(stdout);
      _exit(wrong);
    }
  }
  for (int number = 0; number < WORKERS; number++) {
    int status = -1;
    wait(&status);
    printf("WORKER %d\n", status);
  }
}

static void entropy(void) {
  load("/virtio-rng.ko");
  int fd = device("/dev/hwrng", O_RDONLY);
  char bytes[4096];
  for (int i = 0; i < 18; i++) {
    long count = 0;
    while (count < 4096) {
      long more = read(fd, bytes + count, 4096 - count);
      if (more <= 0) {
        check("read", more);
        break;
      }
      count += more;
    }
    check("read", count);
  }
}

static void console(void) {
  load("/virtio_console.ko");
  int fd = device("/dev/hvc0", O_RDWR | O_NOCTTY);
  struct termios raw;
  tcgetattr(fd, &raw);
  cfmakeraw(&raw);
  tcsetattr(fd, TCSANOW, &raw);
  char text[300];
  for (int i = 0; i < 300; i++) {
    text[i] = (char)('!' + i % 90);
  }
  check("write", write(fd, text, 5));
  check("write", write(fd, text, 300));
  for (int round = 0; round < 3; round++) {
    long count = 0;
    long wanted = round == 0 ? 1 : 100 * round;
    printf("WANT %ld\n", wanted);
    fflush(stdout);
    while (count < wanted) {
      count += read(fd, text + count, sizeof text - count);
    }
    check("read", count);
    check("echo", write(fd, text, count));
  }
}

int main(void) {
  mkdir("/dev", 0755);
  mkdir("/proc", 0755);
  mkdir("/sys", 0755);
  mount("devtmpfs", "/dev", "devtmpfs", 0, "");
  mount("proc", "/proc", "proc", 0, "");
  mount("sysfs", "/sys", "sysfs", 0, "");
  const char *what = getenv("seed");
  load("/virtio_mmio.ko");
  if (strcmp(what, "live") != 0) {
    meet();
  }
  if (strcmp(what, "block") == 0) {
    block();
  } else if (strcmp(what, "readonly") == 0) {
    readonly();
  } else if (strcmp(what, "multiqueue") == 0) {
    multiqueue();
  } else if (strcmp(what, "live") == 0) {
    live();
  } else if (strcmp(what, "entropy") == 0) {
    entropy();
  } else {
    console();
  }
  printf("DONE\n");
  fflush(stdout);
  reboot(RB_POWER_OFF);
  return 0;
}
