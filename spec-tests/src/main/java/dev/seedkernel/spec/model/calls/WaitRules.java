package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Signalling;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Signals;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code waitid} and {@code wait4}: PROC-4 to PROC-14, PROC-28 to PROC-31, SIG-33. */
final class WaitRules {
  private static final int WNOHANG = 1;
  private static final int WSTOPPED = 2;
  private static final int WEXITED = 4;
  private static final int WCONTINUED = 8;
  private static final int WNOWAIT = 0x100_0000;

  /** Linux's own: __WNOTHREAD, __WALL, __WCLONE. */
  private static final int OF_LINUX = 0xe000_0000;

  private static final int ANY_SIGNAL = 0x4000_0000;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int P_PIDFD = 3;
  private static final int CLD_STOPPED = 5;
  private static final int CLD_CONTINUED = 6;
  private static final int SIGINFO = 128;
  private static final int STORED = 28;

  private WaitRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.WAITID, WaitRules::waitid, (int) Calls.WAIT4, WaitRules::wait4);
  }

  /** What a parent is told of a child. */
  private record News(int child, int code, int status, State told) {}

  private static List<Integer> meant(
      State state, int process, boolean any, int id, int options, CallContext call) {
    return state.processes().children(process).stream()
        .filter(child -> any || call.process(id).map(child::equals).orElse(false)) // PROC-8
        .filter(child ->
            (options & ANY_SIGNAL) != 0
                || state.process(child).life().exitSignal() == Signals.SIGCHLD)
        // One that has ended can be waited for with WEXITED only.
        .filter(child -> (options & WEXITED) != 0 || state.process(child).end().isEmpty())
        .toList();
  }

  private static List<News> news(State state, List<Integer> children, int options) {
    List<News> all = new ArrayList<>();
    boolean takes = (options & WNOWAIT) == 0; // PROC-10
    for (int number : children) {
      ProcessState child = state.process(number);
      if (child.end().isPresent()) {
        if ((options & WEXITED) != 0) {
          End end = child.end().get();
          State told = takes ? state.with(state.processes().without(number)) : state; // PROC-9
          all.add(new News(number, Signalling.code(end), Signalling.status(end), told));
        }
      } else if (child.life().untold().isPresent()) {
        int signal = child.life().untold().get();
        boolean stop = child.life().stopped();
        if ((options & (stop ? WSTOPPED : WCONTINUED)) != 0) {
          State told = takes ? state.with(number, child.with(child.life().told())) : state;
          all.add(new News(number, stop ? CLD_STOPPED : CLD_CONTINUED, signal, told));
        }
      }
    }
    return all;
  }

  private static Set<Outcome> waitid(State state, int process, CallContext call) {
    int type = call.intArgument(0);
    int id = call.intArgument(1);
    long info = call.argument(2);
    int options = call.intArgument(3);
    int known = WNOHANG | WSTOPPED | WEXITED | WCONTINUED | WNOWAIT | OF_LINUX;
    if ((options & ~known) != 0
        || (options & (WEXITED | WSTOPPED | WCONTINUED)) == 0
        || type < P_ALL
        || type > P_PIDFD
        || (type == P_PID && id <= 0)) {
      // PROC-13; what the buffer holds is left open.
      return filled(
          state, new Result.Failure(Errno.EINVAL), info, Pattern.EMPTY.any(SIGINFO), call);
    }
    List<Integer> meant = meant(state, process, type == P_ALL, id, options, call);
    Pattern zeros = Pattern.of(Bytes.zeros(12)).kept(4).fixed(Bytes.zeros(12));
    if (meant.isEmpty()) {
      return filled(state, new Result.Failure(Errno.ECHILD), info, zeros, call); // PROC-12
    }
    Set<Outcome> all = new HashSet<>();
    for (News news : news(state, meant, options)) {
      Pattern told =
          Pattern.of(Bytes.ofNumber(Signals.SIGCHLD, 4))
              .fixed(Bytes.zeros(4))
              .fixed(Bytes.ofNumber(news.code, 4))
              .kept(4)
              .pid(news.child)
              .fixed(Bytes.zeros(4))
              .fixed(Bytes.ofNumber(news.status, 4)); // PROC-5
      all.addAll(filled(news.told, new Result.Exact(0), info, told, call));
    }
    if (all.isEmpty() && (options & WNOHANG) != 0) {
      return filled(state, new Result.Exact(0), info, zeros, call); // PROC-11
    }
    return all;
  }

  /** PROC-14: without a place to store, the state is changed all the same. */
  private static Set<Outcome> filled(
      State state, Result result, long info, Pattern pattern, CallContext call) {
    if (info == 0) {
      return Set.of(new Outcome(state, result, List.of()));
    }
    if (call.memory().writable(info, STORED) < STORED) {
      Outcome fault = new Outcome(state, new Result.Failure(Errno.EFAULT), List.of());
      return result instanceof Result.Exact
          ? Set.of(fault)
          : Set.of(fault, new Outcome(state, result, List.of()));
    }
    return Set.of(new Outcome(state, result, List.of(new Outcome.Fill(info, pattern))));
  }

  private static Set<Outcome> wait4(State state, int process, CallContext call) {
    int id = call.intArgument(0);
    long status = call.argument(1);
    int options = call.intArgument(2);
    if ((options & ~(WNOHANG | WSTOPPED | WCONTINUED | OF_LINUX)) != 0) {
      return Outcome.error(state, Errno.EINVAL); // PROC-29
    }
    List<Integer> meant = meant(state, process, id == -1, id, options | WEXITED, call);
    if (meant.isEmpty()) {
      return Outcome.error(state, Errno.ECHILD);
    }
    Set<Outcome> all = new HashSet<>();
    for (News news : news(state, meant, options | WEXITED)) {
      int word = // PROC-28, SIG-33
          switch (news.code) {
            case 1 -> news.status << 8;
            case CLD_STOPPED -> 0x7f + (news.status << 8);
            case CLD_CONTINUED -> 0xffff;
            default -> news.status;
          };
      if (status != 0 && call.memory().writable(status, 4) < 4) {
        all.add(new Outcome(news.told, new Result.Failure(Errno.EFAULT), List.of())); // PROC-30
      } else {
        List<Outcome.Fill> fills =
            status == 0
                ? List.of()
                : List.of(new Outcome.Fill(status, Pattern.of(Bytes.ofNumber(word, 4))));
        all.add(new Outcome(news.told, new Result.Pid(news.child), fills));
      }
    }
    return all.isEmpty() && (options & WNOHANG) != 0 ? Outcome.of(state, 0) : all;
  }
}
