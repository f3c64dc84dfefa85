/**
 * Vectors of the host: what HotSpot's second compiler keeps in one vector register and computes
 * with in one instruction.
 */
@NullMarked
package dev.seedkernel.aarch64.vector;

import org.jspecify.annotations.NullMarked;
