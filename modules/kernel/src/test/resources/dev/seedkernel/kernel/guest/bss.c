// 512 MiB of zeroes at the chain's link base; only the ends are touched.
#include "guest.h"

static char bss[512L << 20];

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  extern char __executable_start[];
  T((long)__executable_start);
  T(bss[sizeof bss - 1]);
  bss[0] = bss[sizeof bss - 1] = 1;
  T(bss[1]);
  char *heap = (char *)brk(0);
  T(heap - bss >= (long)sizeof bss && heap - bss < (long)sizeof bss + 8192);
  T(brk(heap + (200L << 20)) == (long)heap + (200L << 20));
  heap[0] = heap[(200L << 20) - 1] = 1;
  T(mmap(0, 100L << 20, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0) > 0);
  return 0;
}
