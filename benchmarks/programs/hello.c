/* One line: what a process costs from its start to its end. SIZE is ignored. */
#include <stdio.h>

int main(void) {
  return puts("hello") < 0;
}
