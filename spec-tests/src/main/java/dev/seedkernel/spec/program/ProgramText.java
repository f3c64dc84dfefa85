package dev.seedkernel.spec.program;

import java.util.List;
import java.util.stream.Collectors;

/** Programs as text, a line for each step, with what the arena has at the addresses. */
public final class ProgramText {
  private static final int SHOWN = 40;

  private final Bytes arena;
  private final StringBuilder text = new StringBuilder();

  private ProgramText(Bytes arena) {
    this.arena = arena;
  }

  /** Returns a program as lines: {@code r2 = write(r0, &8 "abc", 3)}. */
  public static String of(CallProgram program) {
    ProgramText all = new ProgramText(program.arena());
    all.steps(program.steps(), "");
    for (Companion companion : program.companions()) {
      all.text.append("program ").append(companion.name()).append(":\n");
      all.steps(companion.steps(), "  ");
    }
    return all.text.toString();
  }

  /** Returns a case as lines. */
  public static String of(Case one) {
    return switch (one) {
      case CallProgram program -> of(program);
      case TranscriptCase transcript ->
          transcript.title() + "\n" + transcript.console().text() + "\n";
      case DiskCase disk -> disk.title() + "\n" + disk.disk() + "\n";
      case BootCase boot -> boot.title() + "\n" + boot.init().map(ProgramText::of).orElse("");
    };
  }

  /** Returns one step as text. */
  public static String of(Step step, Bytes arena) {
    return new ProgramText(arena).step(step);
  }

  private void steps(List<Step> steps, String indent) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      text.append(indent).append('r').append(i).append(" = ").append(step(step)).append('\n');
      if (step instanceof Step.Fork fork) {
        steps(fork.child(), indent + "    ");
      }
    }
  }

  private String step(Step step) {
    return switch (step) {
      case Step.Call call ->
          call.arguments().stream()
              .map(this::argument)
              .collect(Collectors.joining(", ", call.name() + "(", ")"));
      case Step.Store(Arg address, int size, long value) ->
          "store" + 8 * size + "(" + argument(address) + ", " + Arg.of(value) + ")";
      case Step.Load(Arg address, int size) -> "load" + 8 * size + "(" + argument(address) + ")";
      case Step.Fork fork -> "clone(0x" + Long.toHexString(fork.flags()) + ") with child:";
      case Step.Undefined _ -> "udf";
      case Step.Run run ->
          "run \""
              + run.name()
              + "\""
              + run.arguments().stream()
                  .map(a -> argument(a))
                  .collect(Collectors.joining(", ", "(", ")"));
      case Step.Execute(Arg address) -> "blr " + argument(address);
    };
  }

  /** Shows what is initially there: a text up to its NUL, if it is one. */
  private String argument(Arg argument) {
    if (!(argument instanceof Arg.Buffer(int offset)) || offset < 0 || offset >= arena.length()) {
      return argument.toString();
    }
    Bytes there = arena.slice(offset, Math.min(SHOWN, arena.length() - offset));
    int end = there.indexOf(0);
    Bytes start = end < 0 ? there : there.slice(0, end);
    return start.length() == 0 ? argument.toString() : argument + " " + start;
  }
}
