package dev.seedkernel.virtio;

import java.lang.invoke.VarHandle;

/** Offsets and flags of the structures of a split virtqueue (virtio 1.2, 2.7.5, 2.7.6, 2.7.8). */
final class Ring {
  /** Bytes of one struct virtq_desc, and its fields. */
  static final long DESCRIPTOR_BYTES = 16;

  static final long DESCRIPTOR_ADDRESS = 0;
  static final long DESCRIPTOR_LENGTH = 8;
  static final long DESCRIPTOR_FLAGS = 12;
  static final long DESCRIPTOR_NEXT = 14;

  static final int VIRTQ_DESC_F_NEXT = 1;
  static final int VIRTQ_DESC_F_WRITE = 2;
  static final int VIRTQ_DESC_F_INDIRECT = 4;

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
}
