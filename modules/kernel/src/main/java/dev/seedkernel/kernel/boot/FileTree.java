package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.DeviceNumber;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Turns a file tree into an archive: how files leave a machine. */
public final class FileTree {
  private final CpioTreeBuilder builder = CpioArchive.builder();
  private final boolean changedOnly;

  /** The path by which an inode was archived first; other names become hard links to it. */
  private final Map<Inode, String> archived = new HashMap<>();

  private FileTree(boolean changedOnly) {
    this.changedOnly = changedOnly;
  }

  /**
   * Archives a tree.
   *
   * @param changedOnly whether to leave out what the run neither made nor changed; directories that
   *     hold something of it are kept
   */
  public static CpioArchive archive(Directory root, boolean changedOnly) throws CpioException {
    FileTree tree = new FileTree(changedOnly);
    tree.add(root, "");
    return tree.builder.build();
  }

  private void add(Directory directory, String prefix) {
    for (Map.Entry<String, Inode> entry : directory.entries().entrySet()) {
      String path = prefix + entry.getKey();
      Inode inode = entry.getValue();
      if (inode instanceof Directory child) {
        if (!changedOnly || child.changed()) {
          builder.directory(path, child.mode() & FileMode.PERMISSIONS);
        }
        add(child, path + "/");
      } else if (!changedOnly || inode.changed()) {
        String first = archived.putIfAbsent(inode, path);
        if (first != null) {
          builder.hardLink(path, first);
        } else {
          add(inode, path);
        }
      }
    }
  }

  private void add(Inode inode, String path) {
    int permissions = inode.mode() & FileMode.PERMISSIONS;
    switch (inode) {
      case RegularFile file -> builder.file(path, permissions, content(file));
      case SymbolicLink link -> builder.symlink(path, link.target());
      case SpecialFile special ->
          builder.special(
              path,
              FileType.of(special.mode()),
              permissions,
              new DeviceNumber(special.device().major(), special.device().minor()));
      case Directory _ -> throw new IllegalArgumentException(path);
    }
  }

  private static byte[] content(RegularFile file) {
    if (file.size() > Integer.MAX_VALUE - 8) {
      throw new OutOfMemoryError("a file of " + file.size() + " bytes");
    }
    byte[] bytes = new byte[(int) file.size()];
    file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
    return bytes;
  }
}
