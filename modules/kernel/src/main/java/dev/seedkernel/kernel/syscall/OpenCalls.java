package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.GeneratedFile;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenDirectory;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenGeneratedFile;
import dev.seedkernel.kernel.fs.OpenPath;
import dev.seedkernel.kernel.fs.OpenPipe;
import dev.seedkernel.kernel.fs.OpenRegularFile;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.TmpfsDirectory;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Calls that open files. */
final class OpenCalls {
  /** Flags that are kept as status flags of the open file (F_GETFL). */
  private static final int KEPT_FLAGS =
      OpenFlags.O_ACCMODE
          | OpenFlags.O_PATH
          | OpenFlags.O_LARGEFILE
          | OpenFlags.O_SYNC
          | OpenFlags.O_DIRECTORY
          | OpenFlags.O_NOFOLLOW
          | OpenFlags.O_TMPFILE_ONLY
          | OpenFile.SETTABLE_FLAGS;

  /** What counts with O_PATH (open(2)). */
  private static final int PATH_FLAGS =
      OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private static final int O_ASYNC = 020000;

  /** What openat2 knows; openat ignores what it does not know. */
  private static final int VALID_FLAGS =
      KEPT_FLAGS
          | OpenFlags.O_CREAT
          | OpenFlags.O_EXCL
          | OpenFlags.O_NOCTTY
          | OpenFlags.O_TRUNC
          | OpenFlags.O_CLOEXEC
          | O_ASYNC;

  private static final int CREATING = OpenFlags.O_CREAT | OpenFlags.O_TMPFILE_ONLY;

  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int RESOLVE_BENEATH = 8;
  private static final int RESOLVE_IN_ROOT = 16;
  private static final int RESOLVE_CACHED = 32;

  /** These and RESOLVE_NO_XDEV. */
  private static final int RESOLVE_ALL = 63;

  /** Bytes of struct open_how, and of the largest that is looked at. */
  private static final int OPEN_HOW = 24;

  private static final int MOST_OPEN_HOW = 4096;

  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;

  /** Bytes of the longest name of a memory file, its NUL included. */
  private static final int MFD_NAME = 250;

  private OpenCalls() {}

  static void define(Rows rows) {
    rows.supported(
        56, "openat", "dirfd:fd path:string flags:open-flags mode:mode", OpenCalls::openat);
    rows.partial(
        279,
        "memfd_create",
        "name:string flags:hex",
        "MFD_HUGETLB gives EINVAL",
        OpenCalls::memfdCreate);
    rows.partial(
        437,
        "openat2",
        "dirfd:fd path:string how:pointer size:size",
        "RESOLVE_NO_XDEV refuses nothing",
        OpenCalls::openat2);
  }

  /**
   * What is to be opened and how.
   *
   * @param walker resolves the path
   * @param start where a relative path starts
   */
  private record How(PathWalker walker, Directory start, String path, int flags, int mode) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private static long openat(Call call) throws ErrnoException {
    if (call.pending() != null && call.pending().file() instanceof OpenPipe fifo) {
      return opened(call, fifo, call.intArgument(2));
    }
    int flags = call.intArgument(2);
    flags = (flags & OpenFlags.O_PATH) != 0 ? flags & PATH_FLAGS : flags | OpenFlags.O_LARGEFILE;
    requireMakingFlags(flags);
    String path = path(call);
    int mode = call.intArgument(3) & FileMode.PERMISSIONS;
    Directory start = Paths.start(call, call.intArgument(0), path);
    return add(call, new How(call.process().walker(), start, path, flags, mode));
  }

  /** Takes the path; a descriptor has to be free before it is walked. */
  private static String path(Call call) throws ErrnoException {
    String path = call.memory().readPath(call.argument(1));
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    call.descriptors().requireFree();
    return path;
  }

  private static long add(Call call, How how) throws ErrnoException {
    return opened(call, open(call, how), how.flags());
  }

  /** Gives a file its descriptor, for a FIFO as soon as the other end is open too. */
  private static long opened(Call call, OpenFile file, int flags) throws ErrnoException {
    if (file instanceof OpenPipe fifo && fifo.waitsForPartner()) {
      fifo.retain();
      long result = call.block(fifo.partners());
      if (result == Call.BLOCKED) {
        Objects.requireNonNull(call.pending()).hold(fifo);
      }
      fifo.release(); // Nobody holds it any more if a signal came first.
      return result;
    }
    return call.install(file, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  /**
   * Throws EINVAL for flags that make a file and contradict each other: a file with a name is no
   * directory, O_TMPFILE brings O_DIRECTORY with it, and a temporary file that could never be
   * written to makes no sense.
   */
  private static void requireMakingFlags(int flags) throws ErrnoException {
    boolean directory = (flags & OpenFlags.O_DIRECTORY) != 0;
    boolean reads = (flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY;
    boolean contradicts = (flags & OpenFlags.O_CREAT) != 0 && directory;
    if ((flags & OpenFlags.O_TMPFILE_ONLY) != 0) {
      contradicts |= !directory || reads;
    }
    if (contradicts) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long openat2(Call call) throws ErrnoException {
    if (call.pending() != null && call.pending().file() instanceof OpenPipe fifo) {
      return opened(call, fifo, (int) call.memory().readLong(call.argument(2)));
    }
    long at = call.argument(2);
    long size = call.argument(3);
    if (Long.compareUnsigned(size, OPEN_HOW) < 0) {
      throw Errno.EINVAL.exception();
    }
    if (Long.compareUnsigned(size, MOST_OPEN_HOW) > 0) {
      throw Errno.E2BIG.exception();
    }
    byte[] more = call.memory().readBytes(at + OPEN_HOW, (int) size - OPEN_HOW);
    for (byte b : more) {
      if (b != 0) {
        throw Errno.E2BIG.exception();
      }
    }
    long flags = call.memory().readLong(at);
    long mode = call.memory().readLong(at + 8);
    long resolve = call.memory().readLong(at + 16);
    boolean creates = (flags & CREATING) != 0;
    if ((flags & ~VALID_FLAGS) != 0
        || (resolve & ~RESOLVE_ALL) != 0
        || (resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) == (RESOLVE_BENEATH | RESOLVE_IN_ROOT)
        || (mode & ~(creates ? FileMode.PERMISSIONS : 0L)) != 0
        || ((flags & OpenFlags.O_PATH) != 0 && (flags & ~PATH_FLAGS) != 0)) {
      throw Errno.EINVAL.exception();
    }
    requireMakingFlags((int) flags);
    if ((resolve & RESOLVE_CACHED) != 0 && (creates || (flags & OpenFlags.O_TRUNC) != 0)) {
      throw Errno.EAGAIN.exception();
    }
    if ((flags & OpenFlags.O_PATH) == 0) {
      flags |= OpenFlags.O_LARGEFILE;
    }
    return add(call, restricted(call, (int) resolve, (int) flags, (int) mode));
  }

  private static How restricted(Call call, int resolve, int flags, int mode) throws ErrnoException {
    String path = path(call);
    PathWalker walker = call.process().walker();
    Set<PathWalker.Restriction> restrictions = EnumSet.noneOf(PathWalker.Restriction.class);
    if ((resolve & RESOLVE_NO_SYMLINKS) != 0) {
      restrictions.add(PathWalker.Restriction.NO_SYMLINKS);
    }
    if ((resolve & (RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)) != 0) {
      restrictions.add(PathWalker.Restriction.NO_MAGICLINKS);
    }
    if ((resolve & RESOLVE_BENEATH) != 0) {
      restrictions.add(PathWalker.Restriction.BENEATH);
    }
    Directory start;
    if ((resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT)) != 0) {
      start = Paths.directory(call, call.intArgument(0));
      walker = walker.within(start, restrictions);
    } else {
      start = Paths.start(call, call.intArgument(0), path);
      walker = walker.within(walker.root(), restrictions);
    }
    return new How(walker, start, path, flags, mode);
  }

  private static OpenFile open(Call call, How how) throws ErrnoException {
    if (how.has(OpenFlags.O_TMPFILE_ONLY)) {
      return openTemporary(call, how);
    }
    boolean create = how.has(OpenFlags.O_CREAT);
    boolean exclusive = create && how.has(OpenFlags.O_EXCL);
    boolean follow = !exclusive && !how.has(OpenFlags.O_NOFOLLOW);
    if (create && how.path().endsWith("/")) {
      requireNoNewDirectory(how.walker().walkToAnyName(how.start(), how.path()));
    }
    PathWalker.Entry entry =
        create && follow
            ? how.walker().walkToCreate(how.start(), how.path())
            : how.walker().walk(how.start(), how.path(), follow);
    Inode inode = entry.inode();
    boolean created = false;
    if (create) {
      requireNoNewDirectory(entry);
      if (inode != null && exclusive) {
        throw Errno.EEXIST.exception();
      }
      if (inode == null) {
        inode = create(call, entry, how);
        created = true;
      }
    }
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if (how.has(OpenFlags.O_DIRECTORY) && !(inode instanceof Directory)) {
      throw Errno.ENOTDIR.exception();
    }
    String absolute = call.process().walker().pathOf(entry);
    int kept = how.flags() & KEPT_FLAGS;
    if (how.has(OpenFlags.O_PATH)) {
      return new OpenPath(inode, absolute, kept);
    }
    if (!created) {
      requireRights(call, inode, how);
    }
    OpenFile opened = entry.opened();
    OpenFile again = opened == null ? null : opened.reopen(kept);
    if (again != null) {
      return again;
    }
    return open(call, inode, absolute, created ? kept : kept | (how.flags() & OpenFlags.O_TRUNC));
  }

  /** A name that ends in a slash cannot become a regular file, whatever is there. */
  private static void requireNoNewDirectory(PathWalker.Entry entry) throws ErrnoException {
    if (entry.directoryRequired() && Paths.isName(entry)) {
      throw Errno.EISDIR.exception();
    }
  }

  private static RegularFile create(Call call, PathWalker.Entry entry, How how)
      throws ErrnoException {
    Credentials credentials = call.process().credentials();
    if (entry.parent().isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    credentials.require(entry.parent(), Credentials.WRITE | Credentials.EXECUTE);
    RegularFile file =
        entry.parent().fileSystem().newRegularFile(how.mode() & ~call.process().umask());
    file.opened();
    try {
      credentials.own(file, entry.parent());
      entry.parent().link(entry.name(), file);
      file.changed(true);
    } finally {
      file.released();
    }
    return file;
  }

  private static OpenFile openTemporary(Call call, How how) throws ErrnoException {
    boolean follow = !how.has(OpenFlags.O_NOFOLLOW);
    PathWalker.Entry entry = how.walker().walk(how.start(), how.path(), follow);
    if (!(entry.existing() instanceof Directory parent)) {
      throw Errno.ENOTDIR.exception();
    }
    Credentials credentials = call.process().credentials();
    credentials.require(parent, Credentials.WRITE | Credentials.EXECUTE);
    if (!(parent instanceof TmpfsDirectory)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    RegularFile file = parent.fileSystem().newRegularFile(how.mode() & ~call.process().umask());
    credentials.own(file, parent);
    if (!how.has(OpenFlags.O_EXCL)) {
      file.naming(RegularFile.Naming.NAMELESS);
    }
    String path = call.process().walker().pathOf(entry) + "/#" + file.number();
    return new OpenRegularFile(file, path, how.flags() & KEPT_FLAGS);
  }

  /** Checks that the caller may open what is there already. */
  private static void requireRights(Call call, Inode inode, How how) throws ErrnoException {
    boolean truncates = how.has(OpenFlags.O_TRUNC);
    int access = how.flags() & OpenFlags.O_ACCMODE;
    switch (inode) {
      case SymbolicLink _ -> throw Errno.ELOOP.exception();
      case Directory _ -> {
        // Access mode 3 asks for both rights, and then gives neither.
        if (access != OpenFlags.O_RDONLY || truncates || how.has(OpenFlags.O_CREAT)) {
          throw Errno.EISDIR.exception();
        }
      }
      default -> {}
    }
    int wanted =
        switch (access) {
          case OpenFlags.O_RDONLY -> Credentials.READ;
          case OpenFlags.O_WRONLY -> Credentials.WRITE;
          default -> Credentials.READ | Credentials.WRITE;
        };
    Credentials credentials = call.process().credentials();
    credentials.require(inode, truncates ? wanted | Credentials.WRITE : wanted);
    if (how.has(OpenFlags.O_NOATIME)) {
      credentials.requireOwner(inode);
    }
  }

  private static OpenFile open(Call call, Inode inode, String path, int flags)
      throws ErrnoException {
    int kept = flags & KEPT_FLAGS;
    return switch (inode) {
      case RegularFile file -> {
        boolean truncates = (flags & OpenFlags.O_TRUNC) != 0;
        if (truncates || OpenFlags.writes(flags)) {
          file.requireNotRunning();
        }
        if ((flags & OpenFlags.O_DIRECT) != 0) {
          throw Errno.EINVAL.exception(); // as of Linux's tmpfs
        }
        if (truncates) {
          AttributeCalls.loseSetId(call, file);
          file.truncate(0);
        }
        yield new OpenRegularFile(file, path, kept);
      }
      case GeneratedFile file -> new OpenGeneratedFile(file, path, kept);
      case Directory directory -> new OpenDirectory(directory, path, kept);
      case SymbolicLink _ -> throw Errno.ELOOP.exception();
      case SpecialFile fifo when fifo.type() == FileMode.S_IFIFO ->
          OpenPipe.fifo(fifo, fifo.pipe(call.machine().memory()), path, kept);
      case SpecialFile special ->
          call.machine().devices().open(special, path, kept, Console.Stream.OUTPUT);
    };
  }

  private static long memfdCreate(Call call) throws ErrnoException {
    int flags = call.intArgument(1);
    if ((flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING)) != 0) {
      throw Errno.EINVAL.exception();
    }
    String name = call.memory().readString(call.argument(0), MFD_NAME);
    if (name == null) {
      throw Errno.EINVAL.exception();
    }
    call.descriptors().requireFree();
    RegularFile file = call.machine().fileSystem().newRegularFile(0777);
    Credentials credentials = call.process().credentials();
    file.owner(credentials.user().files(), credentials.group().files());
    file.naming(RegularFile.Naming.ELSEWHERE);
    if ((flags & MFD_ALLOW_SEALING) != 0) {
      file.allowSealing();
    }
    OpenFile open =
        new OpenRegularFile(file, "/memfd:" + name, OpenFlags.O_RDWR | OpenFlags.O_LARGEFILE);
    return call.descriptors().add(open, 0, (flags & MFD_CLOEXEC) != 0);
  }
}
