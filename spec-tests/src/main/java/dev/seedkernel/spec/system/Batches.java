package dev.seedkernel.spec.system;

import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs cases in boots, and goes on in another boot behind a case that did not end. */
final class Batches {
  /** Boots a batch and returns what the cases left. */
  @FunctionalInterface
  interface Boot {
    List<Observation> run(Batch batch) throws IOException, InterruptedException;
  }

  private Batches() {}

  static List<Observation> run(List<CallProgram> cases, Boot boot)
      throws IOException, InterruptedException {
    List<Observation> all = new ArrayList<>();
    while (all.size() < cases.size()) {
      List<Observation> observed = boot.run(new Batch(cases.subList(all.size(), cases.size())));
      for (Observation observation : observed) {
        all.add(observation);
        if (observation.status().isEmpty()) {
          break;
        }
      }
    }
    return all;
  }
}
