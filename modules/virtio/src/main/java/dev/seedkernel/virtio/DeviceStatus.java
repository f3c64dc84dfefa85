package dev.seedkernel.virtio;

/**
 * The device status field (virtio 1.2, 2.1), and the steps of initialization (3.1.1) as functions
 * from status to status.
 *
 * <p>A device keeps the value: {@link #written} when the driver writes the field, {@link
 * #needsReset} when something cannot go on. The driver writes {@link #with} one more bit a step.
 *
 * @param bits the bits that are set
 */
public record DeviceStatus(int bits) {
  /** The guest has found the device. */
  public static final int ACKNOWLEDGE = 1;

  /** The guest has a driver for the device. */
  public static final int DRIVER = 2;

  /** The driver is set up: the device is live. */
  public static final int DRIVER_OK = 4;

  /** Feature negotiation is complete, and the device agrees. */
  public static final int FEATURES_OK = 8;

  /** The device cannot go on until it is reset. */
  public static final int DEVICE_NEEDS_RESET = 64;

  /** The guest has given up on the device. */
  public static final int FAILED = 128;

  /** The status after a reset (2.1.2). */
  public static final DeviceStatus RESET = new DeviceStatus(0);

  private static final int STEPS = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
  private static final int DEFINED = STEPS | DEVICE_NEEDS_RESET | FAILED;

  /**
   * Creates a status.
   *
   * @throws IllegalArgumentException if a bit is set that 2.1 does not define
   */
  public DeviceStatus {
    if ((bits & ~DEFINED) != 0) {
      throw new IllegalArgumentException("device status 0x" + Integer.toHexString(bits));
    }
  }

  /** Whether every bit of {@code mask} is set. */
  public boolean has(int mask) {
    return (bits & mask) == mask;
  }

  /** Returns the status with the bits of {@code mask} set, for a driver to write. */
  public DeviceStatus with(int mask) {
    return new DeviceStatus(bits | mask);
  }

  /**
   * Returns the status with DEVICE_NEEDS_RESET set. If DRIVER_OK is set, the driver must be told.
   */
  public DeviceStatus needsReset() {
    return with(DEVICE_NEEDS_RESET);
  }

  /** Whether the device may use its queues and send notifications (2.1.2). */
  public boolean isLive() {
    return has(DRIVER_OK) && (bits & (DEVICE_NEEDS_RESET | FAILED)) == 0;
  }

  /**
   * Returns the device's status after the driver wrote {@code value} to the field.
   *
   * <p>0 is a reset. FEATURES_OK stays unset if the device cannot work with the features accepted
   * (2.2.2). DEVICE_NEEDS_RESET is the device's alone: it stays as it is, whatever is written.
   *
   * @param offered what the device offers
   * @param accepted what the driver accepted
   * @throws VirtioException if a bit is cleared or unknown, or a step taken after FAILED (2.1.1),
   *     or a step taken before those that come first (3.1.1)
   */
  public DeviceStatus written(int value, Features offered, Features accepted)
      throws VirtioException {
    if (value == 0) {
      return RESET;
    }
    if ((value & ~DEFINED) != 0) {
      throw broken("2.1", "status 0x%x has undefined bits".formatted(value));
    }
    int set = (value & ~DEVICE_NEEDS_RESET) | (bits & DEVICE_NEEDS_RESET);
    if ((bits & ~set) != 0) {
      throw broken("2.1.1", "status 0x%x clears bits of 0x%x".formatted(value, bits));
    }
    if (has(FAILED) && (set & ~bits) != 0) {
      throw broken("2.1.1", "status 0x%x after FAILED, without a reset".formatted(value));
    }
    if (!has(FEATURES_OK) && !offered.allows(accepted)) {
      set &= ~FEATURES_OK;
    }
    if (!inSequence(set & STEPS)) {
      throw broken("3.1.1", "status 0x%x skips a step".formatted(value));
    }
    return new DeviceStatus(set);
  }

  private static boolean inSequence(int steps) {
    return switch (steps) {
      case 0, ACKNOWLEDGE, ACKNOWLEDGE | DRIVER, ACKNOWLEDGE | DRIVER | FEATURES_OK, STEPS -> true;
      default -> false;
    };
  }

  private static VirtioException broken(String clause, String rule) {
    return new VirtioException(VirtioException.NO_OFFSET, clause, rule);
  }
}
