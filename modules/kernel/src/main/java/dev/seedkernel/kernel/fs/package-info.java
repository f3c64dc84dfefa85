/** The file system: one tmpfs tree in memory, path walking, and open files. */
@NullMarked
package dev.seedkernel.kernel.fs;

import org.jspecify.annotations.NullMarked;
