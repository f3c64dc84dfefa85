/* A stack machine's interpreter, one switch in a loop, that counts primes by trial division SIZE times. */
#include "bench.h"

enum op { PUSH, LOAD, STORE, ADD, MUL, MOD, LESS, JUMP, JUMP_ZERO, HALT };

/* Variables: 0 candidate, 1 divisor, 2 primes found. */
static const int32_t program[] = {
    /*  0 */ PUSH, 2, STORE, 0,
    /*  4 */ LOAD, 0, PUSH, 3000, LESS, JUMP_ZERO, 60,
    /* 11 */ PUSH, 2, STORE, 1,
    /* 15 */ LOAD, 0, LOAD, 1, LOAD, 1, MUL, LESS, JUMP_ZERO, 34,
    /* 25 */ LOAD, 2, PUSH, 1, ADD, STORE, 2, JUMP, 51,
    /* 34 */ LOAD, 0, LOAD, 1, MOD, JUMP_ZERO, 51,
    /* 41 */ LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 15, HALT,
    /* 51 */ LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 4,
    /* 60 */ HALT};

static int64_t run(uint64_t *executed) {
  int64_t stack[16], variables[3] = {0};
  int64_t *top = stack;
  uint64_t count = 0;
  for (const int32_t *next = program;;) {
    count++;
    switch (*next++) {
      case PUSH:
        *top++ = *next++;
        break;
      case LOAD:
        *top++ = variables[*next++];
        break;
      case STORE:
        variables[*next++] = *--top;
        break;
      case ADD:
        top--;
        top[-1] += top[0];
        break;
      case MUL:
        top--;
        top[-1] *= top[0];
        break;
      case MOD:
        top--;
        top[-1] %= top[0];
        break;
      case LESS:
        top--;
        top[-1] = top[-1] < top[0];
        break;
      case JUMP:
        next = program + *next;
        break;
      case JUMP_ZERO:
        next = *--top == 0 ? program + *next : next + 1;
        break;
      default:
        *executed += count;
        return variables[2];
    }
  }
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint64_t sum = 0, executed = 0;
  for (long round = 0; round < rounds; round++) {
    sum = bench_fold(sum, (uint64_t) run(&executed));
  }
  return bench_result(bench_fold(sum, executed));
}
