package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.DeviceNumber;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Turns a file tree into an archive: how files leave a machine. */
public final class FileTree {
  private static final long UNSIGNED_32 = 0xffff_ffffL;

  private final CpioTreeBuilder builder = CpioArchive.builder();
  private final boolean changedOnly;

  /** The path by which an inode was archived first; other names become hard links to it. */
  private final Map<Inode, String> archived = new HashMap<>();

  /** Bytes that files may have in all: their quota, which only holes can exceed. */
  private long room;

  private FileTree(Directory root, boolean changedOnly) {
    this.room = root.fileSystem().bytes().most();
    this.changedOnly = changedOnly;
  }

  /**
   * Archives a tree: names, types, contents, permissions and owners.
   *
   * @param changedOnly whether to leave out what the run neither made, renamed nor changed;
   *     directories that hold something of it are kept
   * @throws CpioException if an archive cannot hold the tree: a path of 4096 bytes or more, or
   *     files that are so large by their holes that together they exceed the quota of contents
   */
  public static CpioArchive archive(Directory root, boolean changedOnly) throws CpioException {
    FileTree tree = new FileTree(root, changedOnly);
    tree.addAll(new TreeWalk(root));
    return tree.builder.build();
  }

  private void addAll(TreeWalk walk) throws CpioException {
    int newBelow = Integer.MAX_VALUE; // The depth of a directory that has a new name.
    while (walk.next()) {
      if (walk.depth() <= newBelow) {
        newBelow = Integer.MAX_VALUE;
      }
      boolean changed = walk.parent().changed(walk.name());
      if (changedOnly && !changed && newBelow == Integer.MAX_VALUE) {
        continue;
      }
      if (walk.pathLength() > PathWalker.PATH_MAX) {
        throw new CpioException(
            CpioNames.escape(walk.path().substring(0, 64)) + "...: path of 4096 bytes or more");
      }
      Inode inode = walk.inode();
      if (walk.parent().isNewName(walk.name()) && newBelow == Integer.MAX_VALUE) {
        newBelow = walk.depth();
      }
      add(inode, walk.path().substring(1));
    }
  }

  private void add(Inode inode, String path) throws CpioException {
    builder.owner(inode.uid() & UNSIGNED_32, inode.gid() & UNSIGNED_32);
    int permissions = inode.mode() & FileMode.PERMISSIONS;
    switch (inode) {
      case Directory _ -> builder.directory(path, permissions);
      case SymbolicLink link -> builder.symlink(path, link.target()); // cpio links none of these.
      case GeneratedFile _ -> throw new IllegalStateException("a computed file is never kept");
      case RegularFile _, SpecialFile _ -> {
        String first = archived.putIfAbsent(inode, path);
        if (first != null) {
          builder.hardLink(path, first);
        } else if (inode instanceof RegularFile file) {
          builder.file(path, permissions, content(file, path));
        } else if (inode instanceof SpecialFile special) {
          builder.special(
              path,
              FileType.of(special.mode()),
              permissions,
              new DeviceNumber(special.device().major(), special.device().minor()));
        }
      }
    }
  }

  private byte[] content(RegularFile file, String path) throws CpioException {
    if (file.size() > room || file.size() > Integer.MAX_VALUE - 8) {
      throw new CpioException(
          "%s: %d bytes, which with their holes do not fit the limit file-bytes or 2 GiB"
              .formatted(CpioNames.escape(path), file.size()));
    }
    room -= file.size();
    byte[] bytes = new byte[(int) file.size()];
    file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
    return bytes;
  }
}
