package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.ArchiveReader;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioLimits;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.cpio.LinkIdentity;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Unpacks an initramfs into a file tree, in the order of its entries, as Linux's init/initramfs.c
 * does: a later entry replaces an earlier one of the same name, and a name resolves through
 * symbolic links.
 *
 * <p>Unlike Linux, which leaves out in silence what it cannot make, this makes missing directories
 * and refuses the rest by name. Contract: "Boot".
 */
public final class Initramfs {
  private static final int DIRECTORY_MODE = 0755;
  private static final long SECOND = 1_000_000_000L;
  private static final int WRITE_CHUNK = 1 << 20;

  /** Bytes of a header and its padding, and of the longest name. */
  private static final long BYTES_PER_ENTRY = 128 + PathWalker.PATH_MAX;

  /** Of tar: a header, a pax header with two long names, and the padding of all. */
  private static final long DISK_BYTES_PER_ENTRY = 16 << 10;

  private final FileSystem fileSystem;
  private final PathWalker walker;
  private final Limits limits;
  private final Map<LinkIdentity, Inode> hardLinks = new HashMap<>();

  /** Times of directories: set at the end, because what is made in them changes them. */
  private final Map<Directory, Long> directoryTimes = new LinkedHashMap<>();

  private int archive;

  public Initramfs(FileSystem fileSystem, PathWalker walker, Limits limits) {
    this.fileSystem = fileSystem;
    this.walker = walker;
    this.limits = limits;
  }

  /**
   * Unpacks a buffer.
   *
   * @throws BootException if it breaks a rule of the format, or an entry cannot be made; then the
   *     entries before it have been
   */
  public void unpack(MemorySegment buffer) throws BootException {
    unpack("initramfs", CpioReader::forEach, buffer, cpioLimits(buffer.byteSize()));
  }

  /**
   * Unpacks what a disk holds over what was unpacked before: an initramfs buffer or a tar archive,
   * and zeros behind it.
   *
   * @param name of the disk, for errors
   * @throws BootException as {@link #unpack(MemorySegment)}
   */
  public void unpackDisk(String name, MemorySegment buffer) throws BootException {
    unpack(name, ArchiveReader::forEach, buffer, cpioLimits(mostDiskBytes(limits)));
  }

  /** Returns how large a disk may be that holds no more than limits allow. */
  public static long mostDiskBytes(Limits limits) {
    return 2 * (limits.get(Limit.FILE_BYTES) + limits.get(Limit.FILES) * DISK_BYTES_PER_ENTRY);
  }

  /** A reader of archives. */
  private interface Reader {
    void forEach(MemorySegment input, CpioLimits limits, Consumer<? super CpioEntry> sink)
        throws CpioException;
  }

  private void unpack(String what, Reader reader, MemorySegment buffer, CpioLimits most)
      throws BootException {
    archive = 0;
    hardLinks.clear();
    try {
      reader.forEach(buffer, most, this::unpackOrRefuse);
    } catch (CpioException e) {
      throw broken(what + ": " + e.getMessage());
    } catch (Refused e) {
      throw broken(what + ": " + e.getMessage());
    }
    directoryTimes.forEach((directory, time) -> {
      directory.times(time, time);
      directory.changed(false);
    });
  }

  /** What may be unpacked before the quotas of the file system have a say. */
  private CpioLimits cpioLimits(long bufferBytes) {
    // Twice, since a later entry may replace an earlier one.
    long entries = 2 * limits.get(Limit.FILES);
    long bytes = 2 * limits.get(Limit.FILE_BYTES) + bufferBytes + entries * BYTES_PER_ENTRY;
    return CpioLimits.DEFAULT.withUnpackedBytes(bytes).withEntries((int) entries);
  }

  /** Carries the reason out of the reader of the archive. */
  private static final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason, null, false, false);
    }
  }

  private void unpackOrRefuse(CpioEntry entry) {
    try {
      unpack(entry);
    } catch (ErrnoException e) {
      throw new Refused(CpioNames.escape(entry.name()) + ": " + reason(e.errno()));
    }
  }

  /** Adds the device nodes that the archive did not bring: programs expect them. */
  public void addDevices() throws BootException {
    try {
      Directory dev = directory("dev");
      for (Device.Driver driver : Device.Driver.values()) {
        if (dev.get(driver.fileName()) == null) {
          dev.link(
              driver.fileName(),
              fileSystem.newSpecialFile(FileMode.S_IFCHR | 0666, driver.device()));
        }
      }
      dev.changed(false);
      fileSystem.root().changed(false);
    } catch (ErrnoException e) {
      throw broken("/dev: " + reason(e.errno()));
    }
  }

  private static BootException broken(String reason) {
    return new BootException(BootException.Kind.IMAGE, reason);
  }

  private String reason(Errno errno) {
    if (errno == Errno.ENOSPC) {
      Limit limit =
          fileSystem.files().used() >= fileSystem.files().most() ? Limit.FILES : Limit.FILE_BYTES;
      return "does not fit the limit %s=%d".formatted(limit.title(), limits.get(limit));
    }
    return errno.message() + " (" + errno + ")";
  }

  private void unpack(CpioEntry entry) throws ErrnoException {
    if (entry.archive() != archive) {
      archive = entry.archive();
      hardLinks.clear(); // Inode numbers mean something within one archive only.
    }
    String path = path(entry.name());
    if (path.isEmpty()) { // "." and "/" are the root.
      if (entry.type() != FileType.DIRECTORY) {
        throw Errno.EISDIR.exception();
      }
      attributes(fileSystem.root(), entry);
      return;
    }
    int slash = path.lastIndexOf('/');
    Directory parent = slash < 0 ? fileSystem.root() : directory(path.substring(0, slash));
    String name = path.substring(slash + 1);
    Inode inode = make(parent, name, entry);
    attributes(inode, entry);
    parent.changed(false);
  }

  /** Returns a name without leading and trailing slashes and without "." components. */
  private static String path(String name) {
    StringBuilder path = new StringBuilder();
    for (String component : name.split("/", -1)) {
      if (!component.isEmpty() && !component.equals(".")) {
        path.append(path.isEmpty() ? "" : "/").append(component);
      }
    }
    return path.toString();
  }

  /** Returns the directory of a relative path; what is missing of it is made. */
  private Directory directory(String path) throws ErrnoException {
    Directory at = fileSystem.root();
    for (String component : path.split("/", -1)) {
      PathWalker.Entry found = walker.walk(at, component, true);
      Inode inode = found.inode();
      if (inode == null) {
        inode = fileSystem.newDirectory(DIRECTORY_MODE);
        found.parent().link(found.name(), inode);
        found.parent().changed(false);
      }
      if (!(inode instanceof Directory directory)) {
        throw Errno.ENOTDIR.exception();
      }
      at = directory;
    }
    return at;
  }

  private Inode make(Directory parent, String name, CpioEntry entry) throws ErrnoException {
    if (name.equals("..")) {
      throw Errno.EINVAL.exception();
    }
    Inode linked = entry.linkIdentity().map(hardLinks::get).orElse(null);
    if (linked != null) {
      return linked(parent, name, linked, entry);
    }
    Inode inode =
        switch (entry.type()) {
          case DIRECTORY ->
              parent.get(name) instanceof Directory existing
                  ? existing
                  : place(parent, name, fileSystem.newDirectory(entry.permissions()));
          case REGULAR -> file(parent, name, entry);
          case SYMLINK -> place(parent, name, symbolicLink(entry));
          case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET ->
              place(
                  parent,
                  name,
                  fileSystem.newSpecialFile(
                      entry.mode() & (FileMode.S_IFMT | FileMode.PERMISSIONS), device(entry)));
          case UNKNOWN -> throw Errno.EINVAL.exception();
        };
    entry.linkIdentity().ifPresent(identity -> hardLinks.put(identity, inode));
    return inode;
  }

  /**
   * Makes a further name of a file; of a regular one, this entry may be the one with the content.
   */
  private Inode linked(Directory parent, String name, Inode inode, CpioEntry entry)
      throws ErrnoException {
    if (parent.get(name) != inode) {
      place(parent, name, inode);
    }
    if (inode instanceof RegularFile file && entry.content().byteSize() > 0) {
      file.truncate(0);
      write(file, entry.content());
    }
    return inode;
  }

  private SymbolicLink symbolicLink(CpioEntry entry) throws ErrnoException {
    String target = entry.linkTarget();
    if (target.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (target.length() >= PathWalker.PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return fileSystem.newSymbolicLink(target);
  }

  private static Device device(CpioEntry entry) throws ErrnoException {
    if (entry.type() != FileType.CHARACTER_DEVICE && entry.type() != FileType.BLOCK_DEVICE) {
      return Device.NONE;
    }
    try {
      return new Device(
          Math.toIntExact(entry.specialDevice().major()),
          Math.toIntExact(entry.specialDevice().minor()));
    } catch (ArithmeticException | IllegalArgumentException _) {
      throw Errno.EINVAL.exception();
    }
  }

  private Inode place(Directory parent, String name, Inode inode) throws ErrnoException {
    inode.opened();
    try {
      Inode existing = parent.get(name);
      if (existing instanceof Directory directory && !directory.isEmpty()) {
        throw Errno.ENOTEMPTY.exception();
      }
      if (existing != null) {
        parent.unlink(name);
      }
      parent.link(name, inode);
    } finally {
      inode.released();
    }
    return inode;
  }

  /**
   * Makes a regular file. One that is there is written through, as Linux does, which opens it with
   * O_TRUNC: its other names, too, get what this entry holds.
   */
  private RegularFile file(Directory parent, String name, CpioEntry entry) throws ErrnoException {
    RegularFile file;
    if (parent.get(name) instanceof RegularFile existing) {
      file = existing;
      file.truncate(0);
    } else {
      file = fileSystem.newRegularFile(entry.permissions());
      place(parent, name, file);
    }
    write(file, entry.content());
    return file;
  }

  private static void write(RegularFile file, MemorySegment content) throws ErrnoException {
    Transfer.Source source = Transfer.from(content);
    long done = 0;
    while (done < content.byteSize()) {
      int part = (int) Math.min(WRITE_CHUNK, content.byteSize() - done);
      int written = file.write(done, source, part);
      if (written < part) {
        throw Errno.ENOSPC.exception();
      }
      done += written;
    }
  }

  private void attributes(Inode inode, CpioEntry entry) {
    if (!(inode instanceof SymbolicLink)) {
      inode.permissions(entry.permissions());
    }
    inode.owner((int) entry.userId(), (int) entry.groupId());
    long time = entry.modificationTime() * SECOND;
    inode.times(time, time);
    inode.changed(false);
    if (inode instanceof Directory directory) {
      directoryTimes.put(directory, time);
    }
  }
}
