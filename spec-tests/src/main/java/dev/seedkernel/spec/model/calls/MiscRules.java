package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** MISC. A number without a rule is MISC-1. */
final class MiscRules {
  private static final int FIELD = 65;
  private static final int TIME_SIZE = 16;
  private static final int GRND_RANDOM = 2;
  private static final int GRND_INSECURE = 4;

  private MiscRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        113, MiscRules::clockGettime,
        160, MiscRules::uname,
        278, MiscRules::getrandom);
  }

  /** MISC-2: names and versions are the system's. */
  private static Set<Outcome> uname(State state, int process, CallContext call) {
    int size = 6 * FIELD;
    if (call.memory().writable(call.argument(0), size) < size) {
      return Outcome.error(state, Errno.EFAULT);
    }
    Bytes system = Bytes.ofText("Linux\0");
    Bytes machine = Bytes.ofText("aarch64\0");
    Pattern names =
        Pattern.of(system)
            .any(4 * FIELD - system.length())
            .fixed(machine)
            .any(2 * FIELD - machine.length());
    return Set.of(
        new Outcome(
            state, new Result.Exact(0), List.of(new Outcome.Fill(call.argument(0), names))));
  }

  private static Set<Outcome> clockGettime(State state, int process, CallContext call) {
    int clock = call.intArgument(0);
    if (clock != 0 && clock != 1) {
      return Outcome.error(state, Errno.EINVAL); // MISC-3
    }
    return call.memory().writable(call.argument(1), TIME_SIZE) < TIME_SIZE
        ? Outcome.error(state, Errno.EFAULT)
        : Set.of(
            new Outcome(
                state,
                new Result.Exact(0),
                List.of(new Outcome.Fill(call.argument(1), Pattern.EMPTY.any(TIME_SIZE)))));
  }

  private static Set<Outcome> getrandom(State state, int process, CallContext call) {
    long count = call.argument(1);
    long flags = call.unsignedArgument(2);
    if ((flags & ~7) != 0
        || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) {
      return Outcome.error(state, Errno.EINVAL); // MISC-5
    }
    if (call.memory().writable(call.argument(0), count) < count) {
      return Outcome.error(state, Errno.EFAULT);
    }
    return Set.of(
        new Outcome(
            state,
            new Result.Exact(count),
            List.of(new Outcome.Fill(call.argument(0), Pattern.EMPTY.any((int) count)))));
  }
}
