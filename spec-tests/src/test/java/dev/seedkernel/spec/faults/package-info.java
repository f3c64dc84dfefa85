/**
 * Faults that are planted into copies of the kernel, which the kit has to find: {@link
 * dev.seedkernel.spec.faults.Faults} is the table of them.
 */
@NullMarked
package dev.seedkernel.spec.faults;

import org.jspecify.annotations.NullMarked;
