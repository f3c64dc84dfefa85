package dev.seedkernel.spec.program;

/**
 * A block device of a machine that is booted.
 *
 * @param address of its registers, where the property makes the device tree; else nothing: the boot
 *     loader puts the first disk at the highest address
 * @param id what it answers to VIRTIO_BLK_T_GET_ID
 * @param readOnly whether it offers VIRTIO_BLK_F_RO
 * @param content at the start; whole sectors
 * @param flaw what is wrong with it
 */
public record Disk(long address, String id, boolean readOnly, Bytes content, Flaw flaw) {
  public static final int SECTOR = 512;

  /** What may be wrong with a disk. */
  public enum Flaw {
    NONE,
    /** Registers of an empty slot, with device id 0. */
    EMPTY_SLOT,
    /** The same of version 1. */
    EMPTY_LEGACY_SLOT,
    /** A device of another type. */
    OTHER_DEVICE,
    /** Version 1. */
    LEGACY,
    /** Version 3. */
    LATER_VERSION,
    NO_MAGIC,
    /** Reads of sectors are errors. */
    READS_FAIL,
    WRITES_FAIL,
    FLUSHES_FAIL,
    /** Notifications mean nothing to it. */
    SILENT,
    /** Its used ring tells of requests that there were not. */
    BAD_RING,
    /** From the first flush on, writes are errors. */
    LATER_WRITES_FAIL,
    /** So are flushes. */
    LATER_FLUSHES_FAIL,
    /** From the first flush on it is silent. */
    LATER_SILENT,
    /** From the first flush on its used ring is wrong. */
    LATER_BAD_RING
  }

  /** Returns a disk without flaws; zeros fill the last sector, and there is one at least. */
  public static Disk of(String id, boolean readOnly, Bytes content) {
    int sectors = Math.max(1, (content.length() + SECTOR - 1) / SECTOR);
    return new Disk(0, id, readOnly, content.resized(sectors * SECTOR), Flaw.NONE);
  }

  /** Returns the disk with a flaw. */
  public Disk with(Flaw other) {
    return new Disk(address, id, readOnly, content, other);
  }

  /** Returns the disk at another place. */
  public Disk at(long place) {
    return new Disk(place, id, readOnly, content, flaw);
  }

  @Override
  public String toString() {
    return "'%s' %s of %d sectors, %s"
        .formatted(id, readOnly ? "read-only" : "writable", content.length() / SECTOR, flaw);
  }
}
