package dev.seedkernel.spec.guest;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the table that {@code case.s} carries out, and allots the memory of the records. */
final class StepTable {
  /** Bytes of a block before its payload. */
  static final int BLOCK_HEADER = 40;

  private static final int MAX_ARGUMENTS = 6;
  private static final int WORD = 8;

  /** More than a line has beside the digits. */
  private static final int LINE_START = 32;

  /** The operations, with their places in the list of {@code case.s}. */
  private enum Operation {
    FINISH(0),
    CALL(1),
    COPY(2),
    STORE(3),
    LOAD(4),
    FORK(5),
    UNDEFINED(6),
    EXECUTE(7),
    FLUSH(8),
    RUN(9);

    private final long number;

    Operation(long number) {
      this.number = number;
    }
  }

  /** A child whose table follows. */
  private record Child(int patch, List<Step> steps, Results parent) {}

  /** Where the results of a process lie; without a parent, those of its parent are its own. */
  private record Results(long record, RecordLayout layout, @Nullable Results parent) {
    long address(int step) {
      return record + layout.offset(step);
    }
  }

  private final long address;
  private final List<Long> words = new ArrayList<>();
  private final List<Child> children = new ArrayList<>();
  private long memory = CaseLayout.RECORD;

  private StepTable(long address) {
    this.address = address;
  }

  /**
   * A table.
   *
   * @param bytes its content
   * @param memorySize how many bytes from {@link CaseLayout#RECORD} on it needs
   */
  record Written(Bytes bytes, long memorySize) {}

  /** Writes the table of a program whose table lies at an address. */
  static Written write(List<Step> steps, long address) {
    StepTable table = new StepTable(address);
    table.block(steps);
    table.process(steps, null);
    while (!table.children.isEmpty()) {
      Child child = table.children.removeFirst();
      table.words.set(child.patch, table.here());
      table.process(child.steps, child.parent);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(table.words.size() * WORD).order(ByteOrder.LITTLE_ENDIAN);
    table.words.forEach(bytes::putLong);
    return new Written(Bytes.of(bytes.array()), table.memory - CaseLayout.RECORD);
  }

  /**
   * Allots a block, with room behind it for a line that shows it; the first is where {@code case.s}
   * expects it.
   */
  private long block(List<Step> steps) {
    return allot(3 * (BLOCK_HEADER + RecordLayout.of(steps).length()) + LINE_START);
  }

  private long allot(int length) {
    long start = memory;
    memory += RecordLayout.padded(length);
    return start;
  }

  private long here() {
    return address + (long) words.size() * WORD;
  }

  private void process(List<Step> steps, @Nullable Results parent) {
    RecordLayout layout = RecordLayout.of(steps);
    long record = allot(layout.length());
    Results results = new Results(record, layout, parent);
    int flushed = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.mayEnd()) {
        flush(record, flushed, layout.offset(i));
        flushed = layout.offset(i);
      }
      step(step, i, results);
      long output = record + layout.offset(i) + WORD;
      for (Range range : step.outputs()) {
        put(Operation.COPY, range.address(), output, range.length());
        output += RecordLayout.padded(range.length());
      }
    }
    flush(record, flushed, layout.length());
    put(Operation.FINISH);
  }

  private void flush(long record, int from, int to) {
    if (to > from) {
      put(Operation.FLUSH, record + from, to - from);
    }
  }

  private void step(Step step, int index, Results results) {
    long result = results.address(index);
    switch (step) {
      case Step.Call call -> {
        put(Operation.CALL, call.number());
        arguments(call.arguments(), results);
        words.add(result);
      }
      case Step.Store store -> {
        put(Operation.STORE, store.size());
        argument(store.address(), results);
        words.add(store.value());
        words.add(result);
      }
      case Step.Load load -> {
        put(Operation.LOAD, load.size());
        argument(load.address(), results);
        words.add(result);
      }
      case Step.Fork fork -> {
        put(Operation.FORK, fork.flags());
        children.add(new Child(words.size(), fork.child(), results));
        words.add(0L);
        words.add(block(fork.child()));
        words.add(suffix(index));
        words.add(result);
      }
      case Step.Undefined _ -> put(Operation.UNDEFINED, result);
      case Step.Run run -> {
        put(Operation.RUN);
        arguments(run.arguments(), results);
        byte[] code = run.code().resized(RecordLayout.padded(run.code().length())).toArray();
        words.add(result);
        words.add((long) code.length);
        ByteBuffer instructions = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        while (instructions.hasRemaining()) {
          words.add(instructions.getLong());
        }
      }
      case Step.Execute execute -> {
        put(Operation.EXECUTE);
        argument(execute.address(), results);
        words.add(result);
      }
    }
  }

  /** Returns what a child's name has behind its parent's, as a text in a word. */
  private static long suffix(int index) {
    byte[] text = ("." + index).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(WORD).order(ByteOrder.LITTLE_ENDIAN).put(text).getLong(0);
  }

  private void arguments(List<Arg> arguments, Results results) {
    for (int i = 0; i < MAX_ARGUMENTS; i++) {
      argument(i < arguments.size() ? arguments.get(i) : Arg.of(0), results);
    }
  }

  private void argument(Arg argument, Results results) {
    switch (argument) {
      case Arg.Value(long value) -> words.addAll(List.of(value, 0L));
      case Arg.Buffer buffer -> words.addAll(List.of(buffer.address(), 0L));
      case Arg.Result(int step, long plus) -> words.addAll(List.of(plus, results.address(step)));
      case Arg.Inherited(int step, long plus) ->
          words.addAll(List.of(plus, Objects.requireNonNull(results.parent).address(step)));
    }
  }

  private void put(Operation operation, long... operands) {
    words.add(operation.number);
    for (long operand : operands) {
      words.add(operand);
    }
  }
}
