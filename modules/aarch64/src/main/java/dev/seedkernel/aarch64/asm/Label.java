package dev.seedkernel.aarch64.asm;

/**
 * A place in the code of a {@link CodeBuilder}.
 *
 * @param text its name in assembly text
 */
public record Label(String text) implements Argument {}
