package dev.seedkernel.elf;

/**
 * Kind of section: {@code sh_type} of a section header.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record SectionType(int value) {
  /** Unused entry. */
  public static final SectionType NULL = new SectionType(0);

  /** Content that the program defines. */
  public static final SectionType PROGBITS = new SectionType(1);

  /** Symbol table. */
  public static final SectionType SYMTAB = new SectionType(2);

  /** String table. */
  public static final SectionType STRTAB = new SectionType(3);

  /** Relocations with addends. */
  public static final SectionType RELA = new SectionType(4);

  /** Symbol hash table. */
  public static final SectionType HASH = new SectionType(5);

  /** Dynamic linking information. */
  public static final SectionType DYNAMIC = new SectionType(6);

  /** Notes. */
  public static final SectionType NOTE = new SectionType(7);

  /** Memory without bytes in the file. */
  public static final SectionType NOBITS = new SectionType(8);

  /** Relocations without addends. */
  public static final SectionType REL = new SectionType(9);

  /** Symbol table for dynamic linking. */
  public static final SectionType DYNSYM = new SectionType(11);

  /** Addresses of initialisation functions. */
  public static final SectionType INIT_ARRAY = new SectionType(14);

  /** Addresses of termination functions. */
  public static final SectionType FINI_ARRAY = new SectionType(15);

  /** Addresses of functions that run before initialisation. */
  public static final SectionType PREINIT_ARRAY = new SectionType(16);

  /** Section group. */
  public static final SectionType GROUP = new SectionType(17);

  /** Section indices too large for a symbol. */
  public static final SectionType SYMTAB_SHNDX = new SectionType(18);

  /** Compact relative relocations. */
  public static final SectionType RELR = new SectionType(19);

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "NULL";
      case 1 -> "PROGBITS";
      case 2 -> "SYMTAB";
      case 3 -> "STRTAB";
      case 4 -> "RELA";
      case 5 -> "HASH";
      case 6 -> "DYNAMIC";
      case 7 -> "NOTE";
      case 8 -> "NOBITS";
      case 9 -> "REL";
      case 10 -> "SHLIB";
      case 11 -> "DYNSYM";
      case 14 -> "INIT_ARRAY";
      case 15 -> "FINI_ARRAY";
      case 16 -> "PREINIT_ARRAY";
      case 17 -> "GROUP";
      case 18 -> "SYMTAB_SHNDX";
      case 19 -> "RELR";
      case 0x6ffffff5 -> "GNU_ATTRIBUTES";
      case 0x6ffffff6 -> "GNU_HASH";
      case 0x6ffffff7 -> "GNU_LIBLIST";
      case 0x6ffffffd -> "VERDEF";
      case 0x6ffffffe -> "VERNEED";
      case 0x6fffffff -> "VERSYM";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
