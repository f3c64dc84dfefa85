package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The ELF header of an ELF64 file (gABI, chapter 4, "ELF Header"), every field as it stands in the
 * file.
 *
 * <p>The class is not a component: it is always ELFCLASS64.
 *
 * @param byteOrder {@code e_ident[EI_DATA]}
 * @param identVersion {@code e_ident[EI_VERSION]}, 1 in practice; neither Linux nor this library
 *     insists
 * @param osAbi {@code e_ident[EI_OSABI]}
 * @param abiVersion {@code e_ident[EI_ABIVERSION]}
 * @param identPadding {@code e_ident[9..15]}, the first byte in bits 48 to 55
 * @param type {@code e_type}
 * @param machine {@code e_machine}
 * @param version {@code e_version}
 * @param entry {@code e_entry}, a virtual address
 * @param programHeaderOffset {@code e_phoff}, bytes from the start of the file
 * @param sectionHeaderOffset {@code e_shoff}, bytes from the start of the file; 0 for none
 * @param flags {@code e_flags}, whose meaning is the machine's
 * @param headerSize {@code e_ehsize}
 * @param programHeaderSize {@code e_phentsize}
 * @param programHeaderCount {@code e_phnum}; with {@link #PN_XNUM} the count stands in section 0,
 *     so ask {@link ElfFile#segments()} for the true one
 * @param sectionHeaderSize {@code e_shentsize}
 * @param sectionHeaderCount {@code e_shnum}; with 0 the count stands in section 0, so ask {@link
 *     ElfFile#sections()} for the true one
 * @param sectionNameIndex {@code e_shstrndx}, index of the section that holds the section names
 */
public record ElfHeader(
    ByteOrder byteOrder,
    int identVersion,
    OsAbi osAbi,
    int abiVersion,
    long identPadding,
    ObjectType type,
    Machine machine,
    int version,
    long entry,
    long programHeaderOffset,
    long sectionHeaderOffset,
    int flags,
    int headerSize,
    int programHeaderSize,
    int programHeaderCount,
    int sectionHeaderSize,
    int sectionHeaderCount,
    int sectionNameIndex) {

  /** Size of an ELF64 header in bytes. */
  public static final int SIZE = 64;

  /** Value of {@code e_phnum} that says: the count is {@code sh_info} of section 0. */
  public static final int PN_XNUM = 0xffff;

  static final int EI_CLASS = 4;
  static final int EI_DATA = 5;
  static final int E_PHOFF = 32;
  static final int E_SHOFF = 40;
  static final int E_PHENTSIZE = 54;
  static final int E_PHNUM = 56;
  static final int E_SHENTSIZE = 58;
  static final int E_SHNUM = 60;
  static final int E_SHSTRNDX = 62;

  private static final int MAGIC = 0x7f454c46;
  private static final int ELFCLASS32 = 1;
  private static final int ELFCLASS64 = 2;
  private static final int ELFDATA2LSB = 1;
  private static final int ELFDATA2MSB = 2;

  /**
   * Checks that each value fits its field.
   *
   * @throws IllegalArgumentException if one has more bits than its field
   */
  public ElfHeader {
    Fields.requireBits(identVersion, 8, "e_ident[EI_VERSION]");
    Fields.requireBits(abiVersion, 8, "e_ident[EI_ABIVERSION]");
    if (identPadding >>> 56 != 0) {
      throw new IllegalArgumentException("e_ident padding needs more than 56 bits");
    }
    Fields.requireBits(headerSize, 16, "e_ehsize");
    Fields.requireBits(programHeaderSize, 16, "e_phentsize");
    Fields.requireBits(programHeaderCount, 16, "e_phnum");
    Fields.requireBits(sectionHeaderSize, 16, "e_shentsize");
    Fields.requireBits(sectionHeaderCount, 16, "e_shnum");
    Fields.requireBits(sectionNameIndex, 16, "e_shstrndx");
  }

  static ElfHeader decode(MemorySegment bytes) throws ElfException {
    if (bytes.byteSize() < SIZE) {
      throw new ElfException(
          bytes.byteSize(),
          "a file of " + bytes.byteSize() + " bytes has no room for an ELF header");
    }
    Fields ident = new Fields(bytes, ByteOrder.BIG_ENDIAN);
    if (ident.i32(0) != MAGIC) {
      throw new ElfException(0, "an ELF file must start with the bytes 7f 45 4c 46");
    }
    int elfClass = ident.u8(EI_CLASS);
    if (elfClass != ELFCLASS64) {
      throw new ElfException(
          EI_CLASS,
          "class is "
              + (elfClass == ELFCLASS32 ? "ELFCLASS32 (1)" : Integer.toString(elfClass))
              + ", not ELFCLASS64 (2)");
    }
    ByteOrder order =
        switch (ident.u8(EI_DATA)) {
          case ELFDATA2LSB -> ByteOrder.LITTLE_ENDIAN;
          case ELFDATA2MSB -> ByteOrder.BIG_ENDIAN;
          default ->
              throw new ElfException(
                  EI_DATA,
                  "byte order is "
                      + ident.u8(EI_DATA)
                      + ", neither ELFDATA2LSB (1) nor ELFDATA2MSB (2)");
        };
    Fields in = new Fields(bytes, order);
    return new ElfHeader(
        order,
        in.u8(6),
        new OsAbi(in.u8(7)),
        in.u8(8),
        ident.i64(8) & 0xff_ffff_ffff_ffffL,
        new ObjectType(in.u16(16)),
        new Machine(in.u16(18)),
        in.i32(20),
        in.i64(24),
        in.i64(E_PHOFF),
        in.i64(E_SHOFF),
        in.i32(48),
        in.u16(52),
        in.u16(E_PHENTSIZE),
        in.u16(E_PHNUM),
        in.u16(E_SHENTSIZE),
        in.u16(E_SHNUM),
        in.u16(E_SHSTRNDX));
  }

  void encode(MemorySegment bytes) {
    Fields ident = new Fields(bytes, ByteOrder.BIG_ENDIAN);
    ident.put32(0, MAGIC);
    ident.put64(8, identPadding);
    ident.put8(EI_CLASS, ELFCLASS64);
    ident.put8(EI_DATA, byteOrder == ByteOrder.LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB);
    ident.put8(6, identVersion);
    ident.put8(7, osAbi.value());
    ident.put8(8, abiVersion);
    Fields out = new Fields(bytes, byteOrder);
    out.put16(16, type.value());
    out.put16(18, machine.value());
    out.put32(20, version);
    out.put64(24, entry);
    out.put64(E_PHOFF, programHeaderOffset);
    out.put64(E_SHOFF, sectionHeaderOffset);
    out.put32(48, flags);
    out.put16(52, headerSize);
    out.put16(E_PHENTSIZE, programHeaderSize);
    out.put16(E_PHNUM, programHeaderCount);
    out.put16(E_SHENTSIZE, sectionHeaderSize);
    out.put16(E_SHNUM, sectionHeaderCount);
    out.put16(E_SHSTRNDX, sectionNameIndex);
  }

  /** Returns whether the other header puts the same tables at the same places. */
  boolean sameLayout(ElfHeader other) {
    return byteOrder == other.byteOrder
        && programHeaderOffset == other.programHeaderOffset
        && programHeaderSize == other.programHeaderSize
        && programHeaderCount == other.programHeaderCount
        && sectionHeaderOffset == other.sectionHeaderOffset
        && sectionHeaderSize == other.sectionHeaderSize
        && sectionHeaderCount == other.sectionHeaderCount
        && sectionNameIndex == other.sectionNameIndex;
  }
}
