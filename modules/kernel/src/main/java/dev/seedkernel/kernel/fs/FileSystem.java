package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import dev.seedkernel.kernel.time.Clock;

/**
 * A file system in memory: the root directory, the numbering of inodes, and the quotas that all of
 * them share. Everything that may fail for want of room fails before it changes anything.
 */
public final class FileSystem {
  private final Clock clock;
  private final Quota files;
  private final Quota bytes;
  private final HeapCount locks;
  private final LockWaits lockWaits = new LockWaits();
  private final HeapCount positions;
  private final Directory root;
  private long nextInode = 1;

  public FileSystem(Limits limits, Clock clock) {
    this.clock = clock;
    this.files = new Quota(Limit.FILES, limits);
    this.bytes = new Quota(Limit.FILE_BYTES, limits);
    this.locks = new HeapCount(files.most());
    this.positions = new HeapCount(files.most());
    this.root = new Directory(this, FileMode.S_IFDIR | 0755);
    root.linkedAsRoot();
  }

  public Directory root() {
    return root;
  }

  /** Returns the quota of content. */
  public Quota bytes() {
    return bytes;
  }

  /**
   * Returns the quota of files: each inode takes 1, and each further name of one that is no
   * directory takes 1 more, as in Linux's tmpfs; else names would be without a limit.
   */
  public Quota files() {
    return files;
  }

  /** Returns who waits for whose record locks. */
  public LockWaits lockWaits() {
    return lockWaits;
  }

  /** Returns how many record locks there are. */
  HeapCount locks() {
    return locks;
  }

  /** Returns how many positions of directories are remembered. */
  HeapCount positions() {
    return positions;
  }

  /**
   * Creates an empty regular file that has no name yet.
   *
   * @throws ErrnoException ENOSPC at the limit of files
   */
  public RegularFile newRegularFile(int permissions) throws ErrnoException {
    files.take(1);
    return new RegularFile(this, FileMode.S_IFREG | (permissions & FileMode.PERMISSIONS));
  }

  /** Creates an empty directory that has no name yet, as {@link #newRegularFile}. */
  public Directory newDirectory(int permissions) throws ErrnoException {
    files.take(1);
    return new Directory(this, FileMode.S_IFDIR | (permissions & FileMode.PERMISSIONS));
  }

  /** Creates a symbolic link that has no name yet, as {@link #newRegularFile}. */
  public SymbolicLink newSymbolicLink(String target) throws ErrnoException {
    files.take(1);
    return new SymbolicLink(this, target);
  }

  /**
   * Creates a device, FIFO or socket that has no name yet, as {@link #newRegularFile}.
   *
   * @param mode type and permissions
   */
  public SpecialFile newSpecialFile(int mode, Device device) throws ErrnoException {
    files.take(1);
    return new SpecialFile(this, mode, device, false);
  }

  /**
   * Creates what never has a name: a pipe, a socket, or something else that only descriptors know.
   *
   * @param mode type, or none, and permissions
   * @throws ErrnoException ENFILE at the limit of files
   */
  public SpecialFile newAnonymous(int mode, Credentials credentials) throws ErrnoException {
    if (!files.tryTake(1)) {
      throw Errno.ENFILE.exception();
    }
    SpecialFile file = new SpecialFile(this, mode, Device.NONE, true);
    file.owner(credentials.user().files(), credentials.group().files());
    return file;
  }

  long takeInodeNumber() {
    return nextInode++;
  }

  long now() {
    return clock.nanoseconds();
  }
}
