package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The directives that say which section follows. */
final class SectionDirectives {
  private final Assembly assembly;
  private final Deque<SectionBuilder> stack = new ArrayDeque<>();
  private @Nullable SectionBuilder last;

  SectionDirectives(Assembly assembly) {
    this.assembly = assembly;
  }

  /** Begins a pass. */
  void start() {
    stack.clear();
    last = null;
  }

  /** {@code .text} and the others that are directives themselves. */
  void standard(String name, Cursor cursor, int position) throws AssemblyException {
    if (cursor.skipSpaces().atEnd() || name.equals(".rodata")) {
      section(name, cursor, position);
      return;
    }
    throw cursor.error("expected the end of the statement, for there are no subsections");
  }

  /** {@code .section name, flags, type} and {@code .pushsection}, which remembers this one. */
  void named(boolean push, Cursor cursor, int position) throws AssemblyException {
    SectionBuilder before = assembly.current();
    section(sectionName(cursor), cursor, position);
    if (push) {
      stack.push(before);
    }
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
    boolean loaded = !isKnownToStayInTheFile(name);
    if (cursor.take(",")) {
      String flags = new String(cursor.string(), UTF_8);
      loaded = flags.contains("a");
      kind = kindByFlags(flags);
      if (cursor.take(",") && cursor.rest().contains("nobits")) {
        kind = Kind.BSS;
      }
    }
    if (kind == null) {
      throw cursor.error(
          position, "expected flags, for " + name + " is no section of a known kind");
    }
    enter(assembly.section(name, kind, loaded));
  }

  private void enter(SectionBuilder section) {
    last = assembly.current();
    assembly.enter(section);
  }

  /** {@code .popsection}. */
  void pop(Cursor cursor, int position) throws AssemblyException {
    cursor.expectEnd();
    if (stack.isEmpty()) {
      throw cursor.error(position, "expected .pushsection before .popsection");
    }
    enter(stack.pop());
  }

  /** {@code .previous}. */
  void previous(Cursor cursor, int position) throws AssemblyException {
    cursor.expectEnd();
    if (last == null) {
      throw cursor.error(position, "expected another section before .previous");
    }
    enter(last);
  }

  /** Remarks for debuggers and other tools, which no program sees. */
  private static boolean isKnownToStayInTheFile(String name) {
    return name.equals(".comment") || name.startsWith(".debug_") || name.startsWith(".note");
  }

  private static @Nullable Kind kindByName(String name) {
    for (Kind kind : Kind.values()) {
      String standard = "." + kind.name().toLowerCase(Locale.ROOT);
      if (name.equals(standard) || name.startsWith(standard + ".")) {
        return kind;
      }
    }
    return isKnownToStayInTheFile(name) ? Kind.RODATA : null;
  }

  private static Kind kindByFlags(String flags) {
    if (flags.contains("x")) {
      return Kind.TEXT;
    }
    return flags.contains("w") ? Kind.DATA : Kind.RODATA;
  }
}
