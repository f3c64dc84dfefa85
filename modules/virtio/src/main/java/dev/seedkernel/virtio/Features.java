package dev.seedkernel.virtio;

import java.util.BitSet;

/**
 * A set of feature bits 0 to 63 (virtio 1.2, 2.2), and negotiation as functions of such sets.
 *
 * <p>A device offers a set; the driver accepts what it understands of it with {@link #negotiate};
 * the device finds out with {@link #allows} whether it can work with that.
 *
 * @param bits one bit a feature
 */
public record Features(long bits) {
  /** VIRTIO_F_INDIRECT_DESC: descriptors may refer to tables of descriptors. */
  public static final int INDIRECT_DESC = 28;

  /** VIRTIO_F_EVENT_IDX: used_event and avail_event are in use. */
  public static final int EVENT_IDX = 29;

  /** VIRTIO_F_VERSION_1: this is not a legacy device. */
  public static final int VERSION_1 = 32;

  /** VIRTIO_F_ACCESS_PLATFORM: the device's access to memory is limited or translated. */
  public static final int ACCESS_PLATFORM = 33;

  /** VIRTIO_F_RING_PACKED: the packed virtqueue layout. */
  public static final int RING_PACKED = 34;

  /** VIRTIO_F_IN_ORDER: buffers are used in the order in which they were made available. */
  public static final int IN_ORDER = 35;

  /** VIRTIO_F_ORDER_PLATFORM: memory accesses are ordered as the platform does. */
  public static final int ORDER_PLATFORM = 36;

  /** VIRTIO_F_SR_IOV: single root I/O virtualization. */
  public static final int SR_IOV = 37;

  /** VIRTIO_F_NOTIFICATION_DATA: available buffer notifications carry data. */
  public static final int NOTIFICATION_DATA = 38;

  /** VIRTIO_F_NOTIF_CONFIG_DATA: the device supplies the data of available buffer notifications. */
  public static final int NOTIF_CONFIG_DATA = 39;

  /** VIRTIO_F_RING_RESET: one queue can be reset. */
  public static final int RING_RESET = 40;

  /** No feature. */
  public static final Features NONE = new Features(0);

  /** The reserved features (clause 6) that this library's queues have, on either side. */
  public static final Features QUEUE =
      of(VERSION_1, INDIRECT_DESC, EVENT_IDX, RING_PACKED, RING_RESET);

  /**
   * Returns the set of the features {@code numbers}.
   *
   * @throws IllegalArgumentException if a number is not 0 to 63
   */
  public static Features of(int... numbers) {
    long bits = 0;
    for (int number : numbers) {
      bits |= bit(number);
    }
    return new Features(bits);
  }

  /** Whether feature {@code number} is in the set. */
  public boolean has(int number) {
    return (bits & bit(number)) != 0;
  }

  /** Returns the features of both sets. */
  public Features and(Features other) {
    return new Features(bits & other.bits);
  }

  /** Returns the features of either set. */
  public Features or(Features other) {
    return new Features(bits | other.bits);
  }

  /** Returns the features of this set that are not in the other. */
  public Features without(Features other) {
    return new Features(bits & ~other.bits);
  }

  /**
   * Returns what a driver accepts of this offer: all that it understands (2.2.1).
   *
   * @param understood the features that the driver understands, VERSION_1 among them
   * @throws VirtioException if the offer is that of a legacy device, without VERSION_1 (6.1)
   */
  public Features negotiate(Features understood) throws VirtioException {
    if (!has(VERSION_1)) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "6.1",
          "a legacy device, which does not offer VIRTIO_F_VERSION_1");
    }
    return and(understood);
  }

  /**
   * Whether a device that offers this set can work with a driver that accepted {@code accepted}:
   * nothing that was not offered (2.2.1), and VERSION_1 (6.2). If not, FEATURES_OK stays unset
   * (2.2.2).
   */
  public boolean allows(Features accepted) {
    return accepted.without(this).equals(NONE) && accepted.has(VERSION_1);
  }

  /**
   * Returns the 32 bits that a transport shows in its window (4.2.2, DeviceFeaturesSel).
   *
   * @param select which 32 bits; all above 1 are empty
   */
  public int word(int select) {
    return switch (select) {
      case 0 -> (int) bits;
      case 1 -> (int) (bits >>> 32);
      default -> 0;
    };
  }

  /**
   * Returns the set with 32 bits replaced, as a write to a transport's window does (4.2.2,
   * DriverFeaturesSel).
   *
   * @param select which 32 bits
   * @throws VirtioException if bits of 64 or above are set, which no device here offers (2.2.1)
   */
  public Features withWord(int select, int value) throws VirtioException {
    return switch (select) {
      case 0 -> new Features((bits & 0xffff_ffff_0000_0000L) | Integer.toUnsignedLong(value));
      case 1 -> new Features((bits & 0xffff_ffffL) | (long) value << 32);
      default -> {
        if (value != 0) {
          throw new VirtioException(
              VirtioException.NO_OFFSET, "2.2.1", "a feature above 63, which was not offered");
        }
        yield this;
      }
    };
  }

  @Override
  public String toString() {
    return "Features" + BitSet.valueOf(new long[] {bits});
  }

  private static long bit(int number) {
    if (number < 0 || number > 63) {
      throw new IllegalArgumentException("feature " + number);
    }
    return 1L << number;
  }
}
