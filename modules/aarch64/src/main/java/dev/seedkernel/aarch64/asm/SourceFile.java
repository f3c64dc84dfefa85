package dev.seedkernel.aarch64.asm;

/**
 * A source text with the name that errors call it by.
 *
 * @param name a file's name or any other text; may be empty
 * @param text assembly text
 */
public record SourceFile(String name, String text) {}
