/** The memory of a process, as an immutable value. */
@NullMarked
package dev.seedkernel.spec.model.memory;

import org.jspecify.annotations.NullMarked;
