package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.O_APPEND;
import static dev.seedkernel.spec.model.calls.Flags.O_CLOEXEC;
import static dev.seedkernel.spec.model.calls.Flags.O_NONBLOCK;
import static dev.seedkernel.spec.model.calls.Flags.O_PATH;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** {@code dup}, {@code dup3} and {@code fcntl}: FD. */
final class DescriptorRules {
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;

  private DescriptorRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.DUP,
        Caller.rule(DescriptorRules::dup),
        (int) Calls.DUP3,
        Caller.rule(DescriptorRules::dup3),
        (int) Calls.FCNTL,
        Caller.rule(DescriptorRules::fcntl));
  }

  private static Set<Outcome> duplicate(Caller call, int old, int made, boolean closeOnExec) {
    int description = call.anyOpen(old).number(); // FD-2
    return Outcome.of(
        call.state().with(call.process(), call.descriptors().with(made, description, closeOnExec)),
        made);
  }

  /** FD-1. */
  private static Set<Outcome> dup(Caller call) {
    int old = call.intArgument(0);
    call.anyOpen(old);
    return duplicate(call, old, call.lowestFree(0), false);
  }

  private static Set<Outcome> dup3(Caller call) {
    int old = call.intArgument(0);
    int made = call.intArgument(1);
    int flags = call.intArgument(2);
    require((flags & ~O_CLOEXEC) == 0 && old != made, Errno.EINVAL); // FD-4
    require(made >= 0 && made < Descriptors.LIMIT, Errno.EBADF); // FD-5
    return duplicate(call, old, made, flags == O_CLOEXEC); // FD-3, FD-6
  }

  private static Set<Outcome> fcntl(Caller call) {
    int descriptor = call.intArgument(0);
    int command = call.intArgument(1);
    Caller.Open open = call.anyOpen(descriptor); // FD-11
    boolean closesOnExec =
        call.descriptors().entry(descriptor).map(Descriptors.Entry::closeOnExec).orElse(false);
    return switch (command) {
      case F_DUPFD, F_DUPFD_CLOEXEC -> { // FD-7
        long from = call.argument(2);
        require(from >= 0 && from < Descriptors.LIMIT, Errno.EINVAL);
        yield duplicate(call, descriptor, call.lowestFree((int) from), command == F_DUPFD_CLOEXEC);
      }
      case F_GETFD -> call.give(closesOnExec ? FD_CLOEXEC : 0); // FD-8
      case F_SETFD ->
          Outcome.of(
              call.state()
                  .with(
                      call.process(),
                      call.descriptors()
                          .with(descriptor, open.number(), (call.argument(2) & FD_CLOEXEC) != 0)),
              0); // FD-8
      case F_GETFL -> call.give(open.description().flags()); // FD-9
      case F_SETFL -> { // FD-10
        require(!open.description().has(O_PATH), Errno.EBADF);
        boolean direct = (call.intArgument(2) & Flags.O_DIRECT) != 0;
        require(!direct || open.inode() instanceof Inode.Pipe, Errno.EINVAL); // OPEN-16
        int settable = O_APPEND | O_NONBLOCK;
        int flags = (open.description().flags() & ~settable) | (call.intArgument(2) & settable);
        Description changed = open.description().withFlags(flags);
        yield call.done(call.files().withDescription(open.number(), changed));
      }
      default ->
          throw new Refusal(
              open.description().has(O_PATH) ? Errno.EBADF : Errno.EINVAL); // FD-14, FD-11
    };
  }
}
