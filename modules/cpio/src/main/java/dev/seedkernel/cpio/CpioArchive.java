package dev.seedkernel.cpio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of a buffer, in its order. Immutable.
 *
 * @param entries the entries; trailers are not among them
 */
public record CpioArchive(List<CpioEntry> entries) {
  /** Copies the list. */
  public CpioArchive {
    entries = List.copyOf(entries);
  }

  /** Returns a builder for a tree made in memory. */
  public static CpioTreeBuilder builder() {
    return new CpioTreeBuilder();
  }

  /**
   * Returns the files of this archive, each with its hard links, in the order of their first
   * entries. Every entry is in exactly one of them.
   */
  public List<CpioInode> inodes() {
    Map<Object, List<CpioEntry>> groups = new LinkedHashMap<>();
    for (CpioEntry entry : entries) {
      // An entry without a link identity is a group of its own, under a key equal to nothing else.
      Object key = entry.linkIdentity().map(Object.class::cast).orElseGet(Object::new);
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry);
    }
    return groups.values().stream().map(CpioInode::new).toList();
  }

  /**
   * Returns the entries that are hard links to the same file as {@code entry}, in archive order,
   * {@code entry} among them.
   */
  public List<CpioEntry> linksOf(CpioEntry entry) {
    Optional<LinkIdentity> identity = entry.linkIdentity();
    return identity.isEmpty()
        ? List.of(entry)
        : entries.stream().filter(other -> other.linkIdentity().equals(identity)).toList();
  }

  /**
   * Returns the last entry for a path, or nothing.
   *
   * @param path a path below the root, one char a byte, as {@link CpioNames#normalize} returns it
   */
  public Optional<CpioEntry> find(String path) {
    for (CpioEntry entry : entries.reversed()) {
      if (isAt(entry, path)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static boolean isAt(CpioEntry entry, String path) {
    try {
      return CpioNames.normalize(entry.name()).equals(path);
    } catch (CpioException _) {
      return false; // A name that leads out of the root is at no path below it.
    }
  }

  /**
   * Returns the canonical archive of the tree that this one unpacks to. Two archives of the same
   * tree have the same canonical archive:
   *
   * <ul>
   *   <li>one entry a path, the root (if there) first, then in the order of the paths' bytes, which
   *       puts parents before children; missing parents are added with mode 0755 and owner 0;
   *   <li>names are paths as {@link CpioNames#normalize} returns them, modification times and
   *       devices 0, inode numbers 1, 2, 3… by first path;
   *   <li>link counts are 2 for directories, else the number of names; the content of a file with
   *       several names is on the last.
   * </ul>
   *
   * <p>Where a path occurs more than once the last entry wins, as in Linux.
   *
   * @throws CpioException if there is no such tree (a {@code ..} in a name, a file below something
   *     that is no directory, a directory and something else at one path), or newc cannot hold it:
   *     the entry is named
   */
  public CpioArchive canonical() throws CpioException {
    return Canonical.of(entries);
  }
}
