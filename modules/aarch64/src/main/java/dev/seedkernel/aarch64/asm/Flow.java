package dev.seedkernel.aarch64.asm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which statement comes next: repetition ({@code .rept .endr}) and conditional assembly ({@code .if
 * .ifdef .ifndef .elseif .else .endif}).
 *
 * <p>What the first pass decides is what the second does, whatever constants have become.
 */
final class Flow {
  /** More statements than this are a mistake, and would keep the host busy for ever. */
  private static final int MAX_STEPS = 1 << 22;

  private static final Pattern DIRECTIVE =
      Pattern.compile("(?:[\\w.$]+\\s*:\\s*)*(\\.\\w+)\\b.*", Pattern.DOTALL);

  /** How a directive changes the depth of what is skipped. */
  private static final Map<String, Integer> DEPTH =
      Map.of(".rept", 1, ".endr", -1, ".if", 1, ".ifdef", 1, ".ifndef", 1, ".endif", -1);

  /** A block that is open: a repetition, or a condition of which a branch was taken or not. */
  private static final class Block {
    private final Statement start;
    private final int index;
    private final boolean repeats;
    private long left;

    Block(Statement start, int index, boolean repeats, long left) {
      this.start = start;
      this.index = index;
      this.repeats = repeats;
      this.left = left;
    }
  }

  private final List<Statement> statements;
  private final Assembly assembly;
  private final List<Long> decisions = new ArrayList<>();
  private final Deque<Block> open = new ArrayDeque<>();
  private int index;
  private int decision;
  private int steps;

  Flow(List<Statement> statements, Assembly assembly) {
    this.statements = statements;
    this.assembly = assembly;
  }

  /** Begins a pass. */
  void start() {
    index = -1;
    decision = 0;
    steps = 0;
    open.clear();
  }

  /** Returns the statement to execute, or null at the end. */
  @Nullable Statement next() throws AssemblyException {
    index++;
    if (index < statements.size()) {
      if (++steps > MAX_STEPS) {
        throw error(statements.get(index), "expected at most " + MAX_STEPS + " statements");
      }
      return statements.get(index);
    }
    if (!open.isEmpty()) {
      Block block = open.peek();
      throw error(block.start, "expected " + (block.repeats ? ".endr" : ".endif") + " to end this");
    }
    return null;
  }

  private static AssemblyException error(Statement statement, String expected) {
    return new AssemblyException(statement.line(), statement.column(), expected);
  }

  /** Returns the line of the statement that is executed. */
  int line() {
    return statements.get(index).line();
  }

  /** Executes a directive if it is one of these. */
  boolean execute(String name, Cursor cursor, int position) throws AssemblyException {
    switch (name.toLowerCase(Locale.ROOT)) {
      case ".rept" -> repeat(cursor);
      case ".endr" -> again(cursor, position);
      case ".if" -> condition(decide(cursor, c -> Expression.number(c, assembly)));
      case ".ifdef" -> condition(decide(cursor, c -> assembly.defined(c.name()) ? 1 : 0));
      case ".ifndef" -> condition(decide(cursor, c -> assembly.defined(c.name()) ? 0 : 1));
      case ".elseif", ".else" -> {
        // It is only reached behind a branch that was taken.
        condition(cursor, position);
        cursor.rest();
        skip(false, false);
        open.pop();
      }
      case ".endif" -> {
        condition(cursor, position);
        cursor.expectEnd();
        open.pop();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private interface Decision {
    long make(Cursor cursor) throws AssemblyException;
  }

  /** Makes a decision in the first pass, and repeats it in the second. */
  private long decide(Cursor cursor, Decision maker) throws AssemblyException {
    if (!assembly.emitting()) {
      decisions.add(made(cursor, maker));
    }
    return decisions.get(decision++);
  }

  /** What is wrong with a decision is reported, and makes it 0: the structure stays. */
  private long made(Cursor cursor, Decision maker) {
    try {
      long result = maker.make(cursor);
      cursor.expectEnd();
      return result;
    } catch (AssemblyException e) {
      assembly.report(e);
      return 0;
    }
  }

  private void repeat(Cursor cursor) throws AssemblyException {
    long count = decide(cursor, c -> Expression.number(c, assembly));
    open.push(new Block(statements.get(index), index, true, count));
    if (count <= 0) {
      skip(true, false);
      open.pop();
    }
  }

  private void again(Cursor cursor, int position) throws AssemblyException {
    Block block = open.peek();
    if (block == null || !block.repeats) {
      throw cursor.error(position, "expected .rept before .endr");
    }
    cursor.expectEnd();
    if (--block.left > 0) {
      index = block.index;
    } else {
      open.pop();
    }
  }

  private void condition(Cursor cursor, int position) throws AssemblyException {
    Block block = open.peek();
    if (block == null || block.repeats) {
      throw cursor.error(position, "expected .if before this");
    }
  }

  /** Enters the first branch whose condition holds. */
  private void condition(long first) throws AssemblyException {
    open.push(new Block(statements.get(index), index, false, 0));
    long holds = first;
    while (holds == 0) {
      String stop = skip(false, true);
      if (stop.equals(".endif")) {
        open.pop();
        return;
      }
      holds = stop.equals(".else") ? 1 : otherwise();
    }
  }

  private long otherwise() throws AssemblyException {
    Cursor cursor = new Cursor(statements.get(index));
    cursor.name();
    return decide(cursor, c -> Expression.number(c, assembly));
  }

  /**
   * Moves to the directive that ends a block, or a branch of it that was not taken, over blocks in
   * it; returns its name.
   */
  private String skip(boolean repetition, boolean branches) throws AssemblyException {
    int depth = 0;
    while (++index < statements.size()) {
      String name = directive(index);
      boolean end = name.equals(repetition ? ".endr" : ".endif");
      boolean branch = branches && isAlternative(index);
      if (depth == 0 && (end || branch)) {
        return name;
      }
      boolean kind = name.equals(".rept") || name.equals(".endr");
      depth += kind == repetition ? DEPTH.getOrDefault(name, 0) : 0;
    }
    Statement start = open.peek() == null ? statements.getLast() : open.peek().start;
    throw error(start, "expected " + (repetition ? ".endr" : ".endif") + " to end this");
  }

  private boolean isAlternative(int at) {
    String name = directive(at);
    return name.equals(".else") || name.equals(".elseif");
  }

  private String directive(int at) {
    Matcher matcher = DIRECTIVE.matcher(statements.get(at).text());
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
