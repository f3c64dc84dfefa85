package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * Path resolution (path_resolution(7)). It changes nothing: it gives an entry, or the precise
 * error.
 *
 * <p>Paths are byte strings, one char a byte.
 */
public final class PathWalker {
  /** Bytes in the longest path, its terminating NUL included (PATH_MAX). */
  public static final int PATH_MAX = 4096;

  /** Symbolic links that one resolution follows at most (MAXSYMLINKS). */
  public static final int MAX_LINKS = 40;

  private final Directory root;

  public PathWalker(Directory root) {
    this.root = root;
  }

  /**
   * Where a path leads.
   *
   * @param parent the directory that holds, or would hold, the last component
   * @param name the last component; {@code .} or {@code ..} or empty where the path ends so
   * @param inode what is there, or null if only the last component is missing
   * @param directoryRequired whether the path ends in a slash
   */
  public record Entry(
      Directory parent, String name, @Nullable Inode inode, boolean directoryRequired) {
    /**
     * Returns what is there.
     *
     * @throws ErrnoException ENOENT if nothing is, ENOTDIR if the path asks for a directory
     */
    public Inode existing() throws ErrnoException {
      if (inode == null) {
        throw Errno.ENOENT.exception();
      }
      return inode;
    }
  }

  /**
   * Resolves a path.
   *
   * @param start where a relative path starts
   * @param followLast whether a symbolic link as the last component is followed
   * @throws ErrnoException ENOENT, ENOTDIR, ELOOP or ENAMETOOLONG
   */
  public Entry walk(Directory start, String path, boolean followLast) throws ErrnoException {
    requireLength(path);
    return walk(start, path, followLast ? Last.FOLLOW : Last.KEEP, new int[] {MAX_LINKS});
  }

  /**
   * Resolves the path of a name that is to be made, removed or moved. Unlike {@link #walk} it takes
   * the last component as it stands: a symbolic link is not followed, even in front of a slash, and
   * what {@link Entry#directoryRequired} means for the name is left to the caller.
   */
  public Entry walkToName(Directory start, String path) throws ErrnoException {
    requireLength(path);
    return walk(start, path, Last.NAME, new int[] {MAX_LINKS});
  }

  /** What is done with a last component that is a symbolic link. */
  private enum Last {
    /** It is followed. */
    FOLLOW,
    /** It is followed only in front of a slash. */
    KEEP,
    /** It is a name and nothing more. */
    NAME
  }

  private static void requireLength(String path) throws ErrnoException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (path.length() >= PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
  }

  private Entry walk(Directory start, String path, Last lastLink, int[] linksLeft)
      throws ErrnoException {
    Directory at = path.charAt(0) == '/' ? root : start;
    int position = skipSlashes(path, 0);
    if (position == path.length()) {
      return new Entry(at, "", at, true);
    }
    while (true) {
      int end = path.indexOf('/', position);
      if (end < 0) {
        end = path.length();
      }
      String name = path.substring(position, end);
      int next = skipSlashes(path, end);
      boolean last = next == path.length();
      boolean slash = end < path.length();
      Inode inode = step(at, name);
      if (last && lastLink == Last.NAME) {
        return new Entry(at, name, inode, slash);
      }
      if (inode instanceof SymbolicLink link && (!last || lastLink == Last.FOLLOW || slash)) {
        Entry target = follow(at, link, linksLeft);
        if (last) {
          return finish(target, slash || target.directoryRequired());
        }
        inode = target.existing();
      } else if (last) {
        return finish(new Entry(at, name, inode, slash), slash);
      }
      if (inode == null) {
        throw Errno.ENOENT.exception();
      }
      if (!(inode instanceof Directory directory)) {
        throw Errno.ENOTDIR.exception();
      }
      at = directory;
      position = next;
    }
  }

  private static @Nullable Inode step(Directory at, String name) throws ErrnoException {
    if (name.equals(".")) {
      return at;
    }
    if (name.equals("..")) {
      return at.parent();
    }
    if (name.length() > Directory.NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return at.get(name);
  }

  private Entry follow(Directory at, SymbolicLink link, int[] linksLeft) throws ErrnoException {
    if (linksLeft[0]-- == 0) {
      throw Errno.ELOOP.exception();
    }
    if (link.target().isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return walk(at, link.target(), Last.FOLLOW, linksLeft);
  }

  private static Entry finish(Entry entry, boolean directoryRequired) throws ErrnoException {
    Inode inode = entry.inode();
    if (directoryRequired && inode != null && !(inode instanceof Directory)) {
      throw Errno.ENOTDIR.exception();
    }
    return directoryRequired == entry.directoryRequired()
        ? entry
        : new Entry(entry.parent(), entry.name(), inode, directoryRequired);
  }

  private static int skipSlashes(String path, int from) {
    int position = from;
    while (position < path.length() && path.charAt(position) == '/') {
      position++;
    }
    return position;
  }

  /** Returns the absolute path of a directory, or null if it was removed. */
  public @Nullable String pathOf(Directory directory) {
    StringBuilder path = new StringBuilder();
    Directory at = directory;
    while (at != root) {
      if (at.links() == 0) {
        return null;
      }
      Directory parent = at.parent();
      path.insert(0, nameIn(parent, at)).insert(0, '/');
      at = parent;
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  /** Returns the absolute path of an entry; of one in a directory that was removed, its name. */
  public String pathOf(Entry entry) {
    String parent = pathOf(entry.parent());
    if (parent == null) {
      return entry.name();
    }
    if (entry.inode() == entry.parent()) {
      return parent;
    }
    return (parent.equals("/") ? "/" : parent + "/") + entry.name();
  }

  private static String nameIn(Directory parent, Directory child) {
    return parent.entries().entrySet().stream()
        .filter(e -> e.getValue() == child)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
