package dev.seedkernel.virtio;

/**
 * The interrupt of one virtio-mmio device, which is sensitive to its level (virtio 1.2, 4.2.3.4).
 */
@FunctionalInterface
public interface InterruptLine {
  /** A line that leads nowhere, for drivers that poll. */
  InterruptLine NONE = asserted -> {};

  /** Sets the level; called for changes only, from the thread that used the device. */
  void set(boolean asserted);
}
