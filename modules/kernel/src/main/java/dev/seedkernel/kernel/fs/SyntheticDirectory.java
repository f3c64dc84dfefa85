package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory of /proc or /sys: what it holds is computed when it is looked at. Nothing can be
 * made, removed or renamed in it.
 */
public final class SyntheticDirectory extends Directory {
  /** Names in byte order, then numbers by their value: so a list of processes reads well. */
  private static final Comparator<String> ORDER =
      (one, other) -> {
        int digits = Integer.compare(digits(one), digits(other));
        return digits != 0 ? digits : one.compareTo(other);
      };

  private final @Nullable Directory parent;
  private final String name;
  private final Contents contents;

  /** What a computed directory holds. */
  public interface Contents {
    /** Returns the names that reading the directory gives, in any order. */
    Collection<String> names();

    /**
     * Returns what a name refers to, or null. There may be more names than a reading gives, as on
     * Linux.
     *
     * @param in the directory that is looked into
     */
    @Nullable Inode get(SyntheticDirectory in, String name);

    /** Returns how many directories it holds, for {@code st_nlink}. */
    int directories();

    /** Returns whether what the directory stands for has gone. */
    default boolean isGone() {
      return false;
    }
  }

  /**
   * Creates a directory.
   *
   * @param parent the directory that holds it, or null for a root
   * @param name its name there; empty for a root
   */
  public SyntheticDirectory(
      InodeIdentity identity,
      int permissions,
      @Nullable Directory parent,
      String name,
      Contents contents) {
    super(identity, FileMode.S_IFDIR | permissions, 2);
    this.parent = parent;
    this.name = name;
    this.contents = contents;
  }

  private static int digits(String name) {
    return isNumber(name) ? name.length() : 0;
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public Directory parent() {
    return parent == null ? this : parent;
  }

  @Override
  String name() {
    return name;
  }

  @Override
  public boolean isRemoved() {
    return contents.isGone();
  }

  @Override
  public @Nullable Inode get(String entry) {
    return contents.get(this, entry);
  }

  @Override
  public Map<String, Inode> entries() {
    return entriesAfter("");
  }

  @Override
  Map<String, Inode> entriesAfter(String entry) {
    NavigableMap<String, Inode> entries = new TreeMap<>(ORDER);
    for (String each : contents.names()) {
      if (entry.isEmpty() || ORDER.compare(each, entry) > 0) {
        Inode inode = get(each);
        if (inode != null) {
          entries.put(each, inode);
        }
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  @Override
  public int links() {
    return 2 + contents.directories();
  }

  @Override
  public boolean isEmpty() {
    return contents.names().isEmpty();
  }

  @Override
  public boolean isNewName(String entry) {
    return false;
  }

  @Override
  public boolean changed(String entry) {
    return false;
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void link(String entry, Inode inode) throws ErrnoException {
    throw fileSystem().kind().noNewNames().exception();
  }

  @Override
  public void requireRemovals() throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  @Override
  public void unlink(String entry) throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  @Override
  public void move(String entry, Directory target, String newName) throws ErrnoException {
    throw (target.get(newName) == null ? fileSystem().kind().noNewNames() : Errno.EPERM)
        .exception();
  }

  @Override
  public void exchange(String entry, Directory target, String otherEntry) throws ErrnoException {
    throw Errno.EPERM.exception();
  }
}
