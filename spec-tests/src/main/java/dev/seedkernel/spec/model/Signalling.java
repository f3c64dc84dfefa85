package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.model.processes.Signals;
import dev.seedkernel.spec.model.processes.Signals.Action;
import dev.seedkernel.spec.model.processes.Signals.Default;
import dev.seedkernel.spec.model.processes.Signals.Sent;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ends of processes and what signals do to them: PROC-1 to PROC-3, PROC-15, PROC-31, SIG. */
public final class Signalling {
  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;
  private static final int CLD_STOPPED = 5;
  private static final int CLD_CONTINUED = 6;
  private static final int HEADER = 64;

  private Signalling() {}

  /** Returns si_code and si_status of an end (PROC-6, PROC-7). */
  public static int code(End end) {
    return end instanceof End.Exited ? CLD_EXITED : CLD_KILLED;
  }

  /** Returns si_status of an end. */
  public static int status(End end) {
    return switch (end) {
      case End.Exited(int status) -> status;
      case End.Killed(int signal) -> signal;
    };
  }

  /** Ends a process, and tells its parent. */
  public static State end(State before, int process, End end) {
    ProcessState ending = before.process(process);
    State state = returnMemory(before, process).with(process, before.process(process).ended(end));
    for (int child : state.processes().children(process)) {
      state = state.with(child, state.process(child).withParent(Processes.DRIVER)); // PROC-15
    }
    int parent = ending.parent();
    if (parent == Processes.DRIVER || !state.processes().all().containsKey(parent)) {
      return state;
    }
    Action action = state.process(parent).signals().action(Signals.SIGCHLD);
    int signal = ending.life().exitSignal();
    if (signal == Signals.SIGCHLD && (action.ignores() || action.has(Action.SA_NOCLDWAIT))) {
      state = state.with(state.processes().without(process)); // PROC-31
    }
    return signal == 0
        ? state
        : send(state, parent, new Sent(signal, code(end), Optional.of(process), status(end)));
  }

  /** Gives a parent back the memory that a child of CLONE_VFORK has used (PROC-21). */
  public static State returnMemory(State state, int process) {
    int parent = state.process(process).parent();
    ProcessState owner = state.processes().all().get(parent);
    if (owner == null || !owner.life().borrower().equals(Optional.of(process))) {
      return state;
    }
    return state.with(
        parent,
        owner
            .withMemory(state.process(process).memory())
            .with(owner.life().withBorrower(Optional.empty())));
  }

  /** Sends a signal: what kills or stops does so at once, a handler runs when its process does. */
  public static State send(State state, int target, Sent sent) {
    ProcessState process = state.processes().all().get(target);
    if (process == null || process.end().isPresent()) {
      return state;
    }
    int signal = sent.signal();
    Signals signals = process.signals();
    boolean continues = signal == Signals.SIGCONT;
    State after = state;
    if (continues || signal == Signals.SIGKILL) {
      signals = signals.without(stops());
      if (process.life().stopped()) {
        process = process.with(process.life().withContinue());
        after = continues ? tell(after, target, CLD_CONTINUED, Signals.SIGCONT) : after;
      }
    } else if (Signals.byDefault(signal) == Default.STOP) {
      signals = signals.without(Signals.bit(Signals.SIGCONT));
    }
    boolean dropped = signals.ignores(signal) && !signals.blocks(signal);
    after = after.with(target, process.with(dropped ? signals : signals.sent(sent)));
    return defaults(after, target);
  }

  private static long stops() {
    return Signals.bit(19) | Signals.bit(20) | Signals.bit(21) | Signals.bit(22);
  }

  /** Sends SIGCHLD for a child that was stopped or goes on (SIG-33). */
  private static State tell(State state, int child, int code, int status) {
    int parent = state.process(child).parent();
    return parent == Processes.DRIVER
        ? state
        : send(state, parent, new Sent(Signals.SIGCHLD, code, Optional.of(child), status));
  }

  /** Lets the signals act that need no handler. */
  public static State defaults(State state, int target) {
    ProcessState process = state.process(target);
    Signals signals = process.signals();
    Optional<Sent> next = signals.next();
    if (next.isEmpty()
        || (process.life().stopped() && next.get().signal() != Signals.SIGKILL)
        || signals.action(next.get().signal()).handles()) {
      return state;
    }
    int signal = next.get().signal();
    State after = state.with(target, process.with(signals.taken(next.get())));
    if (signals.ignores(signal)) {
      return defaults(after, target);
    }
    if (Signals.byDefault(signal) == Default.STOP && signal != Signals.SIGSTOP) {
      return defaults(after, target); // All are in an orphaned process group (SIG-15).
    }
    if (signal == Signals.SIGSTOP) {
      ProcessState stopping = after.process(target);
      return tell(
          after.with(target, stopping.with(stopping.life().withStop(signal))),
          target,
          CLD_STOPPED,
          signal);
    }
    return end(after, target, new End.Killed(signal));
  }

  /** Returns whether a handler has to run before a process goes on. */
  public static boolean handlerWaits(State state, int process) {
    ProcessState target = state.process(process);
    return target.runs() && target.signals().next().isPresent();
  }

  /** Returns whether the handler that waits makes a waiting call give EINTR (SIG-32). */
  public static boolean interrupts(State state, int process) {
    Signals signals = state.process(process).signals();
    return signals
        .next()
        .map(sent -> signals.action(sent.signal()))
        .filter(action -> action.handles() && !action.has(Action.SA_RESTART))
        .isPresent();
  }

  /**
   * Runs the handlers that wait, and all that comes of it.
   *
   * @param processIds the process ids that were seen, by process
   */
  public static State handle(State state, int process, Map<Integer, Integer> processIds) {
    State after = defaults(state, process);
    while (after.process(process).end().isEmpty() && handlerWaits(after, process)) {
      Sent sent = after.process(process).signals().next().orElseThrow();
      ProcessState target = after.process(process);
      after = after.with(process, target.with(target.signals().taken(sent)));
      after = defaults(handler(after, process, sent, processIds), process);
    }
    return after;
  }

  /** A call that is done returns to the program: signals are taken first (SIG-22). */
  public static Set<Outcome> returning(Outcome outcome, int process, Map<Integer, Integer> ids) {
    State after = handle(outcome.state(), process, ids);
    ProcessState target = after.process(process);
    return Set.of(
        target.end().isPresent()
            ? new Outcome(after, new Result.Gone(), List.of())
            : new Outcome(after, outcome.result(), outcome.fills()));
  }

  /** A fault (SIG-10, SIG-11): the handler's, or the end. */
  public static Set<Outcome> fault(
      State state, int process, int signal, int code, long address, long result) {
    ProcessState target = state.process(process);
    Action action = target.signals().action(signal);
    if (target.signals().blocks(signal) || !action.handles()) {
      State ended = end(state, process, new End.Killed(signal));
      return Set.of(new Outcome(ended, new Result.Gone(), List.of()));
    }
    State handled =
        handler(state, process, new Sent(signal, code, Optional.empty(), address), Map.of());
    return returning(new Outcome(handled, new Result.Exact(result), List.of()), process, Map.of());
  }

  /** What the kit's handlers do: they append an entry to the log (CaseLayout.LOG). */
  private static State handler(
      State state, int process, Sent sent, Map<Integer, Integer> processIds) {
    ProcessState target = state.process(process);
    Signals signals = target.signals();
    Action action = signals.action(sent.signal());
    boolean resets = action.has(Action.SA_RESETHAND); // SIG-30
    long inside =
        signals.mask()
            | action.mask()
            | (action.has(Action.SA_NODEFER) ? 0 : Signals.bit(sent.signal())); // SIG-29
    boolean plain = action.handler() == CaseLayout.PLAIN_HANDLER;
    Bytes entry =
        Bytes.ofNumber(sent.signal(), 4)
            .then(plain ? Bytes.zeros(20) : siginfo(sent, processIds))
            .then(
                Bytes.ofNumber(
                    plain || sent.process().isEmpty() || sent.code() <= 0 ? 0 : sent.value(), 4))
            .then(Bytes.zeros(4))
            .then(Bytes.ofNumber(plain ? 0 : signals.mask(), 8))
            .then(Bytes.ofNumber(inside & ~Signals.NEVER_BLOCKED, 8))
            .then(Bytes.zeros(8))
            .then(Bytes.ofNumber(resets ? 0 : action.handler(), 8));
    Memory memory = target.memory();
    long log = CaseLayout.ARENA + CaseLayout.LOG;
    long count = memory.read(log, 8).orElse(Bytes.zeros(8)).number(0, 8);
    long asked = memory.read(log + 8, 8).orElse(Bytes.zeros(8)).number(0, 8);
    Memory logged =
        memory
            .write(log, Bytes.ofNumber(count + 1, 8))
            .write(log + HEADER + count * CaseLayout.LOG_ENTRY, entry);
    Signals after =
        resets
            ? signals.withAction(
                sent.signal(), new Action(0, action.flags(), action.restorer(), action.mask()))
            : signals;
    return state.with(
        process,
        target
            .withMemory(logged)
            .with(!plain && asked != 0 ? after.withMask(asked) : after)); // SIG-28
  }

  /** SIG-25, SIG-26: from si_signo to what stands at 16. */
  private static Bytes siginfo(Sent sent, Map<Integer, Integer> processIds) {
    Bytes start =
        Bytes.ofNumber(sent.signal(), 4).then(Bytes.zeros(4)).then(Bytes.ofNumber(sent.code(), 4));
    return start.then(
        Bytes.ofNumber(
            sent.process().isPresent()
                ? processIds.getOrDefault(sent.process().get(), 0)
                : sent.value(),
            8));
  }
}
