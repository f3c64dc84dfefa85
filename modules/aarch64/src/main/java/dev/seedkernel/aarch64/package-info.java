/** The A64 instruction set: one table, a processor state, and engines that execute it. */
@NullMarked
package dev.seedkernel.aarch64;

import org.jspecify.annotations.NullMarked;
