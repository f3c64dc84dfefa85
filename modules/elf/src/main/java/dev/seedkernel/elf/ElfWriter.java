package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds an ELF64 file: give it segments, sections and symbols, then ask for the bytes.
 *
 * <pre>{@code
 * byte[] program =
 *     ElfWriter.of(ObjectType.EXEC, Machine.AARCH64)
 *         .load(0x400000, code, code.length, Segment.PF_R | Segment.PF_X)
 *         .entry(0x400000)
 *         .write();
 * }</pre>
 *
 * <p>The layout depends on nothing but the calls: ELF header, program headers, contents of the
 * segments, contents of the sections, section headers. Where a count or an index is too large for
 * its 16 bits, the gABI's extended numbering is used. To change a file that exists, see {@link
 * ElfFile#withHeader} and {@link ElfFile#withSegments}.
 *
 * <p>Not for use by several threads at once.
 */
public final class ElfWriter {
  private static final int EV_CURRENT = 1;
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private record Load(Segment segment, MemorySegment content) {}

  /**
   * A section.
   *
   * @param loaded whether its bytes are those of a segment
   */
  private record Content(Section header, MemorySegment content, boolean loaded) {
    Content(Section header, MemorySegment content) {
      this(header, content, false);
    }
  }

  private record Relocations(int section, List<Relocation> entries) {}

  private final ObjectType type;
  private final Machine machine;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private OsAbi osAbi = OsAbi.SYSV;
  private int flags;
  private long entry;
  private final List<Load> loads = new ArrayList<>();
  private final List<Content> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Relocations> relocations = new ArrayList<>();
  private int localSymbols;

  private ElfWriter(ObjectType type, Machine machine) {
    this.type = type;
    this.machine = machine;
  }

  /** Starts a file, little-endian and for System V until told otherwise. */
  public static ElfWriter of(ObjectType type, Machine machine) {
    return new ElfWriter(type, machine);
  }

  /** Sets the byte order of the file's structures; contents are taken as they are. */
  public ElfWriter byteOrder(ByteOrder newOrder) {
    order = newOrder;
    return this;
  }

  /** Sets {@code e_ident[EI_OSABI]}. */
  public ElfWriter osAbi(OsAbi newOsAbi) {
    osAbi = newOsAbi;
    return this;
  }

  /** Sets {@code e_flags}. */
  public ElfWriter flags(int newFlags) {
    flags = newFlags;
    return this;
  }

  /** Sets the entry point, a virtual address. */
  public ElfWriter entry(long address) {
    entry = address;
    return this;
  }

  /**
   * Adds a PT_LOAD segment.
   *
   * @param address virtual and physical address; content goes to a congruent file offset
   * @param content what stands at its start
   * @param memorySize size in memory in bytes, at least that of the content
   * @param segmentFlags a sum of {@link Segment#PF_R}, {@link Segment#PF_W}, {@link Segment#PF_X}
   * @throws IllegalArgumentException if the memory is smaller than the content
   */
  public ElfWriter load(long address, byte[] content, long memorySize, int segmentFlags) {
    if (memorySize < content.length) {
      throw new IllegalArgumentException(
          "memory of " + memorySize + " bytes is smaller than content of " + content.length);
    }
    return add(SegmentType.LOAD, address, content, memorySize, segmentFlags, LoadPlan.PAGE_SIZE);
  }

  /**
   * Adds a segment of another type, at address 0, such as a PT_NOTE or an empty PT_GNU_STACK.
   *
   * @param content what it holds
   * @param alignment of its place in the file in bytes, a power of two
   */
  public ElfWriter segment(
      SegmentType segmentType, byte[] content, int segmentFlags, int alignment) {
    return add(segmentType, 0, content, content.length, segmentFlags, alignment);
  }

  private ElfWriter add(
      SegmentType segmentType,
      long address,
      byte[] content,
      long memorySize,
      int segmentFlags,
      int alignment) {
    requirePowerOfTwo(alignment);
    loads.add(
        new Load(
            new Segment(
                loads.size(),
                segmentType,
                segmentFlags,
                0,
                address,
                address,
                content.length,
                memorySize,
                alignment),
            MemorySegment.ofArray(content.clone())));
    return this;
  }

  /**
   * Adds a section with content; the n-th section added has index n.
   *
   * @param sectionFlags a sum of {@link Section#SHF_ALLOC} and so on
   * @param alignment in bytes, a power of two
   */
  public ElfWriter section(
      String name, SectionType sectionType, long sectionFlags, int alignment, byte[] content) {
    return add(name, sectionType, sectionFlags, alignment, content.length, content);
  }

  /**
   * Adds an SHT_NOBITS section; the n-th section added has index n.
   *
   * @param sectionFlags a sum of {@link Section#SHF_ALLOC} and so on
   * @param alignment in bytes, a power of two
   * @param size in bytes
   */
  public ElfWriter noBits(String name, long sectionFlags, int alignment, long size) {
    return add(name, SectionType.NOBITS, sectionFlags, alignment, size, new byte[0]);
  }

  /**
   * Adds a section that lies in a PT_LOAD segment which was added before; the n-th section added
   * has index n. An SHT_NOBITS section may lie behind the segment's content.
   *
   * @param sectionFlags a sum of {@link Section#SHF_ALLOC} and so on
   * @param alignment in bytes, a power of two
   * @param address virtual address
   * @param size in bytes
   * @throws IllegalArgumentException if it does not lie whole in one segment, or needs content
   *     where that has none
   */
  public ElfWriter loadedSection(
      String name,
      SectionType sectionType,
      long sectionFlags,
      int alignment,
      long address,
      long size) {
    requirePowerOfTwo(alignment);
    boolean content = !sectionType.equals(SectionType.NOBITS);
    if (loads.stream().noneMatch(load -> covers(load.segment(), address, size, content))) {
      throw new IllegalArgumentException(
          "no segment holds section %s, 0x%x bytes at 0x%x".formatted(name, size, address));
    }
    Section header = header(name, sectionType, sectionFlags, alignment, address, size);
    sections.add(new Content(header, NOTHING, true));
    return this;
  }

  private static boolean covers(Segment segment, long address, long size, boolean content) {
    long room = content ? segment.fileSize() : segment.memorySize();
    long start = address - segment.virtualAddress();
    return segment.type().equals(SegmentType.LOAD)
        && size >= 0
        && Long.compareUnsigned(start, room) <= 0
        && Long.compareUnsigned(size, room - start) <= 0;
  }

  private ElfWriter add(
      String name,
      SectionType sectionType,
      long sectionFlags,
      int alignment,
      long size,
      byte[] content) {
    requirePowerOfTwo(alignment);
    Section header = header(name, sectionType, sectionFlags, alignment, 0, size);
    sections.add(new Content(header, MemorySegment.ofArray(content.clone())));
    return this;
  }

  private Section header(
      String name,
      SectionType sectionType,
      long sectionFlags,
      int alignment,
      long address,
      long size) {
    int index = sections.size() + 1;
    return new Section(
        index, name, 0, sectionType, sectionFlags, address, 0, size, 0, 0, alignment, 0);
  }

  /**
   * Adds a symbol; the n-th symbol added has index n. Its name offset is not looked at.
   *
   * @throws IllegalArgumentException if a local symbol follows one that is not (gABI, "Symbol
   *     Table": local symbols come first)
   */
  public ElfWriter symbol(Symbol symbol) {
    boolean local = symbol.binding().equals(SymbolBinding.LOCAL);
    if (local && localSymbols < symbols.size()) {
      throw new IllegalArgumentException("local symbol " + symbol.name() + " after a global one");
    }
    symbols.add(symbol);
    if (local) {
      localSymbols++;
    }
    return this;
  }

  /**
   * Adds a relocation section for a section that was added.
   *
   * @param section index of the section to change
   * @param entries the relocations: all with addend (SHT_RELA) or all without (SHT_REL)
   * @throws IllegalArgumentException if there is no such section, or the entries are mixed
   */
  public ElfWriter relocations(int section, List<Relocation> entries) {
    if (section < 1 || section > sections.size()) {
      throw new IllegalArgumentException("no section " + section);
    }
    if (entries.stream().map(entry -> entry.addend().isPresent()).distinct().count() > 1) {
      throw new IllegalArgumentException("relocations with and without addend in one section");
    }
    relocations.add(new Relocations(section, List.copyOf(entries)));
    return this;
  }

  private static void requirePowerOfTwo(int alignment) {
    if (Integer.bitCount(alignment) != 1 || alignment < 0) {
      throw new IllegalArgumentException("alignment " + alignment + " is not a power of two");
    }
  }

  /**
   * Returns the file.
   *
   * @throws ArithmeticException if it would be larger than 2 GiB
   */
  public byte[] write() {
    long position = ElfHeader.SIZE + (long) loads.size() * Segment.SIZE;
    List<Load> placedLoads = new ArrayList<>();
    for (Load load : loads) {
      Segment segment = load.segment();
      long gap = (segment.virtualAddress() - position) & (segment.alignment() - 1);
      long offset = load.content().byteSize() == 0 ? position : position + gap;
      placedLoads.add(new Load(segment.withOffset(offset), load.content()));
      position = offset + load.content().byteSize();
    }
    List<Content> placedSections = new ArrayList<>();
    for (Content section : allSections()) {
      if (section.loaded()) {
        placedSections.add(inSegment(section, placedLoads));
        continue;
      }
      long offset = aligned(position, Math.max(1, section.header().alignment()));
      placedSections.add(new Content(section.header().withOffset(offset), section.content()));
      position = offset + section.content().byteSize();
    }
    if (placedSections.isEmpty()) {
      byte[] file = new byte[Math.toIntExact(position)];
      emit(file, placedLoads, placedSections, 0);
      return file;
    }
    long tableOffset = aligned(position, 8);
    long size = tableOffset + (long) placedSections.size() * Section.SIZE;
    byte[] file = new byte[Math.toIntExact(size)];
    emit(file, placedLoads, placedSections, tableOffset);
    return file;
  }

  /** Gives a section the place that its address has in the file. */
  private static Content inSegment(Content section, List<Load> placed) {
    Section header = section.header();
    boolean content = header.hasContent();
    Segment segment =
        placed.stream()
            .map(Load::segment)
            .filter(s -> covers(s, header.address(), header.size(), content))
            .findFirst()
            .orElseThrow();
    long start = Math.min(header.address() - segment.virtualAddress(), segment.fileSize());
    return new Content(header.withOffset(segment.offset() + start), NOTHING, true);
  }

  private void emit(byte[] file, List<Load> placed, List<Content> contents, long tableOffset) {
    MemorySegment target = MemorySegment.ofArray(file);
    Fields out = new Fields(target, order);
    header(tableOffset, contents.size()).encode(target);
    for (int i = 0; i < placed.size(); i++) {
      Load load = placed.get(i);
      load.segment().encode(out, ElfHeader.SIZE + (long) i * Segment.SIZE);
      copy(load.content(), target, load.segment().offset());
    }
    for (int i = 0; i < contents.size(); i++) {
      Content section = contents.get(i);
      section.header().encode(out, tableOffset + (long) i * Section.SIZE);
      copy(section.content(), target, section.header().offset());
    }
  }

  private ElfHeader header(long tableOffset, int sectionCount) {
    boolean hasSections = sectionCount > 0;
    int names = sectionCount - 1;
    return new ElfHeader(
        order,
        EV_CURRENT,
        osAbi,
        0,
        0,
        type,
        machine,
        EV_CURRENT,
        entry,
        loads.isEmpty() ? 0 : ElfHeader.SIZE,
        tableOffset,
        flags,
        ElfHeader.SIZE,
        loads.isEmpty() ? 0 : Segment.SIZE,
        Math.min(loads.size(), ElfHeader.PN_XNUM),
        hasSections ? Section.SIZE : 0,
        sectionCount < Section.SHN_LORESERVE ? sectionCount : 0,
        !hasSections ? 0 : names < Section.SHN_LORESERVE ? names : Section.SHN_XINDEX);
  }

  /** Returns the null section, those that were added, and those that the writer makes itself. */
  private List<Content> allSections() {
    boolean needed = !sections.isEmpty() || !symbols.isEmpty();
    if (!needed && loads.size() < ElfHeader.PN_XNUM) {
      return List.of();
    }
    boolean extended = symbols.stream().anyMatch(ElfWriter::isExtended);
    int symbolTable = 1 + sections.size() + relocations.size();
    int count = symbolTable + (symbols.isEmpty() ? 1 : extended ? 4 : 3);
    List<Content> all = new ArrayList<>();
    all.add(new Content(nullSection(count), NOTHING));
    all.addAll(sections);
    for (Relocations entries : relocations) {
      all.add(relocationSection(entries, symbols.isEmpty() ? 0 : symbolTable));
    }
    if (!symbols.isEmpty()) {
      addSymbolTable(all, symbolTable, extended);
    }
    Names names = new Names();
    for (int i = 0; i < all.size(); i++) {
      all.set(i, named(all.get(i), names));
    }
    int nameOffset = names.add(".shstrtab");
    byte[] strings = names.bytes();
    all.add(
        new Content(
            new Section(
                count - 1,
                ".shstrtab",
                nameOffset,
                SectionType.STRTAB,
                0,
                0,
                0,
                strings.length,
                0,
                0,
                1,
                0),
            MemorySegment.ofArray(strings)));
    return all;
  }

  private Section nullSection(int count) {
    int names = count - 1;
    return new Section(
        0,
        "",
        0,
        SectionType.NULL,
        0,
        0,
        0,
        count < Section.SHN_LORESERVE ? 0 : count,
        names < Section.SHN_LORESERVE ? 0 : names,
        loads.size() < ElfHeader.PN_XNUM ? 0 : loads.size(),
        0,
        0);
  }

  private Content relocationSection(Relocations relocated, int symbolTable) {
    boolean withAddend =
        relocated.entries().isEmpty() || relocated.entries().getFirst().addend().isPresent();
    int size = withAddend ? Relocation.RELA_SIZE : Relocation.REL_SIZE;
    byte[] bytes = new byte[Math.multiplyExact(size, relocated.entries().size())];
    Fields out = new Fields(MemorySegment.ofArray(bytes), order);
    for (int i = 0; i < relocated.entries().size(); i++) {
      relocated.entries().get(i).encode(out, (long) i * size);
    }
    String target = sections.get(relocated.section() - 1).header().name();
    return new Content(
        new Section(
            0,
            (withAddend ? ".rela" : ".rel") + target,
            0,
            withAddend ? SectionType.RELA : SectionType.REL,
            Section.SHF_INFO_LINK,
            0,
            0,
            bytes.length,
            symbolTable,
            relocated.section(),
            8,
            size),
        MemorySegment.ofArray(bytes));
  }

  private void addSymbolTable(List<Content> all, int symbolTable, boolean extended) {
    Names names = new Names();
    int count = symbols.size() + 1;
    byte[] table = new byte[Math.multiplyExact(count, Symbol.SIZE)];
    byte[] indices = new byte[extended ? Math.multiplyExact(count, 4) : 0];
    Fields out = new Fields(MemorySegment.ofArray(table), order);
    Fields indicesOut = new Fields(MemorySegment.ofArray(indices), order);
    for (int i = 1; i < count; i++) {
      Symbol symbol = symbols.get(i - 1);
      long at = (long) i * Symbol.SIZE;
      symbol.encode(out, at);
      out.put32(at, names.add(symbol.name()));
      if (isExtended(symbol)) {
        indicesOut.put32(4L * i, symbol.extendedSectionIndex());
      }
    }
    int strings = symbolTable + (extended ? 2 : 1);
    all.add(made(".symtab", SectionType.SYMTAB, strings, localSymbols + 1, 8, Symbol.SIZE, table));
    if (extended) {
      all.add(made(".symtab_shndx", SectionType.SYMTAB_SHNDX, symbolTable, 0, 4, 4, indices));
    }
    all.add(made(".strtab", SectionType.STRTAB, 0, 0, 1, 0, names.bytes()));
  }

  private static Content made(
      String name,
      SectionType type,
      int link,
      int info,
      int alignment,
      int entrySize,
      byte[] content) {
    return new Content(
        new Section(0, name, 0, type, 0, 0, 0, content.length, link, info, alignment, entrySize),
        MemorySegment.ofArray(content));
  }

  private static boolean isExtended(Symbol symbol) {
    return symbol.sectionIndex() == Section.SHN_XINDEX;
  }

  private static Content named(Content section, Names names) {
    int nameOffset = names.add(section.header().name());
    return new Content(
        section.header().withNameOffset(nameOffset), section.content(), section.loaded());
  }

  private static long aligned(long position, long alignment) {
    return (position + alignment - 1) & -alignment;
  }

  private static void copy(MemorySegment content, MemorySegment file, long offset) {
    // An empty segment may stand anywhere, even where the file has ended.
    if (content.byteSize() > 0) {
      MemorySegment.copy(content, 0, file, offset, content.byteSize());
    }
  }

  /** A string table that grows. */
  private static final class Names {
    private byte[] bytes = new byte[64];
    private int size = 1;

    int add(String name) {
      if (name.isEmpty()) {
        return 0;
      }
      byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
      int start = size;
      int end = Math.addExact(start, encoded.length + 1);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, Math.multiplyExact(bytes.length, 2)));
      }
      System.arraycopy(encoded, 0, bytes, start, encoded.length);
      size = end;
      return start;
    }

    byte[] bytes() {
      return MemorySegment.ofArray(bytes).asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
