package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a file system should be, in the plainest way: a map from absolute paths to numbered files. A
 * rename rewrites paths, a link count is counted, a quota is added up.
 */
final class ModelTree {
  enum FileKind {
    DIRECTORY,
    FILE,
    LINK,
    DEVICE
  }

  /** A file by number. */
  static final class Item {
    final FileKind type;
    byte[] content = {};
    final Set<Integer> pages = new TreeSet<>();
    int opens;
    boolean changed;

    Item(FileKind type) {
      this.type = type;
    }
  }

  final long mostFiles;
  final long mostBytes;
  final NavigableMap<String, Item> paths = new TreeMap<>();
  final Set<String> newPaths = new HashSet<>();
  private final Set<Item> nameless = new HashSet<>();

  ModelTree(long mostFiles, long mostBytes) {
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
    paths.put("", new Item(FileKind.DIRECTORY));
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  Item item(String path) {
    return Objects.requireNonNull(paths.get(path));
  }

  boolean is(String path, FileKind type) {
    Item item = paths.get(path);
    return item != null && item.type == type;
  }

  List<String> children(String directory) {
    List<String> children = new ArrayList<>();
    for (String path : paths.tailMap(directory + "/").keySet()) {
      if (path.startsWith(directory + "/") && parent(path).equals(directory)) {
        children.add(path);
      }
    }
    return children;
  }

  long names(Item item) {
    return paths.values().stream().filter(other -> other == item).count();
  }

  long links(String path) {
    Item item = item(path);
    return item.type == FileKind.DIRECTORY
        ? 2 + children(path).stream().filter(child -> is(child, FileKind.DIRECTORY)).count()
        : names(item);
  }

  long filesUsed() {
    Map<Item, Long> names = new HashMap<>();
    paths.forEach((path, item) -> {
      if (!path.isEmpty()) {
        names.merge(item, 1L, Long::sum);
      }
    });
    return names.values().stream().mapToLong(n -> n).sum() + nameless.size();
  }

  long bytesUsed() {
    Set<Item> all = new HashSet<>(paths.values());
    all.addAll(nameless);
    return all.stream().mapToLong(item -> item.pages.size()).sum() * RegularFile.PAGE_SIZE;
  }

  /** Returns why the parent of a path cannot be reached, or null. */
  private @Nullable Errno reach(String path) {
    String parent = parent(path);
    if (parent.isEmpty()) {
      return null;
    }
    Errno above = reach(parent);
    if (above != null) {
      return above;
    }
    Item item = paths.get(parent);
    if (item == null || item.type == FileKind.LINK) {
      return Errno.ENOENT; // Every link of the test dangles.
    }
    return item.type == FileKind.DIRECTORY ? null : Errno.ENOTDIR;
  }

  private void name(String path, Item item) {
    paths.put(path, item);
    newPaths.add(path);
    nameless.remove(item);
    item(parent(path)).changed = true;
  }

  private void unname(String path) {
    Item item = Objects.requireNonNull(paths.remove(path));
    newPaths.remove(path);
    item(parent(path)).changed = true;
    if (names(item) == 0 && item.opens > 0) {
      nameless.add(item);
    }
  }

  @Nullable Errno create(String path, FileKind type) {
    Errno error = reach(path);
    if (error != null) {
      return error;
    }
    if (paths.containsKey(path)) {
      return Errno.EEXIST;
    }
    if (filesUsed() == mostFiles) {
      return Errno.ENOSPC;
    }
    name(path, new Item(type));
    return null;
  }

  @Nullable Errno link(String from, String to) {
    Errno error = reach(to);
    if (error != null) {
      return error;
    }
    if (paths.containsKey(to)) {
      return Errno.EEXIST;
    }
    if (filesUsed() == mostFiles) {
      return Errno.ENOSPC;
    }
    name(to, item(from));
    return null;
  }

  void unlink(String path) {
    unname(path);
  }

  /** Whether rename(2) would do it. */
  boolean mayRename(String from, String to) {
    if (!paths.containsKey(from) || reach(to) != null || (to + "/").startsWith(from + "/")) {
      return false;
    }
    Item target = paths.get(to);
    if (target == null) {
      return true;
    }
    return is(from, FileKind.DIRECTORY)
        ? target.type == FileKind.DIRECTORY && children(to).isEmpty()
        : target.type != FileKind.DIRECTORY;
  }

  void rename(String from, String to) {
    Item item = item(from);
    if (paths.get(to) == item) {
      return;
    }
    if (paths.containsKey(to)) {
      unname(to);
    }
    Map<String, Item> below = new TreeMap<>();
    Set<String> newBelow = new HashSet<>();
    for (String path : new ArrayList<>(paths.keySet())) {
      if (path.startsWith(from + "/")) {
        String moved = to + path.substring(from.length());
        if (newPaths.remove(path)) {
          newBelow.add(moved);
        }
        below.put(moved, Objects.requireNonNull(paths.remove(path)));
      }
    }
    unname(from);
    name(to, item);
    paths.putAll(below);
    newPaths.addAll(newBelow);
  }

  /** Whether renameat2(2) with RENAME_EXCHANGE would do it. */
  boolean mayExchange(String one, String other) {
    return paths.containsKey(one)
        && paths.containsKey(other)
        && (one.equals(other) || !within(one, other))
        && (one.equals(other) || !within(other, one));
  }

  private static boolean within(String path, String ancestor) {
    return path.startsWith(ancestor + "/");
  }

  void exchange(String one, String other) {
    if (paths.get(one) == paths.get(other)) {
      return;
    }
    Map<String, Item> moved = new TreeMap<>();
    Set<String> newMoved = new HashSet<>();
    for (String path : new ArrayList<>(paths.keySet())) {
      String to =
          path.equals(one) || within(path, one)
              ? other + path.substring(one.length())
              : path.equals(other) || within(path, other)
                  ? one + path.substring(other.length())
                  : "";
      if (!to.isEmpty()) {
        moved.put(to, Objects.requireNonNull(paths.remove(path)));
        if (newPaths.remove(path)) {
          newMoved.add(to);
        }
      }
    }
    paths.putAll(moved);
    newPaths.addAll(newMoved);
    newPaths.add(one);
    newPaths.add(other);
    item(parent(one)).changed = true;
    item(parent(other)).changed = true;
  }

  /** Returns whether the quota allows it. */
  boolean allocate(Item item, int position, int length, boolean keepSize) {
    Set<Integer> pages = new TreeSet<>(item.pages);
    for (int at = position; at < position + length; at++) {
      pages.add(at / RegularFile.PAGE_SIZE);
    }
    long more = (long) (pages.size() - item.pages.size()) * RegularFile.PAGE_SIZE;
    if (bytesUsed() + more > mostBytes) {
      return false;
    }
    item.pages.addAll(pages);
    if (!keepSize && item.content.length < position + length) {
      item.content = Arrays.copyOf(item.content, position + length);
    }
    item.changed = true;
    return true;
  }

  void punch(Item item, int position, int length) {
    for (int at = position; at < Math.min(position + length, item.content.length); at++) {
      item.content[at] = 0;
    }
    item.pages.removeIf(page ->
        (long) page * RegularFile.PAGE_SIZE >= position
            && (page + 1L) * RegularFile.PAGE_SIZE <= position + length);
    item.changed = true;
  }

  void open(Item item) {
    item.opens++;
  }

  void close(Item item) {
    item.opens--;
    if (item.opens == 0) {
      nameless.remove(item);
    }
  }

  /** Returns how many bytes are written before the quota ends. */
  int write(Item item, int position, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      int page = (position + done) / RegularFile.PAGE_SIZE;
      if (!item.pages.contains(page)) {
        if (bytesUsed() + RegularFile.PAGE_SIZE > mostBytes) {
          break;
        }
        item.pages.add(page);
      }
      done = Math.min(bytes.length, (page + 1) * RegularFile.PAGE_SIZE - position);
    }
    if (done > 0) {
      item.content = Arrays.copyOf(item.content, Math.max(item.content.length, position + done));
      System.arraycopy(bytes, 0, item.content, position, done);
      item.changed = true;
    }
    return done;
  }

  void truncate(Item item, int size) {
    if (size <= item.content.length) {
      item.pages.removeIf(page -> (long) page * RegularFile.PAGE_SIZE >= size);
    }
    item.content = Arrays.copyOf(item.content, size);
    item.changed = true;
  }

  void forgetChanges() {
    newPaths.clear();
    paths.values().forEach(item -> item.changed = false);
    nameless.forEach(item -> item.changed = false);
  }
}
