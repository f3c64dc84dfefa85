/** Time: what the clocks of the machine show, and what happens at a given time. */
@NullMarked
package dev.seedkernel.kernel.time;

import org.jspecify.annotations.NullMarked;
