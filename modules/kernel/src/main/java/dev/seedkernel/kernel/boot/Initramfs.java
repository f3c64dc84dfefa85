package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioLimits;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioReader;
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
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

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

  private final FileSystem fileSystem;
  private final PathWalker walker;
  private final Limits limits;
  private final Map<LinkIdentity, RegularFile> hardLinks = new HashMap<>();
  private int archive;

  public Initramfs(FileSystem fileSystem, PathWalker walker, Limits limits) {
    this.fileSystem = fileSystem;
    this.walker = walker;
    this.limits = limits;
  }

  /** Unpacks a buffer. */
  public void unpack(MemorySegment buffer) throws BootException {
    CpioLimits cpioLimits =
        CpioLimits.DEFAULT
            .withUnpackedBytes(limits.get(Limit.FILE_BYTES) + buffer.byteSize())
            .withEntries((int) Math.min(Integer.MAX_VALUE, 2 * limits.get(Limit.FILES)));
    CpioArchive contents;
    try {
      contents = CpioReader.read(buffer, cpioLimits);
    } catch (CpioException e) {
      throw broken("initramfs: " + e.getMessage());
    }
    for (CpioEntry entry : contents.entries()) {
      try {
        unpack(entry);
      } catch (ErrnoException e) {
        throw broken("initramfs: " + CpioNames.escape(entry.name()) + ": " + reason(e.errno()));
      }
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
    if (path.isEmpty()) {
      attributes(fileSystem.root(), entry); // "." is the root.
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
        inode = fileSystem.newDirectory(DIRECTORY_MODE, found.parent());
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
    return switch (entry.mode() & FileMode.S_IFMT) {
      case FileMode.S_IFDIR -> {
        if (parent.get(name) instanceof Directory existing) {
          yield existing;
        }
        yield place(parent, name, fileSystem.newDirectory(entry.permissions(), parent));
      }
      case FileMode.S_IFREG -> file(parent, name, entry);
      case FileMode.S_IFLNK -> place(parent, name, fileSystem.newSymbolicLink(entry.linkTarget()));
      case FileMode.S_IFCHR, FileMode.S_IFBLK, FileMode.S_IFIFO, FileMode.S_IFSOCK ->
          place(
              parent,
              name,
              fileSystem.newSpecialFile(
                  entry.mode() & (FileMode.S_IFMT | FileMode.PERMISSIONS),
                  new Device(
                      (int) entry.specialDevice().major(), (int) entry.specialDevice().minor())));
      default -> throw Errno.EINVAL.exception();
    };
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

  private RegularFile file(Directory parent, String name, CpioEntry entry) throws ErrnoException {
    LinkIdentity identity = entry.linkIdentity().orElse(null);
    RegularFile file = identity == null ? null : hardLinks.get(identity);
    if (file == null) {
      // What is there is replaced and not written through: its other names keep what they had.
      file = fileSystem.newRegularFile(entry.permissions());
      if (identity != null) {
        hardLinks.put(identity, file);
      }
    }
    if (parent.get(name) != file) {
      place(parent, name, file);
    }
    if (entry.content().byteSize() > 0) {
      file.truncate(0);
      write(file, entry.content());
    }
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

  private static void attributes(Inode inode, CpioEntry entry) {
    if (!(inode instanceof SymbolicLink)) {
      inode.permissions(entry.permissions());
    }
    inode.owner((int) entry.userId(), (int) entry.groupId());
    inode.times(entry.modificationTime() * SECOND, entry.modificationTime() * SECOND);
    inode.changed(false);
  }
}
