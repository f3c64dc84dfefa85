package dev.seedkernel.spec.check;

import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.Step;
import java.util.stream.Collectors;

/** Outcomes and answers as text. */
final class Shown {
  private Shown() {}

  static String outcome(Outcome outcome) {
    String fills =
        outcome.fills().stream()
            .map(fill -> ", " + Shown.place(fill.address()) + " " + pattern(fill.pattern()))
            .collect(Collectors.joining());
    return outcome.result() + fills;
  }

  static String answer(Answer answer, Step step) {
    StringBuilder text = new StringBuilder(Errno.show(answer.result()));
    for (int i = 0; i < answer.outputs().size(); i++) {
      text.append(", ")
          .append(place(step.outputs().get(i).address()))
          .append(' ')
          .append(answer.outputs().get(i));
    }
    return text.toString();
  }

  private static String place(long address) {
    long offset = address - CaseLayout.ARENA;
    return offset >= 0 && offset < CaseLayout.ARENA_SIZE
        ? "&" + offset
        : "0x" + Long.toHexString(address);
  }

  private static String pattern(Pattern pattern) {
    return pattern.pieces().stream().map(Shown::piece).collect(Collectors.joining(" "));
  }

  private static String piece(Pattern.Piece piece) {
    return switch (piece) {
      case Pattern.Fixed(Bytes bytes) -> bytes.toString();
      case Pattern.Any(int length) -> "(any " + length + ")";
      case Pattern.Kept(int length) -> "(as before " + length + ")";
      case Pattern.FileId(int inode) -> "(st_dev and st_ino of file " + inode + ")";
      case Pattern.Pid(int process) -> "(pid of process " + process + ")";
    };
  }
}
