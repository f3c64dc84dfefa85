package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** Descriptors and the tree: OPEN, FS. */
final class FileRules {
  private FileRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.CLOSE, (state, process, call) -> close(state, process, call.intArgument(0)));
  }

  /** OPEN-20. */
  private static Set<Outcome> close(State state, int process, int descriptor) {
    Descriptors descriptors = state.process(process).descriptors();
    return descriptors.get(descriptor).isEmpty()
        ? Outcome.error(state, Errno.EBADF)
        : Outcome.of(state.with(process, descriptors.without(descriptor)), 0);
  }
}
