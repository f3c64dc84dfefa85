package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the canonical archive of a sequence of entries. */
final class Canonical {
  /** {@code PATH_MAX} of Linux, which counts the NUL: a longer name or target is skipped there. */
  static final int PATH_MAX = 4096;

  static final String ROOT = ".";
  private static final int PARENT_MODE = FileType.DIRECTORY.bits() | 0755;
  private static final long DIRECTORY_LINKS = 2;

  /** A file while links and later entries may still change it. */
  private static final class Inode {
    CpioEntry attributes;
    MemorySegment content;
    long number;
    long names;
    long namesWritten;

    Inode(CpioEntry first) {
      attributes = first;
      content = first.content();
    }

    FileType type() {
      return attributes.type();
    }
  }

  // The names' chars are bytes, so the natural order of strings is the order of bytes.
  private final SortedMap<String, Inode> tree = new TreeMap<>();
  private final Map<LinkIdentity, Inode> linked = new HashMap<>();

  private final boolean keepTimes;

  private Canonical(boolean keepTimes) {
    this.keepTimes = keepTimes;
  }

  static CpioArchive of(List<CpioEntry> entries) throws CpioException {
    return of(entries, false);
  }

  /** As above, with the modification times of the entries instead of 0. */
  static CpioArchive withTimes(List<CpioEntry> entries) throws CpioException {
    return of(entries, true);
  }

  private static CpioArchive of(List<CpioEntry> entries, boolean keepTimes) throws CpioException {
    Canonical canonical = new Canonical(keepTimes);
    for (CpioEntry entry : entries) {
      canonical.add(entry);
    }
    canonical.addParents();
    return canonical.archive();
  }

  private void add(CpioEntry entry) throws CpioException {
    String path = CpioNames.normalize(entry.name());
    checkFits(path, entry);
    Inode known = entry.linkIdentity().map(linked::get).orElse(null);
    Inode inode = known == null ? new Inode(entry) : known;
    if (known != null && entry.type() == FileType.REGULAR) {
      known.attributes = entry;
      known.content = entry.content().byteSize() > 0 ? entry.content() : known.content;
    }
    entry.linkIdentity().ifPresent(identity -> linked.put(identity, inode));
    Inode replaced = tree.put(path, inode);
    boolean directory = inode.type() == FileType.DIRECTORY;
    if (replaced != null && directory != (replaced.type() == FileType.DIRECTORY)) {
      throw refused(path, "is a directory and something else");
    }
    if (path.equals(ROOT) && !directory) {
      throw refused(path, "is the root and no directory");
    }
  }

  private static void checkFits(String path, CpioEntry entry) throws CpioException {
    if (entry.type() == FileType.UNKNOWN) {
      throw refused(path, "has the unknown mode 0%o".formatted(entry.mode()));
    }
    if (entry.mode() >>> 16 != 0) {
      throw refused(path, "has the mode 0%o, of more than 16 bits".formatted(entry.mode()));
    }
    if (writtenName(path).length() >= PATH_MAX) {
      throw refused(path, "has a name of more than 4095 bytes");
    }
    if (entry.content().byteSize() > CpioEntry.MAX_UNSIGNED_32) {
      throw refused(path, "has 4 GiB of content or more, and c_filesize has 32 bits");
    }
    if (entry.type() == FileType.SYMLINK) {
      String target = entry.linkTarget();
      if (target.isEmpty() || target.length() >= PATH_MAX) {
        throw refused(path, "has a target that is empty or of more than 4095 bytes");
      }
    } else if (entry.type() != FileType.REGULAR && entry.content().byteSize() > 0) {
      throw refused(path, "has content and is no regular file");
    }
  }

  private static CpioException refused(String path, String why) {
    return new CpioException(CpioNames.escape(path) + " " + why);
  }

  /** The name of a path in an archive: a file called as the trailer must not look like it. */
  static String writtenName(String path) {
    return path.equals(MemberReader.TRAILER) ? "./" + path : path;
  }

  private void addParents() throws CpioException {
    // Only the nearest parent of each path: its own parent is added in its turn.
    TreeSet<String> paths = new TreeSet<>(tree.keySet());
    while (!paths.isEmpty()) {
      String path = paths.pollLast();
      int slash = path.lastIndexOf('/');
      if (slash < 0) {
        continue;
      }
      String parent = path.substring(0, slash);
      Inode inode = tree.get(parent);
      if (inode == null) {
        tree.put(parent, new Inode(entry(parent, PARENT_MODE)));
        paths.add(parent);
      } else if (inode.type() != FileType.DIRECTORY) {
        throw refused(path, "is below " + CpioNames.escape(parent) + ", which is no directory");
      }
    }
  }

  static CpioEntry entry(String path, int mode) {
    return new CpioEntry(
        path, mode, 0, 0, 1, 0, 0, DeviceNumber.NONE, DeviceNumber.NONE, 0, CpioEntry.NO_CONTENT);
  }

  private CpioArchive archive() {
    List<String> paths = new ArrayList<>(tree.keySet());
    if (paths.remove(ROOT)) {
      paths.addFirst(ROOT);
    }
    long numbered = 0;
    for (String path : paths) {
      Inode inode = inodeAt(path);
      if (inode.number == 0) {
        inode.number = ++numbered;
      }
      inode.names++;
    }
    return new CpioArchive(paths.stream().map(path -> canonical(path, inodeAt(path))).toList());
  }

  private Inode inodeAt(String path) {
    Inode inode = tree.get(path);
    if (inode == null) {
      throw new IllegalStateException("no inode at " + CpioNames.escape(path));
    }
    return inode;
  }

  private CpioEntry canonical(String path, Inode inode) {
    CpioEntry from = inode.attributes;
    boolean last = ++inode.namesWritten == inode.names;
    return new CpioEntry(
        path,
        from.mode(),
        from.userId(),
        from.groupId(),
        inode.type() == FileType.DIRECTORY ? DIRECTORY_LINKS : inode.names,
        keepTimes ? from.modificationTime() : 0,
        inode.number,
        DeviceNumber.NONE,
        inode.type().isDevice() ? from.specialDevice() : DeviceNumber.NONE,
        0,
        last ? content(inode) : CpioEntry.NO_CONTENT);
  }

  private static MemorySegment content(Inode inode) {
    // What stands behind a NUL in a target is not part of it.
    return inode.type() == FileType.SYMLINK
        ? MemorySegment.ofArray(CpioNames.toBytes(inode.attributes.linkTarget()))
        : inode.content;
  }
}
