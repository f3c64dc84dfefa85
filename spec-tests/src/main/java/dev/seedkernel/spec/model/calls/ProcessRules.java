package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Signalling;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.ProcessState.Life;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ends, process ids and clone: PROC-1, PROC-17 to PROC-21. */
final class ProcessRules {
  private static final int CLONE_VFORK = 0x4000;
  private static final int EXIT_SIGNAL = 0xff;

  private ProcessRules() {}

  static Map<Integer, CallRule> all() {
    CallRule exit = (state, process, call) -> exit(state, process, call.intArgument(0) & 0xff);
    return Map.of(
        (int) Calls.EXIT,
        exit,
        (int) Calls.EXIT_GROUP,
        exit,
        (int) Calls.CLONE,
        ProcessRules::cloneProcess,
        (int) Calls.GETPID,
        (state, process, _) -> processId(state, process),
        (int) Calls.GETPPID,
        (state, process, _) -> processId(state, state.process(process).parent()));
  }

  /** PROC-1. */
  private static Set<Outcome> exit(State state, int process, int status) {
    State ended = Signalling.end(state, process, new End.Exited(status));
    return Set.of(new Outcome(ended, new Result.Gone(), List.of()));
  }

  /** PROC-17. */
  private static Set<Outcome> processId(State state, int process) {
    return process == Processes.DRIVER
        ? Outcome.of(state, Processes.DRIVER)
        : Set.of(new Outcome(state, new Result.Pid(process), List.of()));
  }

  /** PROC-18, PROC-20, PROC-21. */
  private static Set<Outcome> cloneProcess(State state, int process, CallContext call) {
    ProcessState caller = state.process(process);
    int flags = call.intArgument(0);
    int child = state.processes().next();
    ProcessState copy =
        new ProcessState(
            process,
            caller.program(),
            caller.descriptors(),
            caller.place(),
            caller.memory(),
            caller.signals().ofChild(),
            Life.running(flags & EXIT_SIGNAL),
            Optional.empty());
    State after = state.with(child, copy);
    if ((flags & CLONE_VFORK) != 0) {
      after = after.with(process, caller.with(caller.life().withBorrower(Optional.of(child))));
    }
    return Set.of(new Outcome(after, new Result.Pid(child), List.of()));
  }
}
