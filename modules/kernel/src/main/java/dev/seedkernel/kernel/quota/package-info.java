/** What a machine may use at most, and the accounts that hold it to that. */
@NullMarked
package dev.seedkernel.kernel.quota;

import org.jspecify.annotations.NullMarked;
