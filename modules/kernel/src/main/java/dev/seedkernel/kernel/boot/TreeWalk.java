package dev.seedkernel.kernel.boot;

import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

/**
 * Goes over a tree, in byte order of the names in each directory, a directory before what it holds.
 * It keeps its own stack: a guest may nest directories deeper than the JVM's goes.
 */
final class TreeWalk {
  private final Deque<Level> levels = new ArrayDeque<>();
  private final StringBuilder path = new StringBuilder();
  private Directory parent;
  private String name = "";

  /** A directory that is being gone over. */
  private record Level(
      Directory directory, Iterator<Map.Entry<String, Inode>> entries, int pathLength) {}

  TreeWalk(Directory root) {
    parent = root;
    levels.push(new Level(root, root.entries().entrySet().iterator(), 0));
  }

  /** Goes to the next entry; false if there is none. */
  boolean next() {
    while (!levels.isEmpty()) {
      Level level = levels.peek();
      path.setLength(level.pathLength);
      if (level.entries.hasNext()) {
        Map.Entry<String, Inode> entry = level.entries.next();
        parent = level.directory;
        name = entry.getKey();
        path.append('/').append(name);
        if (entry.getValue() instanceof Directory child) {
          levels.push(new Level(child, child.entries().entrySet().iterator(), path.length()));
        }
        return true;
      }
      levels.pop();
    }
    return false;
  }

  Directory parent() {
    return parent;
  }

  String name() {
    return name;
  }

  Inode inode() {
    Inode inode = parent.get(name);
    if (inode == null) {
      throw new IllegalStateException("the tree changed");
    }
    return inode;
  }

  /** Returns how many levels the entry lies below the root: 1 for one in the root. */
  int depth() {
    return levels.size() - (inode() instanceof Directory ? 1 : 0);
  }

  int pathLength() {
    return path.length();
  }

  /** Returns the length of the path of the directory that holds the entry. */
  int parentLength() {
    return path.length() - name.length() - 1;
  }

  /** Returns the absolute path. */
  String path() {
    return path.toString();
  }
}
