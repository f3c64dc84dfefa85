/** Processes and what belongs to each, as immutable values. */
@NullMarked
package dev.seedkernel.spec.model.processes;

import org.jspecify.annotations.NullMarked;
