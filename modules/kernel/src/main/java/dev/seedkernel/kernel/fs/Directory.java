package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory. Reading it gives the same order everywhere. Names are byte strings of 1 to 255
 * bytes, one char a byte; {@code .} and {@code ..} are not among the entries.
 *
 * <p>It is either kept in memory, or computed when it is looked at. What changes the tree throws in
 * the latter what Linux answers there.
 */
public abstract sealed class Directory extends Inode permits TmpfsDirectory, SyntheticDirectory {
  /** Bytes in the longest name (NAME_MAX). */
  public static final int NAME_MAX = 255;

  Directory(FileSystem fileSystem, int mode) {
    super(fileSystem, mode);
  }

  Directory(InodeIdentity identity, int mode, int links) {
    super(identity, mode, links);
  }

  /**
   * Returns the directory that holds this one, or that held it before it was removed; a root holds
   * itself.
   */
  public abstract Directory parent();

  /** Returns the name of this directory in its parent; empty for a root. */
  abstract String name();

  /** Returns whether it was removed, and only an open file or a process still refers to it. */
  public boolean isRemoved() {
    return links() == 0;
  }

  /** Returns what a name refers to, or null. */
  public abstract @Nullable Inode get(String entry);

  /** Returns the entries in their order. */
  public abstract Map<String, Inode> entries();

  /** Returns the entries whose names come after {@code entry}, in order; all for an empty name. */
  abstract Map<String, Inode> entriesAfter(String entry);

  public abstract boolean isEmpty();

  /** Returns whether the run has made this name, by whatever call. */
  public abstract boolean isNewName(String entry);

  /** Returns whether the run has made this name, or what it refers to has changed. */
  public abstract boolean changed(String entry);

  /**
   * Gives an inode a name here.
   *
   * @throws ErrnoException ENAMETOOLONG, EEXIST, ENOENT if this directory was removed, EXDEV, or
   *     ENOSPC for a further name at the limit of files; then nothing has changed
   */
  public abstract void link(String entry, Inode inode) throws ErrnoException;

  /**
   * Checks that names can be taken away at all, which comes before what they refer to.
   *
   * @throws ErrnoException EPERM where names are computed
   */
  public abstract void requireRemovals() throws ErrnoException;

  /**
   * Takes a name away. What it referred to is freed when nothing else refers to it.
   *
   * @throws ErrnoException EPERM where names are computed
   */
  public abstract void unlink(String entry) throws ErrnoException;

  /**
   * Moves an entry to another directory and name, and takes away what was there. The caller has
   * checked rename's rules about what may replace what, and that no directory moves into itself.
   *
   * @throws ErrnoException ENOENT if there is no such entry or the target was removed,
   *     ENAMETOOLONG, EXDEV, EPERM; then nothing has changed
   */
  public abstract void move(String entry, Directory target, String newName) throws ErrnoException;

  /**
   * Lets two entries change places (RENAME_EXCHANGE). The caller has checked that both are there
   * and that no directory moves into itself.
   *
   * @throws ErrnoException EXDEV, EPERM; then nothing has changed
   */
  public abstract void exchange(String entry, Directory target, String otherEntry)
      throws ErrnoException;
}
