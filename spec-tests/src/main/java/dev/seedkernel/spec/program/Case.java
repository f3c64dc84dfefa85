package dev.seedkernel.spec.program;

/**
 * What a property generates: a program of calls, which the executable specification judges, or a
 * boot, a transcript or a disk, which the property judges itself.
 */
public sealed interface Case permits CallProgram, BootCase, TranscriptCase, DiskCase {
  /** Returns how many steps there are, with those of children and companions. */
  int size();
}
