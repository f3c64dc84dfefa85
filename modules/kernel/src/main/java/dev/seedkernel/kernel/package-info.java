/**
 * Boots an initramfs: processes, address spaces, file system and system calls of Linux on arm64.
 */
@NullMarked
package dev.seedkernel.kernel;

import org.jspecify.annotations.NullMarked;
