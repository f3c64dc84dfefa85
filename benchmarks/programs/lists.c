/* A list of 50 000 nodes in no order of memory: merge-sorted by alternating keys, and walked. SIZE rounds. */
#include "bench.h"

enum { NODES = 50000, WALKS = 20 };

struct node {
  struct node *next;
  uint32_t key[2];
};

static struct node *merge(struct node *left, struct node *right, int by) {
  struct node *head = NULL, **end = &head;
  while (left != NULL && right != NULL) {
    struct node **smaller = left->key[by] <= right->key[by] ? &left : &right;
    *end = *smaller;
    end = &(*end)->next;
    *smaller = *end;
  }
  *end = left != NULL ? left : right;
  return head;
}

/* Bottom up: bin i holds a sorted list of 2^i nodes, or none. */
static struct node *sort(struct node *list, int by) {
  struct node *bins[20] = {NULL};
  while (list != NULL) {
    struct node *carry = list;
    list = list->next;
    carry->next = NULL;
    int i = 0;
    for (; bins[i] != NULL; i++) {
      carry = merge(bins[i], carry, by);
      bins[i] = NULL;
    }
    bins[i] = carry;
  }
  struct node *all = NULL;
  for (int i = 0; i < 20; i++) {
    all = merge(bins[i], all, by);
  }
  return all;
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  struct node *nodes = bench_allocate(NODES, sizeof *nodes);
  uint32_t seed = 99;
  for (int i = 0; i < NODES; i++) {
    nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : NULL;
    nodes[i].key[0] = bench_random(&seed);
    nodes[i].key[1] = bench_random(&seed);
  }
  struct node *list = nodes;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    list = sort(list, (int) (round & 1));
    for (int walk = 0; walk < WALKS; walk++) {
      uint32_t place = (uint32_t) walk;
      for (const struct node *node = list; node != NULL; node = node->next) {
        sum += node->key[0] ^ place++;
      }
    }
    sum = bench_fold(sum, list->key[1]);
  }
  return bench_result(sum);
}
