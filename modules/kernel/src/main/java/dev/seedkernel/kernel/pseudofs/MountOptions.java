package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of a mount.
 *
 * @param shown what /proc/mounts shows of the flags
 * @param data the options of the file system by name, in their order; empty where one has no value
 */
public record MountOptions(String shown, Map<String, String> data) {
  private static final int MS_NOSUID = 2;
  private static final int MS_NODEV = 4;
  private static final int MS_NOEXEC = 8;
  private static final int MS_NOATIME = 1 << 10;
  private static final int MS_NODIRATIME = 1 << 11;
  private static final int MS_STRICTATIME = 1 << 24;

  public MountOptions {
    data = Map.copyOf(data);
  }

  /**
   * Reads the flags and the data of mount(2).
   *
   * @param data {@code name=value} separated by commas
   */
  public static MountOptions parse(int flags, String data) {
    StringBuilder shown = new StringBuilder("rw");
    shown.append((flags & MS_NOSUID) != 0 ? ",nosuid" : "");
    shown.append((flags & MS_NODEV) != 0 ? ",nodev" : "");
    shown.append((flags & MS_NOEXEC) != 0 ? ",noexec" : "");
    shown.append((flags & MS_NOATIME) != 0 ? ",noatime" : "");
    shown.append((flags & MS_NODIRATIME) != 0 ? ",nodiratime" : "");
    shown.append((flags & (MS_NOATIME | MS_STRICTATIME)) == 0 ? ",relatime" : "");
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : data.split(",", -1)) {
      int equals = option.indexOf('=');
      if (!option.isEmpty()) {
        options.put(
            equals < 0 ? option : option.substring(0, equals),
            equals < 0 ? "" : option.substring(equals + 1));
      }
    }
    return new MountOptions(shown.toString(), options);
  }

  /**
   * Returns a number among the data.
   *
   * @throws ErrnoException EINVAL if it is none
   */
  int number(String name, int radix, int otherwise) throws ErrnoException {
    String value = data.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseUnsignedInt(value, radix);
    } catch (NumberFormatException _) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Returns the permissions of a root directory. */
  int permissions(int otherwise) throws ErrnoException {
    int mode = number("mode", 8, otherwise);
    if ((mode & ~FileMode.PERMISSIONS) != 0) {
      throw Errno.EINVAL.exception();
    }
    return mode;
  }
}
