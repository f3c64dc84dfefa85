package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory: names in byte order, so that reading it gives the same order everywhere. Names are
 * byte strings of 1 to 255 bytes, one char a byte; {@code .} and {@code ..} are not kept as
 * entries.
 */
public final class Directory extends Inode {
  /** Bytes in the longest name (NAME_MAX). */
  public static final int NAME_MAX = 255;

  /** What {@code st_size} says of an entry, as Linux's tmpfs does. */
  private static final int BYTES_PER_ENTRY = 20;

  private final NavigableMap<String, Inode> entries = new TreeMap<>();

  /** The names that the run has made: their inodes need not have changed. */
  private final Set<String> newNames = new HashSet<>();

  private @Nullable Directory parent;
  private String name = "";

  Directory(FileSystem fileSystem, int mode) {
    super(fileSystem, mode);
  }

  /** Counts the root's links: its own "." and "..". */
  void linkedAsRoot() {
    linked();
    linked();
  }

  /**
   * Returns the directory that holds this one, or that held it before it was removed; the root
   * holds itself.
   */
  public Directory parent() {
    return parent == null ? this : parent;
  }

  /** Returns the name of this directory in its parent; empty for the root. */
  String name() {
    return name;
  }

  /** Returns whether it was removed, and only an open file or a process still refers to it. */
  public boolean isRemoved() {
    return links() == 0;
  }

  /** Returns what a name refers to, or null. */
  public @Nullable Inode get(String entry) {
    return entries.get(entry);
  }

  /** Returns the entries in byte order of their names. */
  public Map<String, Inode> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** Returns the entries whose names come after {@code entry}, in order; all for an empty name. */
  Map<String, Inode> entriesAfter(String entry) {
    return Collections.unmodifiableMap(entries.tailMap(entry, false));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns whether the run has made this name, by whatever call. */
  public boolean isNewName(String entry) {
    return newNames.contains(entry);
  }

  /** Returns whether the run has made this name, or what it refers to has changed. */
  public boolean changed(String entry) {
    Inode inode = entries.get(entry);
    return inode != null && (inode.changed() || newNames.contains(entry));
  }

  @Override
  public void changed(boolean newChanged) {
    super.changed(newChanged);
    if (!newChanged) {
      newNames.clear();
    }
  }

  @Override
  public long size() {
    return (long) (entries.size() + 2) * BYTES_PER_ENTRY;
  }

  /**
   * Gives an inode a name here.
   *
   * @throws ErrnoException ENAMETOOLONG, EEXIST, ENOENT if this directory was removed, or ENOSPC
   *     for a further name at the limit of files; then nothing has changed
   */
  public void link(String entry, Inode inode) throws ErrnoException {
    requireRoomFor(entry);
    if (entries.containsKey(entry)) {
      throw Errno.EEXIST.exception();
    }
    if (inode instanceof Directory child) {
      child.linked(); // its own "."
      attach(entry, child);
    } else if (inode.links() > 0) {
      fileSystem().files().take(1);
    }
    put(entry, inode);
    inode.linked();
  }

  private void requireRoomFor(String entry) throws ErrnoException {
    if (entry.length() > NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    if (isRemoved()) {
      throw Errno.ENOENT.exception();
    }
  }

  private void put(String entry, Inode inode) {
    entries.put(entry, inode);
    newNames.add(entry);
    touchModification();
  }

  private void attach(String entry, Directory child) {
    child.parent = this;
    child.name = entry;
    linked(); // the child's ".."
  }

  /** Takes a name away. What it referred to is freed when nothing else refers to it. */
  public void unlink(String entry) {
    Inode inode = remove(entry);
    if (inode instanceof Directory child) {
      // Whoever still has the child open may go up from it, so it keeps this directory in being.
      opened();
      unlinked();
      child.unlinked(); // its own "."
    } else if (inode.links() > 1) {
      fileSystem().files().giveBack(1);
    }
    inode.unlinked();
  }

  private Inode remove(String entry) {
    Inode inode = entries.remove(entry);
    if (inode == null) {
      throw new IllegalArgumentException("no entry " + entry);
    }
    newNames.remove(entry);
    touchModification();
    return inode;
  }

  @Override
  @Nullable Inode free() {
    return parent;
  }

  /**
   * Moves an entry to another directory and name, and takes away what was there. The caller has
   * checked rename's rules about what may replace what, and that no directory moves into itself.
   *
   * @throws ErrnoException ENOENT if there is no such entry or the target was removed,
   *     ENAMETOOLONG; then nothing has changed
   */
  public void move(String entry, Directory target, String newName) throws ErrnoException {
    Inode inode = entries.get(entry);
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    target.requireRoomFor(newName);
    Inode replaced = target.get(newName);
    if (replaced == inode) {
      return; // Two names of one file, or the same name: rename(2) does nothing.
    }
    if (replaced != null) {
      target.unlink(newName);
    }
    remove(entry);
    if (inode instanceof Directory child) {
      unlinked();
      target.attach(newName, child);
    }
    target.put(newName, inode);
    inode.touchChange();
  }

  /**
   * Lets two entries change places (RENAME_EXCHANGE). The caller has checked that both are there
   * and that no directory moves into itself.
   */
  public void exchange(String entry, Directory target, String otherEntry) {
    Inode inode = entries.get(entry);
    Inode other = target.entries.get(otherEntry);
    if (inode == null || other == null) {
      throw new IllegalArgumentException("no entry " + entry + " or " + otherEntry);
    }
    if (inode == other) {
      return;
    }
    remove(entry);
    target.remove(otherEntry);
    place(other, target, this, entry);
    place(inode, this, target, otherEntry);
  }

  private static void place(Inode inode, Directory from, Directory to, String entry) {
    if (inode instanceof Directory child) {
      from.unlinked();
      to.attach(entry, child);
    }
    to.put(entry, inode);
    inode.touchChange();
  }
}
