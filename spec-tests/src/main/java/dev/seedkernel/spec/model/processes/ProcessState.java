package dev.seedkernel.spec.model.processes;

import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Place;
import dev.seedkernel.spec.model.memory.Memory;
import java.util.Map;
import java.util.Optional;

/**
 * A process.
 *
 * @param parent its parent
 * @param program what it executes
 * @param descriptors its open files
 * @param place its working directory and umask
 * @param memory its memory
 * @param signals what it has asked for and was sent
 * @param life whether it runs, and what its parent was not told
 * @param end how it ended, if it has and its parent was not told
 */
public record ProcessState(
    int parent,
    Program program,
    Descriptors descriptors,
    Place place,
    Memory memory,
    Signals signals,
    Life life,
    Optional<End> end) {
  /**
   * Which program of the case a process executes.
   *
   * @param index 0 for the case's own, or one more than the index of a companion
   * @param record the name of its record: what the program was given as {@code argv[1]}, or {@code
   *     c}; the check gives children of {@code clone} theirs
   */
  public record Program(int index, String record) {}

  /**
   * Whether a process runs.
   *
   * @param exitSignal what its parent is sent at its end, or 0
   * @param stopped whether it is stopped
   * @param untold what its parent can be told besides its end: the signal that stopped it, or
   *     SIGCONT
   * @param borrower the child that has its memory, which it waits for (PROC-21)
   */
  public record Life(
      int exitSignal, boolean stopped, Optional<Integer> untold, Optional<Integer> borrower) {
    /** A process that runs, and sends SIGCHLD at its end. */
    public static final Life RUNNING = running(Signals.SIGCHLD);

    public static Life running(int exitSignal) {
      return new Life(exitSignal, false, Optional.empty(), Optional.empty());
    }

    public Life withStop(int signal) {
      return new Life(exitSignal, true, Optional.of(signal), borrower);
    }

    public Life withContinue() {
      return new Life(exitSignal, false, Optional.of(Signals.SIGCONT), borrower);
    }

    public Life told() {
      return new Life(exitSignal, stopped, Optional.empty(), borrower);
    }

    public Life withBorrower(Optional<Integer> child) {
      return new Life(exitSignal, stopped, untold, child);
    }
  }

  /** Returns a process that begins. */
  public static ProcessState of(
      int parent, Program program, Descriptors descriptors, Place place, Memory memory) {
    return new ProcessState(
        parent, program, descriptors, place, memory, Signals.NONE, Life.RUNNING, Optional.empty());
  }

  /** Returns whether it can do its next step. */
  public boolean runs() {
    return end.isEmpty() && !life.stopped() && life.borrower().isEmpty();
  }

  public ProcessState withParent(int changed) {
    return new ProcessState(changed, program, descriptors, place, memory, signals, life, end);
  }

  public ProcessState withProgram(Program changed) {
    return new ProcessState(parent, changed, descriptors, place, memory, signals, life, end);
  }

  public ProcessState withDescriptors(Descriptors changed) {
    return new ProcessState(parent, program, changed, place, memory, signals, life, end);
  }

  public ProcessState withPlace(Place changed) {
    return new ProcessState(parent, program, descriptors, changed, memory, signals, life, end);
  }

  public ProcessState withMemory(Memory changed) {
    return new ProcessState(parent, program, descriptors, place, changed, signals, life, end);
  }

  public ProcessState with(Signals changed) {
    return new ProcessState(parent, program, descriptors, place, memory, changed, life, end);
  }

  public ProcessState with(Life changed) {
    return new ProcessState(parent, program, descriptors, place, memory, signals, changed, end);
  }

  /** Returns the process without all that its end gives back (PROC-2). */
  public ProcessState ended(End how) {
    return new ProcessState(
        parent,
        program,
        new Descriptors(Map.of()),
        place,
        Memory.EMPTY,
        Signals.NONE,
        Life.running(life.exitSignal()),
        Optional.of(how));
  }
}
