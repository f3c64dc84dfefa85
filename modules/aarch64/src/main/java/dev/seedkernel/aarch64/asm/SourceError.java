package dev.seedkernel.aarch64.asm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that is wrong with a source text.
 *
 * @param file name of the {@link SourceFile}, or of a file that it includes
 * @param line number of the line, from 1; in a macro, that of the line in its definition
 * @param column number of the character in its line, from 1
 * @param expected what was expected there, and what stood there instead, without a full stop
 * @param notes how the line came to be executed, if it is a macro's or an included file's: where it
 *     was used, the innermost use first
 */
public record SourceError(
    String file, int line, int column, String expected, List<SourceError.Note> notes) {
  /**
   * A place that has to do with an error.
   *
   * @param file name of the source
   * @param line number of the line, from 1
   * @param text what it has to do with it
   */
  public record Note(String file, int line, String text) {
    /** Returns the note as compilers write it, {@code FILE:LINE: note: …}. */
    @Override
    public String toString() {
      return "%s:%d: note: %s".formatted(file, line, text);
    }
  }

  public SourceError {
    notes = List.copyOf(notes);
  }

  /** Creates an error that needs no notes. */
  public SourceError(String file, int line, int column, String expected) {
    this(file, line, column, expected, List.of());
  }

  /** Returns the error as compilers write it, {@code FILE:LINE:COLUMN: error: …}, and its notes. */
  @Override
  public String toString() {
    return Stream.concat(
            Stream.of("%s:%d:%d: error: %s".formatted(file, line, column, expected)),
            notes.stream().map(Note::toString))
        .collect(Collectors.joining("\n"));
  }
}
