package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.FileMode;
import org.jspecify.annotations.Nullable;

/**
 * What a name refers to. An inode lives as long as a name or an open file refers to it, and then
 * gives back what it took from the quotas.
 */
public abstract sealed class Inode
    permits Directory, RegularFile, GeneratedFile, SymbolicLink, SpecialFile {
  private final FileSystem fileSystem;
  private final long number;
  private int mode;
  private int uid;
  private int gid;
  private int links;
  private int opens;
  private long accessTime;
  private long modificationTime;
  private long changeTime;
  private final long birthTime;
  private @Nullable FileLocks locks;
  private boolean changed;

  Inode(FileSystem fileSystem, int mode) {
    this.fileSystem = fileSystem;
    this.number = fileSystem.takeInodeNumber();
    this.mode = mode;
    long now = fileSystem.time();
    this.accessTime = now;
    this.modificationTime = now;
    this.changeTime = now;
    this.birthTime = now;
  }

  /** Creates a computed inode: it has its links from the start, and takes nothing from quotas. */
  Inode(InodeIdentity identity, int mode, int links) {
    this.fileSystem = identity.fileSystem();
    this.number = identity.number();
    this.mode = mode;
    this.links = links;
    this.accessTime = identity.time();
    this.modificationTime = identity.time();
    this.changeTime = identity.time();
    this.birthTime = identity.time();
  }

  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** Returns the inode number, unique in the life of the file system. */
  public long number() {
    return number;
  }

  /** Returns type and permissions ({@link FileMode}). */
  public int mode() {
    return mode;
  }

  /** Returns the type: one of the {@code S_IF…} values. */
  public int type() {
    return mode & FileMode.S_IFMT;
  }

  /** Changes the permissions and leaves the type. */
  public void permissions(int permissions) {
    mode = type() | (permissions & FileMode.PERMISSIONS);
    changed = true;
    touchChange();
  }

  public int uid() {
    return uid;
  }

  public int gid() {
    return gid;
  }

  public void owner(int newUid, int newGid) {
    uid = newUid;
    gid = newGid;
    changed = true;
    touchChange();
  }

  /** Returns the link count, as {@code st_nlink}. */
  public int links() {
    return links;
  }

  /** Returns the size in bytes, as {@code st_size}. */
  public abstract long size();

  /** Returns nanoseconds since 1970, as {@code st_atim}. */
  public long accessTime() {
    return accessTime;
  }

  /** Returns nanoseconds since 1970, as {@code st_mtim}. */
  public long modificationTime() {
    return modificationTime;
  }

  /** Returns nanoseconds since 1970, as {@code st_ctim}. */
  public long changeTime() {
    return changeTime;
  }

  /** Returns nanoseconds since 1970, as {@code stx_btime}. */
  public long birthTime() {
    return birthTime;
  }

  /** Notes that the content was read: a strict access time, as Linux's first file system has. */
  public void accessed() {
    accessTime = fileSystem.time();
  }

  /** Sets access and modification time, in nanoseconds since 1970. */
  public void times(long access, long modification) {
    accessTime = access;
    modificationTime = modification;
    touchChange();
  }

  /** Returns whether the run made this inode or changed its content, permissions or owner. */
  public boolean changed() {
    return changed;
  }

  /** Sets whether it counts as changed: unpacking an initramfs is no change. */
  public void changed(boolean newChanged) {
    changed = newChanged;
  }

  /** Returns the locks of this file. */
  public FileLocks locks() {
    FileLocks there = locks;
    if (there == null) {
      there = new FileLocks(fileSystem);
      locks = there;
    }
    return there;
  }

  /** Lets go of every lock of an owner: a process's descriptors, or an open file. */
  public void releaseLocks(Object owner) {
    FileLocks there = locks;
    fileSystem.lockWaits().remove(owner);
    if (there != null) {
      there.release(owner);
      if (there.isEmpty()) {
        locks = null;
      }
    }
  }

  /** Notes that an open file refers to this inode. */
  public void opened() {
    opens++;
    fileSystem.opened();
  }

  /** Notes that an open file no longer refers to it. */
  public void released() {
    if (opens == 0) {
      throw new IllegalStateException("inode " + number + " is not open");
    }
    opens--;
    freeIfUnused();
    // Last, because a file system that was unmounted goes with its last user.
    fileSystem.released();
  }

  /** Returns whether one more {@link #released} would end it. */
  final boolean isLastUse() {
    return links == 0 && opens == 1;
  }

  /** Notes that the content changed. */
  void touchModification() {
    modificationTime = fileSystem.time();
    changeTime = modificationTime;
    changed = true;
  }

  void touchChange() {
    changeTime = fileSystem.time();
  }

  /** Counts one more link. */
  void linked() {
    links++;
    touchChange();
  }

  /** Counts one link less. */
  void unlinked() {
    links--;
    touchChange();
    freeIfUnused();
  }

  /**
   * Gives back what the content took from the quotas.
   *
   * @return an inode that this one held open, or null
   */
  @Nullable Inode free() {
    return null;
  }

  /** A loop and not a recursion: a guest may nest removed directories as deep as it likes. */
  private void freeIfUnused() {
    Inode unused = this;
    int released = 0;
    while (unused != null && unused.links == 0 && unused.opens == 0) {
      fileSystem.files().giveBack(1);
      unused = unused.free();
      if (unused != null) {
        unused.opens--;
        released++;
      }
    }
    for (; released > 0; released--) {
      fileSystem.released();
    }
  }
}
