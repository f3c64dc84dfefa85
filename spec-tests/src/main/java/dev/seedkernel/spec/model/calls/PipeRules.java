package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.O_CLOEXEC;
import static dev.seedkernel.spec.model.calls.Flags.O_DIRECT;
import static dev.seedkernel.spec.model.calls.Flags.O_EXCL;
import static dev.seedkernel.spec.model.calls.Flags.O_NONBLOCK;
import static dev.seedkernel.spec.model.calls.Flags.O_WRONLY;
import static dev.seedkernel.spec.model.calls.Flags.has;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.calls.TransferRules.Transfer;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode.Pipe;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pipes: PIPE. No outcome means that the call waits. */
final class PipeRules {
  private static final int SIGPIPE = 13;

  private PipeRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.PIPE2, Caller.rule(PipeRules::pipe2));
  }

  /** PIPE-1. */
  private static Set<Outcome> pipe2(Caller call) {
    int flags = call.intArgument(1);
    require((flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT | O_EXCL)) == 0, Errno.EINVAL);
    int readEnd = call.lowestFree(0);
    int writeEnd = call.lowestFree(readEnd + 1);
    int told = flags & (O_NONBLOCK | O_DIRECT); // FD-9
    int pipe = call.files().next();
    Files files =
        call.files()
            .with(pipe, Pipe.EMPTY)
            .withDescription(pipe + 1, Description.of(pipe, told))
            .withDescription(pipe + 2, Description.of(pipe, told | O_WRONLY));
    boolean closeOnExec = has(flags, O_CLOEXEC); // FD-6
    Descriptors descriptors =
        call.descriptors()
            .with(readEnd, pipe + 1, closeOnExec)
            .with(writeEnd, pipe + 2, closeOnExec);
    Pattern both = Pattern.of(Bytes.ofNumber(readEnd, 4).then(Bytes.ofNumber(writeEnd, 4)));
    return call.store(
        call.state().with(files).with(call.process(), descriptors), call.argument(0), both, 0);
  }

  /** Whether any process has an end of a pipe open. */
  private static boolean isOpen(State state, int pipe, boolean forWriting) {
    return state.processes().all().values().stream()
        .filter(process -> process.end().isEmpty())
        .flatMap(process -> process.descriptors().open().values().stream())
        .map(entry -> state.files().description(entry.description()))
        .anyMatch(description ->
            description.inode() == pipe
                && (forWriting ? description.writable() : description.readable()));
  }

  /** PIPE-2, PIPE-3, PIPE-5, PIPE-10. */
  static Set<Outcome> read(Transfer transfer, Pipe pipe) {
    Caller call = transfer.call();
    if (transfer.region().length() == 0) {
      return call.give(0); // RW-5
    }
    int wanted = (int) Math.min(transfer.region().most(), pipe.bytes().length());
    if (wanted == 0) {
      if (!isOpen(call.state(), transfer.open().file(), true)) {
        return call.give(0);
      }
      return transfer.open().description().has(O_NONBLOCK)
          ? Set.of(call.failure(Errno.EAGAIN))
          : Set.of();
    }
    int possible = (int) transfer.region().writable(call.context(), wanted);
    Set<Outcome> outcomes = new HashSet<>();
    if (possible < wanted) {
      outcomes.add(transfer.fault(possible)); // PIPE-10
    }
    if (possible > 0) {
      State after =
          call.state().with(call.files().with(transfer.open().file(), pipe.read(possible)));
      outcomes.add(transfer.gave(after, pipe.bytes().slice(0, possible)));
    }
    return outcomes;
  }

  /** PIPE-4 to PIPE-7. */
  static Set<Outcome> write(Transfer transfer, Pipe pipe) {
    Caller call = transfer.call();
    if (transfer.region().length() == 0) {
      return call.give(0); // PIPE-7
    }
    if (!isOpen(call.state(), transfer.open().file(), false)) {
      return brokenPipe(call); // PIPE-7
    }
    int count = (int) transfer.region().most();
    int possible = (int) transfer.region().readable(call.context(), count);
    int room = Pipe.CAPACITY - pipe.bytes().length();
    boolean nonBlocking = transfer.open().description().has(O_NONBLOCK);
    if (possible < count) {
      return badBuffer(transfer, pipe, Math.min(possible, room));
    }
    Set<Outcome> outcomes = new HashSet<>();
    if (count <= room) {
      outcomes.add(wrote(transfer, pipe, count));
    } else if (nonBlocking && count > Pipe.ATOMIC && room > 0) {
      outcomes.add(wrote(transfer, pipe, room)); // PIPE-5
    }
    // Small pieces may take more room than they have bytes: how much is left open.
    boolean certain = pipe.bytes().length() == 0 || pipe.wholePages();
    if (nonBlocking && (outcomes.isEmpty() || !certain)) {
      outcomes.add(call.failure(Errno.EAGAIN)); // PIPE-5
    }
    int most = Math.min(count - 1, room);
    if (nonBlocking && !certain && count > Pipe.ATOMIC && most > 0) {
      outcomes.add(
          Outcome.chosen(
              call.state(),
              "1 to " + most,
              part -> part >= 1 && part <= most,
              part -> wrote(transfer, pipe, (int) part).state()));
    }
    return outcomes;
  }

  private static Outcome wrote(Transfer transfer, Pipe pipe, int count) {
    Caller call = transfer.call();
    Pipe written = pipe.written(transfer.region().read(call.context(), count));
    return new Outcome(
        call.state().with(call.files().with(transfer.open().file(), written)),
        new Result.Exact(count),
        List.of());
  }

  /** RW-8 and CALL-5: what is before the fault is transferred, or nothing is. */
  private static Set<Outcome> badBuffer(Transfer transfer, Pipe pipe, int possible) {
    Set<Outcome> outcomes = new HashSet<>(Set.of(transfer.call().failure(Errno.EFAULT)));
    if (possible > 0) {
      outcomes.add(wrote(transfer, pipe, possible));
    }
    return outcomes;
  }

  /** EPIPE, and SIGPIPE, which ends the process. */
  private static Set<Outcome> brokenPipe(Caller call) {
    ProcessState ended = call.caller().ended(new End.Killed(SIGPIPE));
    return Set.of(
        new Outcome(call.state().with(call.process(), ended), new Result.Gone(), List.of()));
  }
}
