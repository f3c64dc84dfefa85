package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of symbol tables, relocation sections and notes. */
final class TableReader {
  private static final int NOTE_HEADER_SIZE = 12;

  private final Fields in;
  private final ElfHeader header;
  private final SectionTable table;

  TableReader(Fields in, ElfHeader header, SectionTable table) {
    this.in = in;
    this.header = header;
    this.table = table;
  }

  List<Symbol> symbols(Section section) throws ElfException {
    int count = entries(section, Symbol.SIZE);
    if (count == 0) {
      return List.of();
    }
    Section names = table.get(section.link(), at(section, Section.SH_LINK), "sh_link");
    if (!names.type().equals(SectionType.STRTAB)) {
      throw new ElfException(
          at(section, Section.SH_LINK), "sh_link of a symbol table must name a STRTAB section");
    }
    StringTable strings =
        new StringTable(
            in.slice(names.offset(), names.size(), at(names, Section.SH_OFFSET), "string table"),
            in.size());
    Section extended = table.extendedIndices().get(section.index());
    List<Symbol> symbols = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long at = section.offset() + (long) i * Symbol.SIZE;
      String name = strings.name(in.i32(at), at);
      symbols.add(Symbol.decode(in, at, name, extendedIndex(extended, i, at)));
    }
    return List.copyOf(symbols);
  }

  private int extendedIndex(@Nullable Section extended, int symbol, long at) throws ElfException {
    if (in.u16(at + Symbol.ST_SHNDX) != Section.SHN_XINDEX) {
      return 0;
    }
    if (extended == null || !extended.hasContent() || extended.size() / 4 <= symbol) {
      throw new ElfException(
          at + Symbol.ST_SHNDX, "SHN_XINDEX must have its entry in a SYMTAB_SHNDX section");
    }
    return in.i32(extended.offset() + 4L * symbol);
  }

  List<Relocation> relocations(Section section) throws ElfException {
    boolean withAddend = section.type().equals(SectionType.RELA);
    int entrySize = withAddend ? Relocation.RELA_SIZE : Relocation.REL_SIZE;
    int count = entries(section, entrySize);
    List<Relocation> relocations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relocations.add(Relocation.decode(in, section.offset() + (long) i * entrySize, withAddend));
    }
    return List.copyOf(relocations);
  }

  /** Returns the number of entries, having checked that all of them lie in the file. */
  private int entries(Section section, int entrySize) throws ElfException {
    if (!section.hasContent() || section.size() == 0) {
      return 0;
    }
    if (section.entrySize() != entrySize) {
      throw new ElfException(
          at(section, Section.SH_ENTSIZE),
          "sh_entsize of a "
              + section.type()
              + " section must be "
              + entrySize
              + ", not "
              + Long.toUnsignedString(section.entrySize()));
    }
    if (section.size() % entrySize != 0) {
      throw new ElfException(
          at(section, Section.SH_SIZE),
          "sh_size of a " + section.type() + " section must be a multiple of " + entrySize);
    }
    in.slice(section.offset(), section.size(), at(section, Section.SH_OFFSET), "section content");
    return Math.toIntExact(section.size() / entrySize);
  }

  private long at(Section section, int field) {
    return header.sectionHeaderOffset() + (long) section.index() * Section.SIZE + field;
  }

  /**
   * Reads notes one after the other.
   *
   * @param alignment alignment of the section or segment: 8 pads names and descriptors to 8 bytes,
   *     everything else to 4
   */
  static List<Note> notes(Fields in, long offset, long size, long alignment) throws ElfException {
    int padding = alignment == 8 ? 8 : 4;
    List<Note> notes = new ArrayList<>();
    long end = offset + size;
    long at = offset;
    while (at < end) {
      if (end - at < NOTE_HEADER_SIZE) {
        throw new ElfException(at, "a note must have a header of " + NOTE_HEADER_SIZE + " bytes");
      }
      long nameSize = in.u32(at);
      long descriptorSize = in.u32(at + 4);
      long name = at + NOTE_HEADER_SIZE;
      long descriptor = offset + padded(name + nameSize - offset, padding);
      if (nameSize > end - name || (descriptorSize > 0 && descriptorSize > end - descriptor)) {
        throw new ElfException(at, "name and descriptor of a note must lie in its notes");
      }
      notes.add(
          new Note(
              noteName(in.slice(name, nameSize, at, "note name")),
              in.i32(at + 8),
              in.slice(descriptorSize == 0 ? name : descriptor, descriptorSize, at, "note")));
      // At least 12 bytes further each time, so this ends.
      at = offset + padded(descriptor + descriptorSize - offset, padding);
    }
    return List.copyOf(notes);
  }

  private static String noteName(MemorySegment bytes) {
    String name = new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    return name.endsWith("\0") ? name.substring(0, name.length() - 1) : name;
  }

  private static long padded(long value, int padding) {
    return (value + padding - 1) & -padding;
  }
}
