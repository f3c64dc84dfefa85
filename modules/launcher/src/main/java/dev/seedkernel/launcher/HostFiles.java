package dev.seedkernel.launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Files of the host, read and written whole. */
final class HostFiles {
  /** Stands for the standard input or output in place of a file's name. */
  static final String STANDARD_STREAM = "-";

  private static final long MOST_OF_STREAM = 512L << 20;

  /** Who may execute a program: those who may read it. */
  private static final Map<PosixFilePermission, PosixFilePermission> EXECUTION =
      Map.of(
          PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

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
      long most = mostBytes();
      if (Files.isRegularFile(file) && Files.size(file) > most) {
        throw tooLarge(file.toString(), most);
      }
      try (InputStream stream = Files.newInputStream(file)) {
        return read(file.toString(), stream, Files.isRegularFile(file) ? most : mostOfStream());
      }
    } catch (FileSystemException e) {
      throw new FailedException(Failures.describe(e), e);
    } catch (IOException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    } catch (OutOfMemoryError e) {
      throw new FailedException(file + ": too large to be read into memory", e);
    }
  }

  /** Reads a file whole, or the standard input if it is called {@code -}. */
  static byte[] read(Path file, Streams streams) throws FailedException {
    if (!file.toString().equals(STANDARD_STREAM)) {
      return read(file);
    }
    try {
      return read("standard input", streams.input(), mostOfStream());
    } catch (IOException e) {
      throw new FailedException("standard input: " + Failures.message(e), e);
    } catch (OutOfMemoryError e) {
      throw new FailedException("standard input: too large to be read into memory", e);
    }
  }

  /** What is read of a device or a pipe: one without an end is to be told in a few seconds. */
  private static long mostOfStream() {
    return Math.min(MOST_OF_STREAM, mostBytes());
  }

  /** Reads to the end, which a device such as /dev/zero need not have. */
  static byte[] read(String name, InputStream stream, long most)
      throws IOException, FailedException {
    byte[] bytes = stream.readNBytes((int) most);
    if (bytes.length == most && stream.read() >= 0) {
      throw tooLarge(name, most);
    }
    return bytes;
  }

  private static FailedException tooLarge(String name, long most) {
    return new FailedException(
        "%s: more than %d bytes, which is too large to be read into memory".formatted(name, most));
  }

  /** What an array can hold and the heap has room for, together with a copy while it grows. */
  private static long mostBytes() {
    return Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);
  }

  /** Finds beforehand that {@link #write} cannot work. */
  static void checkWritable(String what, Path file) throws FailedException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || Files.isDirectory(file)) {
      throw new FailedException(what + ": is a directory");
    }
    if (!Files.isDirectory(parent)) {
      throw new FailedException(
          what + (Files.exists(parent) ? ": not a directory" : ": no such file or directory"));
    }
    boolean special = Files.exists(file) && !Files.isRegularFile(file);
    if (!Files.isWritable(special ? file : parent)) {
      throw new FailedException(what + ": permission denied");
    }
  }

  /** Writes a file as below, or to the standard output if it is called {@code -}. */
  static void write(Path file, Streams streams, Content content) throws FailedException {
    if (!file.toString().equals(STANDARD_STREAM)) {
      write(file, content);
      return;
    }
    try {
      BufferedOutputStream target = new BufferedOutputStream(streams.output());
      content.writeTo(target);
      target.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // As Streams does.
    }
  }

  /** Writes a file: it is there whole, or as it was before. */
  static void write(Path file, Content content) throws FailedException {
    write(file, content, false);
  }

  /** Writes a program, which whoever may read it may execute; or to the standard output. */
  static void writeExecutable(Path file, Streams streams, Content content) throws FailedException {
    if (file.toString().equals(STANDARD_STREAM)) {
      write(file, streams, content);
    } else {
      write(file, content, true);
    }
  }

  private static void write(Path file, Content content, boolean executable) throws FailedException {
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
        if (executable) {
          makeExecutable(temporary);
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

  /** As ld does: the umask has said who may read it. */
  private static void makeExecutable(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // A file system without such permissions.
    }
    Set<PosixFilePermission> permissions = EnumSet.copyOf(view.readAttributes().permissions());
    EXECUTION.forEach((read, execute) -> {
      if (permissions.contains(read)) {
        permissions.add(execute);
      }
    });
    view.setPermissions(permissions);
  }

  /** Leaves out the name of the temporary file, which says nothing to the user. */
  private static String afterFile(String description, FileSystemException e) {
    String prefix = e.getFile() + ": ";
    return description.startsWith(prefix) ? description.substring(prefix.length()) : description;
  }
}
