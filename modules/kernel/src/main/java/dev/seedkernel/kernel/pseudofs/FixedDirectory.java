package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.InodeIdentity;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.SyntheticDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory whose names never change: its inodes are made once. */
final class FixedDirectory implements SyntheticDirectory.Contents {
  private static final int READABLE = 0444;
  private static final int SETTABLE = 0644;

  private final FileSystem fileSystem;
  private final long fileSize;
  private final SyntheticDirectory inode;
  private final Map<String, Inode> entries = new TreeMap<>();
  private int directories;

  /** Makes the text of a file. */
  @FunctionalInterface
  interface Text {
    String text() throws ErrnoException;
  }

  /**
   * Creates a root directory.
   *
   * @param fileSize what {@code st_size} says of the files
   * @param contents what it holds, or null for what is added here
   */
  FixedDirectory(
      FileSystem fileSystem, long fileSize, SyntheticDirectory.@Nullable Contents contents) {
    this.fileSystem = fileSystem;
    this.fileSize = fileSize;
    this.inode =
        new SyntheticDirectory(
            identity(fileSystem), 0555, null, "", contents == null ? this : contents);
  }

  private FixedDirectory(FixedDirectory parent, String name, int permissions) {
    this.fileSystem = parent.fileSystem;
    this.fileSize = parent.fileSize;
    this.inode =
        new SyntheticDirectory(identity(fileSystem), permissions, parent.inode, name, this);
  }

  private static InodeIdentity identity(FileSystem fileSystem) {
    return new InodeIdentity(fileSystem, fileSystem.takeInodeNumber(), fileSystem.time());
  }

  SyntheticDirectory inode() {
    return inode;
  }

  /** Adds a directory, and returns it. */
  FixedDirectory directory(String name, int permissions) {
    FixedDirectory child = new FixedDirectory(this, name, permissions);
    entries.put(name, child.inode);
    directories++;
    return child;
  }

  /** Adds a file whose text is made when it is read. */
  FixedDirectory file(String name, Text text) {
    return add(name, READABLE, text, GeneratedFile.Input.refused(Errno.EIO));
  }

  /** Adds a file that always has the same line. */
  FixedDirectory line(String name, String line) {
    return file(name, () -> line + "\n");
  }

  /** Adds a file with one line that Linux lets root change; here the value is the machine's. */
  FixedDirectory setting(String name, String line) {
    return add(name, SETTABLE, () -> line + "\n", GeneratedFile.Input.refused(Errno.EPERM));
  }

  private FixedDirectory add(String name, int permissions, Text text, GeneratedFile.Input input) {
    entries.put(
        name,
        new GeneratedFile(
            identity(fileSystem),
            permissions,
            fileSize,
            () -> text.text().getBytes(StandardCharsets.ISO_8859_1),
            input));
    return this;
  }

  /** Adds a symbolic link. */
  FixedDirectory link(String name, String target) {
    entries.put(name, new SymbolicLink(identity(fileSystem), 0777, target.length(), target));
    return this;
  }

  @Override
  public Collection<String> names() {
    return entries.keySet();
  }

  @Override
  public @Nullable Inode get(SyntheticDirectory in, String name) {
    return entries.get(name);
  }

  @Override
  public int directories() {
    return directories;
  }
}
