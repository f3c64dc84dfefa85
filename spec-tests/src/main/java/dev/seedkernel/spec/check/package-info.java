/** Holds an observation against the specification, step by step. */
@NullMarked
package dev.seedkernel.spec.check;

import org.jspecify.annotations.NullMarked;
