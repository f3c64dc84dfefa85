package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ELF64 file: its header, its segments, and on demand its sections and what they hold.
 *
 * <p>{@link #parse} reads the ELF header and the program headers, which is all that running a
 * program needs. Sections are read and checked when they are asked for, so that a damaged section
 * table keeps no program from being loaded; Linux ignores it too. Whatever is not understood stays
 * as bytes, and {@link #write} gives back every byte.
 *
 * <p>An instance is immutable as long as nobody writes to the bytes that it was parsed from: they
 * are not copied. Should they change all the same, no method leaves the given bytes.
 */
public final class ElfFile {
  // Arrays of the JDK's end a few elements below the largest int.
  private static final long MAX_FILE_SIZE = Integer.MAX_VALUE - 8;

  private final MemorySegment bytes;
  private final ElfHeader header;
  private final List<Segment> segments;
  private final Fields in;
  private @Nullable SectionTable sectionTable;

  private ElfFile(MemorySegment bytes, ElfHeader header, List<Segment> segments) {
    this.bytes = bytes;
    this.header = header;
    this.segments = List.copyOf(segments);
    this.in = new Fields(bytes, header.byteOrder());
  }

  /**
   * Reads the ELF header and the program headers.
   *
   * @param bytes the whole file, at most 2 GiB; not copied
   * @throws ElfException if this is not an ELF64 file, or a program header does not lie in it
   */
  public static ElfFile parse(MemorySegment bytes) throws ElfException {
    if (bytes.byteSize() > MAX_FILE_SIZE) {
      throw new ElfException(MAX_FILE_SIZE, "a file must be smaller than 2 GiB");
    }
    MemorySegment readOnly = bytes.asReadOnly();
    ElfHeader header = ElfHeader.decode(readOnly);
    return new ElfFile(readOnly, header, readSegments(readOnly, header));
  }

  /**
   * Reads the ELF header and the program headers.
   *
   * @param bytes the whole file; not copied
   * @throws ElfException if this is not an ELF64 file, or a program header does not lie in it
   */
  public static ElfFile parse(byte[] bytes) throws ElfException {
    return parse(MemorySegment.ofArray(bytes));
  }

  private static List<Segment> readSegments(MemorySegment bytes, ElfHeader header)
      throws ElfException {
    Fields in = new Fields(bytes, header.byteOrder());
    long count = header.programHeaderCount();
    if (count == ElfHeader.PN_XNUM) {
      if (header.sectionHeaderOffset() == 0) {
        throw new ElfException(
            ElfHeader.E_PHNUM, "e_phnum is PN_XNUM, but no section 0 holds the true count");
      }
      count = Integer.toUnsignedLong(SectionTable.first(in, header).info());
    }
    if (count == 0) {
      return List.of();
    }
    if (header.programHeaderSize() != Segment.SIZE) {
      throw new ElfException(
          ElfHeader.E_PHENTSIZE,
          "e_phentsize must be " + Segment.SIZE + ", not " + header.programHeaderSize());
    }
    in.slice(
        header.programHeaderOffset(),
        count * Segment.SIZE,
        ElfHeader.E_PHOFF,
        "program header table");
    List<Segment> segments = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      segments.add(Segment.decode(in, header.programHeaderOffset() + (long) i * Segment.SIZE, i));
    }
    return segments;
  }

  /** Returns the ELF header. */
  public ElfHeader header() {
    return header;
  }

  /** Returns the program headers in the order of their table. */
  public List<Segment> segments() {
    return segments;
  }

  /** Returns the size of the file in bytes. */
  public long size() {
    return bytes.byteSize();
  }

  /**
   * Returns the sections in the order of their table; section 0 is the reserved one. An empty list
   * if the file has no section header table.
   *
   * @throws ElfException if a section header, a section's content or its name does not lie in the
   *     file
   */
  public List<Section> sections() throws ElfException {
    return sectionTable().sections();
  }

  private SectionTable sectionTable() throws ElfException {
    // Two threads may both read the table; they find the same, and it is immutable.
    SectionTable table = sectionTable;
    if (table == null) {
      table = SectionTable.read(in, header);
      sectionTable = table;
    }
    return table;
  }

  /**
   * Returns the first section of a name.
   *
   * @throws ElfException as {@link #sections()} does
   */
  public Optional<Section> section(String name) throws ElfException {
    return sections().stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /**
   * Returns the bytes of a segment in the file, read-only.
   *
   * @throws ElfException if they do not all lie in the file
   */
  public MemorySegment content(Segment segment) throws ElfException {
    long at =
        header.programHeaderOffset() + (long) segment.index() * Segment.SIZE + Segment.P_OFFSET;
    return in.slice(
        segment.offset(), segment.fileSize(), at, "content of segment " + segment.index());
  }

  /**
   * Returns the bytes of a section in the file, read-only; none for SHT_NOBITS and SHT_NULL.
   *
   * @throws ElfException if they do not all lie in the file
   */
  public MemorySegment content(Section section) throws ElfException {
    if (!section.hasContent()) {
      return bytes.asSlice(0, 0);
    }
    long at =
        header.sectionHeaderOffset() + (long) section.index() * Section.SIZE + Section.SH_OFFSET;
    return in.slice(section.offset(), section.size(), at, "content of section " + section.index());
  }

  /**
   * Returns the symbols of a section of type SHT_SYMTAB or SHT_DYNSYM, the null symbol first.
   *
   * @throws ElfException if the table or a name in it is malformed
   * @throws IllegalArgumentException if the section is of another type
   */
  public List<Symbol> symbols(Section section) throws ElfException {
    requireType(section, SectionType.SYMTAB, SectionType.DYNSYM);
    return new TableReader(in, header, sectionTable()).symbols(section);
  }

  /**
   * Returns the relocations of a section of type SHT_REL or SHT_RELA.
   *
   * @throws ElfException if the table is malformed
   * @throws IllegalArgumentException if the section is of another type
   */
  public List<Relocation> relocations(Section section) throws ElfException {
    requireType(section, SectionType.RELA, SectionType.REL);
    return new TableReader(in, header, sectionTable()).relocations(section);
  }

  /**
   * Returns the notes of a section of type SHT_NOTE.
   *
   * @throws ElfException if a note is malformed
   * @throws IllegalArgumentException if the section is of another type
   */
  public List<Note> notes(Section section) throws ElfException {
    requireType(section, SectionType.NOTE, SectionType.NOTE);
    long size = content(section).byteSize();
    return TableReader.notes(in, section.offset(), size, section.alignment());
  }

  /**
   * Returns the notes of a segment of type PT_NOTE.
   *
   * @throws ElfException if a note is malformed
   * @throws IllegalArgumentException if the segment is of another type
   */
  public List<Note> notes(Segment segment) throws ElfException {
    if (!segment.type().equals(SegmentType.NOTE)) {
      throw new IllegalArgumentException("a segment of type " + segment.type() + " has no notes");
    }
    long size = content(segment).byteSize();
    return TableReader.notes(in, segment.offset(), size, segment.alignment());
  }

  private static void requireType(Section section, SectionType one, SectionType other) {
    if (!section.type().equals(one) && !section.type().equals(other)) {
      throw new IllegalArgumentException(
          "section " + section.index() + " is of type " + section.type() + ", not " + one);
    }
  }

  /**
   * Returns this file with another ELF header.
   *
   * @throws IllegalArgumentException if the new header changes the byte order, or the place or the
   *     size of a table
   */
  public ElfFile withHeader(ElfHeader newHeader) {
    if (!newHeader.sameLayout(header)) {
      throw new IllegalArgumentException("the new header must not move a table");
    }
    return new ElfFile(bytes, newHeader, segments);
  }

  /**
   * Returns this file with other program headers; the contents stay where they are.
   *
   * @throws IllegalArgumentException if there are more or fewer of them, or one has not the index
   *     of its place
   */
  public ElfFile withSegments(List<Segment> newSegments) {
    if (newSegments.size() != segments.size()) {
      throw new IllegalArgumentException(
          "there must be " + segments.size() + " program headers, not " + newSegments.size());
    }
    for (int i = 0; i < newSegments.size(); i++) {
      if (newSegments.get(i).index() != i) {
        throw new IllegalArgumentException("segment " + newSegments.get(i).index() + " at " + i);
      }
    }
    return new ElfFile(bytes, header, newSegments);
  }

  /**
   * Returns the file's bytes: header and program headers written from the model, everything else as
   * it was. For a file as {@link #parse} gives it, these are the bytes that were parsed.
   */
  public byte[] write() {
    byte[] file = bytes.toArray(ValueLayout.JAVA_BYTE);
    MemorySegment target = MemorySegment.ofArray(file);
    Fields out = new Fields(target, header.byteOrder());
    header.encode(target);
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).encode(out, header.programHeaderOffset() + (long) i * Segment.SIZE);
    }
    return file;
  }

  /** Returns the whole file, read-only. */
  MemorySegment bytes() {
    return bytes;
  }
}
