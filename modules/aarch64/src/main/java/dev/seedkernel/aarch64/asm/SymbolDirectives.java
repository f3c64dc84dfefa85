package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The directives that say something of symbols. */
final class SymbolDirectives {
  private final Assembly assembly;
  private final Set<String> locals = new HashSet<>();

  SymbolDirectives(Assembly assembly) {
    this.assembly = assembly;
  }

  /** {@code .global name, …} and {@code .weak name, …}. */
  void bind(Symbol.Binding binding, Cursor cursor) throws AssemblyException {
    do {
      assembly.symbols().bind(name(cursor), binding);
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** {@code .local name, …}: a common symbol of this name is nobody else's. */
  void local(Cursor cursor) throws AssemblyException {
    do {
      locals.add(name(cursor));
    } while (cursor.take(","));
    cursor.expectEnd();
  }

  /** {@code .type name, %function}, which may also be spelt {@code @function} and otherwise. */
  void type(Cursor cursor) throws AssemblyException {
    String name = name(cursor);
    cursor.take(",");
    int start = cursor.skipSpaces().at();
    String type = cursor.rest().toLowerCase(Locale.ROOT);
    switch (type.replaceAll("^[%@#]|^stt_|^\"|\"$", "")) {
      case "function", "func", "gnu_indirect_function" ->
          assembly.symbols().type(name, Symbol.Type.FUNCTION);
      case "object", "common", "gnu_unique_object", "tls_object" ->
          assembly.symbols().type(name, Symbol.Type.OBJECT);
      case "notype" -> assembly.symbols().type(name, Symbol.Type.NONE);
      default -> throw cursor.error(start, "expected %function, %object or %notype, not " + type);
    }
  }

  /** {@code .size name, expression}. */
  void size(Cursor cursor) throws AssemblyException {
    String name = name(cursor);
    cursor.expect(",");
    long size = assembly.evaluate(cursor);
    cursor.expectEnd();
    if (assembly.emitting()) {
      assembly.symbols().size(name, size);
    }
  }

  /** {@code .comm name, size, alignment}: zeros with a name, which is global or not. */
  void common(boolean global, Cursor cursor) throws AssemblyException {
    int position = cursor.skipSpaces().at();
    String name = name(cursor);
    cursor.expect(",");
    long size = Expression.number(cursor, assembly);
    int at = cursor.at();
    long natural = Math.min(16, Long.highestOneBit(Math.max(1, size)));
    long boundary = cursor.take(",") ? Expression.number(cursor, assembly) : natural;
    cursor.expectEnd();
    if (size < 0 || Long.bitCount(boundary) != 1 || boundary < 0 || boundary > 1 << 16) {
      throw cursor.error(at, "expected a size, and a power of two of at most 65536");
    }
    SectionBuilder zeros = assembly.section(".bss", Kind.BSS);
    zeros.align(boundary, cursor);
    assembly.label(name, new Value(zeros.offset(), zeros), cursor, position);
    zeros.fill(size, 0, cursor);
    assembly.symbols().type(name, Symbol.Type.OBJECT);
    assembly.symbols().size(name, size);
    if (global && !locals.contains(name)) {
      assembly.symbols().bind(name, Symbol.Binding.GLOBAL);
    }
  }

  private static String name(Cursor cursor) throws AssemblyException {
    String name = cursor.name();
    if (name.isEmpty()) {
      throw cursor.error("expected a name, not " + cursor.here());
    }
    return name;
  }
}
