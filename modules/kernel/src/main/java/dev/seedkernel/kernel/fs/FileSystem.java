package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.quota.Quota;
import dev.seedkernel.kernel.time.Clock;
import java.util.function.Function;

/**
 * A file system: the root directory, the numbering of inodes, and the quotas, which all file
 * systems of a machine share. Everything that may fail for want of room fails before it changes
 * anything.
 */
public final class FileSystem {
  /** The device of the first file system, as Linux numbers it. */
  private static final int ROOT_DEVICE = 2;

  private static final int TMPFS_PERMISSIONS = 01777;

  /** What a mount by a guest takes of the limit of files: about what a computed tree has. */
  private static final long MOUNT_FILES = 64;

  /** What a file system is, as /proc/filesystems names it. */
  public enum Kind {
    ROOTFS("rootfs", Errno.EPERM, Errno.EPERM),
    TMPFS("tmpfs", Errno.EPERM, Errno.EPERM),
    DEVTMPFS("devtmpfs", Errno.EPERM, Errno.EPERM),
    PROC("proc", Errno.ENOENT, Errno.ENOENT),
    SYSFS("sysfs", Errno.EPERM, Errno.EACCES);

    private final String title;
    private final Errno noNewNames;
    private final Errno noNewFiles;

    Kind(String title, Errno noNewNames, Errno noNewFiles) {
      this.title = title;
      this.noNewNames = noNewNames;
      this.noNewFiles = noNewFiles;
    }

    /** Returns the name of the type, as mount(2) takes it. */
    public String title() {
      return title;
    }

    /** Returns whether its tree is computed. */
    boolean isSynthetic() {
      return this == PROC || this == SYSFS;
    }

    /** Returns what mkdir and its kin answer in a computed tree. */
    Errno noNewNames() {
      return noNewNames;
    }
  }

  private final Clock clock;
  private final Quota files;
  private final Quota bytes;
  private final HeapCount locks;
  private final LockWaits lockWaits;
  private final HeapCount positions;
  private final Kind kind;
  private final int device;
  private final Directory root;

  /** What it took of the limit of files beside its inodes. */
  private final long charge;

  private long nextInode = 1;

  /** Open files, working directories and mounts that are in it. */
  private long users;

  private boolean detached;

  /** Creates the file system that a machine starts with. */
  public FileSystem(Limits limits, Clock clock) {
    this(limits, clock, new Quota(Limit.FILE_BYTES, limits));
  }

  private FileSystem(Limits limits, Clock clock, Quota bytes) {
    this.clock = clock;
    this.files = new Quota(Limit.FILES, limits);
    this.bytes = bytes;
    this.locks = new HeapCount(files.most());
    this.positions = new HeapCount(files.most());
    this.lockWaits = new LockWaits();
    this.kind = Kind.ROOTFS;
    this.device = ROOT_DEVICE;
    this.charge = 0;
    TmpfsDirectory directory = new TmpfsDirectory(this, FileMode.S_IFDIR | 0755);
    directory.linkedAsRoot();
    this.root = directory;
  }

  private FileSystem(
      FileSystem sharing,
      Kind kind,
      int device,
      long charge,
      Function<FileSystem, Directory> root) {
    this.clock = sharing.clock;
    this.files = sharing.files;
    this.bytes = sharing.bytes;
    this.locks = sharing.locks;
    this.positions = sharing.positions;
    this.lockWaits = sharing.lockWaits;
    this.kind = kind;
    this.device = device;
    this.charge = charge;
    this.root = root.apply(this);
  }

  /**
   * Creates an empty tmpfs that shares this one's quotas and clock.
   *
   * @throws ErrnoException ENOSPC at the limit of files
   */
  public FileSystem newTmpfs(Kind newKind, int newDevice) throws ErrnoException {
    files.take(MOUNT_FILES + 1);
    return new FileSystem(
        this,
        newKind,
        newDevice,
        MOUNT_FILES,
        system -> {
          TmpfsDirectory directory =
              new TmpfsDirectory(system, FileMode.S_IFDIR | TMPFS_PERMISSIONS);
          directory.linkedAsRoot();
          return directory;
        });
  }

  /**
   * Creates a file system whose tree is computed.
   *
   * @param own whether the kernel makes it of its own: then it takes nothing of the limits
   * @param newRoot makes the root directory
   * @throws ErrnoException ENOSPC at the limit of files
   */
  public FileSystem newSynthetic(
      Kind newKind, int newDevice, boolean own, Function<FileSystem, SyntheticDirectory> newRoot)
      throws ErrnoException {
    long newCharge = own ? 0 : MOUNT_FILES;
    files.take(newCharge);
    return new FileSystem(this, newKind, newDevice, newCharge, newRoot::apply);
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the number of the device, as {@code st_dev}: its major number is 0. */
  public int device() {
    return device;
  }

  /**
   * Creates the file system that no path leads to: its files are memory that processes share
   * without a file (Linux's shm_mnt), so they are paid for as memory.
   */
  public static FileSystem ofSharedMemory(Limits limits, Clock clock, Quota memory) {
    return new FileSystem(limits, clock, memory);
  }

  public Directory root() {
    return root;
  }

  /** Notes that something in it is in use. */
  void opened() {
    users++;
  }

  /** Notes that something in it is no longer in use. */
  void released() {
    users--;
    if (users == 0 && detached) {
      detached = false; // What follows releases, too.
      discard();
    }
  }

  /** Returns whether an open file, a working directory or a mount is in it. */
  boolean isBusy() {
    return users > 0;
  }

  /** Gives back all that it took, now or when the last user has gone. */
  public void detach() {
    if (users == 0) {
      discard();
    } else {
      detached = true;
    }
  }

  private void discard() {
    if (root instanceof TmpfsDirectory directory) {
      directory.discardTree();
    }
    files.giveBack(charge);
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
    requireNames(kind.noNewFiles);
    files.take(1);
    return new RegularFile(this, FileMode.S_IFREG | (permissions & FileMode.PERMISSIONS));
  }

  /** Creates an empty directory that has no name yet, as {@link #newRegularFile}. */
  public Directory newDirectory(int permissions) throws ErrnoException {
    requireNames(kind.noNewNames);
    files.take(1);
    return new TmpfsDirectory(this, FileMode.S_IFDIR | (permissions & FileMode.PERMISSIONS));
  }

  /** Creates a symbolic link that has no name yet, as {@link #newRegularFile}. */
  public SymbolicLink newSymbolicLink(String target) throws ErrnoException {
    requireNames(kind.noNewNames);
    files.take(1);
    return new SymbolicLink(this, target);
  }

  /**
   * Creates a device, FIFO or socket that has no name yet, as {@link #newRegularFile}.
   *
   * @param mode type and permissions
   */
  public SpecialFile newSpecialFile(int mode, Device device) throws ErrnoException {
    requireNames(kind.noNewNames);
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

  private void requireNames(Errno otherwise) throws ErrnoException {
    if (kind.isSynthetic()) {
      throw otherwise.exception();
    }
  }

  /** Returns the next inode number: 1 for the first. */
  public long takeInodeNumber() {
    return nextInode++;
  }

  /** Returns the time by the machine's clock. */
  public long time() {
    return clock.nanoseconds();
  }
}
