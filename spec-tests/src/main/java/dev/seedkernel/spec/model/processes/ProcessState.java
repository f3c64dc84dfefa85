package dev.seedkernel.spec.model.processes;

import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.memory.Memory;
import java.util.Optional;

/**
 * A process.
 *
 * @param parent its parent
 * @param descriptors its open files
 * @param memory its memory
 * @param end how it ended, if it has and its parent was not told
 */
public record ProcessState(int parent, Descriptors descriptors, Memory memory, Optional<End> end) {
  public ProcessState withDescriptors(Descriptors changed) {
    return new ProcessState(parent, changed, memory, end);
  }

  public ProcessState withMemory(Memory changed) {
    return new ProcessState(parent, descriptors, changed, end);
  }

  public ProcessState ended(End how) {
    return new ProcessState(parent, descriptors, memory, Optional.of(how));
  }
}
