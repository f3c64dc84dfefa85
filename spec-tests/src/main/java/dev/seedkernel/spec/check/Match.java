package dev.seedkernel.spec.check;

import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds what a step left against one outcome, and learns process ids from it. */
final class Match {
  private final Map<Integer, Integer> processIds;
  private Memory memory;
  private Files files;

  private Match(Map<Integer, Integer> processIds, Memory memory, Files files) {
    this.processIds = new TreeMap<>(processIds);
    this.memory = memory;
    this.files = files;
  }

  /**
   * What is known behind a step that went as an outcome says.
   *
   * @param processIds the process ids that were seen
   * @param memory that of the process, with all that the call stored
   * @param files with what was seen of {@code st_ino}
   */
  record Learned(Map<Integer, Integer> processIds, Memory memory, Files files) {}

  /**
   * Returns what is known if an answer is as the outcome says, or nothing if it is not.
   *
   * @param memory that of the process before the call
   * @param outputs the parts of the arena that the answer has
   */
  static Optional<Learned> of(
      Outcome outcome,
      Answer answer,
      List<Range> outputs,
      Memory memory,
      Map<Integer, Integer> processIds) {
    Match match = new Match(processIds, memory, outcome.state().files());
    return match.result(outcome.result(), answer.result()) && match.fills(outcome, answer, outputs)
        ? Optional.of(new Learned(Map.copyOf(match.processIds), match.memory, match.files))
        : Optional.empty();
  }

  private boolean result(Result expected, long seen) {
    return switch (expected) {
      case Result.Exact(long value) -> seen == value;
      case Result.Failure(Errno errno) -> seen == -errno.number();
      case Result.AnyError(var errors) -> errors.stream().anyMatch(e -> seen == -e.number());
      case Result.Between(long low, long high) ->
          Long.compareUnsigned(seen, low) >= 0 && Long.compareUnsigned(seen, high) <= 0;
      case Result.Pid(int process) -> processId(process, seen);
      case Result.Any _ -> true;
      case Result.Chosen _ -> false;
      case Result.Gone _ -> false;
    };
  }

  private boolean processId(int process, long seen) {
    if (seen <= 0 || seen > Integer.MAX_VALUE) {
      return false;
    }
    Integer known = processIds.putIfAbsent(process, (int) seen);
    return known == null
        ? processIds.values().stream().filter(id -> id == (int) seen).count() == 1
        : known == (int) seen;
  }

  /**
   * Stores what the outcome stores, with what was seen in the place of what is left open, and
   * compares the memory that comes out of it with what was seen: so a call may not have changed
   * anything else (CALL-8).
   */
  private boolean fills(Outcome outcome, Answer answer, List<Range> outputs) {
    if (answer.outputs().size() != outputs.size()) {
      return false;
    }
    for (Outcome.Fill fill : outcome.fills()) {
      long at = fill.address();
      for (Pattern.Piece piece : fill.pattern().pieces()) {
        if (!store(at, piece, answer, outputs)) {
          return false;
        }
        at += piece.length();
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      Range range = outputs.get(i);
      if (!memory
          .read(range.address(), range.length())
          .equals(Optional.of(answer.outputs().get(i)))) {
        return false;
      }
    }
    return true;
  }

  private boolean store(long at, Pattern.Piece piece, Answer answer, List<Range> outputs) {
    switch (piece) {
      case Pattern.Fixed(Bytes bytes) -> memory = memory.write(at, bytes);
      case Pattern.Kept _ -> {}
      case Pattern.Any(int length) -> {
        for (int i = 0; i < outputs.size(); i++) {
          Range range = outputs.get(i);
          long from = Math.max(at, range.address());
          long to = Math.min(at + length, range.address() + range.length());
          if (from < to) {
            Bytes seen = answer.outputs().get(i);
            memory =
                memory.write(from, seen.slice((int) (from - range.address()), (int) (to - from)));
          }
        }
      }
      case Pattern.FileId(int inode) -> {
        Optional<Bytes> seen = seen(at, piece.length(), answer, outputs);
        if (seen.isPresent() && !fileId(inode, seen.get())) {
          return false;
        }
        memory = memory.write(at, seen.orElse(Bytes.zeros(piece.length())));
      }
      case Pattern.Pid(int process) -> {
        Optional<Bytes> seen = seen(at, piece.length(), answer, outputs);
        if (seen.isPresent() && !processId(process, seen.get().number(0, 4))) {
          return false;
        }
        long known = processIds.getOrDefault(process, 0);
        memory = memory.write(at, seen.orElse(Bytes.ofNumber(known, piece.length())));
      }
    }
    return true;
  }

  private boolean fileId(int inode, Bytes seen) {
    Optional<Bytes> known = files.id(inode);
    if (known.isEmpty() && files.isIdOfAnother(inode, seen)) {
      return false;
    }
    files = files.withId(inode, seen);
    return known.isEmpty() || known.get().equals(seen);
  }

  private static Optional<Bytes> seen(long at, int length, Answer answer, List<Range> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      Range range = outputs.get(i);
      if (at >= range.address() && at + length <= range.address() + range.length()) {
        return Optional.of(answer.outputs().get(i).slice((int) (at - range.address()), length));
      }
    }
    return Optional.empty();
  }
}
