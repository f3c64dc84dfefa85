package dev.seedkernel.aarch64.asm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A text, a macro's body or a repetition while its statements are executed one by one. */
final class Frame {
  /** What it is, for {@code .exitm} and messages. */
  enum Kind {
    TEXT,
    MACRO,
    REPETITION
  }

  private final Kind kind;
  private final @Nullable Expansion expansion;
  private final List<Statement> statements;

  /** What is put in, round by round. */
  private final Iterator<Map<String, String>> rounds;

  private final int number;
  private final Deque<Statement> conditions = new ArrayDeque<>();

  /** What a statement has become, if that is more than one. */
  private final Deque<Statement> pending = new ArrayDeque<>();

  private Map<String, String> arguments = Map.of();
  private int index;

  /**
   * Creates a frame before its first round.
   *
   * @param number what {@code \@} stands for
   */
  Frame(
      Kind kind,
      @Nullable Expansion expansion,
      List<Statement> statements,
      Iterator<Map<String, String>> rounds,
      int number) {
    this.kind = kind;
    this.expansion = expansion;
    this.statements = statements;
    this.rounds = rounds;
    this.number = number;
    this.index = statements.size();
  }

  Kind kind() {
    return kind;
  }

  @Nullable Expansion expansion() {
    return expansion;
  }

  int number() {
    return number;
  }

  /** Returns the directives whose ends have not been met, the innermost first. */
  Deque<Statement> conditions() {
    return conditions;
  }

  /** Begins the next round; returns whether there is one. */
  boolean nextRound() {
    if (!rounds.hasNext()) {
      return false;
    }
    arguments = rounds.next();
    index = 0;
    return true;
  }

  /** Returns the statement of the body that was last taken. */
  Statement raw() {
    return statements.get(Math.max(0, index - 1));
  }

  /** Returns the next statement of this round, or null at its end. */
  @Nullable Statement next() throws AssemblyException {
    while (pending.isEmpty()) {
      if (index >= statements.size()) {
        return null;
      }
      Statement statement = statements.get(index++);
      if (kind == Kind.TEXT || (arguments.isEmpty() && kind == Kind.REPETITION)) {
        return statement;
      }
      pending.addAll(Macro.expand(statement, arguments, number));
    }
    return pending.remove();
  }
}
