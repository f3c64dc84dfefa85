package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
          ".hidden",
          ".protected",
          ".internal",
          ".extern",
          ".file",
          ".ident",
          ".arch",
          ".arch_extension",
          ".cpu",
          ".variant_pcs",
          ".warning",
          ".print");

  /** Begins the directives that describe stack frames to debuggers, which have no effect either. */
  private static final String FRAMES = ".cfi_";

  /** What a directive does. */
  private interface Handler {
    void execute(Directives here, Cursor cursor, int position) throws AssemblyException;
  }

  private static final Map<String, Handler> HANDLERS = handlers();

  private static final Pattern FLOAT =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?(e[+-]?\\d+)?|\\.\\d+(e[+-]?\\d+)?|inf|nan)");

  private static final Pattern VIEW = Pattern.compile(".*\\bview\\s+([A-Za-z_.$][\\w.$]*)$");

  /** The largest boundary of .align: 2^16, a page of Linux' largest size. */
  private static final int MAX_ALIGNMENT_POWER = 16;

  private final Assembly assembly;
  private final SymbolDirectives symbols;
  private final SectionDirectives sections;

  /** The files of .incbin, by the step that needs them. */
  private final Map<Integer, IncludedFile> files = new HashMap<>();

  Directives(Assembly assembly) {
    this.assembly = assembly;
    this.symbols = new SymbolDirectives(assembly);
    this.sections = new SectionDirectives(assembly);
  }

  private static Map<String, Handler> handlers() {
    Map<String, Handler> all = new TreeMap<>();
    WITHOUT_EFFECT.forEach(name -> all.put(name, (_, _, _) -> {}));
    NUMBERS.forEach((name, width) -> all.put(name, (here, c, _) -> here.numbers(width, c)));
    for (String name : List.of(".text", ".data", ".rodata", ".bss")) {
      all.put(name, (here, c, at) -> here.sections.standard(name, c, at));
    }
    all.put(".section", (here, c, at) -> here.sections.named(false, c, at));
    all.put(".pushsection", (here, c, at) -> here.sections.named(true, c, at));
    all.put(".popsection", (here, c, at) -> here.sections.pop(c, at));
    all.put(".previous", (here, c, at) -> here.sections.previous(c, at));
    all.put(".globl", (here, c, _) -> here.symbols.bind(Symbol.Binding.GLOBAL, c));
    all.put(".global", (here, c, _) -> here.symbols.bind(Symbol.Binding.GLOBAL, c));
    all.put(".weak", (here, c, _) -> here.symbols.bind(Symbol.Binding.WEAK, c));
    all.put(".local", (here, c, _) -> here.symbols.local(c));
    all.put(".type", (here, c, _) -> here.symbols.type(c));
    all.put(".size", (here, c, _) -> here.symbols.size(c));
    all.put(".comm", (here, c, _) -> here.symbols.common(true, c));
    all.put(".lcomm", (here, c, _) -> here.symbols.common(false, c));
    all.put(".equ", (here, c, _) -> here.equate(c));
    all.put(".set", (here, c, _) -> here.equate(c));
    all.put(".unreq", (here, c, _) -> here.assembly.registers().forget(c));
    addContents(all);
    return Map.copyOf(all);
  }

  private static void addContents(Map<String, Handler> all) {
    all.put(".inst", Directives::instructions);
    all.put(".ascii", (here, c, _) -> here.strings(c, false));
    all.put(".asciz", (here, c, _) -> here.strings(c, true));
    all.put(".string", (here, c, _) -> here.strings(c, true));
    all.put(".float", (here, c, _) -> here.floats(c, 4));
    all.put(".single", (here, c, _) -> here.floats(c, 4));
    all.put(".double", (here, c, _) -> here.floats(c, 8));
    all.put(".uleb128", (here, c, _) -> here.leb128(c, false));
    all.put(".sleb128", (here, c, _) -> here.leb128(c, true));
    for (String name : List.of(".skip", ".space", ".zero")) {
      all.put(name, (here, c, _) -> here.skip(c));
    }
    all.put(".org", (here, c, _) -> here.origin(c));
    all.put(".fill", (here, c, _) -> here.fill(c));
    all.put(".align", (here, c, _) -> here.align(c, true));
    all.put(".p2align", (here, c, _) -> here.align(c, true));
    all.put(".balign", (here, c, _) -> here.align(c, false));
    all.put(".loc", (here, c, _) -> here.location(c));
    all.put(".incbin", (here, c, _) -> here.binary(c));
    all.put(".ltorg", (here, c, _) -> here.literals(c));
    all.put(".pool", (here, c, _) -> here.literals(c));
    all.put(".error", (_, c, at) -> complain(c, at));
    all.put(".err", (_, c, at) -> complain(c, at));
  }

  /** Returns the names of all directives but those of {@link Flow}, {@code .req} and .cfi_. */
  static Set<String> names() {
    return HANDLERS.keySet();
  }

  /** Returns whether a name in lower case is a directive's that is executed here. */
  static boolean isKnown(String name) {
    return HANDLERS.containsKey(name) || name.startsWith(FRAMES);
  }

  /** Begins a pass. */
  void start() {
    sections.start();
  }

  /** Executes a directive whose arguments begin at the cursor. */
  void execute(String name, Cursor cursor, int position) throws AssemblyException {
    String directive = name.toLowerCase(Locale.ROOT);
    Handler handler = HANDLERS.get(directive);
    if (handler != null) {
      handler.execute(this, cursor, position);
    } else if (!directive.startsWith(FRAMES)) {
      throw cursor.error(position, "expected a directive, not " + name);
    }
  }

  /** {@code .error "text"}: what the source itself finds wrong. */
  private static void complain(Cursor cursor, int position) throws AssemblyException {
    boolean silent = cursor.skipSpaces().atEnd();
    String text = silent ? "" : " " + new String(cursor.string(), UTF_8);
    throw cursor.error(position, "expected not to come to .error:" + text);
  }

  /** Lines are not recorded, but {@code view NAME} defines a name, which other remarks use. */
  private void location(Cursor cursor) {
    Matcher view = VIEW.matcher(cursor.rest());
    if (view.matches()) {
      assembly.symbols().constant(view.group(1), Value.number(0));
    }
  }

  private void literals(Cursor cursor) throws AssemblyException {
    cursor.expectEnd();
    assembly.current().pool().flush(assembly.current(), cursor);
  }

  /** {@code .incbin "file", skip, count}: the bytes of a file. */
  private void binary(Cursor cursor) throws AssemblyException {
    IncludedFile file = files.get(assembly.step());
    if (file == null) {
      file = assembly.includes().find(cursor, assembly.including());
      files.put(assembly.step(), file);
    } else {
      cursor.string();
    }
    int start = cursor.at();
    long length = file.content().length;
    long skip = cursor.take(",") ? size(cursor) : 0;
    long count = cursor.take(",") ? size(cursor) : Math.max(0, length - skip);
    cursor.expectEnd();
    if (skip > length || count > length - skip) {
      throw cursor.error(start, "expected a part of %d bytes".formatted(length));
    }
    int end = (int) (skip + count);
    assembly.current().bytes(Arrays.copyOfRange(file.content(), (int) skip, end), cursor);
  }

  /** Numbers of seven bits a byte (DWARF 5, 7.6), which must be known where they stand. */
  private void leb128(Cursor cursor, boolean signed) throws AssemblyException {
    do {
      long value = Expression.number(cursor, assembly);
      boolean more = true;
      while (more) {
        long rest = signed ? value >> 7 : value >>> 7;
        boolean sign = (value & 0x40) != 0;
        more = signed ? rest != (sign ? -1 : 0) : rest != 0;
        assembly.current().number((value & 0x7f) | (more ? 0x80 : 0), 1, cursor);
        value = rest;
      }
    } while (cursor.take(","));
    cursor.expectEnd();
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
    if (repeat > SectionBuilder.MAX_RESERVED) {
      throw cursor.error(0, "expected at most " + SectionBuilder.MAX_RESERVED + " repetitions");
    }
    // As GNU as does, the value has four bytes, and what is beyond them is zeros.
    assembly.current().fill(repeat, (int) width, value & 0xffff_ffffL, cursor);
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

  private void equate(Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.error("expected a name, not " + cursor.here());
    }
    cursor.expect(",");
    assembly.define(name, cursor, position);
  }
}
