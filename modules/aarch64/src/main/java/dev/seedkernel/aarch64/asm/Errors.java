package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The errors of all source texts of a program, each place once. */
final class Errors {
  private final List<String> files;
  private final List<SourceError> found = new ArrayList<>();

  Errors(List<SourceFile> files) {
    this.files = files.stream().map(SourceFile::name).toList();
  }

  void add(String file, AssemblyException e) {
    boolean known =
        found.stream()
            .anyMatch(error ->
                error.file().equals(file)
                    && error.line() == e.line()
                    && error.column() == e.column());
    if (!known && !isFull()) {
      found.add(new SourceError(file, e.line(), e.column(), e.expected()));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Returns whether there are so many that the rest would only be noise. */
  boolean isFull() {
    return found.size() >= Assembler.MAX_ERRORS;
  }

  /** Throws all errors in the order of the texts, if there are any. */
  void check() throws AssemblyException {
    if (found.isEmpty()) {
      return;
    }
    found.sort(
        Comparator.<SourceError>comparingInt(error -> files.indexOf(error.file()))
            .thenComparingInt(SourceError::line)
            .thenComparingInt(SourceError::column));
    throw new AssemblyException(found);
  }
}
