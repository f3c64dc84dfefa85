package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.CaseLayout;
import java.util.Map;

/** How a case begins: in its directory, with the console as descriptors 0, 1 and 2. */
public final class InitialState {
  private static final int O_RDWR = 2;

  private InitialState() {}

  /** Returns the state before the first step of a program. */
  public static State of(CallProgram program) {
    Files files = Files.EMPTY.withDescription(0, new Description(Description.CONSOLE, 0, O_RDWR));
    Memory arena =
        Memory.EMPTY.map(CaseLayout.ARENA, program.arena().resized(CaseLayout.ARENA_SIZE));
    ProcessState first =
        ProcessState.of(
            Processes.DRIVER,
            new ProcessState.Program(0, "0"),
            new Descriptors(Map.of(0, 0, 1, 0, 2, 0)),
            arena);
    return new State(files, new Processes(Map.of(), Processes.CASE).with(Processes.CASE, first));
  }
}
