/**
 * Waiting: who waits for what, and who is told when it may have come.
 *
 * <p>A thing that can be waited for (a pipe with bytes in it, a child that ends) has a {@link
 * dev.seedkernel.kernel.wait.WaitQueue} and wakes it after each change. Who is woken looks again: a
 * wake-up is a hint and no promise.
 */
@NullMarked
package dev.seedkernel.kernel.wait;

import org.jspecify.annotations.NullMarked;
