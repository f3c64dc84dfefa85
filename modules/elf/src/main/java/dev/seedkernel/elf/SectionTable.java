package dev.seedkernel.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The section header table, read and checked as a whole.
 *
 * @param sections all sections in order of their index
 * @param extendedIndices for a symbol table's index, the SHT_SYMTAB_SHNDX section that belongs to
 *     it
 */
record SectionTable(List<Section> sections, Map<Integer, Section> extendedIndices) {

  static SectionTable read(Fields in, ElfHeader header) throws ElfException {
    long count = count(in, header);
    List<Section> unnamed = new ArrayList<>((int) count);
    Map<Integer, Section> extendedIndices = new HashMap<>();
    for (int i = 0; i < count; i++) {
      long at = header.sectionHeaderOffset() + (long) i * Section.SIZE;
      Section section = Section.decode(in, at, i);
      if (section.hasContent()) {
        in.slice(
            section.offset(), section.size(), at + Section.SH_OFFSET, "content of section " + i);
      }
      if (section.type().equals(SectionType.SYMTAB_SHNDX)) {
        extendedIndices.putIfAbsent(section.link(), section);
      }
      unnamed.add(section);
    }
    return new SectionTable(named(in, header, unnamed), Map.copyOf(extendedIndices));
  }

  /** Returns a section by the number that another header gives. */
  Section get(int index, long at, String what) throws ElfException {
    if (Integer.compareUnsigned(index, sections.size()) >= 0) {
      throw new ElfException(
          at,
          what
              + " "
              + Integer.toUnsignedString(index)
              + " must be the index of one of "
              + sections.size()
              + " sections");
    }
    return sections.get(index);
  }

  /** Reads section 0, which holds what does not fit into 16 bits of the ELF header. */
  static Section first(Fields in, ElfHeader header) throws ElfException {
    if (header.sectionHeaderSize() != Section.SIZE) {
      throw new ElfException(
          ElfHeader.E_SHENTSIZE,
          "e_shentsize must be " + Section.SIZE + ", not " + header.sectionHeaderSize());
    }
    in.slice(header.sectionHeaderOffset(), Section.SIZE, ElfHeader.E_SHOFF, "section header table");
    return Section.decode(in, header.sectionHeaderOffset(), 0);
  }

  private static long count(Fields in, ElfHeader header) throws ElfException {
    if (header.sectionHeaderOffset() == 0) {
      return 0;
    }
    Section first = first(in, header);
    long count = header.sectionHeaderCount();
    long at = ElfHeader.E_SHNUM;
    if (count == 0) {
      count = first.size();
      at = header.sectionHeaderOffset() + Section.SH_SIZE;
    }
    if (count < 0 || count > in.size() / Section.SIZE) {
      throw new ElfException(
          at,
          Long.toUnsignedString(count)
              + " section headers must fit into the file of "
              + in.size()
              + " bytes");
    }
    in.slice(
        header.sectionHeaderOffset(),
        count * Section.SIZE,
        ElfHeader.E_SHOFF,
        "section header table");
    return count;
  }

  private static List<Section> named(Fields in, ElfHeader header, List<Section> unnamed)
      throws ElfException {
    int index = header.sectionNameIndex();
    if (index == Section.SHN_UNDEF || unnamed.isEmpty()) {
      return List.copyOf(unnamed);
    }
    long at = ElfHeader.E_SHSTRNDX;
    if (index == Section.SHN_XINDEX) {
      index = unnamed.getFirst().link();
      at = header.sectionHeaderOffset() + Section.SH_LINK;
    }
    Section names = new SectionTable(unnamed, Map.of()).get(index, at, "section name string table");
    if (!names.type().equals(SectionType.STRTAB)) {
      throw new ElfException(
          at, "section name string table must be STRTAB, but section " + index + " is not");
    }
    StringTable table =
        new StringTable(in.slice(names.offset(), names.size(), at, "section names"), in.size());
    List<Section> named = new ArrayList<>(unnamed.size());
    for (Section section : unnamed) {
      long nameAt = header.sectionHeaderOffset() + (long) section.index() * Section.SIZE;
      named.add(section.withName(table.name(section.nameOffset(), nameAt)));
    }
    return List.copyOf(named);
  }
}
