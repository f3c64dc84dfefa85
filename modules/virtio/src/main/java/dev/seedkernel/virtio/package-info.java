/** Virtio 1.2 split virtqueues and the virtio-mmio register bank, for both sides of the ring. */
@NullMarked
package dev.seedkernel.virtio;

import org.jspecify.annotations.NullMarked;
