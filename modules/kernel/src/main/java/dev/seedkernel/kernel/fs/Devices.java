package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;

/** The devices of a machine: its console and its source of random bytes. */
public final class Devices {
  private final Console console;
  private final RandomBytes random;

  public Devices(Console console, RandomBytes random) {
    this.console = console;
    this.random = random;
  }

  public Console console() {
    return console;
  }

  public RandomBytes random() {
    return random;
  }

  /**
   * Opens a device, FIFO or socket.
   *
   * @param stream where writes to the console go
   * @throws ErrnoException ENXIO where there is no driver
   */
  public OpenFile open(SpecialFile file, String path, int flags, Console.Stream stream)
      throws ErrnoException {
    if (file.type() != FileMode.S_IFCHR) {
      throw Errno.ENXIO.exception();
    }
    Device.Driver driver = file.device().driver().orElseThrow(() -> Errno.ENXIO.exception());
    return new OpenDevice(file, path, flags, driver, this, stream);
  }
}
