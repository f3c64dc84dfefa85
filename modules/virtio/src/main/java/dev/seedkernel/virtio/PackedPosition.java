package dev.seedkernel.virtio;

/**
 * A place in a packed descriptor ring: an offset and a ring wrap counter (virtio 1.2, 2.8.1). Each
 * side of a queue has two, and moves them on descriptor by descriptor.
 */
final class PackedPosition {
  private final int size;
  private int offset;
  private boolean wrap = true;

  PackedPosition(int size) {
    this.size = size;
  }

  int offset() {
    return offset;
  }

  /** Returns the ring wrap counter, which starts at 1. */
  boolean wrap() {
    return wrap;
  }

  /** Moves on by up to one round. */
  void advance(int descriptors) {
    offset += descriptors;
    if (offset >= size) {
      offset -= size;
      wrap = !wrap;
    }
  }

  /** Returns the flags AVAIL and USED that make the descriptor here available (2.8.1). */
  int availableFlags() {
    return wrap ? Ring.VIRTQ_DESC_F_AVAIL : Ring.VIRTQ_DESC_F_USED;
  }

  /** Returns the flags AVAIL and USED that make the descriptor here used (2.8.1). */
  int usedFlags() {
    return wrap ? Ring.VIRTQ_DESC_F_AVAIL | Ring.VIRTQ_DESC_F_USED : 0;
  }

  /** Returns the le16 that names this place in an event suppression structure (2.8.14). */
  int event() {
    return wrap ? offset | Ring.EVENT_WRAP : offset;
  }

  /**
   * Whether a side that moved by {@code moved} descriptors to here passed the one for which the
   * other side wants a notification.
   *
   * @param event the le16 of the other side, which may hold anything
   */
  boolean passed(int moved, int event) {
    int wanted = event & ~Ring.EVENT_WRAP;
    if ((event & Ring.EVENT_WRAP) == 0) {
      wanted += size;
    }
    // A circle of two rounds: first that with the counter at 1, then that with 0.
    int circle = 2 * size;
    int here = wrap ? offset : offset + size;
    return Math.floorMod(here - 1 - wanted, circle) < moved;
  }
}
