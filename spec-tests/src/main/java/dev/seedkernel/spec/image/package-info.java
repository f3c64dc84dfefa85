/**
 * What a boot loader hands over, made byte by byte, so that each can be wrong: members and archives
 * of cpio, compressed parts, device trees, frames of the dump; and what an initramfs has to become.
 * None of it is the code of the libraries that the kernel uses.
 */
@NullMarked
package dev.seedkernel.spec.image;

import org.jspecify.annotations.NullMarked;
