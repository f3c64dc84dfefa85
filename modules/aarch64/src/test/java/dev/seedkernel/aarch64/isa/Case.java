package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.asm.Disassembler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Straight-line code and the state in which it starts.
 *
 * <p>The code does not depend on where it lies. The sandbox is always at {@link
 * CaseProgram#SANDBOX}.
 */
record Case(List<Step> steps, State input) {

  /**
   * One instruction, with those around it that it needs: before it, some that make its addresses
   * valid; behind it, one that a branch skips.
   *
   * @param encoding the line that the step is about; null in cases that were read from a file
   */
  record Step(@Nullable Encoding encoding, List<Integer> words) {
    @Override
    public String toString() {
      return words.stream()
          .map(word -> "%08x %s".formatted(word, Disassembler.disassemble(word, 0)))
          .collect(Collectors.joining("\n  "))
          .replace('\t', ' ');
    }
  }

  int[] words() {
    return steps.stream()
        .flatMapToInt(step -> step.words().stream().mapToInt(word -> word))
        .toArray();
  }

  /** Returns the case with other words. */
  Case map(IntUnaryOperator change) {
    return new Case(
        steps.stream()
            .map(step ->
                new Step(step.encoding(), step.words().stream().map(change::applyAsInt).toList()))
            .toList(),
        input);
  }

  /** Returns the first steps alone. */
  Case prefix(int count) {
    return new Case(steps.subList(0, count), input);
  }

  /** Returns one step, from another state. */
  Case only(int step, State state) {
    return new Case(steps.subList(step, step + 1), state);
  }

  /** Returns the lines of a file: a remark, the words of each step, the state. */
  List<String> toLines() {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      lines.add("# " + step.toString().replace("\n  ", "; "));
      lines.add(
          "step " + step.words().stream().map("%08x"::formatted).collect(Collectors.joining(" ")));
    }
    lines.add("state " + input);
    return lines;
  }

  static Case parse(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    State input = new State();
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      switch (parts[0]) {
        case "#", "" -> {}
        case "step" ->
            steps.add(
                new Step(
                    null,
                    Arrays.stream(parts, 1, parts.length)
                        .map(word -> Integer.parseUnsignedInt(word, 16))
                        .toList()));
        case "state" -> input = new State(HexFormat.of().parseHex(parts[1]));
        default -> throw new IllegalArgumentException(line);
      }
    }
    return new Case(List.copyOf(steps), input);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n  "));
  }
}
