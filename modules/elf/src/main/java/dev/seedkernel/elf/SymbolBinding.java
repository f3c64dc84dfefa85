package dev.seedkernel.elf;

/**
 * Binding of a symbol: the upper half of {@code st_info}.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record SymbolBinding(int value) {
  /** Seen in its own object file only. */
  public static final SymbolBinding LOCAL = new SymbolBinding(0);

  /** Seen in every object file. */
  public static final SymbolBinding GLOBAL = new SymbolBinding(1);

  /** Global, but gives way to another definition. */
  public static final SymbolBinding WEAK = new SymbolBinding(2);

  /** Unique in the process. */
  public static final SymbolBinding GNU_UNIQUE = new SymbolBinding(10);

  /**
   * Checks that the number fits its field.
   *
   * @throws IllegalArgumentException if it needs more than 4 bits
   */
  public SymbolBinding {
    Fields.requireBits(value, 4, "SymbolBinding");
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "LOCAL";
      case 1 -> "GLOBAL";
      case 2 -> "WEAK";
      case 10 -> "UNIQUE";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
