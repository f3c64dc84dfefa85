package dev.seedkernel.elf;

/**
 * A program header: one entry of the program header table (gABI, chapter 5, "Program Header").
 *
 * <p>Every number is as it stands in the file; 64-bit fields are unsigned. A segment makes no
 * promise that its content lies in the file: {@link ElfFile#content(Segment)} checks that.
 *
 * @param index position in the program header table
 * @param type {@code p_type}
 * @param flags {@code p_flags}, a sum of {@link #PF_X}, {@link #PF_W}, {@link #PF_R} and others
 * @param offset {@code p_offset}, bytes from the start of the file
 * @param virtualAddress {@code p_vaddr}
 * @param physicalAddress {@code p_paddr}
 * @param fileSize {@code p_filesz}, bytes
 * @param memorySize {@code p_memsz}, bytes
 * @param alignment {@code p_align}, bytes
 */
public record Segment(
    int index,
    SegmentType type,
    int flags,
    long offset,
    long virtualAddress,
    long physicalAddress,
    long fileSize,
    long memorySize,
    long alignment) {

  /** Size of an ELF64 program header in bytes. */
  public static final int SIZE = 56;

  /** Flag: execute. */
  public static final int PF_X = 1;

  /** Flag: write. */
  public static final int PF_W = 2;

  /** Flag: read. */
  public static final int PF_R = 4;

  static final int P_FLAGS = 4;
  static final int P_OFFSET = 8;
  static final int P_VADDR = 16;
  static final int P_FILESZ = 32;
  static final int P_MEMSZ = 40;
  static final int P_ALIGN = 48;

  /** Returns whether {@link #PF_R} is set. */
  public boolean readable() {
    return (flags & PF_R) != 0;
  }

  /** Returns whether {@link #PF_W} is set. */
  public boolean writable() {
    return (flags & PF_W) != 0;
  }

  /** Returns whether {@link #PF_X} is set. */
  public boolean executable() {
    return (flags & PF_X) != 0;
  }

  Segment withOffset(long newOffset) {
    return new Segment(
        index,
        type,
        flags,
        newOffset,
        virtualAddress,
        physicalAddress,
        fileSize,
        memorySize,
        alignment);
  }

  static Segment decode(Fields in, long at, int index) {
    return new Segment(
        index,
        new SegmentType(in.i32(at)),
        in.i32(at + P_FLAGS),
        in.i64(at + P_OFFSET),
        in.i64(at + P_VADDR),
        in.i64(at + 24),
        in.i64(at + P_FILESZ),
        in.i64(at + P_MEMSZ),
        in.i64(at + P_ALIGN));
  }

  void encode(Fields out, long at) {
    out.put32(at, type.value());
    out.put32(at + P_FLAGS, flags);
    out.put64(at + P_OFFSET, offset);
    out.put64(at + P_VADDR, virtualAddress);
    out.put64(at + 24, physicalAddress);
    out.put64(at + P_FILESZ, fileSize);
    out.put64(at + P_MEMSZ, memorySize);
    out.put64(at + P_ALIGN, alignment);
  }
}
