package dev.seedkernel.elf;

/**
 * Operating system or ABI extension: {@code e_ident[EI_OSABI]}.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record OsAbi(int value) {
  /** None, or UNIX System V. */
  public static final OsAbi SYSV = new OsAbi(0);

  /** GNU, also called Linux. */
  public static final OsAbi GNU = new OsAbi(3);

  /** FreeBSD. */
  public static final OsAbi FREEBSD = new OsAbi(9);

  /** Standalone, embedded. */
  public static final OsAbi STANDALONE = new OsAbi(255);

  /**
   * Checks that the number fits its field.
   *
   * @throws IllegalArgumentException if it needs more than 8 bits
   */
  public OsAbi {
    Fields.requireBits(value, 8, "OsAbi");
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "System V";
      case 1 -> "HP-UX";
      case 2 -> "NetBSD";
      case 3 -> "GNU";
      case 6 -> "Solaris";
      case 7 -> "AIX";
      case 8 -> "IRIX";
      case 9 -> "FreeBSD";
      case 10 -> "TRU64";
      case 12 -> "OpenBSD";
      case 13 -> "OpenVMS";
      case 64 -> "Arm EABI";
      case 97 -> "Arm";
      case 255 -> "Standalone";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
