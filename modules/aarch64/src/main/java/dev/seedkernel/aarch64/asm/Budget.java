package dev.seedkernel.aarch64.asm;

/**
 * What a program as a whole may take of the host, over all of its texts and sections. Repetitions
 * and macros make much out of little: without an end to it, a few lines would keep the host busy
 * for ever or fill its memory.
 */
final class Budget {
  /** Statements that are executed, with each repetition of a block as one more. */
  static final int MAX_STATEMENTS = 1 << 22;

  /** Characters of the statements that are executed, and of what macros are expanded to. */
  static final long MAX_EXECUTED = 1L << 27;

  /** Characters of all texts, with those that are included, each time. */
  static final long MAX_SOURCE = 1L << 26;

  /** Characters that are looked at for the end of a block. */
  private static final long MAX_SKIPPED = 1L << 27;

  /** Bytes of content that are not reserved zeros. */
  static final long MAX_CONTENT = 1L << 28;

  /** What a statement costs besides its characters; it is an object or two. */
  private static final int STATEMENT = 16;

  private int statements;
  private long executed;
  private long source;
  private long skipped;
  private long content;
  private boolean full;

  /** Returns whether nothing more is to be executed, which an error has said. */
  boolean isSpent() {
    return full || statements > MAX_STATEMENTS || executed > MAX_EXECUTED || skipped > MAX_SKIPPED;
  }

  /** Takes the execution of a statement. */
  void execute(Statement statement) throws AssemblyException {
    if (++statements > MAX_STATEMENTS) {
      throw statement.error(
          "expected at most %d statements in all repetitions".formatted(MAX_STATEMENTS));
    }
    takeText(statement, statement.text().length() + STATEMENT);
  }

  /** Takes a statement that a macro or repetition has become. */
  void expand(Statement statement) throws AssemblyException {
    takeText(statement, statement.text().length() + 2L * STATEMENT);
  }

  private void takeText(Statement statement, long characters) throws AssemblyException {
    executed += characters;
    if (executed > MAX_EXECUTED) {
      throw statement.error(
          "expected at most %d characters in all expansions".formatted(MAX_EXECUTED));
    }
  }

  /** Takes what was looked at and not executed. */
  void skip(Statement statement, int characters) throws AssemblyException {
    skipped += characters + STATEMENT;
    if (skipped > MAX_SKIPPED) {
      throw statement.error(
          "expected at most %d characters in blocks that are skipped".formatted(MAX_SKIPPED));
    }
  }

  /** Takes a source text; returns whether there is room for it. */
  boolean read(long characters) {
    source += characters + STATEMENT;
    return source <= MAX_SOURCE;
  }

  /** Takes bytes of content; returns whether there is room for them. */
  boolean fill(long bytes) {
    boolean room = bytes <= MAX_CONTENT - content;
    content += room ? bytes : 0;
    full |= !room;
    return room;
  }
}
