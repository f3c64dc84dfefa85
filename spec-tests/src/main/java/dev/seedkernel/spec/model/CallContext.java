package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Companion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call with its arguments as numbers.
 *
 * @param arguments x0 to x5; those that the program did not set are 0
 * @param memory that of the process that calls
 * @param processes the process ids that were seen so far, and the process of the model of each
 * @param program the case, for its companions
 */
public record CallContext(
    List<Long> arguments, Memory memory, Map<Integer, Integer> processes, CallProgram program) {
  /** Where a path must have ended. */
  public static final int PATH_MAX = 4096;

  public CallContext {
    arguments = List.copyOf(arguments);
    processes = Map.copyOf(processes);
  }

  /** Returns an argument of 64 bits. */
  public long argument(int index) {
    return arguments.get(index);
  }

  /** Returns an argument of type {@code int}: its low 32 bits, signed (CALL-4). */
  public int intArgument(int index) {
    return (int) argument(index);
  }

  /** Returns an argument of type {@code u32}: its low 32 bits, unsigned (CALL-4). */
  public long unsignedArgument(int index) {
    return argument(index) & 0xffff_ffffL;
  }

  /** Returns the process of the model that has a process id, if a program can know that. */
  public Optional<Integer> process(int processId) {
    return Optional.ofNullable(processes.get(processId));
  }

  /** Returns the files beside the case. */
  public List<Companion> companions() {
    return program.companions();
  }

  /** Returns the arena that programs of the case begin with. */
  public Bytes arena() {
    return program.arena();
  }

  /** A string argument, as far as it can be read. */
  public sealed interface Text {
    /** The bytes before the NUL, one a char. */
    record Found(String text) implements Text {}

    /** It cannot be read. */
    record Fault() implements Text {}

    /** There is no NUL among the first so many bytes. */
    record TooLong() implements Text {}
  }

  /** Returns the string at an address. */
  public Text text(long address, int most) {
    int length = (int) memory.readable(address, most);
    Optional<Bytes> bytes = memory.read(address, length);
    int end = bytes.map(b -> b.indexOf(0)).orElse(-1);
    if (end >= 0 && bytes.isPresent()) {
      return new Text.Found(bytes.get().slice(0, end).text());
    }
    return length < most ? new Text.Fault() : new Text.TooLong();
  }

  /** Returns the string that an argument points to, as paths are. */
  public Text path(int index) {
    return text(argument(index), PATH_MAX);
  }
}
