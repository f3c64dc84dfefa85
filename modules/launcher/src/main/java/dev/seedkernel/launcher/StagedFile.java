package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or directory of the host and where it is in the guest.
 *
 * @param host on the host; a symbolic link stands for what it leads to
 * @param guest path in the guest without the leading slash, one char a byte; {@code .} is the root
 */
record StagedFile(Path host, String guest) {
  /**
   * Reads {@code HOST[:GUEST]}. GUEST begins with a slash; the last {@code :/} separates. Without
   * it the file keeps its name, below the root. If GUEST ends in a slash it is the directory that
   * the file goes into, except that {@code /} takes the content of a directory.
   */
  static StagedFile parse(String option, String text) throws FailedException {
    int colon = text.lastIndexOf(":/");
    String host = colon < 0 ? text : text.substring(0, colon);
    String guest = colon < 0 ? "" : text.substring(colon + 1);
    Path path = Path.of(host);
    if (host.isEmpty()) {
      throw new FailedException("%s %s: HOST[:GUEST] is expected".formatted(option, text));
    }
    try {
      Path real = path.toRealPath();
      boolean into =
          guest.isEmpty() || (guest.endsWith("/") && !(guest.equals("/") && isDirectory(real)));
      String name = into ? guest + "/" + fileName(path) : guest;
      return new StagedFile(real, CpioNames.normalize(CpioNames.ofText(name)));
    } catch (IOException e) {
      String hint = text.contains(":") && colon < 0 ? " (a guest path begins with a slash)" : "";
      throw new FailedException("%s %s%s".formatted(option, Failures.describe(e), hint), e);
    } catch (CpioException e) {
      throw new FailedException("%s %s: %s".formatted(option, text, Failures.message(e)), e);
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  /** Returns the last name of a path as it is given, or of where it leads ({@code ..}). */
  static String fileName(Path path) throws IOException {
    Path normal = path.toAbsolutePath().normalize();
    return String.valueOf(normal.getFileName() == null ? "." : normal.getFileName());
  }

  void addTo(CpioTreeBuilder tree) throws FailedException {
    try {
      HostTree.add(tree, host, guest);
    } catch (IOException e) {
      throw new FailedException(Failures.describe(e), e);
    } catch (CpioException e) {
      throw new FailedException(host + ": " + Failures.message(e), e);
    }
  }
}
