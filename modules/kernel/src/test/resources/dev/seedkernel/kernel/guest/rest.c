// Calls that say little and that no other program makes.
#include "guest.h"

static long run(long argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  TITLE("identity");
  T(SYS(175, 0, 0, 0, 0));
  T(SYS(176, 0, 0, 0, 0));
  T(SYS(177, 0, 0, 0, 0));
  TITLE("to disk");
  T(SYS(81, 0, 0, 0, 0));
  long fd = open("/f", O_RDWR | O_CREAT);
  T(write(fd, "x", 1));
  T(SYS(83, fd, 0, 0, 0));
  T(SYS(83, 77, 0, 0, 0));
  TITLE("extended attributes of links");
  T(symlink("f", "/link"));
  T(SYS6(6, "/link", "user.a", "v", 1, 0, 0));
  T(SYS6(6, "/missing", "user.a", "v", 1, 0, 0));
  T(SYS(15, "/link", "user.a", 0, 0));
  T(SYS(15, "/missing", "user.a", 0, 0));
  T(SYS(9, "/link", "user.a", 0, 0));
  T(SYS(9, "/dev/console", "user.a", 0, 0));
  T(SYS(9, "/f", "user.a", 0, 0));
  T(SYS(14, "/dev/console", "user.a", 0, 0));
  T(SYS(14, "/dev/console", "trusted.a", 0, 0));
  return 0;
}
