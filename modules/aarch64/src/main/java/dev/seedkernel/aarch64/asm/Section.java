package dev.seedkernel.aarch64.asm;

import java.util.Arrays;
import java.util.List;

/**
 * A section of an assembled program: bytes, or zeros, at an address, with the access that it needs.
 */
public final class Section {
  /** What a section is for; the order is that in which sections are laid out. */
  public enum Kind {
    /** Code: read and executed. */
    TEXT,
    /** Constants: read. */
    RODATA,
    /** Variables that have a value at the start: read and written. */
    DATA,
    /** Variables that are 0 at the start and take no space in a file: read and written. */
    BSS
  }

  /**
   * Where code or data begins in a section of code, as the mapping symbols {@code $x} and {@code
   * $d} say it (ELF for the Arm 64-bit Architecture, 5.5.3).
   *
   * @param address the first byte
   * @param code whether instructions follow, not data
   */
  public record Mapping(long address, boolean code) {}

  private final String name;
  private final Kind kind;
  private final long address;
  private final long size;
  private final long alignment;
  private final byte[] bytes;
  private final List<Mapping> mappings;

  Section(
      String name,
      Kind kind,
      long address,
      long size,
      long alignment,
      byte[] bytes,
      List<Mapping> mappings) {
    this.name = name;
    this.kind = kind;
    this.address = address;
    this.size = size;
    this.alignment = alignment;
    this.bytes = bytes;
    this.mappings = List.copyOf(mappings);
  }

  /** Returns the name as the source spells it, for example {@code .text}. */
  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the address of the first byte. */
  public long address() {
    return address;
  }

  /** Returns the size in memory, in bytes. */
  public long size() {
    return size;
  }

  /** Returns the strictest alignment that was asked for in the section, in bytes. */
  public long alignment() {
    return alignment;
  }

  /** Returns a copy of the content; empty for {@link Kind#BSS}. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns where code and data begin, by rising address; empty unless it is code. */
  public List<Mapping> mappings() {
    return mappings;
  }

  public boolean writable() {
    return kind == Kind.DATA || kind == Kind.BSS;
  }

  public boolean executable() {
    return kind == Kind.TEXT;
  }

  @Override
  public String toString() {
    return name + " at 0x" + Long.toHexString(address) + ", " + size + " bytes";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Section that
        && name.equals(that.name)
        && kind == that.kind
        && address == that.address
        && size == that.size
        && alignment == that.alignment
        && mappings.equals(that.mappings)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(address);
  }
}
