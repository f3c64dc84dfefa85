package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bytes in and out of regular files: RW. Skeleton: no holes, no limits, no devices. */
final class ReadWriteRules {
  private static final long ADDRESSES = 1L << 48;
  private static final int O_APPEND = 0x400;

  private ReadWriteRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.READ,
        ReadWriteRules::read,
        (int) Calls.WRITE,
        ReadWriteRules::write,
        (int) Calls.LSEEK,
        ReadWriteRules::lseek);
  }

  /** An open file of the process that calls. */
  private record Open(int number, Description description, Bytes content) {
    static Optional<Open> of(State state, int process, int descriptor) {
      return state
          .process(process)
          .descriptors()
          .get(descriptor)
          .map(number -> {
            Description description = state.files().description(number);
            return new Open(number, description, state.files().content(description.inode()));
          });
    }
  }

  private static boolean outside(long address, long count) {
    return address < 0 || count < 0 || address > ADDRESSES - count;
  }

  private static Set<Outcome> read(State state, int process, CallContext call) {
    Optional<Open> open = Open.of(state, process, call.intArgument(0));
    long address = call.argument(1);
    long count = call.argument(2);
    if (open.isEmpty() || !open.get().description.readable()) {
      return Outcome.error(state, Errno.EBADF); // RW-6
    }
    if (outside(address, count)) {
      return Outcome.error(state, Errno.EFAULT); // RW-7
    }
    Description description = open.get().description;
    Bytes content = open.get().content;
    long there = Math.max(0, content.length() - description.position());
    long wanted = Math.min(count, there); // RW-1, RW-2
    long possible = call.memory().writable(address, wanted);
    if (wanted > 0 && possible == 0) {
      return Outcome.error(state, Errno.EFAULT); // RW-8
    }
    Bytes bytes =
        possible == 0 ? Bytes.EMPTY : content.slice((int) description.position(), (int) possible);
    return Outcome.of(
        moved(state, open.get(), description.position() + possible), possible, address, bytes);
  }

  private static State moved(State state, Open open, long position) {
    return state.with(state.files().withDescription(open.number, open.description.at(position)));
  }

  private static Set<Outcome> write(State state, int process, CallContext call) {
    Optional<Open> open = Open.of(state, process, call.intArgument(0));
    long address = call.argument(1);
    long count = call.argument(2);
    if (open.isEmpty() || !open.get().description.writable()) {
      return Outcome.error(state, Errno.EBADF); // RW-6
    }
    if (outside(address, count)) {
      return Outcome.error(state, Errno.EFAULT); // RW-7
    }
    if (count == 0) {
      return Outcome.of(state, 0); // RW-5
    }
    long possible = call.memory().readable(address, count);
    if (possible == 0) {
      return Outcome.error(state, Errno.EFAULT); // RW-8
    }
    Description description = open.get().description;
    Bytes content = open.get().content;
    boolean append = (description.flags() & O_APPEND) != 0;
    long position = append ? content.length() : description.position(); // RW-13
    int size = (int) Math.max(content.length(), position + possible);
    Bytes bytes = call.memory().read(address, (int) possible).orElse(Bytes.EMPTY);
    Bytes changed = content.resized(size).with((int) position, bytes); // RW-3, RW-4
    State after = state.with(state.files().withContent(description.inode(), changed));
    return Outcome.of(moved(after, open.get(), position + possible), possible);
  }

  private static Set<Outcome> lseek(State state, int process, CallContext call) {
    Optional<Open> open = Open.of(state, process, call.intArgument(0));
    long offset = call.argument(1);
    long whence = call.unsignedArgument(2);
    if (open.isEmpty()) {
      return Outcome.error(state, Errno.EBADF); // RW-23
    }
    long base =
        switch ((int) Math.min(whence, 3)) {
          case 0 -> 0;
          case 1 -> open.get().description.position();
          case 2 -> open.get().content.length();
          default -> Long.MIN_VALUE;
        };
    if (base == Long.MIN_VALUE || base + offset < 0) {
      return Outcome.error(state, Errno.EINVAL); // RW-19, RW-20; also where the sum is too large
    }
    return Outcome.of(moved(state, open.get(), base + offset), base + offset); // RW-17, RW-18
  }
}
