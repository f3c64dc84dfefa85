/* Sun and four planets under their gravity, SIZE steps. Double precision: products, sums, roots, divisions. */
#include "bench.h"
#include <math.h>

enum { BODIES = 5 };

struct body {
  double x[3], v[3], mass;
};

/* Made up, but near the solar system's; in astronomical units, years and masses of the sun times 4 pi squared. */
static struct body bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 39.478},
    {{4.84, -1.16, -0.10}, {0.606, 2.81, -0.02}, 0.03769},
    {{8.34, 4.12, -0.40}, {-1.01, 1.82, 0.008}, 0.01129},
    {{12.9, -15.1, -0.22}, {1.08, 0.868, -0.01}, 0.00172},
    {{15.4, -25.9, 0.18}, {0.979, 0.594, -0.035}, 0.00203}};

static void advance(double dt) {
  for (int i = 0; i < BODIES; i++) {
    for (int j = i + 1; j < BODIES; j++) {
      double d[3], square = 0;
      for (int k = 0; k < 3; k++) {
        d[k] = bodies[i].x[k] - bodies[j].x[k];
        square += d[k] * d[k];
      }
      double magnitude = dt / (square * sqrt(square));
      for (int k = 0; k < 3; k++) {
        bodies[i].v[k] -= d[k] * bodies[j].mass * magnitude;
        bodies[j].v[k] += d[k] * bodies[i].mass * magnitude;
      }
    }
  }
  for (int i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) {
      bodies[i].x[k] += dt * bodies[i].v[k];
    }
  }
}

int main(int argc, char **argv) {
  long steps = bench_size(argc, argv);
  for (long step = 0; step < steps; step++) {
    advance(0.01);
  }
  uint64_t sum = 0;
  for (int i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) {
      sum = bench_fold_double(sum, bodies[i].x[k]);
    }
  }
  return bench_result(sum);
}
