package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directives of the GNU assembler that a program without a linker needs. */
final class Directives {
  /** The width in bytes of the numbers that follow. */
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          entry(".byte", 1),
          entry(".hword", 2),
          entry(".short", 2),
          entry(".2byte", 2),
          entry(".word", 4),
          entry(".long", 4),
          entry(".int", 4),
          entry(".4byte", 4),
          entry(".xword", 8),
          entry(".dword", 8),
          entry(".quad", 8),
          entry(".8byte", 8));

  /** Accepted for the sake of sources that are meant for a linker too; they change nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          ".local",
          ".hidden",
          ".protected",
          ".internal",
          ".extern",
          ".file",
          ".ident",
          ".loc",
          ".arch",
          ".arch_extension",
          ".cpu");

  /** Begins the directives that describe stack frames to debuggers, which have no effect either. */
  private static final String FRAMES = ".cfi_";

  private static final Pattern FLOAT =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?(e[+-]?\\d+)?|\\.\\d+(e[+-]?\\d+)?|inf|nan)");

  /** The largest boundary of .align: 2^16, a page of Linux' largest size. */
  private static final int MAX_ALIGNMENT_POWER = 16;

  private final Assembly assembly;
  private final SymbolDirectives symbols;
  private final Deque<SectionBuilder> stack = new ArrayDeque<>();
  private @Nullable SectionBuilder last;

  Directives(Assembly assembly) {
    this.assembly = assembly;
    this.symbols = new SymbolDirectives(assembly);
  }

  /** Begins a pass. */
  void start() {
    stack.clear();
    last = null;
  }

  /** Executes a directive whose arguments begin at the cursor. */
  void execute(Statement statement, String name, Cursor cursor, int position)
      throws AssemblyException {
    String directive = name.toLowerCase(Locale.ROOT);
    if (WITHOUT_EFFECT.contains(directive) || directive.startsWith(FRAMES)) {
      return;
    }
    Integer width = NUMBERS.get(directive);
    if (width != null) {
      numbers(width, cursor);
      return;
    }
    switch (directive) {
      case ".text", ".data", ".rodata", ".bss" -> section(directive, cursor, position);
      case ".section" -> section(sectionName(cursor), cursor, position);
      case ".pushsection" -> {
        stack.push(assembly.current());
        section(sectionName(cursor), cursor, position);
      }
      case ".popsection" -> pop(cursor, position);
      case ".previous" -> previous(cursor, position);
      case ".globl", ".global" -> symbols.bind(Symbol.Binding.GLOBAL, cursor);
      case ".weak" -> symbols.bind(Symbol.Binding.WEAK, cursor);
      case ".type" -> symbols.type(cursor);
      case ".size" -> symbols.size(cursor);
      case ".comm", ".lcomm" -> symbols.common(directive.equals(".comm"), cursor);
      case ".inst" -> instructions(cursor, position);
      case ".ascii" -> strings(cursor, false);
      case ".asciz", ".string" -> strings(cursor, true);
      case ".float", ".single" -> floats(cursor, 4);
      case ".double" -> floats(cursor, 8);
      case ".skip", ".space", ".zero" -> skip(cursor);
      case ".org" -> origin(cursor);
      case ".fill" -> fill(cursor);
      case ".align", ".p2align" -> align(cursor, true);
      case ".balign" -> align(cursor, false);
      case ".equ", ".set" -> equate(statement, cursor);
      case ".ltorg", ".pool" -> {
        cursor.expectEnd();
        assembly.current().pool().flush(assembly.current(), cursor);
      }
      default -> throw cursor.error(position, "expected a directive, not " + name);
    }
  }

  private void numbers(int width, Cursor cursor) throws AssemblyException {
    if (cursor.skipSpaces().atEnd()) {
      return;
    }
    do {
      int start = cursor.skipSpaces().at();
      long value = assembly.evaluate(cursor);
      if (width < 8 && (value >= 1L << (8 * width) || value < -1L << (8 * width - 1))) {
        throw cursor.error(start, "expected a value of " + width + " bytes, not " + value);
      }
      assembly.current().number(value, width, cursor);
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** Numbers in decimal, with a point and an exponent or without, {@code inf} and {@code nan}. */
  private void floats(Cursor cursor, int width) throws AssemblyException {
    do {
      int start = cursor.skipSpaces().at();
      int end = cursor.text().indexOf(',', start);
      String text = cursor.text().substring(start, end < 0 ? cursor.text().length() : end).strip();
      Matcher matcher = FLOAT.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw cursor.error(start, "expected a floating-point number, not " + text);
      }
      String number =
          matcher.group().replace("inf", "Infinity").replaceFirst("^([+-]?)nan", "$1NaN");
      long bits =
          width == 4
              ? Float.floatToIntBits(Float.parseFloat(number))
              : Double.doubleToLongBits(Double.parseDouble(number));
      assembly.current().number(bits, width, cursor);
      cursor.moveTo(end < 0 ? cursor.text().length() : end);
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** {@code .org place, fill}: an offset in the section, which must not lie behind. */
  private void origin(Cursor cursor) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    Value place = Expression.evaluate(cursor, assembly);
    long fill = cursor.take(",") ? Expression.number(cursor, assembly) : 0;
    cursor.expectEnd();
    SectionBuilder current = assembly.current();
    boolean elsewhere = place.isAddress() && place.section() != current;
    if (elsewhere || place.number() < current.offset()) {
      throw cursor.error(start, "expected a place in this section that is not behind this one");
    }
    current.fill(place.number() - current.offset(), (int) fill, cursor);
  }

  private void instructions(Cursor cursor, int position) throws AssemblyException {
    assembly.checkCode(cursor, position);
    do {
      int start = cursor.skipSpaces().at();
      long value = assembly.evaluate(cursor);
      if (value != (int) value && value >>> 32 != 0) {
        throw cursor.error(start, "expected an instruction of 32 bits, not " + value);
      }
      assembly.code((int) value, cursor);
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  private void strings(Cursor cursor, boolean terminate) throws AssemblyException {
    do {
      assembly.current().bytes(cursor.string(), cursor);
      if (terminate) {
        assembly.current().number(0, 1, cursor);
      }
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** Sizes must be known in the first pass. */
  private long size(Cursor cursor) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    long size = Expression.number(cursor, assembly);
    if (size < 0) {
      throw cursor.error(start, "expected a number of bytes, not " + size);
    }
    return size;
  }

  private void skip(Cursor cursor) throws AssemblyException {
    long count = size(cursor);
    long value = cursor.take(",") ? Expression.number(cursor, assembly) : 0;
    cursor.expectEnd();
    assembly.current().fill(count, (int) value, cursor);
  }

  /** {@code .fill repeat, size, value}: numbers of up to eight bytes. */
  private void fill(Cursor cursor) throws AssemblyException {
    long repeat = size(cursor);
    long width = 1;
    long value = 0;
    if (cursor.take(",")) {
      int start = cursor.at();
      width = size(cursor);
      if (width > 8) {
        throw cursor.error(start, "expected a size of at most 8");
      }
      value = cursor.take(",") ? Expression.number(cursor, assembly) : 0;
    }
    cursor.expectEnd();
    if (repeat > SectionBuilder.MAX_CONTENT) {
      throw cursor.error(0, "expected at most " + SectionBuilder.MAX_CONTENT + " repetitions");
    }
    // As GNU as does, the value has four bytes, and what is beyond them is zeros.
    for (long i = 0; i < repeat; i++) {
      assembly.current().number(value & 0xffff_ffffL, (int) width, cursor);
    }
  }

  private void align(Cursor cursor, boolean power) throws AssemblyException {
    int start = cursor.skipSpaces().at();
    long argument = size(cursor);
    if (power && argument > MAX_ALIGNMENT_POWER) {
      throw cursor.error(start, "expected a power of at most " + MAX_ALIGNMENT_POWER);
    }
    long boundary = power ? 1L << argument : Math.max(1, argument);
    if (Long.bitCount(boundary) != 1 || boundary > 1L << MAX_ALIGNMENT_POWER) {
      throw cursor.error(start, "expected a power of two of at most 65536, not " + boundary);
    }
    boolean valueGiven = cursor.take(",") && cursor.skipSpaces().peek() != ',';
    long value = valueGiven && !cursor.atEnd() ? Expression.number(cursor, assembly) : 0;
    long most = cursor.take(",") ? size(cursor) : Long.MAX_VALUE;
    cursor.expectEnd();
    if (assembly.current().padding(boundary) > most) {
      return;
    }
    if (valueGiven) {
      assembly.current().align(boundary, (int) value, cursor);
    } else {
      assembly.current().align(boundary, cursor);
    }
  }

  private void equate(Statement statement, Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.error("expected a name, not " + cursor.here());
    }
    cursor.expect(",");
    assembly.define(statement, name, cursor, position);
  }

  /** Sections may have names that no symbol has, such as .note.GNU-stack. */
  private static String plainName(Cursor cursor) {
    int start = cursor.at();
    while (Cursor.isNamePart(cursor.peek()) || cursor.peek() == '-') {
      cursor.next();
    }
    return cursor.text().substring(start, cursor.at());
  }

  private static String sectionName(Cursor cursor) throws AssemblyException {
    cursor.skipSpaces();
    String name = cursor.peek() == '"' ? new String(cursor.string(), UTF_8) : plainName(cursor);
    if (name.isEmpty()) {
      throw cursor.error("expected the name of a section, not " + cursor.here());
    }
    return name;
  }

  private void section(String name, Cursor cursor, int position) throws AssemblyException {
    SectionBuilder existing = assembly.existingSection(name);
    if (existing != null) {
      // Flags were looked at where it was first named.
      enter(existing);
      return;
    }
    Kind kind = kindByName(name);
    if (cursor.take(",")) {
      kind = kindByFlags(new String(cursor.string(), UTF_8));
      if (cursor.take(",") && cursor.rest().contains("nobits")) {
        kind = Kind.BSS;
      }
    }
    if (kind == null) {
      throw cursor.error(
          position, "expected flags, for " + name + " is no section of a known kind");
    }
    enter(assembly.section(name, kind));
  }

  private void enter(SectionBuilder section) {
    last = assembly.current();
    assembly.enter(section);
  }

  private void pop(Cursor cursor, int position) throws AssemblyException {
    cursor.expectEnd();
    if (stack.isEmpty()) {
      throw cursor.error(position, "expected .pushsection before .popsection");
    }
    enter(stack.pop());
  }

  private void previous(Cursor cursor, int position) throws AssemblyException {
    cursor.expectEnd();
    if (last == null) {
      throw cursor.error(position, "expected another section before .previous");
    }
    enter(last);
  }

  private static @Nullable Kind kindByName(String name) {
    for (Kind kind : Kind.values()) {
      String standard = "." + kind.name().toLowerCase(Locale.ROOT);
      if (name.equals(standard) || name.startsWith(standard + ".")) {
        return kind;
      }
    }
    return null;
  }

  private static Kind kindByFlags(String flags) {
    if (flags.contains("x")) {
      return Kind.TEXT;
    }
    return flags.contains("w") ? Kind.DATA : Kind.RODATA;
  }
}
