package dev.seedkernel.spec.model.files;

import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All files and open file descriptions. What nothing refers to any more stays here, where nobody
 * can find it. How many names a file has is not kept but counted, and so is who has it open.
 *
 * @param inodes files by a number of the model's own, which is not {@code st_ino}
 * @param descriptions open file descriptions by number
 * @param ids {@code st_dev} and {@code st_ino} by inode, as far as they were seen
 * @param next the lowest number that was not used for either
 */
public record Files(
    Map<Integer, Inode> inodes,
    Map<Integer, Description> descriptions,
    Map<Integer, Bytes> ids,
    int next) {
  /** The directory {@code /}. */
  public static final int ROOT = 1;

  /** Only an empty root. */
  public static final Files EMPTY =
      new Files(
          Map.of(ROOT, new Directory(Map.of(), ROOT, 0755, false)), Map.of(), Map.of(), ROOT + 1);

  public Files {
    inodes = Map.copyOf(inodes);
    descriptions = Map.copyOf(descriptions);
    ids = Map.copyOf(ids);
  }

  /**
   * Returns a file.
   *
   * @throws IllegalArgumentException if there is none of that number
   */
  public Inode inode(int number) {
    Inode inode = inodes.get(number);
    if (inode == null) {
      throw new IllegalArgumentException("no inode " + number);
    }
    return inode;
  }

  /** Returns a file if it is a directory. */
  public Optional<Directory> directory(int number) {
    return inode(number) instanceof Directory directory ? Optional.of(directory) : Optional.empty();
  }

  /**
   * Returns an open file description.
   *
   * @throws IllegalArgumentException if there is none of that number
   */
  public Description description(int number) {
    Description description = descriptions.get(number);
    if (description == null) {
      throw new IllegalArgumentException("no description " + number);
    }
    return description;
  }

  /** Returns these files with one that is there changed, or one added under {@link #next}. */
  public Files with(int number, Inode inode) {
    Map<Integer, Inode> changed = new HashMap<>(inodes);
    changed.put(number, inode);
    return new Files(changed, descriptions, ids, Math.max(next, number + 1));
  }

  /** Returns these files with one description changed, or one added under {@link #next}. */
  public Files withDescription(int number, Description description) {
    Map<Integer, Description> changed = new HashMap<>(descriptions);
    changed.put(number, description);
    return new Files(inodes, changed, ids, Math.max(next, number + 1));
  }

  /** Returns these files with a new one, numbered {@link #next}, under a name. */
  public Files make(int directory, String name, Inode inode) {
    return with(next, inode).link(directory, name, next);
  }

  /** Returns these files with a name for one of them, in the place of what had it. */
  public Files link(int directory, String name, int inode) {
    Files linked = with(directory, theDirectory(directory).with(name, inode));
    return linked
        .directory(inode)
        .map(moved -> linked.with(inode, moved.withParent(directory)))
        .orElse(linked);
  }

  /** Returns these files without a name. */
  public Files unlink(int directory, String name) {
    return with(directory, theDirectory(directory).without(name));
  }

  /** Returns what is known of {@code st_dev} and {@code st_ino} of a file. */
  public Optional<Bytes> id(int inode) {
    return Optional.ofNullable(ids.get(inode));
  }

  /** Whether another file that has a name is known to have that id (FS-37). */
  public boolean isIdOfAnother(int inode, Bytes id) {
    return ids.entrySet().stream()
        .anyMatch(known ->
            known.getKey() != inode
                && known.getValue().equals(id)
                && !(inode(known.getKey()) instanceof Inode.Pipe)
                && links(known.getKey()) > 0);
  }

  /** Returns these files with what was seen of one. */
  public Files withId(int inode, Bytes id) {
    Map<Integer, Bytes> more = new HashMap<>(ids);
    more.put(inode, id);
    return new Files(inodes, descriptions, more, next);
  }

  private Directory theDirectory(int number) {
    return directory(number).orElseThrow();
  }

  /** Whether a directory was removed: it is no more in that which it was in. */
  public boolean isRemoved(int directory) {
    return directory != ROOT
        && !theDirectory(theDirectory(directory).parent()).names().containsValue(directory);
  }

  /** Whether a directory is another, or lies within it. */
  public boolean isWithin(int directory, int outer) {
    int at = directory;
    while (at != outer && at != ROOT) {
      at = theDirectory(at).parent();
    }
    return at == outer;
  }

  /** Returns the link count of a file (FS-38). */
  public long links(int number) {
    return switch (inode(number)) {
      case Directory directory ->
          isRemoved(number)
              ? 0
              : 2
                  + directory.names().values().stream()
                      .filter(name -> directory(name).isPresent())
                      .count();
      case Inode.Pipe _ -> 1;
      case Inode.RegularFile _, Inode.SymbolicLink _, Inode.Device _ -> names(number);
    };
  }

  private long names(int number) {
    return inodes.values().stream()
        .filter(Directory.class::isInstance)
        .flatMap(directory -> ((Directory) directory).names().values().stream())
        .filter(name -> name == number)
        .count();
  }

  /** Returns the absolute path of a directory, or nothing if it was removed (FS-51). */
  public Optional<String> path(int directory) {
    if (directory == ROOT) {
      return Optional.of("/");
    }
    int parent = theDirectory(directory).parent();
    return theDirectory(parent).names().entrySet().stream()
        .filter(entry -> entry.getValue() == directory)
        .findFirst()
        .flatMap(entry ->
            path(parent).map(path -> path + (path.endsWith("/") ? "" : "/") + entry.getKey()));
  }
}
