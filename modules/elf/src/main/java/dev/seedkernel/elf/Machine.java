package dev.seedkernel.elf;

import org.jspecify.annotations.Nullable;

/**
 * Architecture: {@code e_machine} of the ELF header.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record Machine(int value) {
  /** No machine. */
  public static final Machine NONE = new Machine(0);

  /** AMD x86-64. */
  public static final Machine X86_64 = new Machine(62);

  /** Arm AArch64. */
  public static final Machine AARCH64 = new Machine(183);

  /** RISC-V. */
  public static final Machine RISCV = new Machine(243);

  /**
   * Checks that the number fits its field.
   *
   * @throws IllegalArgumentException if it needs more than 16 bits
   */
  public Machine {
    Fields.requireBits(value, 16, "Machine");
  }

  /** Written out, since linking the one that a record has costs a cold JVM milliseconds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Machine that && that.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "None";
      case 2 -> "SPARC";
      case 3 -> "80386";
      case 8 -> "MIPS";
      case 20 -> "PowerPC";
      case 21 -> "PowerPC64";
      case 22 -> "S/390";
      case 40 -> "Arm";
      case 42 -> "SuperH";
      case 43 -> "SPARC V9";
      case 50 -> "IA-64";
      case 62 -> "x86-64";
      case 183 -> "AArch64";
      case 243 -> "RISC-V";
      case 247 -> "BPF";
      case 258 -> "LoongArch";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
