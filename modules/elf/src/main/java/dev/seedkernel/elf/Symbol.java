package dev.seedkernel.elf;

import java.util.OptionalInt;

/**
 * An entry of a symbol table (gABI, chapter 4, "Symbol Table"), with its name resolved.
 *
 * @param name the name, empty if it has none
 * @param nameOffset {@code st_name}, bytes from the start of the linked string table
 * @param binding upper half of {@code st_info}
 * @param type lower half of {@code st_info}
 * @param other {@code st_other}, whose lowest two bits are the visibility
 * @param sectionIndex {@code st_shndx}, 16 bits, which may be a reserved index such as {@link
 *     Section#SHN_ABS}
 * @param extendedSectionIndex the entry of the SHT_SYMTAB_SHNDX section, which counts if {@code
 *     sectionIndex} is {@link Section#SHN_XINDEX}; else 0
 * @param value {@code st_value}, an address, or an offset in the section, or an alignment
 * @param size {@code st_size}, bytes; 0 for none or unknown
 */
public record Symbol(
    String name,
    int nameOffset,
    SymbolBinding binding,
    SymbolType type,
    int other,
    int sectionIndex,
    int extendedSectionIndex,
    long value,
    long size) {

  /** Size of an ELF64 symbol in bytes. */
  public static final int SIZE = 24;

  /** Visibility STV_DEFAULT. */
  public static final int STV_DEFAULT = 0;

  /** Visibility STV_INTERNAL. */
  public static final int STV_INTERNAL = 1;

  /** Visibility STV_HIDDEN. */
  public static final int STV_HIDDEN = 2;

  /** Visibility STV_PROTECTED. */
  public static final int STV_PROTECTED = 3;

  static final int ST_SHNDX = 6;

  /**
   * Checks that each value fits its field.
   *
   * @throws IllegalArgumentException if one has more bits than its field
   */
  public Symbol {
    Fields.requireBits(other, 8, "st_other");
    Fields.requireBits(sectionIndex, 16, "st_shndx");
  }

  /**
   * Makes a symbol for {@link ElfWriter}, with default visibility.
   *
   * @param section index of the section that defines it, 0 for an undefined symbol
   */
  public static Symbol of(
      String name, SymbolBinding binding, SymbolType type, int section, long value, long size) {
    boolean extended = section >= Section.SHN_LORESERVE;
    int index = extended ? Section.SHN_XINDEX : section;
    return new Symbol(name, 0, binding, type, 0, index, extended ? section : 0, value, size);
  }

  /** Returns the visibility, one of the four STV constants. */
  public int visibility() {
    return other & 3;
  }

  /** Returns the index of the section that defines the symbol; empty if no section does. */
  public OptionalInt section() {
    if (sectionIndex == Section.SHN_XINDEX) {
      return OptionalInt.of(extendedSectionIndex);
    }
    return sectionIndex == Section.SHN_UNDEF || sectionIndex >= Section.SHN_LORESERVE
        ? OptionalInt.empty()
        : OptionalInt.of(sectionIndex);
  }

  static Symbol decode(Fields in, long at, String name, int extendedSectionIndex) {
    int info = in.u8(at + 4);
    return new Symbol(
        name,
        in.i32(at),
        new SymbolBinding(info >>> 4),
        new SymbolType(info & 15),
        in.u8(at + 5),
        in.u16(at + ST_SHNDX),
        extendedSectionIndex,
        in.i64(at + 8),
        in.i64(at + 16));
  }

  void encode(Fields out, long at) {
    out.put32(at, nameOffset);
    out.put8(at + 4, binding.value() << 4 | type.value());
    out.put8(at + 5, other);
    out.put16(at + ST_SHNDX, sectionIndex);
    out.put64(at + 8, value);
    out.put64(at + 16, size);
  }
}
