package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioReader;
import java.nio.file.Path;

/** Reads archives of the host. */
final class Archives {
  private Archives() {}

  static CpioArchive read(Path file) throws FailedException {
    byte[] bytes = HostFiles.read(file);
    try {
      return CpioReader.read(bytes);
    } catch (CpioException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }
}
