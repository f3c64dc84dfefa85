/** The rules of the system calls, one class for each part of the contract. */
@NullMarked
package dev.seedkernel.spec.model.calls;

import org.jspecify.annotations.NullMarked;
