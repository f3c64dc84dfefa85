/** From a boot image to a file tree and the arguments of /init, and the dump at the end. */
@NullMarked
package dev.seedkernel.kernel.boot;

import org.jspecify.annotations.NullMarked;
