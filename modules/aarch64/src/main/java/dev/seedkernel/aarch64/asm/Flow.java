package dev.seedkernel.aarch64.asm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which statement comes next: macros, repetition, conditional assembly and included texts.
 *
 * <p>Statements come as a stream out of the innermost frame, so that a block may be collected or
 * skipped from any of them in the same way. Only the first pass uses it; the second repeats what
 * was executed.
 */
final class Flow {
  /** How deep macros, repetitions and included files may lie in each other. */
  static final int MAX_DEPTH = 100;

  /** Other directives that are executed here. */
  private static final Set<String> OTHERS =
      Set.of(
          ".else",
          ".elseif",
          ".endif",
          ".endr",
          ".macro",
          ".endm",
          ".endmacro",
          ".exitm",
          ".purgem",
          ".include",
          ".end");

  private static final Set<String> REPETITIONS = Set.of(".rept", ".rep", ".irp", ".irpc");
  private static final Set<String> MACRO_ENDS = Set.of(".endm", ".endmacro");

  private final Assembly assembly;
  private final Budget budget;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Map<String, Macro> macros = new HashMap<>();
  private Statement current;
  private @Nullable Expansion expansion;

  /** How many macros have been used, which is what \@ stands for in the next one. */
  private int uses;

  Flow(List<Statement> statements, Assembly assembly, Budget budget) {
    this.assembly = assembly;
    this.budget = budget;
    this.current = statements.isEmpty() ? new Statement("", 1, 1, "") : statements.getFirst();
    frames.push(new Frame(Frame.Kind.TEXT, null, statements, once(Map.of()), 0));
  }

  private static Iterator<Map<String, String>> once(Map<String, String> arguments) {
    return List.of(arguments).iterator();
  }

  /** Returns whether a name in lower case is one of these directives. */
  static boolean isDirective(String name) {
    return OTHERS.contains(name) || REPETITIONS.contains(name) || Condition.begins(name);
  }

  /** Returns the statement that was last looked at. */
  Statement current() {
    return current;
  }

  /** Returns what it is part of. */
  @Nullable Expansion expansion() {
    return expansion;
  }

  /** Returns the statement to execute, or null at the end. */
  @Nullable Statement next() throws AssemblyException {
    while (!frames.isEmpty()) {
      Frame frame = frames.element();
      Statement next = fetch(frame);
      if (next != null) {
        budget.execute(next);
        return next;
      }
      if (!frame.conditions().isEmpty()) {
        throw fail(frame.conditions().element(), "expected .endif to end this");
      }
      if (!frame.nextRound()) {
        frames.pop();
      } else if (frame.kind() == Frame.Kind.REPETITION) {
        budget.execute(current);
      }
    }
    return null;
  }

  /** Returns the next statement of a frame's round, or null at its end. */
  private @Nullable Statement fetch(Frame frame) throws AssemblyException {
    Statement next;
    try {
      next = frame.next();
    } catch (AssemblyException e) {
      look(frame.raw(), frame.expansion());
      throw e;
    }
    if (next != null) {
      look(next, frame.expansion());
      if (next.isSubstituted()) {
        budget.expand(next);
      }
    }
    return next;
  }

  private void look(Statement statement, @Nullable Expansion of) {
    current = statement;
    expansion = of;
  }

  private AssemblyException fail(Statement statement, String expected) {
    current = statement;
    return statement.error(expected);
  }

  /** Executes a directive if it is one of these. */
  boolean execute(String name, Cursor cursor, int position) throws AssemblyException {
    String directive = name.toLowerCase(Locale.ROOT);
    if (!isDirective(directive)) {
      return false;
    }
    switch (directive) {
      case ".rept", ".rep" -> repeat(cursor);
      case ".irp", ".irpc" -> values(directive, cursor);
      case ".macro" -> define(cursor);
      case ".exitm" -> exit(cursor, position);
      case ".purgem" -> purge(cursor);
      case ".include" -> include(cursor);
      case ".end" -> frames.clear();
      case ".endr" -> throw cursor.error(position, "expected .rept before .endr");
      case ".endm", ".endmacro" -> throw cursor.error(position, "expected .macro before " + name);
      case ".else", ".elseif" -> {
        // It is only reached behind a branch that was taken.
        Statement start = requireCondition(cursor, position);
        skip(start, false);
        frames.element().conditions().pop();
      }
      case ".endif" -> {
        requireCondition(cursor, position);
        cursor.expectEnd();
        frames.element().conditions().pop();
      }
      default -> condition(holds(directive, cursor));
    }
    return true;
  }

  // Conditional assembly

  /** What is wrong with a condition is reported, and makes it false: the structure stays. */
  private boolean holds(String directive, Cursor cursor) {
    try {
      return Condition.holds(directive, cursor, assembly);
    } catch (AssemblyException e) {
      assembly.report(e);
      return false;
    }
  }

  private Statement requireCondition(Cursor cursor, int position) throws AssemblyException {
    Statement start = frames.element().conditions().peek();
    if (start == null) {
      throw cursor.error(position, "expected .if before this");
    }
    return start;
  }

  /** Enters the first branch whose condition holds. */
  private void condition(boolean first) throws AssemblyException {
    Statement start = current;
    Deque<Statement> conditions = frames.element().conditions();
    conditions.push(start);
    boolean taken = first;
    while (!taken) {
      String stop = skip(start, true);
      if (stop.equals(".endif")) {
        conditions.pop();
        return;
      }
      taken = stop.equals(".else") || otherwise();
    }
  }

  private boolean otherwise() {
    Cursor cursor = new Cursor(current);
    directive(cursor);
    return holds(".elseif", cursor);
  }

  /**
   * Moves to the directive that ends a block, or a branch of it that was not taken, over blocks in
   * it; returns its name.
   */
  private String skip(Statement start, boolean branches) throws AssemblyException {
    Frame frame = frames.element();
    int depth = 0;
    for (Statement next = fetch(frame); next != null; next = fetch(frame)) {
      String name = peek(next);
      boolean end = name.equals(".endif");
      if (depth == 0 && (end || (branches && (name.equals(".else") || name.equals(".elseif"))))) {
        return name;
      }
      depth += end ? -1 : Condition.begins(name) ? 1 : 0;
    }
    throw fail(start, "expected .endif to end this");
  }

  private String peek(Statement statement) throws AssemblyException {
    Cursor cursor = new Cursor(statement);
    String name = directive(cursor);
    budget.skip(statement, cursor.at());
    return name;
  }

  /** Takes labels and the directive behind them; returns its name in lower case, or nothing. */
  private static String directive(Cursor cursor) {
    while (true) {
      int start = cursor.skipSpaces().at();
      while (Cursor.isNamePart(cursor.peek())) {
        cursor.next();
      }
      String word = cursor.text().substring(start, cursor.at());
      if (word.isEmpty() || !cursor.take(":")) {
        return word.startsWith(".") ? word.toLowerCase(Locale.ROOT) : "";
      }
    }
  }

  // Blocks that are executed later

  /** Takes the statements up to the end of a block, with blocks in it. */
  private List<Statement> block(Set<String> begins, Set<String> ends) throws AssemblyException {
    Statement start = current;
    Frame frame = frames.element();
    List<Statement> body = new ArrayList<>();
    int depth = 0;
    for (Statement next = fetch(frame); next != null; next = fetch(frame)) {
      String name = peek(next);
      if (ends.contains(name) && depth-- == 0) {
        addLabels(next, body);
        return body;
      }
      depth += begins.contains(name) ? 1 : 0;
      body.add(next);
    }
    String end = ends.contains(".endr") ? ".endr" : ".endm";
    throw fail(start, "expected %s to end this".formatted(end));
  }

  /** Labels before the end of a block are part of it. */
  private static void addLabels(Statement end, List<Statement> body) {
    String labels = end.text().substring(0, end.text().lastIndexOf(':') + 1);
    if (!labels.isBlank()) {
      body.add(
          new Statement(
              end.file(),
              end.line(),
              end.column(),
              labels,
              Math.min(end.exact(), labels.length())));
    }
  }

  private void push(Frame frame, Cursor cursor, String what) throws AssemblyException {
    if (frames.size() >= MAX_DEPTH) {
      throw cursor.error(
          0,
          "expected macros, repetitions and files at most %d deep, not one more: %s"
              .formatted(MAX_DEPTH, what));
    }
    frames.push(frame);
  }

  private void repeat(Cursor cursor) throws AssemblyException {
    long count = 0;
    try {
      count = Expression.number(cursor, assembly);
      cursor.expectEnd();
    } catch (AssemblyException e) {
      assembly.report(e);
    }
    List<Statement> body = block(REPETITIONS, Set.of(".endr"));
    push(repetition(body, new Repeated(count)), cursor, "a repetition");
  }

  private Frame repetition(List<Statement> body, Iterator<Map<String, String>> rounds) {
    Frame around = frames.element();
    int number = around.kind() == Frame.Kind.MACRO ? around.number() : uses;
    return new Frame(Frame.Kind.REPETITION, around.expansion(), body, rounds, number);
  }

  /** A number of rounds in which nothing is put in. */
  private static final class Repeated implements Iterator<Map<String, String>> {
    private long left;

    Repeated(long count) {
      left = count;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Map<String, String> next() {
      left--;
      return Map.of();
    }
  }

  /** {@code .irp name, value, …} and {@code .irpc name, characters}. */
  private void values(String directive, Cursor cursor) throws AssemblyException {
    Statement start = current;
    // The body is taken first, so that it is not executed if something is wrong here.
    List<Statement> body = block(REPETITIONS, Set.of(".endr"));
    int position = cursor.skipSpaces().at();
    ArgumentText text = ArgumentText.of(cursor);
    String name = text.name();
    if (name.isEmpty()) {
      current = start;
      throw cursor.error(position, "expected the name of a parameter");
    }
    text.separator();
    List<String> values = new ArrayList<>();
    if (directive.equals(".irpc")) {
      values = text.characters();
    } else {
      for (; !text.atEnd(); text.separator()) {
        values.add(text.argument());
      }
    }
    if (values.isEmpty()) {
      values = List.of("");
    }
    Iterator<Map<String, String>> rounds =
        values.stream().map(value -> Collections.singletonMap(name, value)).iterator();
    push(repetition(body, rounds), cursor, "a repetition");
  }

  // Macros

  private void define(Cursor cursor) throws AssemblyException {
    Statement definition = current;
    int position = cursor.skipSpaces().at();
    String name = cursor.name();
    cursor.take(",");
    // The body is taken first, so that it is not executed if something is wrong here.
    List<Statement> body = block(Set.of(".macro"), MACRO_ENDS);
    try {
      String key = name.toLowerCase(Locale.ROOT);
      if (name.isEmpty() || isDirective(key) || Directives.isKnown(key)) {
        throw cursor.error(position, "expected a name that is no directive's, not " + name);
      }
      Macro macro = new Macro(name, definition, Macro.parameters(cursor), body);
      Macro other = macros.putIfAbsent(key, macro);
      if (other != null) {
        throw cursor.error(
            position,
            "expected a name that is not yet defined, see %s and .purgem".formatted(other));
      }
    } catch (AssemblyException e) {
      current = definition;
      throw e;
    }
  }

  private void purge(Cursor cursor) throws AssemblyException {
    do {
      int position = cursor.skipSpaces().at();
      String name = cursor.name();
      if (macros.remove(name.toLowerCase(Locale.ROOT)) == null) {
        throw cursor.error(position, "expected the name of a macro, not " + name);
      }
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** Leaves the innermost macro or repetition. */
  private void exit(Cursor cursor, int position) throws AssemblyException {
    if (frames.element().kind() == Frame.Kind.TEXT) {
      throw cursor.error(position, "expected a macro or a repetition around .exitm");
    }
    frames.pop();
  }

  /** Begins a macro if one has this name; returns whether it has. */
  boolean use(String name, Cursor cursor) throws AssemblyException {
    Macro macro = macros.isEmpty() ? null : macros.get(name.toLowerCase(Locale.ROOT));
    if (macro == null) {
      return false;
    }
    Map<String, String> arguments = macro.arguments(cursor);
    Expansion of = new Expansion(macro + " is used here", current, expansion);
    Frame frame = new Frame(Frame.Kind.MACRO, of, macro.body(), once(arguments), uses++);
    push(frame, cursor, macro.toString());
    return true;
  }

  // Other texts

  private void include(Cursor cursor) throws AssemblyException {
    IncludedFile file = assembly.includes().find(cursor, current.file());
    cursor.expectEnd();
    SourceFile text = Includes.text(file, cursor, budget);
    Expansion of = new Expansion("it is included here", current, expansion);
    List<Statement> statements;
    try {
      statements = Statement.split(text);
    } catch (AssemblyException e) {
      look(new Statement(text.name(), e.line(), e.column(), ""), of);
      throw e;
    }
    push(new Frame(Frame.Kind.TEXT, of, statements, once(Map.of()), 0), cursor, file.name());
  }
}
