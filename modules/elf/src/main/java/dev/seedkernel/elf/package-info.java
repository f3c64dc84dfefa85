/** Immutable model, reader and writer of ELF64 files, and a loader plan as a pure value. */
@NullMarked
package dev.seedkernel.elf;

import org.jspecify.annotations.NullMarked;
