package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
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
  private final Mounts mounts;
  private final Credentials credentials;
  private final Set<Restriction> restrictions;

  /** Walks a single tree, with the right to search every directory. */
  public PathWalker(Directory root) {
    this(root, new Mounts(root.fileSystem()));
  }

  /** Walks from a root through what is mounted, with the right to search every directory. */
  public PathWalker(Directory root, Mounts mounts) {
    this(root, mounts, Credentials.ROOT, Set.of());
  }

  private PathWalker(
      Directory root, Mounts mounts, Credentials credentials, Set<Restriction> restrictions) {
    this.root = root;
    this.mounts = mounts;
    this.credentials = credentials;
    this.restrictions = restrictions;
  }

  /** What a resolution must not do (openat2(2), RESOLVE_…). */
  public enum Restriction {
    /** Symbolic links are not followed: ELOOP. */
    NO_SYMLINKS,
    /** Links of /proc that lead to open files and the like are not followed: ELOOP. */
    NO_MAGICLINKS,
    /** Nothing may lead above the root, and no path be absolute: EXDEV. */
    BENEATH
  }

  /** Returns a walker for a process: it sees nothing above its root, and has its rights. */
  public PathWalker as(Directory newRoot, Credentials newCredentials) {
    return new PathWalker(newRoot, mounts, newCredentials, Set.of());
  }

  /** Returns a walker with the same rights and another root that does not do certain things. */
  public PathWalker within(Directory newRoot, Set<Restriction> newRestrictions) {
    return new PathWalker(newRoot, mounts, credentials, Set.copyOf(newRestrictions));
  }

  /** Returns the directory that absolute paths start from. */
  public Directory root() {
    return root;
  }

  /** Returns whose rights count. */
  public Credentials credentials() {
    return credentials;
  }

  /**
   * Where a path leads.
   *
   * @param parent the directory that holds, or would hold, the last component
   * @param name the last component; {@code .} or {@code ..} or empty where the path ends so
   * @param inode what is there, or null if only the last component is missing
   * @param directoryRequired whether the path, or a link that it ended in, ends in a slash
   * @param opened the open file whose link in /proc led here, or null
   */
  public record Entry(
      Directory parent,
      String name,
      @Nullable Inode inode,
      boolean directoryRequired,
      @Nullable OpenFile opened) {
    /** Creates an entry that a path led to. */
    public Entry(Directory parent, String name, @Nullable Inode inode, boolean directoryRequired) {
      this(parent, name, inode, directoryRequired, null);
    }

    /**
     * Makes sure that there can be such a name.
     *
     * @throws ErrnoException ENAMETOOLONG
     */
    public void requireLength() throws ErrnoException {
      if (name.length() > Directory.NAME_MAX) {
        throw Errno.ENAMETOOLONG.exception();
      }
    }

    /**
     * Returns what is there.
     *
     * @throws ErrnoException ENOENT if nothing is
     */
    public Inode existing() throws ErrnoException {
      if (inode == null) {
        throw Errno.ENOENT.exception();
      }
      return inode;
    }
  }

  /** What becomes of a last component that is a symbolic link. */
  private enum Last {
    /** It is followed. */
    FOLLOW,
    /** It is followed, and a slash behind what it leads to is the caller's to judge. */
    CREATE,
    /** It is followed only if a slash stands behind it. */
    KEEP,
    /** It is not followed, and no slash behind it asks for a directory: the name is what counts. */
    NAME,
    /** The same, and whether there can be such a name is asked later. */
    ANY_NAME
  }

  /**
   * Resolves a path to what it names.
   *
   * @param start where a relative path starts
   * @param followLast whether a symbolic link as the last component is followed; one with a slash
   *     behind it always is
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES, ELOOP or ENAMETOOLONG
   */
  public Entry walk(Directory start, String path, boolean followLast) throws ErrnoException {
    return walk(start, path, followLast ? Last.FOLLOW : Last.KEEP);
  }

  /**
   * Resolves a path whose last component is a name to be made, removed or changed. A symbolic link
   * there is not followed, whatever stands behind it; and where a slash does, the caller says what
   * that means ({@link Entry#directoryRequired}).
   *
   * @param start where a relative path starts
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES, ELOOP or ENAMETOOLONG
   */
  public Entry walkToName(Directory start, String path) throws ErrnoException {
    return walk(start, path, Last.NAME);
  }

  /**
   * Resolves a path to what it names, or to the name that is to be made where it names nothing:
   * symbolic links are followed, and one that leads to a name with a slash behind it ends there,
   * with {@link Entry#directoryRequired}, whatever has that name.
   *
   * @param start where a relative path starts
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES, ELOOP or ENAMETOOLONG
   */
  public Entry walkToCreate(Directory start, String path) throws ErrnoException {
    return walk(start, path, Last.CREATE);
  }

  /**
   * Like {@link #walkToName}, but a last component that is too long is nothing that exists: see
   * {@link Entry#requireLength}. Who moves names walks two paths before looking at the names.
   */
  public Entry walkToAnyName(Directory start, String path) throws ErrnoException {
    return walk(start, path, Last.ANY_NAME);
  }

  private Entry walk(Directory start, String path, Last lastLink) throws ErrnoException {
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    if (path.length() >= PATH_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return walk(start, path, lastLink, new int[] {MAX_LINKS});
  }

  private Entry walk(Directory start, String path, Last lastLink, int[] linksLeft)
      throws ErrnoException {
    boolean absolute = path.charAt(0) == '/';
    if (absolute && restrictions.contains(Restriction.BENEATH)) {
      throw Errno.EXDEV.exception();
    }
    Directory at = absolute ? root : start;
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
      boolean slash = end < path.length();
      if (!credentials.may(at, Credentials.EXECUTE)) {
        throw Errno.EACCES.exception();
      }
      boolean isLast = next == path.length();
      boolean askedLater = lastLink == Last.ANY_NAME || (lastLink == Last.CREATE && slash);
      if (isLast && askedLater && name.length() > Directory.NAME_MAX) {
        return new Entry(at, name, null, slash);
      }
      Inode inode = step(at, name);
      if (isLast) {
        return last(new Entry(at, name, inode, slash), lastLink, linksLeft);
      }
      inode = mounts.cross(at, name, inode);
      if (inode instanceof SymbolicLink link) {
        inode = follow(at, link, Last.FOLLOW, linksLeft).inode();
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

  private Entry last(Entry name, Last lastLink, int[] linksLeft) throws ErrnoException {
    if (lastLink == Last.NAME || lastLink == Last.ANY_NAME) {
      return name;
    }
    Inode mounted = mounts.cross(name.parent(), name.name(), name.inode());
    Entry entry =
        mounted == name.inode()
            ? name
            : new Entry(name.parent(), name.name(), mounted, name.directoryRequired());
    if (lastLink == Last.CREATE) {
      return !entry.directoryRequired() && entry.inode() instanceof SymbolicLink link
          ? follow(entry.parent(), link, lastLink, linksLeft)
          : entry;
    }
    if (entry.inode() instanceof SymbolicLink link
        && (lastLink == Last.FOLLOW || entry.directoryRequired())) {
      Entry target = follow(entry.parent(), link, Last.FOLLOW, linksLeft);
      return finish(target, entry.directoryRequired() || target.directoryRequired());
    }
    return finish(entry, entry.directoryRequired());
  }

  private @Nullable Inode step(Directory at, String name) throws ErrnoException {
    if (name.equals(".")) {
      return at;
    }
    if (name.equals("..")) {
      if (at == root && restrictions.contains(Restriction.BENEATH)) {
        throw Errno.EXDEV.exception();
      }
      return at == root ? at : mounts.parentOf(at);
    }
    if (name.length() > Directory.NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return at.get(name);
  }

  private Entry follow(Directory at, SymbolicLink link, Last last, int[] linksLeft)
      throws ErrnoException {
    if (linksLeft[0]-- == 0 || restrictions.contains(Restriction.NO_SYMLINKS)) {
      throw Errno.ELOOP.exception();
    }
    if (link instanceof MagicLink magic) {
      if (restrictions.contains(Restriction.NO_MAGICLINKS)) {
        throw Errno.ELOOP.exception();
      }
      if (restrictions.contains(Restriction.BENEATH)) {
        throw Errno.EXDEV.exception();
      }
      return magic.jump();
    }
    link.accessed();
    if (link.target().isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return walk(at, link.target(), last, linksLeft);
  }

  private static Entry finish(Entry entry, boolean directoryRequired) throws ErrnoException {
    Inode inode = entry.inode();
    if (directoryRequired && inode != null && !(inode instanceof Directory)) {
      throw Errno.ENOTDIR.exception();
    }
    return directoryRequired == entry.directoryRequired()
        ? entry
        : new Entry(entry.parent(), entry.name(), inode, directoryRequired, entry.opened());
  }

  private static int skipSlashes(String path, int from) {
    int position = from;
    while (position < path.length() && path.charAt(position) == '/') {
      position++;
    }
    return position;
  }

  /**
   * Returns the absolute path of a directory, or null if it was removed or unmounted. One that
   * cannot be reached from the root of the process has {@code (unreachable)} in front, as Linux has
   * it.
   */
  public @Nullable String pathOf(Directory directory) {
    return pathOf(directory, Integer.MAX_VALUE);
  }

  /**
   * Returns the path, or null if the directory was removed or it has more than {@code most} bytes.
   */
  private @Nullable String pathOf(Directory directory, int most) {
    Deque<String> names = new ArrayDeque<>();
    Directory at = directory;
    int length = 0;
    while (at != root) {
      Mounts.Mount mount = mounts.of(at);
      Directory parent = mount == null ? at.parent() : mount.parent();
      if (at.isRemoved() || length > most) {
        return null;
      }
      if (parent == at) {
        if (at.fileSystem().kind() != FileSystem.Kind.ROOTFS) {
          return null; // unmounted
        }
        break;
      }
      String name = mount == null ? at.name() : mount.name();
      length += name.length() + 1;
      names.addFirst(name);
      at = parent;
    }
    if (length > most) {
      return null;
    }
    return (at == root ? "/" : "(unreachable)/") + String.join("/", names);
  }

  /**
   * Returns the absolute path of an entry. Of one in a directory that was removed, or so deep that
   * no path leads there, it is the name: what is kept of each open file must not be without limit.
   */
  public String pathOf(Entry entry) {
    if (entry.opened() != null) {
      return entry.opened().path();
    }
    if (entry.inode() instanceof Directory directory) {
      String path = pathOf(directory, PATH_MAX);
      return path == null ? entry.name() : path;
    }
    String parent = pathOf(entry.parent(), PATH_MAX);
    if (parent == null) {
      return entry.name();
    }
    return (parent.equals("/") ? "/" : parent + "/") + entry.name();
  }
}
