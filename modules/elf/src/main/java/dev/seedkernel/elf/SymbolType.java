package dev.seedkernel.elf;

/**
 * Kind of symbol: the lower half of {@code st_info}.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record SymbolType(int value) {
  /** Not specified. */
  public static final SymbolType NOTYPE = new SymbolType(0);

  /** Data. */
  public static final SymbolType OBJECT = new SymbolType(1);

  /** Code. */
  public static final SymbolType FUNC = new SymbolType(2);

  /** A section. */
  public static final SymbolType SECTION = new SymbolType(3);

  /** Name of the source file. */
  public static final SymbolType FILE = new SymbolType(4);

  /** Uninitialised common block. */
  public static final SymbolType COMMON = new SymbolType(5);

  /** Thread-local data. */
  public static final SymbolType TLS = new SymbolType(6);

  /** Function that chooses the function. */
  public static final SymbolType GNU_IFUNC = new SymbolType(10);

  /**
   * Checks that the number fits its field.
   *
   * @throws IllegalArgumentException if it needs more than 4 bits
   */
  public SymbolType {
    Fields.requireBits(value, 4, "SymbolType");
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "NOTYPE";
      case 1 -> "OBJECT";
      case 2 -> "FUNC";
      case 3 -> "SECTION";
      case 4 -> "FILE";
      case 5 -> "COMMON";
      case 6 -> "TLS";
      case 10 -> "IFUNC";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
