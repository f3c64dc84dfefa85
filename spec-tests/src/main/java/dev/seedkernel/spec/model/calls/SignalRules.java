package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Signalling;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.model.processes.Signals;
import dev.seedkernel.spec.model.processes.Signals.Action;
import dev.seedkernel.spec.model.processes.Signals.Sent;
import dev.seedkernel.spec.program.Bytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls about signals: SIG-16 to SIG-23. */
final class SignalRules {
  private static final int SET_SIZE = 8;
  private static final int ACTION_SIZE = 32;
  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;

  private SignalRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        129, SignalRules::kill,
        134, SignalRules::sigaction,
        135, SignalRules::sigprocmask,
        136, SignalRules::sigpending);
  }

  private static Set<Outcome> kill(State state, int process, CallContext call) {
    int id = call.intArgument(0);
    int signal = call.intArgument(1);
    Optional<Integer> target =
        id == Processes.DRIVER ? Optional.of(Processes.DRIVER) : call.process(id);
    boolean there =
        target.isPresent()
            && (target.get() == Processes.DRIVER
                || state.processes().all().containsKey(target.get()));
    if (!there) {
      return Outcome.error(state, Errno.ESRCH); // SIG-16
    }
    if (signal < 0 || signal > Signals.MOST) {
      return Outcome.error(state, Errno.EINVAL);
    }
    if (signal == 0 || target.get() == Processes.DRIVER) {
      return Outcome.of(state, 0); // SIG-18
    }
    State after =
        Signalling.send(state, target.get(), new Sent(signal, 0, Optional.of(process), 0));
    return after.processes().all().containsKey(process) && after.process(process).end().isEmpty()
        ? Outcome.of(after, 0)
        : Set.of(new Outcome(after, new Result.Gone(), List.of()));
  }

  private static Set<Outcome> sigaction(State state, int process, CallContext call) {
    int signal = call.intArgument(0);
    long changed = call.argument(1);
    long old = call.argument(2);
    if (call.argument(3) != SET_SIZE) {
      return Outcome.error(state, Errno.EINVAL); // SIG-19
    }
    Optional<Bytes> action =
        changed == 0 ? Optional.empty() : call.memory().read(changed, ACTION_SIZE);
    if (changed != 0 && action.isEmpty()) {
      return Outcome.error(state, Errno.EFAULT);
    }
    if (signal < 1
        || signal > Signals.MOST
        || (changed != 0 && (Signals.bit(signal) & Signals.NEVER_BLOCKED) != 0)) {
      return Outcome.error(state, Errno.EINVAL);
    }
    Signals signals = state.process(process).signals();
    Action before = signals.action(signal);
    Signals after = signals;
    if (action.isPresent()) {
      Bytes taken = action.get();
      after =
          signals.withAction(
              signal,
              new Action(
                  taken.number(0, 8),
                  taken.number(8, 8),
                  taken.number(16, 8),
                  taken.number(24, 8) & ~Signals.NEVER_BLOCKED)); // SIG-20
      after = after.ignores(signal) ? after.without(Signals.bit(signal)) : after; // SIG-23
    }
    State result = state.with(process, state.process(process).with(after));
    if (old == 0) {
      return Outcome.of(result, 0);
    }
    Bytes given =
        Bytes.ofNumber(before.handler(), 8)
            .then(Bytes.ofNumber(before.flags(), 8))
            .then(Bytes.ofNumber(before.restorer(), 8))
            .then(Bytes.ofNumber(before.mask(), 8));
    return call.memory().writable(old, ACTION_SIZE) < ACTION_SIZE
        ? eitherWay(state, result)
        : Outcome.of(result, 0, old, given);
  }

  /** EFAULT for what was to be stored; whether the rest is done is not said. */
  private static Set<Outcome> eitherWay(State state, State changed) {
    Set<Outcome> all = new java.util.HashSet<>(Outcome.error(state, Errno.EFAULT));
    all.addAll(Outcome.error(changed, Errno.EFAULT));
    return all;
  }

  private static Set<Outcome> sigprocmask(State state, int process, CallContext call) {
    int how = call.intArgument(0);
    long changed = call.argument(1);
    long old = call.argument(2);
    if (call.argument(3) != SET_SIZE) {
      return Outcome.error(state, Errno.EINVAL); // SIG-21
    }
    Signals signals = state.process(process).signals();
    Signals after = signals;
    if (changed != 0) {
      Optional<Bytes> set = call.memory().read(changed, SET_SIZE);
      if (set.isEmpty()) {
        return Outcome.error(state, Errno.EFAULT);
      }
      long bits = set.get().number(0, SET_SIZE);
      switch (how) {
        case SIG_BLOCK -> after = signals.withMask(signals.mask() | bits);
        case SIG_UNBLOCK -> after = signals.withMask(signals.mask() & ~bits);
        case SIG_SETMASK -> after = signals.withMask(bits);
        default -> {
          return Outcome.error(state, Errno.EINVAL);
        }
      }
    }
    State result = state.with(process, state.process(process).with(after));
    if (old == 0) {
      return Outcome.of(result, 0);
    }
    return call.memory().writable(old, SET_SIZE) < SET_SIZE
        ? eitherWay(state, result)
        : Outcome.of(result, 0, old, Bytes.ofNumber(signals.mask(), SET_SIZE));
  }

  private static Set<Outcome> sigpending(State state, int process, CallContext call) {
    long size = call.argument(1);
    if (Long.compareUnsigned(size, SET_SIZE) > 0) {
      return Outcome.error(state, Errno.EINVAL);
    }
    if (call.memory().writable(call.argument(0), size) < size) {
      return Outcome.anyError(state, EnumSet.of(Errno.EFAULT));
    }
    Bytes set = Bytes.ofNumber(state.process(process).signals().pendingSet(), SET_SIZE);
    return Outcome.of(state, 0, call.argument(0), set.slice(0, (int) size));
  }
}
