package dev.seedkernel.spec.model.processes;

import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Place;
import dev.seedkernel.spec.model.memory.Memory;
import java.util.Optional;

/**
 * A process.
 *
 * @param parent its parent
 * @param program what it executes
 * @param descriptors its open files
 * @param place its working directory and umask
 * @param memory its memory
 * @param end how it ended, if it has and its parent was not told
 */
public record ProcessState(
    int parent,
    Program program,
    Descriptors descriptors,
    Place place,
    Memory memory,
    Optional<End> end) {
  /**
   * Which program of the case a process executes.
   *
   * @param index 0 for the case's own, or one more than the index of a companion
   * @param record the name of its record: what the program was given as {@code argv[1]}, or {@code
   *     c}; the check gives children of {@code clone} theirs
   */
  public record Program(int index, String record) {}

  public ProcessState withProgram(Program changed) {
    return new ProcessState(parent, changed, descriptors, place, memory, end);
  }

  public ProcessState withDescriptors(Descriptors changed) {
    return new ProcessState(parent, program, changed, place, memory, end);
  }

  public ProcessState withPlace(Place changed) {
    return new ProcessState(parent, program, descriptors, changed, memory, end);
  }

  public ProcessState withMemory(Memory changed) {
    return new ProcessState(parent, program, descriptors, place, changed, end);
  }

  public ProcessState ended(End how) {
    return new ProcessState(parent, program, descriptors, place, memory, Optional.of(how));
  }
}
