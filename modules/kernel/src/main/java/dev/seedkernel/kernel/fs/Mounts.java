package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mount table: which names lead into another file system.
 *
 * <p>A mount is at a name in a directory, and the last one there is seen. The kernel's own mounts
 * ({@link Mount#automatic}) need no directory of that name, and do not keep the guest from making,
 * renaming or removing one: they are for programs that look at /proc in an image that has none, and
 * must not be seen in the tree that is handed out.
 *
 * <p>A tree is mounted once, so that each directory has one path.
 */
public final class Mounts {
  private static final int ROOT_ID = 1;

  /** Where Linux stands when it mounts the first file system that is not its own. */
  private static final int FIRST_DEVICE = 21;

  private final Mount rootMount;
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<Directory, Map<String, Mount>> byParent = new HashMap<>();
  private final Map<Directory, Mount> byRoot = new HashMap<>();
  private int nextId = ROOT_ID + 1;
  private int nextDevice = FIRST_DEVICE;

  /** Creates a table with nothing but the first file system. */
  public Mounts(FileSystem root) {
    rootMount =
        new Mount(ROOT_ID, root, root.kind().title(), root.root(), "", "rw", false, null, null);
    mounts.add(rootMount);
    byRoot.put(root.root(), rootMount);
  }

  /**
   * A mount.
   *
   * @param id number in /proc/self/mountinfo
   * @param source what was given as the device
   * @param parent directory that it is in; the root itself for the first one
   * @param name where it is in {@code parent}
   * @param options as /proc/mounts shows them
   * @param automatic whether the kernel made it of its own
   * @param within the mount that {@code parent} belongs to, or that this one covers
   * @param below the mount at the same name that this one hides
   */
  public record Mount(
      int id,
      FileSystem fileSystem,
      String source,
      Directory parent,
      String name,
      String options,
      boolean automatic,
      @Nullable Mount within,
      @Nullable Mount below) {
    Directory root() {
      return fileSystem.root();
    }

    /** Returns the number of the mount that it is in; the first is in itself. */
    public int parentId() {
      return within == null ? id : within.id;
    }
  }

  /** Returns all mounts, the first one first, those that others hide included. */
  public List<Mount> all() {
    return Collections.unmodifiableList(mounts);
  }

  /** Returns the mount whose root a directory is, or null. */
  public @Nullable Mount of(Directory directory) {
    return byRoot.get(directory);
  }

  /** Returns the mount that an inode is in, or null if it was detached. */
  public @Nullable Mount holding(Inode inode) {
    return byRoot.get(inode.fileSystem().root());
  }

  /** Returns a number for the device of a new file system. */
  public int takeDevice() {
    return nextDevice++;
  }

  private @Nullable Mount at(Directory parent, String name) {
    Map<String, Mount> names = byParent.get(parent);
    return names == null ? null : names.get(name);
  }

  /**
   * Returns what is seen at a name.
   *
   * @param inode what the tree itself has there
   */
  @Nullable Inode cross(Directory parent, String name, @Nullable Inode inode) {
    Mount mount = at(parent, name);
    return mount != null && (inode == null || inode instanceof Directory) ? mount.root() : inode;
  }

  /** Returns where ".." leads. */
  public Directory parentOf(Directory directory) {
    Directory parent = directory.parent();
    if (parent != directory) {
      return parent;
    }
    Mount mount = byRoot.get(directory);
    return mount == null ? directory : mount.parent();
  }

  /** Returns whether a guest has mounted something at a name: it cannot be removed or renamed. */
  public boolean isMountPoint(Directory parent, String name) {
    Mount mount = at(parent, name);
    return mount != null && !mount.automatic();
  }

  /**
   * Mounts a file system where a directory is seen.
   *
   * @throws ErrnoException EBUSY for the root of all, and for a sysfs on itself; ENOENT if the
   *     directory was removed
   */
  public void mount(Directory where, FileSystem fileSystem, String source, String options)
      throws ErrnoException {
    if (where == rootMount.root()) {
      throw Errno.EBUSY.exception();
    }
    if (where.isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    Mount covered = byRoot.get(where);
    Directory parent = covered == null ? where.parent() : covered.parent();
    String name = covered == null ? where.name() : covered.name();
    boolean same = covered != null && covered.fileSystem().kind() == fileSystem.kind();
    if (covered != null && covered.automatic() && same) {
      unmount(covered); // It is what the guest asks for; now it is the guest's.
      covered = null;
    } else if (same && fileSystem.kind() == FileSystem.Kind.SYSFS) {
      throw Errno.EBUSY.exception();
    }
    add(parent, name, fileSystem, source, options, false, covered);
  }

  /** Mounts a file system of the kernel's own in the root directory, whether or not it has one. */
  public void mountOwn(String name, FileSystem fileSystem) {
    String source = fileSystem.kind().title();
    add(rootMount.root(), name, fileSystem, source, "rw,relatime", true, null);
  }

  private void add(
      Directory parent,
      String name,
      FileSystem fileSystem,
      String source,
      String options,
      boolean automatic,
      @Nullable Mount below) {
    Mount within = below == null ? byRoot.get(parent.fileSystem().root()) : below;
    Mount mount =
        new Mount(nextId++, fileSystem, source, parent, name, options, automatic, within, below);
    mounts.add(mount);
    byParent.computeIfAbsent(parent, _ -> new HashMap<>()).put(name, mount);
    byRoot.put(mount.root(), mount);
    parent.opened();
    if (below != null) {
      below.root().opened();
    }
  }

  /**
   * Takes a mount away (umount2(2)).
   *
   * @param root the directory that is seen where it is mounted
   * @param lazily whether it goes from the tree now, and for good when nobody uses it any more
   * @throws ErrnoException EINVAL if nothing is mounted there, EBUSY if it is in use
   */
  public void unmount(Directory root, boolean lazily) throws ErrnoException {
    Mount mount = byRoot.get(root);
    if (mount == null || mount.id() == ROOT_ID) {
      throw Errno.EINVAL.exception();
    }
    if (!lazily && root.fileSystem().isBusy()) {
      throw Errno.EBUSY.exception();
    }
    // What is mounted inside goes first.
    for (Mount inside : List.copyOf(mounts).reversed()) {
      if (isInside(inside, mount)) {
        unmount(inside);
      }
    }
    unmount(mount);
  }

  private static boolean isInside(Mount mount, Mount outer) {
    for (Mount at = mount.within(); at != null; at = at.within()) {
      if (at.id() == outer.id()) {
        return true;
      }
    }
    return false;
  }

  private void unmount(Mount mount) {
    mounts.removeIf(each -> each.id() == mount.id());
    byRoot.remove(mount.root());
    Mount below = mount.below();
    Map<String, Mount> names = byParent.get(mount.parent());
    if (names != null) {
      if (below == null) {
        names.remove(mount.name());
      } else {
        names.put(mount.name(), below);
      }
      if (names.isEmpty()) {
        byParent.remove(mount.parent());
      }
    }
    if (below != null) {
      below.root().released();
    }
    mount.parent().released();
    mount.fileSystem().detach();
  }
}
