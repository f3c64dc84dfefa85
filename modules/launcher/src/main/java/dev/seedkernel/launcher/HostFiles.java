package dev.seedkernel.launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files of the host, read and written whole. */
final class HostFiles {
  private HostFiles() {}

  /** Writes the content of a file. */
  interface Content {
    void writeTo(OutputStream target) throws IOException, FailedException;
  }

  /** Reads a file whole. */
  static byte[] read(Path file) throws FailedException {
    try {
      if (Files.isDirectory(file)) {
        throw new FailedException(file + ": is a directory");
      }
      return Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw new FailedException(Failures.describe(e), e);
    } catch (IOException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    } catch (OutOfMemoryError e) {
      throw new FailedException(file + ": too large to be read into memory", e);
    }
  }

  /** Writes a file: it is there whole, or as it was before. */
  static void write(Path file, Content content) throws FailedException {
    try {
      Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(real) && !Files.isRegularFile(real)) {
        // A device or a pipe; a directory says so itself.
        try (OutputStream target = new BufferedOutputStream(Files.newOutputStream(real))) {
          content.writeTo(target);
        }
        return;
      }
      Path temporary =
          real.resolveSibling(
              "." + real.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
      try {
        try (OutputStream target =
            new BufferedOutputStream(
                Files.newOutputStream(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
          content.writeTo(target);
        }
        Files.move(
            temporary, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (FileSystemException e) {
      throw new FailedException(file + ": " + afterFile(Failures.describe(e), e), e);
    } catch (IOException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }

  /** Leaves out the name of the temporary file, which says nothing to the user. */
  private static String afterFile(String description, FileSystemException e) {
    String prefix = e.getFile() + ": ";
    return description.startsWith(prefix) ? description.substring(prefix.length()) : description;
  }
}
