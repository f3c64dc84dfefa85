package dev.seedkernel.elf;

import org.jspecify.annotations.Nullable;

/**
 * Kind of segment: {@code p_type} of a program header.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record SegmentType(int value) {
  /** Unused entry. */
  public static final SegmentType NULL = new SegmentType(0);

  /** Loadable segment. */
  public static final SegmentType LOAD = new SegmentType(1);

  /** Dynamic linking information. */
  public static final SegmentType DYNAMIC = new SegmentType(2);

  /** Path of the interpreter. */
  public static final SegmentType INTERP = new SegmentType(3);

  /** Notes. */
  public static final SegmentType NOTE = new SegmentType(4);

  /** The program header table itself. */
  public static final SegmentType PHDR = new SegmentType(6);

  /** Template of thread-local storage. */
  public static final SegmentType TLS = new SegmentType(7);

  /** Exception handling frames. */
  public static final SegmentType GNU_EH_FRAME = new SegmentType(0x6474e550);

  /** Permissions of the stack. */
  public static final SegmentType GNU_STACK = new SegmentType(0x6474e551);

  /** Read-only after relocation. */
  public static final SegmentType GNU_RELRO = new SegmentType(0x6474e552);

  /** The GNU property note. */
  public static final SegmentType GNU_PROPERTY = new SegmentType(0x6474e553);

  /** Written out, since linking the one that a record has costs a cold JVM milliseconds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SegmentType that && that.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "NULL";
      case 1 -> "LOAD";
      case 2 -> "DYNAMIC";
      case 3 -> "INTERP";
      case 4 -> "NOTE";
      case 5 -> "SHLIB";
      case 6 -> "PHDR";
      case 7 -> "TLS";
      case 0x6474e550 -> "GNU_EH_FRAME";
      case 0x6474e551 -> "GNU_STACK";
      case 0x6474e552 -> "GNU_RELRO";
      case 0x6474e553 -> "GNU_PROPERTY";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
