package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a file tree into an archive: how files leave a machine. */
public final class FileTree {
  private static final long UNSIGNED_32 = 0xffff_ffffL;
  private static final long SECOND = 1_000_000_000L;

  private final CpioTreeBuilder builder = CpioArchive.builder();
  private final boolean changedOnly;
  private final boolean keepTimes;

  /** The path by which an inode was archived first; other names become hard links to it. */
  private final Map<Inode, String> archived = new HashMap<>();

  private final Set<Inode> tooLarge = new HashSet<>();
  private final List<ArchivedTree.LeftOut> leftOut = new ArrayList<>();

  /** Bytes that files may have in all: their quota, which only holes can exceed. */
  private long room;

  private FileTree(Directory root, boolean changedOnly, boolean keepTimes) {
    this.room = root.fileSystem().bytes().most();
    this.changedOnly = changedOnly;
    this.keepTimes = keepTimes;
  }

  /**
   * Archives a tree: names, types, contents, permissions and owners; times are 0. Left out is what
   * an archive cannot hold: a path of 4096 bytes or more, and a file that is so large by its holes
   * that with those before it it exceeds the quota of contents.
   *
   * @param changedOnly whether to leave out what the run neither made, renamed nor changed;
   *     directories that hold something of it are kept
   * @throws CpioException if the tree has a name that no archive may have
   */
  public static ArchivedTree archive(Directory root, boolean changedOnly) throws CpioException {
    FileTree tree = new FileTree(root, changedOnly, false);
    tree.addAll(new TreeWalk(root));
    return new ArchivedTree(tree.builder.build(), tree.leftOut);
  }

  /**
   * Archives what the run made, renamed or changed, as {@link #archive} does, with modification
   * times: whole seconds, of those that newc can hold the nearest one.
   *
   * @throws CpioException if the tree has a name that no archive may have
   */
  public static ArchivedTree changesWithTimes(Directory root) throws CpioException {
    FileTree tree = new FileTree(root, true, true);
    tree.addAll(new TreeWalk(root));
    return new ArchivedTree(tree.builder.buildWithTimes(), tree.leftOut);
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
      if (walk.parent().isNewName(walk.name()) && newBelow == Integer.MAX_VALUE) {
        newBelow = walk.depth();
      }
      if (walk.pathLength() > PathWalker.PATH_MAX) {
        tooDeep(walk);
      } else {
        add(walk.inode(), walk.path().substring(1));
      }
    }
  }

  /** Names the first of the names on a way down that are too long, and counts the others. */
  private void tooDeep(TreeWalk walk) {
    int last = leftOut.size() - 1;
    if (walk.parentLength() > PathWalker.PATH_MAX) {
      ArchivedTree.LeftOut top = leftOut.get(last);
      leftOut.set(last, new ArchivedTree.LeftOut(top.name(), top.below() + 1, top.reason()));
    } else {
      leaveOut(walk.path().substring(1), "its path has 4096 bytes or more");
    }
  }

  private void leaveOut(String name, String reason) {
    leftOut.add(new ArchivedTree.LeftOut(name, 0, reason));
  }

  private void add(Inode inode, String path) throws CpioException {
    builder.owner(inode.uid() & UNSIGNED_32, inode.gid() & UNSIGNED_32);
    if (keepTimes) {
      long seconds = Math.floorDiv(inode.modificationTime(), SECOND);
      builder.modificationTime(Math.clamp(seconds, 0, UNSIGNED_32));
    }
    int permissions = inode.mode() & FileMode.PERMISSIONS;
    switch (inode) {
      case Directory _ -> builder.directory(path, permissions);
      case SymbolicLink link -> builder.symlink(path, link.target()); // cpio links none of these.
      case GeneratedFile _ -> throw new IllegalStateException("a computed file is never kept");
      case RegularFile _, SpecialFile _ -> {
        String first = archived.putIfAbsent(inode, path);
        if (tooLarge.contains(inode)) {
          leaveOut(path, sizeOf(inode));
        } else if (first != null) {
          builder.hardLink(path, first);
        } else if (inode instanceof RegularFile file) {
          addFile(file, path, permissions);
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

  private void addFile(RegularFile file, String path, int permissions) {
    if (file.size() > room || file.size() > Integer.MAX_VALUE - 8) {
      tooLarge.add(file);
      leaveOut(path, sizeOf(file));
      return;
    }
    room -= file.size();
    byte[] bytes = new byte[(int) file.size()];
    file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
    builder.file(path, permissions, bytes);
  }

  private static String sizeOf(Inode file) {
    return "%d bytes, which with their holes do not fit the limit file-bytes or 2 GiB"
        .formatted(file.size());
  }
}
