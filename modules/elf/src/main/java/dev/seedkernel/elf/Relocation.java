package dev.seedkernel.elf;

import java.util.OptionalLong;

/**
 * An entry of a relocation section (gABI, chapter 4, "Relocation").
 *
 * @param offset {@code r_offset}, an offset in the section to change, or an address
 * @param symbolIndex upper half of {@code r_info}, index in the linked symbol table
 * @param type lower half of {@code r_info}, whose meaning is the machine's
 * @param addend {@code r_addend} of an SHT_RELA section; empty in an SHT_REL section, where it
 *     stands in the place to change
 */
public record Relocation(long offset, int symbolIndex, int type, OptionalLong addend) {
  /** Size of an ELF64 relocation without addend in bytes. */
  public static final int REL_SIZE = 16;

  /** Size of an ELF64 relocation with addend in bytes. */
  public static final int RELA_SIZE = 24;

  static Relocation decode(Fields in, long at, boolean withAddend) {
    return new Relocation(
        in.i64(at),
        (int) (in.i64(at + 8) >>> 32),
        (int) in.i64(at + 8),
        withAddend ? OptionalLong.of(in.i64(at + 16)) : OptionalLong.empty());
  }

  void encode(Fields out, long at) {
    out.put64(at, offset);
    out.put64(at + 8, Integer.toUnsignedLong(symbolIndex) << 32 | Integer.toUnsignedLong(type));
    if (addend.isPresent()) {
      out.put64(at + 16, addend.getAsLong());
    }
  }
}
