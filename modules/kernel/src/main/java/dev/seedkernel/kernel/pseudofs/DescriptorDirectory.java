package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.InodeIdentity;
import dev.seedkernel.kernel.fs.MagicLink;
import dev.seedkernel.kernel.fs.Mounts;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.SyntheticDirectory;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessView;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** /proc/pid/fd: a link for each descriptor; or /proc/pid/fdinfo: a file for each. */
final class DescriptorDirectory implements SyntheticDirectory.Contents {
  /** What {@code st_size} says of a link. */
  private static final long LINK_SIZE = 64;

  private static final int READ_AND_SEARCH = 0500;
  private static final int WRITE_AND_SEARCH = 0300;

  private final Machine machine;
  private final Supplier<@Nullable ProcessView> process;
  private final Identities identities;
  private final boolean info;

  /** Says who the entry of a descriptor is. */
  @FunctionalInterface
  interface Identities {
    InodeIdentity of(FileSystem fileSystem, int fd);
  }

  DescriptorDirectory(
      Machine machine,
      Supplier<@Nullable ProcessView> process,
      Identities identities,
      boolean info) {
    this.machine = machine;
    this.process = process;
    this.identities = identities;
    this.info = info;
  }

  @Override
  public Collection<String> names() {
    ProcessView view = process.get();
    return view == null
        ? List.of()
        : view.openFiles().keySet().stream().map(String::valueOf).toList();
  }

  @Override
  public int directories() {
    return 0;
  }

  @Override
  public boolean isGone() {
    return process.get() == null;
  }

  @Override
  public @Nullable Inode get(SyntheticDirectory in, String name) {
    ProcessView view = process.get();
    int fd = ProcTree.number(name);
    OpenFile file = view == null || fd < 0 ? null : view.openFiles().get(fd);
    if (view == null || file == null) {
      return null;
    }
    InodeIdentity identity = identities.of(in.fileSystem(), fd);
    return info
        ? new GeneratedFile(
            identity,
            0444,
            0,
            () -> information(view, fd, file).getBytes(StandardCharsets.ISO_8859_1),
            GeneratedFile.Input.refused(Errno.EINVAL))
        : link(identity, file);
  }

  private Inode link(InodeIdentity identity, OpenFile file) {
    boolean path = (file.flags() & OpenFlags.O_PATH) != 0;
    int permissions =
        path
            ? 0
            : (OpenFlags.reads(file.flags()) ? READ_AND_SEARCH : 0)
                | (OpenFlags.writes(file.flags()) ? WRITE_AND_SEARCH : 0);
    return new MagicLink(
        identity, permissions, LINK_SIZE, LinkTexts.file(machine, file), () -> entry(file));
  }

  private PathWalker.Entry entry(OpenFile file) {
    return file.inode() instanceof Directory directory
        ? new PathWalker.Entry(directory, "", directory, true)
        : new PathWalker.Entry(machine.fileSystem().root(), "", file.inode(), false, file);
  }

  private String information(ProcessView view, int fd, OpenFile file) throws ErrnoException {
    Mounts.Mount mount = machine.mounts().holding(file.inode());
    int flags = file.flags() | (view.closesOnExec(fd) ? OpenFlags.O_CLOEXEC : 0);
    return "pos:\t%d\nflags:\t0%o\nmnt_id:\t%d\nino:\t%d\n"
        .formatted(file.position(), flags, mount == null ? 0 : mount.id(), file.inode().number());
  }
}
