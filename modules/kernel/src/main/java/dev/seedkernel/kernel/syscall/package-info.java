/** The system calls: one row each, from which dispatch, tracing and documentation derive. */
@NullMarked
package dev.seedkernel.kernel.syscall;

import org.jspecify.annotations.NullMarked;
