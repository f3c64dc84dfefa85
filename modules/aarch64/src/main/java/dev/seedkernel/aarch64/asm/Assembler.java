package dev.seedkernel.aarch64.asm;

/**
 * Assembles the text of a whole program to bytes at fixed addresses; there is no linking.
 *
 * <p>An assembler is immutable, and may be used again and by several threads.
 */
public final class Assembler {
  /** Where Linux' own static programs begin. */
  public static final long DEFAULT_ADDRESS = 0x400000;

  /** The largest page size that Linux has on AArch64, which is where ld lets segments begin too. */
  public static final long DEFAULT_SECTION_ALIGNMENT = 0x10000;

  private final long address;
  private final long sectionAlignment;

  private Assembler(long address, long sectionAlignment) {
    this.address = address;
    this.sectionAlignment = sectionAlignment;
  }

  /** Returns an assembler that lays out programs from {@link #DEFAULT_ADDRESS}. */
  public static Assembler standard() {
    return new Assembler(DEFAULT_ADDRESS, DEFAULT_SECTION_ALIGNMENT);
  }

  /** Returns an assembler that lays out programs from an address on. */
  public Assembler at(long newAddress) {
    return new Assembler(newAddress, sectionAlignment);
  }

  /**
   * Returns an assembler that begins each kind of section at a multiple of {@code bytes}, so that
   * each may have its own access rights. 1 packs them.
   *
   * @throws IllegalArgumentException if {@code bytes} is not a power of two
   */
  public Assembler alignSections(long bytes) {
    if (Long.bitCount(bytes) != 1 || bytes < 0) {
      throw new IllegalArgumentException(bytes + " is not a power of two");
    }
    return new Assembler(address, bytes);
  }

  /**
   * Assembles a program.
   *
   * @throws AssemblyException at the first statement that is wrong
   */
  public Program assemble(String source) throws AssemblyException {
    return new Assembly(source).run(address, sectionAlignment);
  }
}
