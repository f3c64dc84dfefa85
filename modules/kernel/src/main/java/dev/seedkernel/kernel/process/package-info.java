/** Processes: address spaces and their layout, program loading, descriptors, scheduling. */
@NullMarked
package dev.seedkernel.kernel.process;

import org.jspecify.annotations.NullMarked;
