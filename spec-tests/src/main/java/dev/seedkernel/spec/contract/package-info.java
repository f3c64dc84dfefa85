/** The clauses of docs/OS.md, and which property holds which. */
@NullMarked
package dev.seedkernel.spec.contract;

import org.jspecify.annotations.NullMarked;
