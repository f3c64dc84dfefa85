/**
 * Signals as data: what is known of one, which of them wait, and what a process does about each.
 */
@NullMarked
package dev.seedkernel.kernel.signal;

import org.jspecify.annotations.NullMarked;
