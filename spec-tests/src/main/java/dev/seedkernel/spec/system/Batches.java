package dev.seedkernel.spec.system;

import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.guest.Transcript;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs cases in boots, and goes on in another boot behind a case that did not end. */
final class Batches {
  /** Boots a batch and returns what the cases left. */
  @FunctionalInterface
  interface Boot {
    List<Observation> run(Batch batch) throws IOException, InterruptedException;
  }

  private static final int FEWEST = 5;

  private Batches() {}

  static List<Observation> run(List<CallProgram> cases, Boot boot)
      throws IOException, InterruptedException {
    List<Observation> all = new ArrayList<>();
    int size = cases.size();
    while (all.size() < cases.size()) {
      int from = all.size();
      int to = Math.min(cases.size(), from + size);
      for (Observation observation : boot.run(new Batch(cases.subList(from, to)))) {
        all.add(observation);
        if (observation.status().isEmpty()) {
          break;
        }
      }
      // Where many do not end, little is prepared in vain.
      size = Math.max(FEWEST, all.size() == to ? 2 * size : size / 2);
    }
    return all;
  }

  /** Returns what cases left of which the first that did not end has broken the system. */
  static List<Observation> brokenBy(List<Observation> observations, String why) {
    List<Observation> all = new ArrayList<>(observations);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).status().isEmpty()) {
        all.set(i, Observation.failed(why));
        break;
      }
    }
    return all;
  }

  /** Returns what a boot left whose console is known. */
  static BootObservation observation(
      BootCase one,
      Bytes console,
      Optional<Integer> status,
      Optional<String> message,
      Optional<BootObservation.Account> account) {
    Observation init =
        one.init()
            .map(program -> Transcript.init(program, console))
            .orElseGet(() -> Observation.failed("/init does not record"));
    return new BootObservation(console, status, message, init, account, List.of());
  }
}
