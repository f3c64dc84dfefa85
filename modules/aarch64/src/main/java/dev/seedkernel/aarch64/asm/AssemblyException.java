package dev.seedkernel.aarch64.asm;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Assembly text that breaks a rule of the language, or that cannot be encoded.
 *
 * <p>The only exception that assembling hostile text may throw. It has every error that was found,
 * up to {@link Assembler#MAX_ERRORS}; the message is that of the first.
 */
public final class AssemblyException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<SourceError> errors;

  /**
   * Creates the exception.
   *
   * @param line number of the line, from 1
   * @param column number of the character in its line, from 1
   * @param expected what was expected there, as a short phrase without a full stop
   */
  public AssemblyException(int line, int column, String expected) {
    this(List.of(new SourceError("", line, column, expected)));
  }

  /**
   * Creates the exception.
   *
   * @param errors what is wrong, in the order of the source
   * @throws IllegalArgumentException if nothing is
   */
  public AssemblyException(List<SourceError> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  private static String message(List<SourceError> errors) {
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("no error");
    }
    SourceError first = errors.getFirst();
    String file = first.file().isEmpty() ? "" : first.file() + ", ";
    String notes =
        first.notes().stream()
            .map(note ->
                "; "
                    + (note.file().isEmpty() ? "line " : note.file() + ", line ")
                    + note.line()
                    + ": "
                    + note.text())
            .collect(Collectors.joining());
    return "%sline %d, column %d: %s%s"
        .formatted(file, first.line(), first.column(), first.expected(), notes);
  }

  /** Returns every error, in the order of the source. */
  public List<SourceError> errors() {
    return errors;
  }

  /** Returns the number of the first error's line, from 1. */
  public int line() {
    return errors.getFirst().line();
  }

  /** Returns the number of the character in its line, from 1. */
  public int column() {
    return errors.getFirst().column();
  }

  /** Returns what was expected, and what stood there instead. */
  public String expected() {
    return errors.getFirst().expected();
  }
}
