package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The errors of all source texts of a program, each place and way to it once. */
final class Errors {
  /** An error, and where in the program's own texts it goes back to. */
  private record Found(int index, int line, SourceError error) {}

  private static final int MAX_MET = 1000;

  private final List<Found> found = new ArrayList<>();
  private final Set<List<Object>> known = new HashSet<>();

  /** How many were met, with those that were known: a repetition may have one in each round. */
  private int met;

  /** Adds an error in a text's own line. */
  void add(int index, String file, AssemblyException e) {
    add(index, e.line(), new SourceError(file, e.line(), e.column(), e.expected()));
  }

  /** Adds an error in a statement, and how it came to be executed. */
  void add(int index, Statement statement, @Nullable Expansion expansion, AssemblyException e) {
    add(
        index,
        Expansion.root(statement, expansion).line(),
        new SourceError(
            statement.file(),
            e.line(),
            e.column(),
            e.expected(),
            Expansion.notes(statement, expansion)));
  }

  private void add(int index, int line, SourceError error) {
    met++;
    // The two passes may both find it, and they need not say the same of it.
    if (!isFull()
        && known.add(List.of(error.file(), error.line(), error.column(), error.notes()))) {
      found.add(new Found(index, line, error));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Returns whether there are so many that the rest would only be noise. */
  boolean isFull() {
    return found.size() >= Assembler.MAX_ERRORS || met >= MAX_MET;
  }

  /** Throws all errors in the order of the texts, if there are any. */
  void check() throws AssemblyException {
    if (found.isEmpty()) {
      return;
    }
    found.sort(
        Comparator.comparingInt(Found::index)
            .thenComparingInt(Found::line)
            .thenComparingInt(one -> one.error().notes().isEmpty() ? one.error().column() : 0));
    throw new AssemblyException(found.stream().map(Found::error).toList());
  }
}
