package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One source text of a program on its way to bytes, in two passes over its statements.
 *
 * <p>The first finds how large everything is, and so what every label's address is. The second
 * evaluates operands and emits. Both run the same code, so that they cannot disagree about sizes.
 */
final class Assembly implements Expression.Scope {
  /** A constant that needed a label further down. */
  private record Deferred(Statement statement, String name, String expression, int position) {}

  private static final int MAX_DEFERRED = 1 << 16;

  /** How long a chain of constants may be in which each needs one further down. */
  private static final int MAX_ROUNDS = 16;

  /** Where a name is defined that another text may have too, as an error there. */
  private record Place(int step, Cursor cursor, int position) {}

  private final int index;
  private final SourceFile file;
  private final Linkage linkage;
  private final Trace trace = new Trace();
  private final Symbols symbols = new Symbols();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, SectionBuilder> sections = new LinkedHashMap<>();
  private final Map<Integer, LiteralPool.Entry> literals = new HashMap<>();
  private final Map<Integer, String> literalKeys = new HashMap<>();
  private final List<Deferred> deferred = new ArrayList<>();
  private final Directives directives = new Directives(this);
  private final List<SourceLine> lines = new ArrayList<>();

  private SectionBuilder current;
  private boolean emitting;
  private boolean broken;
  private boolean labelled;
  private final Flow flow;
  private final Registers registers = new Registers();

  /** The number of the statement that is executed, in the trace. */
  private int step;

  Assembly(int index, SourceFile file, Map<String, Long> constants, Linkage linkage)
      throws AssemblyException {
    this.index = index;
    this.file = file;
    this.linkage = linkage;
    if (!linkage.budget().read(file.text().length())) {
      throw new AssemblyException(
          1, 1, "expected at most %d characters of source".formatted(Budget.MAX_SOURCE));
    }
    flow = new Flow(Statement.split(file), this, linkage.budget());
    current = section(".text", Kind.TEXT);
    constants.forEach((name, value) -> symbols.constant(name, Value.number(value)));
  }

  /** Finds sizes and addresses. */
  void firstPass() {
    directives.start();
    while (!linkage.errors().isFull() && !linkage.budget().isSpent()) {
      Statement next;
      try {
        next = flow.next();
      } catch (AssemblyException e) {
        // The structure is wrong, or there is more than a host can do.
        broken = true;
        report(e);
        break;
      }
      if (next == null) {
        break;
      }
      step = trace.size();
      trace.add(next, flow.expansion());
      run(next);
      trace.end(current.offset());
    }
    flushLiterals();
  }

  /** Emits, when every section has its place. */
  void secondPass() {
    emitting = true;
    symbols.startSecondPass();
    registers.clear();
    current = section(".text", Kind.TEXT);
    directives.start();
    for (step = 0; step < trace.size() && !linkage.errors().isFull(); step++) {
      Statement statement = trace.statement(step);
      SectionBuilder before = current;
      long start = current.offset();
      run(statement);
      if (!linkage.errors().isEmpty()) {
        current.moveTo(trace.end(step));
      } else if (current == before && (labelled || current.offset() > start)) {
        addLine(Expansion.root(statement, trace.expansion(step)).line(), start);
      }
    }
    flushLiterals();
  }

  private void run(Statement statement) {
    labelled = false;
    try {
      if (emitting && trace.isFinished(step)) {
        takeLabels(new Cursor(statement));
      } else {
        execute(statement);
      }
    } catch (AssemblyException e) {
      report(e);
      if (!emitting) {
        trace.finish();
      }
    }
  }

  private void flushLiterals() {
    Cursor end =
        new Cursor(
            "", Math.max(1, trace.size() == 0 ? 1 : trace.statement(trace.size() - 1).line()), 1);
    for (SectionBuilder section : sections.values()) {
      try {
        section.pool().flush(section, end);
      } catch (AssemblyException e) {
        linkage.errors().add(index, file.name(), e);
      }
    }
  }

  /** Returns whether the structure is wrong, so that what follows from it would say nothing. */
  boolean isBroken() {
    return broken;
  }

  /** Adds an error in the statement that is executed. */
  void report(AssemblyException e) {
    if (emitting) {
      linkage.errors().add(index, trace.statement(step), trace.expansion(step), e);
    } else {
      linkage.errors().add(index, flow.current(), flow.expansion(), e);
    }
  }

  private void addLine(int line, long start) {
    long address = current.address() + start;
    long size = current.offset() - start;
    SourceLine last = lines.isEmpty() ? null : lines.getLast();
    if (last != null && last.line() == line && last.address() + last.size() == address) {
      // Statements of one macro are one line here.
      lines.set(lines.size() - 1, new SourceLine(index, line, last.address(), last.size() + size));
    } else {
      lines.add(new SourceLine(index, line, address, size));
    }
  }

  String file() {
    return file.name();
  }

  Collection<SectionBuilder> sections() {
    return sections.values();
  }

  List<SourceLine> lines() {
    return lines;
  }

  List<Symbol> symbolTable() {
    return symbols.table();
  }

  /** Returns the names that other texts see. */
  List<String> exported() {
    return symbols.exported();
  }

  boolean isWeak(String name) {
    return symbols.binding(name) == Symbol.Binding.WEAK;
  }

  @Nullable Value find(String name) {
    return symbols.find(name);
  }

  /** Reports that another text has the same global name. */
  void reportDuplicate(String name, String other) {
    Place place = places.get(name);
    if (place != null) {
      AssemblyException e =
          place
              .cursor()
              .error(
                  place.position(),
                  "expected a name that is not global in %s, not %s".formatted(other, name));
      int at = place.step();
      linkage.errors().add(index, trace.statement(at), trace.expansion(at), e);
    }
  }

  private void execute(Statement statement) throws AssemblyException {
    Cursor cursor = new Cursor(statement);
    takeLabels(cursor);
    if (cursor.skipSpaces().atEnd()) {
      return;
    }
    int position = cursor.at();
    String name = cursor.name();
    if (cursor.skipSpaces().peek() == '=' && !name.isEmpty()) {
      cursor.next();
      define(name, cursor, position);
    } else if (Registers.isDirective(cursor)) {
      registers.define(name, cursor, position);
    } else if (name.isEmpty()) {
      throw cursor.error("expected a label, a directive or an instruction, not " + cursor.here());
    } else if (!emitting && flows(name, cursor, position)) {
      trace.finish();
    } else if (name.startsWith(".")) {
      directives.execute(name, cursor, position);
    } else {
      instruction(name, cursor, position);
    }
  }

  private boolean flows(String name, Cursor cursor, int position) throws AssemblyException {
    try {
      return flow.execute(name, cursor, position) || flow.use(name, cursor);
    } catch (AssemblyException e) {
      // Names that are not found later would be no errors of their own.
      broken = true;
      throw e;
    }
  }

  private void takeLabels(Cursor cursor) throws AssemblyException {
    while (true) {
      int start = cursor.skipSpaces().at();
      String name = cursor.name();
      boolean local = name.isEmpty();
      if (local) {
        while (Character.digit(cursor.peek(), 10) >= 0) {
          cursor.next();
        }
        name = cursor.text().substring(start, cursor.at());
      }
      if (name.isEmpty() || !cursor.take(":")) {
        cursor.moveTo(start);
        return;
      }
      labelled = true;
      Value here = here();
      if (local) {
        symbols.local(localNumber(cursor, start, name), here, !emitting);
      } else {
        label(name, here, cursor, start);
      }
    }
  }

  /** Defines a label, in the first pass. */
  void label(String name, Value value, Cursor cursor, int position) throws AssemblyException {
    if (emitting) {
      return;
    }
    if (!symbols.label(name, value)) {
      throw cursor.error(position, "expected a name that is not yet defined, not " + name);
    }
    places.put(name, new Place(step, cursor, position));
  }

  private static String localNumber(Cursor cursor, int start, String digits)
      throws AssemblyException {
    if (digits.length() > 9) {
      throw cursor.error(start, "expected a local label of at most nine digits");
    }
    return Integer.toString(Integer.parseInt(digits));
  }

  // What directives do

  /** Returns a section by its name; it is made if there is none. */
  SectionBuilder section(String name, Kind kind) {
    return section(name, kind, true);
  }

  /**
   * Returns a section by its name; it is made if there is none.
   *
   * @param loaded whether the program has it in memory
   */
  SectionBuilder section(String name, Kind kind, boolean loaded) {
    return sections.computeIfAbsent(
        name, n -> new SectionBuilder(n, kind, loaded, linkage.budget()));
  }

  Includes includes() {
    return linkage.includes();
  }

  Registers registers() {
    return registers;
  }

  /** Returns the number of the statement that is executed, the same in both passes. */
  int step() {
    return step;
  }

  /** Returns the text in which the statement that is executed stands. */
  String including() {
    return trace.statement(step).file();
  }

  @Nullable SectionBuilder existingSection(String name) {
    return sections.get(name);
  }

  /** Returns whether a section is not part of the program. */
  boolean isDropped(String name) {
    SectionBuilder section = sections.get(name);
    return section != null && !section.isLoaded();
  }

  void enter(SectionBuilder section) {
    current = section;
  }

  SectionBuilder current() {
    return current;
  }

  boolean defined(String name) {
    return symbols.find(name) != null;
  }

  boolean emitting() {
    return emitting;
  }

  /** Defines a constant by the expression at the cursor. */
  void define(String name, Cursor cursor, int position) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    Value value;
    try {
      value = Expression.evaluate(cursor, this);
    } catch (AssemblyException e) {
      if (emitting) {
        throw e;
      }
      if (deferred.size() == MAX_DEFERRED) {
        throw e;
      }
      symbols.forget(name);
      deferred.add(new Deferred(trace.statement(step), name, cursor.text(), start));
      return;
    }
    cursor.expectEnd();
    places.put(name, new Place(step, cursor, position));
    if (!symbols.constant(name, value)) {
      throw cursor.error(position, "expected a name that is not a label's, not " + name);
    }
  }

  /**
   * Evaluates constants that needed a label further down; each round may make others possible. Long
   * chains are defined from one end, so that going there and back finds all of them.
   */
  void resolveDeferred() {
    for (int round = 0; round < MAX_ROUNDS && !deferred.isEmpty(); round++) {
      // What stays is still wrong, and the second pass reports it.
      boolean some = deferred.removeIf(this::resolve);
      Collections.reverse(deferred);
      if (!some && !deferred.removeIf(this::resolve)) {
        return;
      }
    }
  }

  private boolean resolve(Deferred constant) {
    Statement statement = constant.statement();
    Cursor cursor = new Cursor(constant.expression(), statement.line(), statement.column());
    cursor.moveTo(constant.position());
    try {
      Value value = Expression.evaluate(cursor, this);
      if (!symbols.isConstant(constant.name())) {
        symbols.constant(constant.name(), value);
      }
      return true;
    } catch (AssemblyException e) {
      return false;
    }
  }

  /** Takes an expression whose value may be a label's address; in the first pass it is 0. */
  long evaluate(Cursor cursor) throws AssemblyException {
    if (emitting) {
      return Expression.evaluate(cursor, this).absolute();
    }
    // Labels may follow: the second pass looks at it.
    skipExpression(cursor);
    return 0;
  }

  private static void skipExpression(Cursor cursor) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    int depth = 0;
    while (!cursor.atEnd() && (depth > 0 || cursor.peek() != ',')) {
      char c = cursor.peek();
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      cursor.moveTo(
          c == '\'' ? Statement.endOfLiteral(cursor.text(), cursor.at()) : cursor.at() + 1);
    }
    if (cursor.at() == start) {
      throw cursor.error("expected an expression, not " + cursor.here());
    }
  }

  // Instructions

  /** Puts a word down as code. */
  void code(int word, Cursor cursor) throws AssemblyException {
    current.instruction(word, cursor);
  }

  Symbols symbols() {
    return symbols;
  }

  /** Checks that an instruction may stand here. */
  void checkCode(Cursor cursor, int position) throws AssemblyException {
    if (current.kind() == Kind.BSS) {
      throw cursor.error(position, "expected no instruction in a section of zeros");
    }
    if ((current.offset() & 3) != 0) {
      // What follows is to be judged as if the alignment had been there.
      current.align(4, cursor);
      throw cursor.error(position, "expected an address that is a multiple of 4; see .balign");
    }
    current.requireAlignment(4);
  }

  private void instruction(String name, Cursor cursor, int position) throws AssemblyException {
    checkCode(cursor, position);
    if (Literal.isLiteral(cursor)) {
      literal(name, cursor, position);
      return;
    }
    int word = emitting ? new InstructionEncoder(this, cursor).encode(name, position) : 0;
    current.instruction(word, cursor);
  }

  /** {@code ldr register, =expression}. */
  private void literal(String mnemonic, Cursor cursor, int position) throws AssemblyException {
    Literal literal = Literal.parse(mnemonic, cursor, position, registers);
    if (!emitting) {
      String key = literal.key(cursor, this);
      cursor.moveTo(literal.expression());
      if (literal.wide(cursor) == null) {
        evaluate(cursor);
        cursor.expectEnd();
      }
      literalKeys.put(step, key);
      literals.put(step, current.pool().entry(literal.width(), key));
      current.instruction(0, cursor);
      return;
    }
    LiteralPool.Entry entry = Objects.requireNonNull(literals.get(step));
    cursor.moveTo(literal.expression());
    BigInteger wide = literal.wide(cursor);
    if (wide == null) {
      long value = literal.checked(evaluate(cursor), cursor);
      entry.value(value, value >> 63);
    } else {
      entry.value(wide.longValue(), wide.shiftRight(64).longValue());
    }
    current.pool().again(Objects.requireNonNull(literalKeys.get(step)), entry);
    long target = current.address() + entry.offset();
    String operands = literal.register() + ", 0x" + Long.toHexString(target);
    Cursor synthetic = new Cursor(operands, trace.statement(step).line(), 1);
    current.instruction(new InstructionEncoder(this, synthetic).encode(mnemonic, 0), cursor);
  }

  // Names

  @Override
  public String register(String name) {
    return registers.resolve(name);
  }

  /** Returns the current place. */
  Value here() {
    return new Value(current.offset(), current);
  }

  /** Returns a name for the label that a reference such as 1f means here, and no other does. */
  String identity(String reference) {
    return reference.length() > 10 ? reference : symbols.identity(reference);
  }

  @Override
  public Value value(String name, Cursor cursor, int position) throws AssemblyException {
    Value value;
    if (name.equals(".")) {
      value = here();
    } else if (Character.isDigit(name.charAt(0))) {
      value = name.length() > 10 ? null : symbols.local(name);
    } else {
      value = symbols.find(name);
    }
    if (value == null && emitting) {
      value = linkage.exported(name);
      if (value == null && symbols.binding(name) == Symbol.Binding.WEAK) {
        return Value.number(0);
      }
      if (value == null) {
        value = linkage.provided(name);
      }
    }
    if (value == null) {
      String hint = linkage.hidden(name) ? ", which another file has but not as .global" : "";
      throw cursor.error(position, "expected a name that is defined, not " + name + hint);
    }
    return value;
  }
}
