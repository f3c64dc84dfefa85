/**
 * The executable specification: what the contract allows, as pure functions over immutable values.
 *
 * <p>{@link dev.seedkernel.spec.model.State} is all that calls can see and change. A {@link
 * dev.seedkernel.spec.model.CallRule} says for a state, a process and a call which {@link
 * dev.seedkernel.spec.model.Outcome outcomes} are allowed: none means that the call waits. A {@link
 * dev.seedkernel.spec.model.Specification} is the rules by number.
 *
 * <p>No code is shared with the kernel. The values are in packages of their own, {@code files},
 * {@code processes} and {@code memory}, which know nothing of calls; the rules are in {@code
 * calls}.
 */
@NullMarked
package dev.seedkernel.spec.model;

import org.jspecify.annotations.NullMarked;
