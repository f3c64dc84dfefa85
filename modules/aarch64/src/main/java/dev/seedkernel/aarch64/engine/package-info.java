/** What executes instructions: implementations of {@link dev.seedkernel.aarch64.Engine}. */
@NullMarked
package dev.seedkernel.aarch64.engine;

import org.jspecify.annotations.NullMarked;
