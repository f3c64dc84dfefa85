package dev.seedkernel.aarch64.asm;

/**
 * Which bytes a line of a source text has become.
 *
 * @param file position of the text among those that were assembled
 * @param line number of the line, from 1
 * @param address the address of the first byte
 * @param size how many bytes; 0 for a line that only has a label
 */
public record SourceLine(int file, int line, long address, long size) {}
