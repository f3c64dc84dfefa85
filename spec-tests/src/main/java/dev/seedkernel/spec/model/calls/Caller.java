package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Place;
import dev.seedkernel.spec.model.processes.ProcessState;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A call with the state in which it is made, as the rules see it. A rule reads as the list of what
 * a call looks at, one after the other: what {@link #require} or a look-up refuses ends it with an
 * error, and the order of these lines is the order of precedence of the errors.
 */
record Caller(State state, int process, CallContext context) {
  /** The first address that no program has (RW-7). */
  private static final long ADDRESSES = 1L << 48;

  /** Makes a rule of a function that may end with an error. */
  static CallRule rule(Function<Caller, Set<Outcome>> body) {
    return (state, process, context) -> {
      try {
        return body.apply(new Caller(state, process, context));
      } catch (Refusal refusal) {
        return Outcome.error(state, refusal.errno());
      }
    };
  }

  /** Ends the call with an error unless a condition holds. */
  static void require(boolean condition, Errno errno) {
    if (!condition) {
      throw new Refusal(errno);
    }
  }

  long argument(int index) {
    return context.argument(index);
  }

  int intArgument(int index) {
    return context.intArgument(index);
  }

  Files files() {
    return state.files();
  }

  ProcessState caller() {
    return state.process(process);
  }

  Descriptors descriptors() {
    return caller().descriptors();
  }

  Place place() {
    return caller().place();
  }

  /** An open file of the process that calls. */
  record Open(int number, Description description, Inode inode) {
    int file() {
      return description.inode();
    }
  }

  /** Returns what a descriptor refers to; EBADF if it is not open. */
  Open anyOpen(int descriptor) {
    int number = descriptors().get(descriptor).orElseThrow(() -> new Refusal(Errno.EBADF));
    Description description = files().description(number);
    return new Open(number, description, files().inode(description.inode()));
  }

  /** Returns what a descriptor refers to; EBADF also for one of O_PATH (FD-14). */
  Open open(int descriptor) {
    Open open = anyOpen(descriptor);
    require(!open.description.has(Flags.O_PATH), Errno.EBADF);
    return open;
  }

  /** Returns the lowest free descriptor from a number on; EMFILE if there is none. */
  int lowestFree(int from) {
    return descriptors().lowestFree(from).orElseThrow(() -> new Refusal(Errno.EMFILE));
  }

  /** Returns the argument that names a path; not whether there is such a file. */
  String path(int index) {
    return switch (context.path(index)) {
      case CallContext.Text.Found(String text) -> text;
      case CallContext.Text.Fault _ -> throw new Refusal(Errno.EFAULT); // CALL-5
      case CallContext.Text.TooLong _ -> throw new Refusal(Errno.ENAMETOOLONG); // FS-8
    };
  }

  /** Returns a path that is not empty: ENOENT (FS-6). */
  String namedPath(int index) {
    String path = path(index);
    require(!path.isEmpty(), Errno.ENOENT);
    return path;
  }

  /** Whether bytes lie wholly below 2⁴⁸ (RW-7). */
  static boolean isAddressable(long address, long count) {
    return address >= 0 && count >= 0 && address <= ADDRESSES - count;
  }

  /** Returns how many bytes a call can store before the first that it cannot. */
  long writable(long address, long count) {
    return isAddressable(address, 0) ? context.memory().writable(address, count) : 0;
  }

  /** Returns how many bytes a call can take before the first that it cannot. */
  long readable(long address, long count) {
    return isAddressable(address, 0) ? context.memory().readable(address, count) : 0;
  }

  /** The only outcome: a number. */
  Set<Outcome> give(long result) {
    return Outcome.of(state, result);
  }

  /** The only outcome: 0, and files are as given. */
  Set<Outcome> done(Files changed) {
    return Outcome.of(state.with(changed), 0);
  }

  /** An error, one of several outcomes. */
  Outcome failure(Errno errno) {
    return new Outcome(state, new Result.Failure(errno), List.of());
  }

  /**
   * The only outcome: a structure is stored and a number given; EFAULT if it cannot be stored
   * wholly, and then what the buffer holds is left open.
   */
  Set<Outcome> store(State after, long address, Pattern pattern, long result) {
    long possible = writable(address, pattern.length());
    if (possible < pattern.length()) {
      return Set.of(fault(address, possible));
    }
    return Set.of(
        new Outcome(after, new Result.Exact(result), List.of(new Outcome.Fill(address, pattern))));
  }

  /** EFAULT for a buffer of which so many bytes could be written. */
  Outcome fault(long address, long possible) {
    return new Outcome(
        state,
        new Result.Failure(Errno.EFAULT),
        possible == 0
            ? List.of()
            : List.of(new Outcome.Fill(address, Pattern.EMPTY.any((int) possible))));
  }
}
