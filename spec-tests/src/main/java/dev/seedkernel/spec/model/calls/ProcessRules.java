package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Processes: PROC, SPAWN. */
final class ProcessRules {
  private ProcessRules() {}

  static Map<Integer, CallRule> all() {
    CallRule exit = (state, process, call) -> exit(state, process, call.intArgument(0) & 0xff);
    return Map.of((int) Calls.EXIT, exit, (int) Calls.EXIT_GROUP, exit);
  }

  /** PROC-1. */
  private static Set<Outcome> exit(State state, int process, int status) {
    State ended = state.with(process, state.process(process).ended(new End.Exited(status)));
    return Set.of(new Outcome(ended, new Result.Gone(), List.of()));
  }
}
