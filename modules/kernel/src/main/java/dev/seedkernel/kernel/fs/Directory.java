package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
  private @Nullable Directory parent;

  Directory(FileSystem fileSystem, int mode, @Nullable Directory parent) {
    super(fileSystem, mode);
    this.parent = parent;
    linked(); // its own "."
  }

  /** Returns the directory that holds this one; the root holds itself. */
  public Directory parent() {
    return parent == null ? this : parent;
  }

  /** Returns what a name refers to, or null. */
  public @Nullable Inode get(String name) {
    return entries.get(name);
  }

  /** Returns the entries in byte order of their names. */
  public Map<String, Inode> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** Returns the names that come after {@code name}, in order; all of them for an empty name. */
  public List<String> namesAfter(String name) {
    return new ArrayList<>(entries.tailMap(name, false).keySet());
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public long size() {
    return (long) (entries.size() + 2) * BYTES_PER_ENTRY;
  }

  /**
   * Gives an inode a name here.
   *
   * @throws ErrnoException ENAMETOOLONG, EEXIST, or ENOENT if this directory was removed
   */
  public void link(String name, Inode inode) throws ErrnoException {
    if (name.length() > NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    if (links() == 0) {
      throw Errno.ENOENT.exception();
    }
    if (entries.putIfAbsent(name, inode) != null) {
      throw Errno.EEXIST.exception();
    }
    inode.linked();
    if (inode instanceof Directory child) {
      child.parent = this;
      linked(); // its ".."
    }
    touchModification();
  }

  /** Takes a name away. What it referred to is freed when nothing else refers to it. */
  public void unlink(String name) {
    Inode inode = entries.remove(name);
    if (inode == null) {
      throw new IllegalArgumentException("no entry " + name);
    }
    touchModification();
    if (inode instanceof Directory child) {
      unlinked();
      child.unlinked(); // its own "."
    }
    inode.unlinked();
  }

  /**
   * Moves an entry to another directory and name, and takes away what was there. The caller has
   * checked all of rename's rules.
   */
  public void move(String name, Directory target, String newName) throws ErrnoException {
    Inode inode = entries.get(name);
    if (inode == null) {
      throw Errno.ENOENT.exception();
    }
    if (newName.length() > NAME_MAX) {
      throw Errno.ENAMETOOLONG.exception();
    }
    // Held as if open, so that it survives the moment between its two names.
    inode.opened();
    if (target.get(newName) != null) {
      target.unlink(newName);
    }
    entries.remove(name);
    touchModification();
    if (inode instanceof Directory) {
      unlinked();
    }
    inode.unlinked();
    target.link(newName, inode);
    inode.released();
  }
}
