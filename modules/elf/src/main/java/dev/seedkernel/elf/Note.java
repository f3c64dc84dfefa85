package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;

/**
 * A note of an SHT_NOTE section or a PT_NOTE segment (gABI, chapter 5, "Note Section").
 *
 * @param name the owner, such as {@code GNU}, without its final NUL
 * @param type the type, whose meaning is the owner's
 * @param descriptor the content, read-only
 */
public record Note(String name, int type, MemorySegment descriptor) {}
