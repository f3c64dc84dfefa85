package dev.seedkernel.spec.model.files;

import dev.seedkernel.spec.program.Bytes;
import java.util.Map;
import java.util.TreeMap;

/**
 * All files and open file descriptions. Skeleton: one flat directory of regular files, the case's;
 * the owner of the file model makes a tree of it.
 *
 * @param names what the directory has, by name
 * @param contents bytes of regular files by inode number
 * @param descriptions open file descriptions by number
 * @param next the lowest number that was not used for an inode or a description
 */
public record Files(
    Map<String, Integer> names,
    Map<Integer, Bytes> contents,
    Map<Integer, Description> descriptions,
    int next) {
  /** No files. */
  public static final Files EMPTY = new Files(Map.of(), Map.of(), Map.of(), 1);

  public Files {
    names = Map.copyOf(names);
    contents = Map.copyOf(contents);
    descriptions = Map.copyOf(descriptions);
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

  /** Returns the bytes of a regular file; nothing has none. */
  public Bytes content(int inode) {
    return contents.getOrDefault(inode, Bytes.EMPTY);
  }

  /** Returns these files with the content of one changed. */
  public Files withContent(int inode, Bytes content) {
    Map<Integer, Bytes> changed = new TreeMap<>(contents);
    changed.put(inode, content);
    return new Files(names, changed, descriptions, next);
  }

  /** Returns these files with one description changed or added. */
  public Files withDescription(int number, Description description) {
    Map<Integer, Description> changed = new TreeMap<>(descriptions);
    changed.put(number, description);
    return new Files(names, contents, changed, Math.max(next, number + 1));
  }

  /** Returns these files with an empty file of a name that is not there. */
  public Files withFile(String name) {
    Map<String, Integer> more = new TreeMap<>(names);
    more.put(name, next);
    Map<Integer, Bytes> changed = new TreeMap<>(contents);
    changed.put(next, Bytes.EMPTY);
    return new Files(more, changed, descriptions, next + 1);
  }

  /** Returns these files without a name. */
  public Files withoutName(String name) {
    Map<String, Integer> fewer = new TreeMap<>(names);
    fewer.remove(name);
    return new Files(fewer, contents, descriptions, next);
  }
}
