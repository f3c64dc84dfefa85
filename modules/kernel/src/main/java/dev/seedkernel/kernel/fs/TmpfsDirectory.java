package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory whose entries are kept in memory, in byte order of their names. */
public final class TmpfsDirectory extends Directory {
  /** What {@code st_size} says of an entry, as Linux's tmpfs does. */
  private static final int BYTES_PER_ENTRY = 20;

  private final NavigableMap<String, Inode> entries = new TreeMap<>();

  /** The same, to find one: a walk in a directory of a thousand files compares no names. */
  private final Map<String, Inode> byName = new HashMap<>();

  /** The names that the run has made: their inodes need not have changed. */
  private final Set<String> newNames = new HashSet<>();

  private @Nullable Directory parent;
  private String name = "";

  TmpfsDirectory(FileSystem fileSystem, int mode) {
    super(fileSystem, mode);
  }

  /** Counts the root's links: its own "." and "..". */
  void linkedAsRoot() {
    linked();
    linked();
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
  public @Nullable Inode get(String entry) {
    return byName.get(entry);
  }

  @Override
  public Map<String, Inode> entries() {
    return Collections.unmodifiableMap(entries);
  }

  @Override
  Map<String, Inode> entriesAfter(String entry) {
    return Collections.unmodifiableMap(entries.tailMap(entry, false));
  }

  @Override
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public boolean isNewName(String entry) {
    return newNames.contains(entry);
  }

  @Override
  public boolean changed(String entry) {
    Inode inode = byName.get(entry);
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

  @Override
  public void link(String entry, Inode inode) throws ErrnoException {
    requireRoomFor(entry);
    if (inode.fileSystem() != fileSystem()) {
      throw Errno.EXDEV.exception();
    }
    if (byName.containsKey(entry)) {
      throw Errno.EEXIST.exception();
    }
    if (inode instanceof TmpfsDirectory child) {
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
    byName.put(entry, inode);
    newNames.add(entry);
    touchModification();
  }

  private void attach(String entry, TmpfsDirectory child) {
    child.parent = this;
    child.name = entry;
    linked(); // the child's ".."
  }

  @Override
  public void requireRemovals() {}

  @Override
  public void unlink(String entry) {
    Inode inode = remove(entry);
    if (inode instanceof TmpfsDirectory child) {
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
    byName.remove(entry);
    if (inode == null) {
      throw new IllegalArgumentException("no entry " + entry);
    }
    newNames.remove(entry);
    touchModification();
    return inode;
  }

  /** Takes away every name below, and this root itself: the file system goes. */
  void discardTree() {
    List<TmpfsDirectory> directories = new ArrayList<>(List.of(this));
    for (int i = 0; i < directories.size(); i++) {
      for (Inode inode : directories.get(i).entries.values()) {
        if (inode instanceof TmpfsDirectory child) {
          directories.add(child);
        }
      }
    }
    for (TmpfsDirectory directory : directories.reversed()) {
      for (String entry : List.copyOf(directory.entries.keySet())) {
        directory.unlink(entry);
      }
    }
    unlinked();
    unlinked();
  }

  @Override
  @Nullable Inode free() {
    return parent;
  }

  @Override
  public void move(String entry, Directory to, String newName) throws ErrnoException {
    if (!(to instanceof TmpfsDirectory target) || to.fileSystem() != fileSystem()) {
      throw Errno.EXDEV.exception();
    }
    Inode inode = byName.get(entry);
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
    if (inode instanceof TmpfsDirectory child) {
      unlinked();
      target.attach(newName, child);
    }
    target.put(newName, inode);
    inode.touchChange();
  }

  @Override
  public void exchange(String entry, Directory to, String otherEntry) throws ErrnoException {
    if (!(to instanceof TmpfsDirectory target) || to.fileSystem() != fileSystem()) {
      throw Errno.EXDEV.exception();
    }
    Inode inode = byName.get(entry);
    Inode other = target.byName.get(otherEntry);
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

  private static void place(Inode inode, TmpfsDirectory from, TmpfsDirectory to, String entry) {
    if (inode instanceof TmpfsDirectory child) {
      from.unlinked();
      to.attach(entry, child);
    }
    to.put(entry, inode);
    inode.touchChange();
  }
}
