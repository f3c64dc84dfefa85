package dev.seedkernel.kernel.fs;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Path resolution by rewriting: a link's target takes the place of its name, then all goes on. */
final class Rewriter {
  private Rewriter() {}

  /** Returns the canonical path, or the name of the error. */
  static String resolve(
      Map<String, String> links, Collection<String> directories, String file, String path) {
    if (path.isEmpty()) {
      return "ENOENT";
    }
    Deque<String> rest = new ArrayDeque<>(components(path));
    String at = "/";
    int followed = 0;
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (!directories.contains(at)) {
        return "ENOTDIR";
      }
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        at = at.lastIndexOf('/') == 0 ? "/" : at.substring(0, at.lastIndexOf('/'));
        continue;
      }
      String next = (at.equals("/") ? "" : at) + "/" + name;
      String target = links.get(next);
      if (target != null) {
        if (++followed > 40) {
          return "ELOOP";
        }
        List<String> inserted = components(target);
        for (String component : inserted.reversed()) {
          rest.addFirst(component);
        }
        at = target.startsWith("/") ? "/" : at;
      } else if (directories.contains(next) || next.equals(file)) {
        at = next;
      } else {
        return "ENOENT";
      }
    }
    return at;
  }

  /** A slash at the end asks for a directory, as "." does. */
  private static List<String> components(String path) {
    List<String> names =
        Arrays.stream(path.split("/", -1)).filter(name -> !name.isEmpty()).toList();
    if (path.endsWith("/")) {
      names = Stream.concat(names.stream(), Stream.of(".")).toList();
    }
    return names;
  }
}
