package dev.seedkernel.kernel.fs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device number, and which of them the kernel has a driver for (Linux's admin-guide/devices.txt).
 *
 * @param major 0 to 4095
 * @param minor 0 to 1048575
 */
public record Device(int major, int minor) {
  /** Of FIFOs and sockets. */
  public static final Device NONE = new Device(0, 0);

  private static final int MOST_MAJOR = 0xfff;
  private static final int MOST_MINOR = 0xf_ffff;

  /** Checks the ranges. */
  public Device {
    if (major < 0 || major > MOST_MAJOR || minor < 0 || minor > MOST_MINOR) {
      throw new IllegalArgumentException(
          "device number %d, %d is not 0 to 4095, 0 to 1048575".formatted(major, minor));
    }
  }

  /** Written out, since linking the one that a record has costs a cold JVM milliseconds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Device device && device.major == major && device.minor == minor;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(encoded());
  }

  /** The character devices that can be opened. */
  public enum Driver {
    NULL("null", 1, 3),
    ZERO("zero", 1, 5),
    FULL("full", 1, 7),
    RANDOM("random", 1, 8),
    URANDOM("urandom", 1, 9),
    TTY("tty", 5, 0),
    CONSOLE("console", 5, 1);

    private final String fileName;
    private final int major;
    private final int minor;

    Driver(String fileName, int major, int minor) {
      this.fileName = fileName;
      this.major = major;
      this.minor = minor;
    }

    /** Returns the name in /dev. */
    public String fileName() {
      return fileName;
    }

    public Device device() {
      return new Device(major, minor);
    }
  }

  /** Returns the driver of a character device of this number. */
  public Optional<Driver> driver() {
    for (Driver driver : Driver.values()) {
      if (driver.major == major && driver.minor == minor) {
        return Optional.of(driver);
      }
    }
    return Optional.empty();
  }

  /** Returns the number as {@code st_rdev} holds it (glibc's makedev, new encoding). */
  public long encoded() {
    return (minor & 0xffL) | ((major & 0xfffL) << 8) | ((minor & 0xfff00L) << 12);
  }
}
