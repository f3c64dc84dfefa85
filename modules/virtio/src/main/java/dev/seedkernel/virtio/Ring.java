package dev.seedkernel.virtio;

import java.lang.invoke.VarHandle;

/**
 * Offsets and flags of the structures of virtqueues: split (virtio 1.2, 2.7.5, 2.7.6, 2.7.8) and
 * packed (2.8.13, 2.8.14).
 */
final class Ring {
  /** Bytes of one struct virtq_desc or pvirtq_desc, and the fields that both have. */
  static final long DESCRIPTOR_BYTES = 16;

  static final long DESCRIPTOR_ADDRESS = 0;
  static final long DESCRIPTOR_LENGTH = 8;
  static final long DESCRIPTOR_FLAGS = 12;
  static final long DESCRIPTOR_NEXT = 14;

  /** In a packed descriptor the buffer id comes before the flags (2.8.13). */
  static final long PACKED_ID = 12;

  static final long PACKED_FLAGS = 14;

  static final int VIRTQ_DESC_F_NEXT = 1;
  static final int VIRTQ_DESC_F_WRITE = 2;
  static final int VIRTQ_DESC_F_INDIRECT = 4;
  static final int VIRTQ_DESC_F_AVAIL = 1 << 7;
  static final int VIRTQ_DESC_F_USED = 1 << 15;

  /** Fields that struct virtq_avail and struct virtq_used have alike. */
  static final long FLAGS = 0;

  static final long INDEX = 2;
  static final long ENTRIES = 4;

  static final long AVAILABLE_ENTRY_BYTES = 2;
  static final int VIRTQ_AVAIL_F_NO_INTERRUPT = 1;

  static final long USED_ENTRY_BYTES = 8;
  static final long USED_ENTRY_ID = 0;
  static final long USED_ENTRY_LENGTH = 4;
  static final int VIRTQ_USED_F_NO_NOTIFY = 1;

  /** The field behind each ring that only VIRTIO_F_EVENT_IDX uses; the space is always there. */
  static final long EVENT_BYTES = 2;

  /** Fields of struct pvirtq_event_suppress (2.8.14). */
  static final long EVENT_DESCRIPTOR = 0;

  static final long EVENT_FLAGS = 2;
  static final long EVENT_SUPPRESSION_BYTES = 4;
  static final int EVENT_WRAP = 1 << 15;

  /** Values of desc_event_flags (2.8.10). */
  static final int RING_EVENT_FLAGS_ENABLE = 0;

  static final int RING_EVENT_FLAGS_DISABLE = 1;
  static final int RING_EVENT_FLAGS_DESC = 2;

  /** The most bytes of a descriptor chain (2.7.5.2). */
  static final long MAX_CHAIN_BYTES = 1L << 32;

  /** Free-running indices are le16 and wrap (2.7.13.3). */
  static final int INDEX_MASK = 0xffff;

  private Ring() {}

  /**
   * Orders what was written before against what is read after. Without it, each side could read the
   * other's old flags or index after its own update, and both would wait for a notification
   * (2.7.13.4.1).
   */
  static void fence() {
    VarHandle.fullFence();
  }

  /**
   * Whether one of the entries from {@code from} to {@code to} (exclusive) is the one for which the
   * other side wants a notification (2.7.7.2, 2.7.10.1). All three are le16 that wrap.
   */
  static boolean passes(int event, int from, int to) {
    return ((event - from) & INDEX_MASK) < ((to - from) & INDEX_MASK);
  }
}
