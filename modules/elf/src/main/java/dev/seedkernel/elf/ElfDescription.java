package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Describes an ELF file as text, in the manner of {@code readelf -hlSsn}.
 *
 * <p>Never fails: a part that cannot be read is described by the rule that it breaks. The text is
 * bounded whatever the file says: {@value #MAX_LINES} lines, 32 million characters, names cut at
 * {@value #MAX_NAME} characters. Characters that a terminal might act on are written as escapes.
 */
public final class ElfDescription {
  /** Most lines that a description has; the last one says that there would be more. */
  public static final int MAX_LINES = 200_000;

  /** Most characters of a name that are shown. */
  public static final int MAX_NAME = 4096;

  // 32 MiB as Java keeps them, or 64 if some are not Latin-1.
  private static final int MAX_CHARACTERS = 1 << 25;
  // Sections may overlap, so that a small file can hold very many very large tables.
  private static final int MAX_TABLES = 32;
  private static final int MAX_MAPPINGS = 1 << 22;
  private static final int SHOWN_DESCRIPTOR_BYTES = 32;

  private record Flag(long mask, char letter) {}

  // From the lowest bit up; SHF_GNU_RETAIN and SHF_GNU_MBIND come before the range that they are
  // in.
  private static final List<Flag> FLAGS =
      List.of(
          new Flag(Section.SHF_WRITE, 'W'),
          new Flag(Section.SHF_ALLOC, 'A'),
          new Flag(Section.SHF_EXECINSTR, 'X'),
          new Flag(Section.SHF_MERGE, 'M'),
          new Flag(Section.SHF_STRINGS, 'S'),
          new Flag(Section.SHF_INFO_LINK, 'I'),
          new Flag(0x80, 'L'),
          new Flag(0x100, 'O'),
          new Flag(Section.SHF_GROUP, 'G'),
          new Flag(Section.SHF_TLS, 'T'),
          new Flag(0x800, 'C'),
          new Flag(0x20_0000, 'R'),
          new Flag(0x100_0000, 'D'),
          new Flag(0x0ff0_0000, 'o'),
          new Flag(0x8000_0000L, 'E'),
          new Flag(0x7000_0000, 'p'));

  private final ElfFile file;
  private final ElfHeader header;
  private final List<String> lines = new ArrayList<>();
  private boolean cut;
  private long characters;
  private int tables;

  private ElfDescription(ElfFile file) {
    this.file = file;
    this.header = file.header();
  }

  /** Returns the description, line by line. */
  public static List<String> of(ElfFile file) {
    ElfDescription description = new ElfDescription(file);
    description.describe();
    return List.copyOf(description.lines);
  }

  private void describe() {
    header();
    segments();
    List<Section> sections;
    try {
      sections = file.sections();
    } catch (ElfException e) {
      line("");
      line(
          String.format(
              Locale.ROOT, "Sections cannot be read: at offset 0x%x: %s", e.offset(), e.rule()));
      return;
    }
    sections(sections);
    mapping(sections);
    symbols(sections);
    notes(sections);
  }

  private void line(String text) {
    if (cut) {
      return;
    }
    cut = lines.size() == MAX_LINES - 1 || characters > MAX_CHARACTERS;
    lines.add(cut ? "The rest is not shown." : text);
    characters += text.length();
  }

  private void field(String name, String value) {
    line(String.format(Locale.ROOT, "  %-34s %s", name + ":", value));
  }

  private void header() {
    line("ELF header:");
    field("Class", "ELF64");
    field(
        "Data",
        header.byteOrder() == ByteOrder.LITTLE_ENDIAN
            ? "2's complement, little endian"
            : "2's complement, big endian");
    field("Identification version", Integer.toString(header.identVersion()));
    field("OS/ABI", header.osAbi().toString());
    field("ABI version", Integer.toString(header.abiVersion()));
    field("Type", header.type().toString());
    field("Machine", header.machine() + " (" + header.machine().value() + ")");
    field("Version", hex(Integer.toUnsignedLong(header.version())));
    field("Entry point", hex(header.entry()));
    field("Start of program headers", Long.toUnsignedString(header.programHeaderOffset()));
    field("Start of section headers", Long.toUnsignedString(header.sectionHeaderOffset()));
    field("Flags", hex(Integer.toUnsignedLong(header.flags())));
    field("Size of this header", Integer.toString(header.headerSize()));
    field("Size of a program header", Integer.toString(header.programHeaderSize()));
    field("Number of program headers", extended(header.programHeaderCount(), ElfHeader.PN_XNUM));
    field("Size of a section header", Integer.toString(header.sectionHeaderSize()));
    field("Number of section headers", Integer.toString(header.sectionHeaderCount()));
    field("Section name string table", extended(header.sectionNameIndex(), Section.SHN_XINDEX));
  }

  private static String extended(int value, int escape) {
    return value == escape ? value + " (the true number is in section 0)" : value + "";
  }

  private void segments() {
    line("");
    if (file.segments().isEmpty()) {
      line("No program headers.");
      return;
    }
    line("Program headers:");
    line(
        String.format(
            Locale.ROOT,
            "  %-14s %-10s %-18s %-18s %-10s %-10s %-3s %s",
            "Type",
            "Offset",
            "VirtAddr",
            "PhysAddr",
            "FileSiz",
            "MemSiz",
            "Flg",
            "Align"));
    for (Segment segment : file.segments()) {
      if (cut) {
        return;
      }
      line(
          String.format(
              Locale.ROOT,
              "  %-14s 0x%08x 0x%016x 0x%016x 0x%08x 0x%08x %s 0x%x",
              segmentType(segment.type()),
              segment.offset(),
              segment.virtualAddress(),
              segment.physicalAddress(),
              segment.fileSize(),
              segment.memorySize(),
              permissions(segment),
              segment.alignment()));
      if (segment.type().equals(SegmentType.INTERP)) {
        interpreter(segment);
      }
    }
  }

  private void interpreter(Segment segment) {
    try {
      MemorySegment path = file.content(segment);
      byte[] bytes =
          path.asSlice(0, Math.min(path.byteSize(), MAX_NAME)).toArray(ValueLayout.JAVA_BYTE);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.indexOf('\0');
      line(
          String.format(
              Locale.ROOT,
              "      Interpreter: %s",
              visible(end < 0 ? text : text.substring(0, end))));
    } catch (ElfException e) {
      line(
          String.format(
              Locale.ROOT,
              "      Interpreter cannot be read: at offset 0x%x: %s",
              e.offset(),
              e.rule()));
    }
  }

  private String segmentType(SegmentType type) {
    // PT_AARCH64_MEMTAG_MTE of the AArch64 ELF supplement.
    return header.machine().equals(Machine.AARCH64) && type.value() == 0x70000002
        ? "AARCH64_MEMTAG_MTE"
        : type.toString();
  }

  private String sectionType(SectionType type) {
    // SHT_AARCH64_ATTRIBUTES of the AArch64 ELF supplement.
    return header.machine().equals(Machine.AARCH64) && type.value() == 0x70000003
        ? "AARCH64_ATTRIBUTES"
        : type.toString();
  }

  private static String permissions(Segment segment) {
    return (segment.readable() ? "R" : " ")
        + (segment.writable() ? "W" : " ")
        + (segment.executable() ? "E" : " ");
  }

  private void sections(List<Section> sections) {
    line("");
    if (sections.isEmpty()) {
      line("No section headers.");
      return;
    }
    line("Section headers:");
    line(
        String.format(
            Locale.ROOT,
            "  %-5s %-20s %-14s %-16s %-8s %-8s %-4s %4s %4s %4s %5s",
            "[Nr]",
            "Name",
            "Type",
            "Address",
            "Off",
            "Size",
            "ES",
            "Flg",
            "Lk",
            "Inf",
            "Al"));
    for (Section section : sections) {
      if (cut) {
        return;
      }
      line(
          String.format(
              Locale.ROOT,
              "  [%3d] %-20s %-14s %016x %08x %08x %04x %4s %4s %4s %5s",
              section.index(),
              visible(section.name()),
              sectionType(section.type()),
              section.address(),
              section.offset(),
              section.size(),
              section.entrySize(),
              sectionFlags(section.flags()),
              Integer.toUnsignedString(section.link()),
              Integer.toUnsignedString(section.info()),
              Long.toUnsignedString(section.alignment())));
    }
  }

  /**
   * Returns a letter a flag, as readelf does: o and p stand for all other flags of the operating
   * system and the machine, x for unknown ones.
   */
  static String sectionFlags(long flags) {
    StringBuilder text = new StringBuilder();
    long rest = flags;
    for (Flag flag : FLAGS) {
      if ((rest & flag.mask()) != 0) {
        text.append(flag.letter());
        rest &= ~flag.mask();
      }
    }
    return text.append(rest == 0 ? "" : "x").toString();
  }

  private void mapping(List<Section> sections) {
    if (file.segments().isEmpty() || sections.isEmpty()) {
      return;
    }
    line("");
    if ((long) file.segments().size() * sections.size() > MAX_MAPPINGS) {
      line("Too many segments and sections to show which holds which.");
      return;
    }
    line("Sections in segments:");
    int index = 0;
    for (Segment segment : file.segments()) {
      StringJoiner names = new StringJoiner(" ");
      int length = 0;
      for (Section section : sections) {
        if (isIn(section, segment) && length < MAX_NAME) {
          String name = visible(section.name());
          names.add(name);
          length += name.length();
        }
      }
      line(String.format(Locale.ROOT, "  %02d  %s", index, names));
      index++;
    }
  }

  /** Returns whether the segment puts the section into memory. */
  private static boolean isIn(Section section, Segment segment) {
    boolean threadLocal = (section.flags() & Section.SHF_TLS) != 0;
    boolean template = segment.type().equals(SegmentType.TLS);
    boolean zeroFill = section.type().equals(SectionType.NOBITS);
    if ((section.flags() & Section.SHF_ALLOC) == 0
        || section.size() == 0
        || (template && !threadLocal)
        // .tbss takes no room in the address space, only in each thread's copy of the template.
        || (threadLocal && zeroFill && !template)) {
      return false;
    }
    long distance = section.address() - segment.virtualAddress();
    return Long.compareUnsigned(section.address(), segment.virtualAddress()) >= 0
        && Long.compareUnsigned(distance, segment.memorySize()) < 0
        && Long.compareUnsigned(section.size(), segment.memorySize() - distance) <= 0;
  }

  private void symbols(List<Section> sections) {
    for (Section section : sections) {
      boolean table =
          section.type().equals(SectionType.SYMTAB) || section.type().equals(SectionType.DYNSYM);
      if (!table || tooMany()) {
        continue;
      }
      line("");
      try {
        List<Symbol> symbols = file.symbols(section);
        line(
            String.format(
                Locale.ROOT,
                "Symbol table %s, %d entries:",
                visible(section.name()),
                symbols.size()));
        line(
            String.format(
                Locale.ROOT,
                "  %6s %-16s %5s %-10s %-10s %-9s %5s %s",
                "Num",
                "Value",
                "Size",
                "Type",
                "Bind",
                "Vis",
                "Ndx",
                "Name"));
        int index = 0;
        for (Symbol symbol : symbols) {
          if (cut) {
            return;
          }
          symbol(index, symbol, sections);
          index++;
        }
      } catch (ElfException e) {
        line(
            String.format(
                Locale.ROOT,
                "Symbol table %s cannot be read: at offset 0x%x: %s",
                visible(section.name()),
                e.offset(),
                e.rule()));
      }
    }
  }

  /** Counts the tables that are read, and returns whether there were more than in any real file. */
  private boolean tooMany() {
    tables++;
    if (tables == MAX_TABLES + 1) {
      line("");
      line("Further tables are not shown.");
    }
    return cut || tables > MAX_TABLES;
  }

  private void symbol(int index, Symbol symbol, List<Section> sections) {
    String[] visibilities = {"DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED"};
    String name = symbol.name();
    int section = symbol.section().orElse(-1);
    if (name.isEmpty()
        && symbol.type().equals(SymbolType.SECTION)
        && section >= 0
        && section < sections.size()) {
      name = sections.get(section).name();
    }
    line(
        String.format(
            Locale.ROOT,
            "  %6s %016x %5s %-10s %-10s %-9s %5s %s",
            index + ":",
            symbol.value(),
            Long.toUnsignedString(symbol.size()),
            symbol.type(),
            symbol.binding(),
            visibilities[symbol.visibility()],
            sectionIndex(symbol),
            visible(name)));
  }

  private static String sectionIndex(Symbol symbol) {
    if (symbol.section().isPresent()) {
      return Integer.toUnsignedString(symbol.section().getAsInt());
    }
    return switch (symbol.sectionIndex()) {
      case Section.SHN_UNDEF -> "UND";
      case Section.SHN_ABS -> "ABS";
      case Section.SHN_COMMON -> "COM";
      default -> hex(symbol.sectionIndex());
    };
  }

  private void notes(List<Section> sections) {
    boolean inSections = false;
    for (Section section : sections) {
      if (section.type().equals(SectionType.NOTE) && !tooMany()) {
        inSections = true;
        notes(visible(section.name()), () -> file.notes(section));
      }
    }
    if (inSections) {
      // The segments hold the same notes again.
      return;
    }
    for (Segment segment : file.segments()) {
      if (segment.type().equals(SegmentType.NOTE) && !tooMany()) {
        notes("segment at offset " + hex(segment.offset()), () -> file.notes(segment));
      }
    }
  }

  private interface Notes {
    List<Note> read() throws ElfException;
  }

  private void notes(String place, Notes notes) {
    line("");
    try {
      List<Note> found = notes.read();
      line(String.format(Locale.ROOT, "Notes in %s:", place));
      line(String.format(Locale.ROOT, "  %-20s %10s %s", "Owner", "Data size", "Type and content"));
      for (Note note : found) {
        if (cut) {
          return;
        }
        MemorySegment descriptor = note.descriptor();
        long shown = Math.min(descriptor.byteSize(), SHOWN_DESCRIPTOR_BYTES);
        byte[] start = descriptor.asSlice(0, shown).toArray(ValueLayout.JAVA_BYTE);
        line(
            String.format(
                Locale.ROOT,
                "  %-20s 0x%08x %s %s%s",
                visible(note.name()),
                descriptor.byteSize(),
                noteType(note),
                HexFormat.of().formatHex(start),
                shown < descriptor.byteSize() ? "…" : ""));
      }
    } catch (ElfException e) {
      line(
          String.format(
              Locale.ROOT,
              "Notes in %s cannot be read: at offset 0x%x: %s",
              place,
              e.offset(),
              e.rule()));
    }
  }

  private static String noteType(Note note) {
    String number = hex(Integer.toUnsignedLong(note.type()));
    if (!note.name().equals("GNU")) {
      return number;
    }
    return switch (note.type()) {
      case 1 -> "NT_GNU_ABI_TAG";
      case 3 -> "NT_GNU_BUILD_ID";
      case 4 -> "NT_GNU_GOLD_VERSION";
      case 5 -> "NT_GNU_PROPERTY_TYPE_0";
      default -> number;
    };
  }

  private static String hex(long value) {
    return Fields.hex(value);
  }

  private static String visible(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(MAX_NAME)
        .forEach(c -> {
          int category = Character.getType(c);
          if (category == Character.CONTROL
              || category == Character.FORMAT
              || category == Character.SURROGATE
              || category == Character.LINE_SEPARATOR
              || category == Character.PARAGRAPH_SEPARATOR) {
            text.append(String.format(Locale.ROOT, "\\u{%x}", c));
          } else {
            text.appendCodePoint(c);
          }
        });
    return text.toString();
  }
}
