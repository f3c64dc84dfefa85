package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.Machine;

/** What readlink gives for the links of a process. */
final class LinkTexts {
  private static final String DELETED = " (deleted)";

  private LinkTexts() {}

  static String directory(Machine machine, Directory directory) {
    String path = machine.walker().pathOf(directory);
    return path == null ? "(unreachable)" + DELETED : path;
  }

  /** A file that has no path says itself what it is: {@code pipe:[7]}. */
  static String file(Machine machine, OpenFile file) {
    if (file.inode() instanceof Directory directory) {
      String path = machine.walker().pathOf(directory);
      return path == null ? file.path() + DELETED : path;
    }
    boolean deleted = file.inode().links() == 0 && file.path().startsWith("/");
    return deleted ? file.path() + DELETED : file.path();
  }
}
