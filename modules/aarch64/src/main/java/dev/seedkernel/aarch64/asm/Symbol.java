package dev.seedkernel.aarch64.asm;

/**
 * A name of an assembled program.
 *
 * @param name the name as the source spells it
 * @param address its address, or the value of a constant
 * @param size bytes as {@code .size} says, or 0
 * @param section name of the section it lies in; empty for a constant
 * @param binding who sees it
 * @param type what {@code .type} says that it is
 */
public record Symbol(
    String name, long address, long size, String section, Binding binding, Type type) {
  /** Who sees a symbol. */
  public enum Binding {
    /** Its own file. */
    LOCAL,
    /** All files of the program. */
    GLOBAL,
    /** All files of the program; a global symbol of the same name goes first. */
    WEAK
  }

  /** What a symbol is. */
  public enum Type {
    /** Not said. */
    NONE,
    /** {@code %function}. */
    FUNCTION,
    /** {@code %object}. */
    OBJECT
  }

  boolean isConstant() {
    return section.isEmpty();
  }
}
