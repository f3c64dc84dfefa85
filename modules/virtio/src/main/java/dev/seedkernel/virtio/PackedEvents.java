package dev.seedkernel.virtio;

/**
 * The two event suppression structures of a packed queue, as one side sees them: its own, which it
 * writes, and the other's, which it reads (virtio 1.2, 2.8.10, 2.8.14).
 */
final class PackedEvents {
  private final GuestMemory memory;
  private final long own;
  private final long other;
  private final boolean eventIndex;
  private boolean suppressed;

  /** What {@link #own} says, so that memory is written only for a change. */
  private int writtenEvent = -1;

  PackedEvents(GuestMemory memory, long own, long other, boolean eventIndex) {
    this.memory = memory;
    this.own = own;
    this.other = other;
    this.eventIndex = eventIndex;
  }

  /** Whether notifications are wanted, and only from a certain descriptor on. */
  boolean wantsEvent() {
    return eventIndex && !suppressed;
  }

  void suppress(boolean suppress, PackedPosition next) {
    suppressed = suppress;
    if (suppress) {
      writtenEvent = -1;
      memory.writeShared(own + Ring.EVENT_FLAGS, Ring.RING_EVENT_FLAGS_DISABLE);
    } else if (eventIndex) {
      want(next);
    } else {
      memory.writeShared(own + Ring.EVENT_FLAGS, Ring.RING_EVENT_FLAGS_ENABLE);
    }
    Ring.fence();
  }

  /**
   * Asks for a notification when the descriptor at {@code next} is written. The caller looks at
   * that descriptor once more.
   *
   * @return whether anything was written
   */
  boolean want(PackedPosition next) {
    int event = next.event();
    if (event == writtenEvent) {
      return false;
    }
    memory.writeShared(own + Ring.EVENT_DESCRIPTOR, event);
    if (writtenEvent < 0) {
      memory.writeShared(own + Ring.EVENT_FLAGS, Ring.RING_EVENT_FLAGS_DESC);
    }
    writtenEvent = event;
    Ring.fence();
    return true;
  }

  /** Whether the other side wants a notification after this one moved to {@code position}. */
  boolean wanted(int moved, PackedPosition position) {
    Ring.fence();
    int flags = memory.readShared(other + Ring.EVENT_FLAGS) & 3;
    if (flags == Ring.RING_EVENT_FLAGS_DISABLE) {
      return false;
    }
    if (flags == Ring.RING_EVENT_FLAGS_DESC && eventIndex) {
      return position.passed(moved, memory.readShared(other + Ring.EVENT_DESCRIPTOR));
    }
    return true;
  }
}
