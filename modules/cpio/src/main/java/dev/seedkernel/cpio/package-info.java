/** Linux's initramfs buffer format: reader, canonical writer, manifest. */
@NullMarked
package dev.seedkernel.cpio;

import org.jspecify.annotations.NullMarked;
