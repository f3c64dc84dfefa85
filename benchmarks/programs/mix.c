/*
 * The four kinds of work that embedded benchmarks mix: a linked list that is searched and reversed, a
 * matrix of integers, a state machine that reads numbers from text, a CRC over the results. SIZE rounds.
 */
#include "bench.h"

enum { NODES = 64, N = 24, TEXT = 512 };

struct node {
  struct node *next;
  int16_t key;
  int16_t value;
};

static struct node nodes[NODES];
static int32_t a[N][N], b[N][N], product[N][N];
static char text[TEXT];

static uint16_t crc16(uint32_t value, uint16_t crc) {
  for (int bit = 0; bit < 32; bit++, value >>= 1) {
    uint16_t carry = (uint16_t) ((crc ^ value) & 1);
    crc >>= 1;
    if (carry) {
      crc ^= 0xa001;
    }
  }
  return crc;
}

static struct node *reversed(struct node *list) {
  struct node *before = NULL;
  while (list != NULL) {
    struct node *next = list->next;
    list->next = before;
    before = list;
    list = next;
  }
  return before;
}

static int32_t search(const struct node *list, int16_t key) {
  int32_t steps = 0;
  for (; list != NULL && list->key != key; list = list->next) {
    steps++;
  }
  return list == NULL ? -1 : steps + list->value;
}

static int32_t multiply(int32_t factor) {
  int32_t trace = 0;
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      int32_t sum = 0;
      for (int k = 0; k < N; k++) {
        sum += a[i][k] * b[k][j];
      }
      product[i][j] = sum >> 4;
    }
    trace += product[i][i] * factor;
  }
  a[trace & 15][0] += factor & 3;
  return trace;
}

enum state { START, INTEGER, POINT, FRACTION, EXPONENT, INVALID, STATES };

static enum state step(enum state state, char c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
    case START:
      return digit ? INTEGER : c == '+' || c == '-' ? START : c == '.' ? POINT : INVALID;
    case INTEGER:
      return digit ? INTEGER : c == '.' ? POINT : c == 'e' ? EXPONENT : INVALID;
    case POINT:
    case FRACTION:
      return digit ? FRACTION : c == 'e' ? EXPONENT : INVALID;
    case EXPONENT:
      return digit || c == '-' ? EXPONENT : INVALID;
    default:
      return INVALID;
  }
}

static uint32_t scan(void) {
  uint32_t ends[STATES] = {0};
  enum state state = START;
  for (int i = 0; i < TEXT; i++) {
    if (text[i] == ',') {
      ends[state]++;
      state = START;
    } else {
      state = step(state, text[i]);
    }
  }
  return ends[INTEGER] + ends[FRACTION] * 37 + ends[EXPONENT] * 1009 + ends[INVALID] * 65521;
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  uint32_t seed = 42;
  for (int i = 0; i < N * N; i++) {
    (&a[0][0])[i] = (int32_t) (bench_random(&seed) & 255) - 128;
    (&b[0][0])[i] = (int32_t) (bench_random(&seed) & 255) - 128;
  }
  for (int i = 0; i < NODES; i++) {
    nodes[i] = (struct node) {i + 1 < NODES ? &nodes[i + 1] : NULL, (int16_t) (i * 37 % 101), (int16_t) i};
  }
  for (int i = 0; i < TEXT; i++) {
    text[i] = "0123456789.e-+,,,x25"[bench_random(&seed) % 20];
  }
  struct node *list = nodes;
  uint16_t crc = 0;
  for (long round = 0; round < rounds; round++) {
    list = reversed(list);
    for (int i = 0; i < 16; i++) {
      crc = crc16((uint32_t) search(list, (int16_t) ((round + i * 7) % 101)), crc);
    }
    crc = crc16((uint32_t) multiply((int32_t) (round & 7)), crc);
    text[round % TEXT] = "7.e,"[crc & 3];
    crc = crc16(scan(), crc);
  }
  return bench_result(crc);
}
