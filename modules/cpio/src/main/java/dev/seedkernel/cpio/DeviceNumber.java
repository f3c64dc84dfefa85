package dev.seedkernel.cpio;

/**
 * A device number as the archive holds it.
 *
 * @param major major number, 0 to 2<sup>32</sup> − 1
 * @param minor minor number, 0 to 2<sup>32</sup> − 1
 */
public record DeviceNumber(long major, long minor) {
  /** Major and minor 0: no device. */
  public static final DeviceNumber NONE = new DeviceNumber(0, 0);

  /** Checks the ranges. */
  public DeviceNumber {
    CpioEntry.requireUnsigned32(major, "major");
    CpioEntry.requireUnsigned32(minor, "minor");
  }
}
