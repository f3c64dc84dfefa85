package dev.seedkernel.aarch64.asm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** After so many errors assembling stops. */
  public static final int MAX_ERRORS = 20;

  private final Layout layout;
  private final Map<String, Long> constants;
  private final @Nullable FileResolver files;

  private Assembler(Layout layout, Map<String, Long> constants, @Nullable FileResolver files) {
    this.layout = layout;
    this.constants = Map.copyOf(constants);
    this.files = files;
  }

  /** Returns an assembler that lays out programs from {@link #DEFAULT_ADDRESS}. */
  public static Assembler standard() {
    return new Assembler(
        new Layout(DEFAULT_ADDRESS, DEFAULT_SECTION_ALIGNMENT, false), Map.of(), null);
  }

  /** Returns an assembler that lays out programs from an address on. */
  public Assembler at(long newAddress) {
    return new Assembler(
        new Layout(newAddress, layout.alignment(), layout.compact()), constants, files);
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
    return new Assembler(new Layout(layout.address(), bytes, layout.compact()), constants, files);
  }

  /**
   * Returns an assembler that lays sections out as ld does, for a file without gaps: those with
   * other rights than the last lie in another page, at the offset in it where the last ended.
   * {@code .bss} follows {@code .data} in the same page.
   */
  public Assembler compact() {
    return new Assembler(new Layout(layout.address(), layout.alignment(), true), constants, files);
  }

  /** Returns an assembler that knows one more constant in every text, as {@code --defsym} of as. */
  public Assembler define(String name, long value) {
    Map<String, Long> more = new HashMap<>(constants);
    more.put(name, value);
    return new Assembler(layout, more, files);
  }

  /**
   * Returns an assembler whose texts may include what a function finds. Without it {@code .include}
   * and {@code .incbin} are errors.
   */
  public Assembler including(FileResolver resolver) {
    return new Assembler(layout, constants, resolver);
  }

  /**
   * Assembles a program.
   *
   * @throws AssemblyException if a statement is wrong
   */
  public Program assemble(String source) throws AssemblyException {
    return assemble(List.of(new SourceFile("", source)));
  }

  /**
   * Assembles a program of several texts. Each has its own names; the others see those that {@code
   * .global} or {@code .weak} names. Sections of one name lie together in the order of the texts.
   *
   * @throws AssemblyException if statements are wrong, or two texts define a global name
   */
  public Program assemble(List<SourceFile> sources) throws AssemblyException {
    return new Linkage(sources, constants, files).run(layout);
  }
}
