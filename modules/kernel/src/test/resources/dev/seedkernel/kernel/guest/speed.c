// A million of one call: the first argument says which.
#include "guest.h"

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)envp;
  static char buf[8];
  const long count = 1000000;
  const char *what = argv[1];
  long file = open("/data", O_CREAT | O_RDWR);
  ftruncate(file, count);
  long last = 0;
  if (same(what, "read")) for (long i = 0; i < count; i++) last = read(file, buf, 1);
  if (same(what, "write")) for (long i = 0; i < count; i++) last = write(file, buf, 1);
  if (same(what, "lseek")) for (long i = 0; i < count; i++) last = lseek(file, i, 0);
  if (same(what, "getpid")) for (long i = 0; i < count; i++) last = getpid();
  if (same(what, "missing"))
    for (long i = 0; i < count; i++) last = open("/usr/include/sys/missing.h", O_RDONLY);
  if (same(what, "open"))
    for (long i = 0; i < count; i++) last = open("/usr/include/sys/types.h", O_RDONLY), close(last);
  if (same(what, "map"))
    for (long i = 0; i < count; i++)
      last = munmap(mmap(0, 65536, PROT_RW, MAP_PRIVATE | MAP_ANON, -1, 0), 65536);
  T(last);
  return 0;
}
