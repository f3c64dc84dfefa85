package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Set;

/** What single instructions do: loads, stores, and what faults (SIG). */
public final class Instructions {
  private static final int SIGILL = 4;
  private static final int SIGSEGV = 11;

  private Instructions() {}

  /** A load of 1, 2, 4 or 8 bytes. */
  public static Set<Outcome> load(State state, int process, long address, int size) {
    return state
        .process(process)
        .memory()
        .read(withoutTag(address), size)
        .map(bytes -> Outcome.of(state, bytes.number(0, size)))
        .orElseGet(() -> killed(state, process, SIGSEGV));
  }

  /** A store of 1, 2, 4 or 8 bytes. */
  public static Set<Outcome> store(State state, int process, long address, int size, long value) {
    Memory memory = state.process(process).memory();
    long at = withoutTag(address);
    return memory.writable(at, size) < size
        ? killed(state, process, SIGSEGV)
        : Outcome.of(state.with(process, memory.write(at, Bytes.ofNumber(value, size))), 0);
  }

  /** An undefined instruction. */
  public static Set<Outcome> undefined(State state, int process) {
    return killed(state, process, SIGILL);
  }

  /** A jump: nothing that a program has stored may be executed. */
  public static Set<Outcome> execute(State state, int process) {
    return killed(state, process, SIGSEGV);
  }

  private static Set<Outcome> killed(State state, int process, int signal) {
    State ended = state.with(process, state.process(process).ended(new End.Killed(signal)));
    return Set.of(new Outcome(ended, new Result.Gone(), List.of()));
  }

  /** Loads and stores ignore bits 63:56 of an address. */
  private static long withoutTag(long address) {
    return address << 8 >> 8;
  }
}
