package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.O_APPEND;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.Device;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reading and writing: RW-1 to RW-16 and RW-24 to RW-31. */
final class TransferRules {
  private TransferRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.READ,
        Caller.rule(call -> plain(call, false)),
        (int) Calls.WRITE,
        Caller.rule(call -> plain(call, true)),
        (int) Calls.PREAD64,
        Caller.rule(call -> positioned(call, false)),
        (int) Calls.PWRITE64,
        Caller.rule(call -> positioned(call, true)),
        (int) Calls.READV,
        Caller.rule(call -> vectored(call, false)),
        (int) Calls.WRITEV,
        Caller.rule(call -> vectored(call, true)));
  }

  /**
   * A transfer.
   *
   * @param position where it begins, if not at that of the description (RW-25)
   */
  record Transfer(Caller call, Caller.Open open, Region region, OptionalLong position) {
    long start() {
      return position.orElse(open.description().position());
    }

    /** EFAULT; the buffer may have been filled in part. */
    Outcome fault(long possible) {
      return new Outcome(call.state(), new Result.Failure(Errno.EFAULT), region.open(possible));
    }

    /** Bytes were read, and are stored. */
    Outcome gave(State after, Bytes bytes) {
      return new Outcome(after, new Result.Exact(bytes.length()), region.fills(bytes));
    }

    /** The state in which the position has moved, unless the call has one of its own. */
    State moved(Files changed, long end) {
      return call.state()
          .with(
              position.isPresent()
                  ? changed
                  : changed.withDescription(open.number(), open.description().at(end)));
    }
  }

  private static Set<Outcome> plain(Caller call, boolean write) {
    Caller.Open open = allowed(call.open(call.intArgument(0)), write); // RW-6
    return transfer(new Transfer(call, open, Region.buffer(call), OptionalLong.empty()), write);
  }

  private static Set<Outcome> positioned(Caller call, boolean write) {
    long position = call.argument(3);
    require(position >= 0, Errno.EINVAL); // RW-26
    Caller.Open open = call.open(call.intArgument(0));
    require(isSeekable(open.inode()), Errno.ESPIPE); // RW-26, PIPE-8
    allowed(open, write);
    return transfer(
        new Transfer(call, open, Region.buffer(call), OptionalLong.of(position)), write);
  }

  private static Set<Outcome> vectored(Caller call, boolean write) {
    Caller.Open open = call.open(call.intArgument(0)); // RW-29
    Region region = Region.vector(call);
    allowed(open, write); // RW-29
    return region.length() == 0
        ? call.give(0)
        : transfer(new Transfer(call, open, region, OptionalLong.empty()), write);
  }

  private static Caller.Open allowed(Caller.Open open, boolean write) {
    require(write ? open.description().writable() : open.description().readable(), Errno.EBADF);
    return open;
  }

  private static boolean isSeekable(Inode inode) {
    return !(inode instanceof Inode.Pipe)
        && !(inode instanceof Device device && device.kind() == Device.Kind.CONSOLE);
  }

  private static Set<Outcome> transfer(Transfer transfer, boolean write) {
    Inode inode = transfer.open.inode();
    if (isSeekable(inode) && transfer.region.length() > 0) {
      // RW-11: the sum is above 2⁶³-1.
      require(transfer.start() + transfer.region.length() >= 0, Errno.EINVAL);
    }
    return switch (inode) {
      case RegularFile file -> write ? write(transfer, file) : read(transfer, file);
      case Inode.Pipe pipe ->
          write ? PipeRules.write(transfer, pipe) : PipeRules.read(transfer, pipe);
      case Device device -> ofDevice(transfer, device.kind(), write);
      case Inode.Directory _ -> throw new Refusal(Errno.EISDIR); // RW-10
      case Inode.SymbolicLink _ -> throw new Refusal(Errno.EBADF);
    };
  }

  /** RW-1, RW-2. */
  private static Set<Outcome> read(Transfer transfer, RegularFile file) {
    long position = transfer.start();
    long there = Math.max(0, file.content().size() - position);
    long wanted = Math.min(transfer.region.most(), there);
    if (wanted == 0) {
      return transfer.call.give(0); // RW-2, RW-5
    }
    long possible = transfer.region.writable(transfer.call.context(), wanted);
    if (possible == 0) {
      return Set.of(transfer.fault(0)); // RW-8
    }
    Bytes bytes = file.content().read(position, possible);
    State after = transfer.moved(transfer.call.files(), position + possible);
    return Set.of(transfer.gave(after, bytes));
  }

  /** RW-3, RW-4. */
  private static Set<Outcome> write(Transfer transfer, RegularFile file) {
    if (transfer.region.length() == 0) {
      return transfer.call.give(0); // RW-5, RW-14
    }
    CallContext context = transfer.call.context();
    long possible = transfer.region.readable(context, transfer.region.most());
    boolean append = transfer.open.description().has(O_APPEND);
    long position = append ? file.content().size() : transfer.start(); // RW-13, RW-27
    if (possible == 0) {
      return position >= SizeRules.CERTAIN
          ? Set.of(transfer.fault(0), transfer.call.failure(Errno.EFBIG))
          : Set.of(transfer.fault(0)); // RW-8, RW-14
    }
    Content written = file.content().write(position, transfer.region.read(context, possible));
    Files files = transfer.call.files().with(transfer.open.file(), file.with(written));
    Outcome done =
        new Outcome(
            transfer.moved(files, position + possible), new Result.Exact(possible), List.of());
    return position + possible > SizeRules.CERTAIN
        ? Set.of(done, transfer.call.failure(Errno.EFBIG)) // RW-12
        : Set.of(done);
  }

  /** RW-16. What the console prints is not the model's. */
  private static Set<Outcome> ofDevice(Transfer transfer, Device.Kind kind, boolean write) {
    long count = transfer.region.most();
    if (kind == Device.Kind.CONSOLE) {
      return Set.of(new Outcome(transfer.call.state(), new Result.Any(), List.of()));
    }
    if (write) {
      return transfer.call.give(count);
    }
    if (kind == Device.Kind.NULL || count == 0) {
      return transfer.call.give(0);
    }
    long possible = transfer.region.writable(transfer.call.context(), count);
    return Set.of(
        possible == 0
            ? transfer.fault(0)
            : transfer.gave(transfer.call.state(), Bytes.zeros((int) possible)));
  }
}
