package dev.seedkernel.aarch64.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why statements are executed that do not stand in one of the program's own texts: a macro was used
 * or a file included.
 *
 * @param what the macro or file, for messages
 * @param use the statement that asked for it
 * @param parent what that statement is part of itself
 */
record Expansion(String what, Statement use, @Nullable Expansion parent) {
  /** How many of a long chain are shown at each end. */
  private static final int SHOWN = 3;

  /** Returns the statement in the program's own text that all of this goes back to. */
  static Statement root(Statement statement, @Nullable Expansion expansion) {
    Statement root = statement;
    for (Expansion at = expansion; at != null; at = at.parent) {
      root = at.use;
    }
    return root;
  }

  /** Returns how a statement came about, the innermost use first. */
  static List<SourceError.Note> notes(Statement statement, @Nullable Expansion expansion) {
    List<SourceError.Note> notes = new ArrayList<>();
    if (statement.isSubstituted()) {
      notes.add(note(statement, "the line became: " + Cursor.shortened(statement.text())));
    }
    List<Expansion> chain = new ArrayList<>();
    for (Expansion at = expansion; at != null; at = at.parent) {
      chain.add(at);
    }
    for (int i = 0; i < chain.size(); i++) {
      Expansion at = chain.get(i);
      if (i < SHOWN || i >= chain.size() - SHOWN) {
        notes.add(note(at.use, at.what));
      } else if (i == SHOWN) {
        notes.add(note(at.use, "and %d more".formatted(chain.size() - 2 * SHOWN)));
      }
    }
    return notes;
  }

  private static SourceError.Note note(Statement statement, String text) {
    return new SourceError.Note(statement.file(), statement.line(), text);
  }
}
