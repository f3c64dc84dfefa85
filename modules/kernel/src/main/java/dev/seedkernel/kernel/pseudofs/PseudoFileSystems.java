package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.process.Machine;
import java.util.Map;
import java.util.Set;

/** Makes and mounts the file systems that a machine has beside its first one. */
public final class PseudoFileSystems {
  private static final int TMPFS_PERMISSIONS = 01777;
  private static final int DEV_PERMISSIONS = 0755;
  private static final int DEVICE_PERMISSIONS = 0666;

  /** Options of tmpfs(5); sizes are accepted and do not count, since the quotas do. */
  private static final Set<String> TMPFS_OPTIONS =
      Set.of("size", "nr_blocks", "nr_inodes", "mode", "uid", "gid", "huge", "inode64", "inode32");

  private static final Map<String, FileSystem.Kind> KINDS =
      Map.of(
          "proc", FileSystem.Kind.PROC,
          "sysfs", FileSystem.Kind.SYSFS,
          "tmpfs", FileSystem.Kind.TMPFS,
          "devtmpfs", FileSystem.Kind.DEVTMPFS);

  private final Machine machine;

  public PseudoFileSystems(Machine machine) {
    this.machine = machine;
  }

  /**
   * Mounts /proc and /sys as the kernel's own.
   *
   * @throws ErrnoException never, since these take nothing of the limits
   */
  public void mountOwn() throws ErrnoException {
    machine.mounts().mountOwn("proc", make(FileSystem.Kind.PROC, true));
    machine.mounts().mountOwn("sys", make(FileSystem.Kind.SYSFS, true));
  }

  /**
   * Mounts a file system as mount(2) does.
   *
   * @param where what is seen where it is to be
   * @throws ErrnoException ENODEV for an unknown type, ENOTDIR, EINVAL for options, EBUSY, ENOSPC
   */
  public void mount(String type, String source, MountOptions options, Inode where)
      throws ErrnoException {
    FileSystem.Kind kind = KINDS.get(type);
    if (kind == null) {
      throw Errno.ENODEV.exception();
    }
    boolean tmpfs = kind == FileSystem.Kind.TMPFS || kind == FileSystem.Kind.DEVTMPFS;
    if (tmpfs && !TMPFS_OPTIONS.containsAll(options.data().keySet())) {
      throw Errno.EINVAL.exception();
    }
    int permissions =
        options.permissions(kind == FileSystem.Kind.DEVTMPFS ? DEV_PERMISSIONS : TMPFS_PERMISSIONS);
    int uid = options.number("uid", 10, 0);
    int gid = options.number("gid", 10, 0);
    if (!(where instanceof Directory directory)) {
      throw Errno.ENOTDIR.exception();
    }
    FileSystem fileSystem = make(kind, false);
    try {
      if (tmpfs) {
        fileSystem.root().permissions(permissions);
        fileSystem.root().owner(uid, gid);
      }
      if (kind == FileSystem.Kind.DEVTMPFS) {
        addDevices(fileSystem);
      }
      machine.mounts().mount(directory, fileSystem, source, options.shown());
    } catch (ErrnoException e) {
      fileSystem.detach();
      throw e;
    }
  }

  private static void addDevices(FileSystem fileSystem) throws ErrnoException {
    for (Device.Driver driver : Device.Driver.values()) {
      int mode = FileMode.S_IFCHR | DEVICE_PERMISSIONS;
      fileSystem.root().link(driver.fileName(), fileSystem.newSpecialFile(mode, driver.device()));
    }
  }

  private FileSystem make(FileSystem.Kind kind, boolean own) throws ErrnoException {
    int device = machine.mounts().takeDevice();
    FileSystem first = machine.fileSystem();
    return switch (kind) {
      case PROC ->
          first.newSynthetic(kind, device, own, system -> new ProcTree(machine, system).root());
      case SYSFS -> first.newSynthetic(kind, device, own, system -> new SysTree(system).root());
      case ROOTFS, TMPFS, DEVTMPFS -> first.newTmpfs(kind, device);
    };
  }
}
