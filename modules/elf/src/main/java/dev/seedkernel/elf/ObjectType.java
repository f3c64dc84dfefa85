package dev.seedkernel.elf;

import org.jspecify.annotations.Nullable;

/**
 * Kind of object file: {@code e_type} of the ELF header.
 *
 * <p>Any value of the field is allowed; {@link #toString()} knows the names of the common ones.
 *
 * @param value the number in the file
 */
public record ObjectType(int value) {
  /** No file type. */
  public static final ObjectType NONE = new ObjectType(0);

  /** Relocatable file. */
  public static final ObjectType REL = new ObjectType(1);

  /** Executable file. */
  public static final ObjectType EXEC = new ObjectType(2);

  /** Shared object, or position-independent executable. */
  public static final ObjectType DYN = new ObjectType(3);

  /** Core file. */
  public static final ObjectType CORE = new ObjectType(4);

  /**
   * Checks that the number fits its field.
   *
   * @throws IllegalArgumentException if it needs more than 16 bits
   */
  public ObjectType {
    Fields.requireBits(value, 16, "ObjectType");
  }

  /** Written out, since linking the one that a record has costs a cold JVM milliseconds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectType that && that.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  /** Returns the usual short name, or the number in hexadecimal. */
  @Override
  public String toString() {
    return switch (value) {
      case 0 -> "NONE";
      case 1 -> "REL";
      case 2 -> "EXEC";
      case 3 -> "DYN";
      case 4 -> "CORE";
      default -> "0x" + Integer.toHexString(value);
    };
  }
}
