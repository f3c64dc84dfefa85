/** Arithmetic of the architecture as pure functions of numbers: no processor, no memory. */
@NullMarked
package dev.seedkernel.aarch64.arith;

import org.jspecify.annotations.NullMarked;
