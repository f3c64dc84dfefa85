/** Numbers that guests and kernel agree on: errors, flags, structures of Linux on arm64. */
@NullMarked
package dev.seedkernel.kernel.abi;

import org.jspecify.annotations.NullMarked;
