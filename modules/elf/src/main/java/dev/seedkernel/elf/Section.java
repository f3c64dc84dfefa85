package dev.seedkernel.elf;

/**
 * A section header (gABI, chapter 4, "Sections"), with its place in the table and its name
 * resolved.
 *
 * <p>The numbers are as they stand in the file; 64-bit ones are unsigned.
 *
 * @param index position in the section header table; section 0 is reserved
 * @param name the name, empty if the file has no section names
 * @param nameOffset {@code sh_name}, bytes from the start of the section name string table
 * @param type {@code sh_type}
 * @param flags {@code sh_flags}, a sum of {@link #SHF_WRITE} and so on
 * @param address {@code sh_addr}
 * @param offset {@code sh_offset}, bytes from the start of the file
 * @param size {@code sh_size}, bytes
 * @param link {@code sh_link}, often the index of another section
 * @param info {@code sh_info}
 * @param alignment {@code sh_addralign}, bytes
 * @param entrySize {@code sh_entsize}, bytes
 */
public record Section(
    int index,
    String name,
    int nameOffset,
    SectionType type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long alignment,
    long entrySize) {

  /** Size of an ELF64 section header in bytes. */
  public static final int SIZE = 64;

  /** Section index: none, or an undefined symbol. */
  public static final int SHN_UNDEF = 0;

  /** First reserved section index; no section that a 16-bit field can name is at or above it. */
  public static final int SHN_LORESERVE = 0xff00;

  /** Section index: the symbol's value is absolute. */
  public static final int SHN_ABS = 0xfff1;

  /** Section index: the symbol is an unallocated common block. */
  public static final int SHN_COMMON = 0xfff2;

  /** Section index: the true index is too large for 16 bits and stands elsewhere. */
  public static final int SHN_XINDEX = 0xffff;

  /** Flag: writable in memory. */
  public static final long SHF_WRITE = 1;

  /** Flag: occupies memory at run time. */
  public static final long SHF_ALLOC = 2;

  /** Flag: holds machine instructions. */
  public static final long SHF_EXECINSTR = 4;

  /** Flag: may be merged. */
  public static final long SHF_MERGE = 0x10;

  /** Flag: holds strings that end in NUL. */
  public static final long SHF_STRINGS = 0x20;

  /** Flag: {@code sh_info} is a section index. */
  public static final long SHF_INFO_LINK = 0x40;

  /** Flag: member of a section group. */
  public static final long SHF_GROUP = 0x200;

  /** Flag: thread-local storage. */
  public static final long SHF_TLS = 0x400;

  static final int SH_OFFSET = 24;
  static final int SH_SIZE = 32;
  static final int SH_LINK = 40;
  static final int SH_INFO = 44;
  static final int SH_ENTSIZE = 56;

  /** Returns whether the section has bytes in the file. */
  public boolean hasContent() {
    return !type.equals(SectionType.NOBITS) && !type.equals(SectionType.NULL);
  }

  Section withName(String newName) {
    return new Section(
        index,
        newName,
        nameOffset,
        type,
        flags,
        address,
        offset,
        size,
        link,
        info,
        alignment,
        entrySize);
  }

  Section withNameOffset(int newOffset) {
    return new Section(
        index, name, newOffset, type, flags, address, offset, size, link, info, alignment,
        entrySize);
  }

  Section withOffset(long newOffset) {
    return new Section(
        index,
        name,
        nameOffset,
        type,
        flags,
        address,
        newOffset,
        size,
        link,
        info,
        alignment,
        entrySize);
  }

  static Section decode(Fields in, long at, int index) {
    return new Section(
        index,
        "",
        in.i32(at),
        new SectionType(in.i32(at + 4)),
        in.i64(at + 8),
        in.i64(at + 16),
        in.i64(at + SH_OFFSET),
        in.i64(at + SH_SIZE),
        in.i32(at + SH_LINK),
        in.i32(at + SH_INFO),
        in.i64(at + 48),
        in.i64(at + SH_ENTSIZE));
  }

  void encode(Fields out, long at) {
    out.put32(at, nameOffset);
    out.put32(at + 4, type.value());
    out.put64(at + 8, flags);
    out.put64(at + 16, address);
    out.put64(at + SH_OFFSET, offset);
    out.put64(at + SH_SIZE, size);
    out.put32(at + SH_LINK, link);
    out.put32(at + SH_INFO, info);
    out.put64(at + 48, alignment);
    out.put64(at + SH_ENTSIZE, entrySize);
  }
}
