/* A treap (a search tree with random priorities) with malloc and free: insertions, deletions, searches. SIZE rounds. */
#include "bench.h"

struct tree {
  struct tree *left, *right;
  uint32_t key, priority;
};

static void split(struct tree *tree, uint32_t key, struct tree **below, struct tree **rest) {
  while (tree != NULL) {
    if (tree->key < key) {
      *below = tree;
      below = &tree->right;
      tree = tree->right;
    } else {
      *rest = tree;
      rest = &tree->left;
      tree = tree->left;
    }
  }
  *below = *rest = NULL;
}

static struct tree *joined(struct tree *left, struct tree *right) {
  struct tree *root = NULL, **end = &root;
  while (left != NULL && right != NULL) {
    if (left->priority > right->priority) {
      *end = left;
      end = &left->right;
      left = left->right;
    } else {
      *end = right;
      end = &right->left;
      right = right->left;
    }
  }
  *end = left != NULL ? left : right;
  return root;
}

static struct tree **find(struct tree **place, uint32_t key) {
  while (*place != NULL && (*place)->key != key) {
    place = key < (*place)->key ? &(*place)->left : &(*place)->right;
  }
  return place;
}

static void insert(struct tree **place, uint32_t key, uint32_t priority) {
  while (*place != NULL && (*place)->priority >= priority) {
    place = key < (*place)->key ? &(*place)->left : &(*place)->right;
  }
  struct tree *node = bench_allocate(1, sizeof *node);
  *node = (struct tree) {NULL, NULL, key, priority};
  split(*place, key, &node->left, &node->right);
  *place = node;
}

static uint64_t depth_sum(const struct tree *tree, uint32_t depth) {
  return tree == NULL ? 0 : depth + depth_sum(tree->left, depth + 1) + depth_sum(tree->right, depth + 1);
}

int main(int argc, char **argv) {
  long rounds = bench_size(argc, argv);
  struct tree *tree = NULL;
  uint32_t seed = 31337;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 20000; i++) {
      uint32_t key = bench_random(&seed) & 0x7fff;
      struct tree **place = find(&tree, key);
      if (*place == NULL) {
        insert(&tree, key, bench_random(&seed));
      } else if (i & 1) {
        struct tree *gone = *place;
        *place = joined(gone->left, gone->right);
        free(gone);
      } else {
        sum += (*place)->priority;
      }
    }
    sum = bench_fold(sum, depth_sum(tree, 1));
  }
  return bench_result(sum);
}
