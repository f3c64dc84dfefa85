/** Samples properties, runs them in batches, shrinks what fails, and reports. */
@NullMarked
package dev.seedkernel.spec.runner;

import org.jspecify.annotations.NullMarked;
