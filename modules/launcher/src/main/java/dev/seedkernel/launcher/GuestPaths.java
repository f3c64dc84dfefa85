package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.FileType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds files of an archive as a guest would, through symbolic links. */
final class GuestPaths {
  /** Symbolic links that are followed at most, as in Linux. */
  private static final int MAX_LINKS = 40;

  private GuestPaths() {}

  /** Returns what is at a path, relative to the root, in a canonical archive. */
  static Optional<CpioEntry> resolve(CpioArchive files, String path) {
    Map<String, CpioEntry> byName = new HashMap<>();
    files.entries().forEach(entry -> byName.put(entry.name(), entry));
    Deque<String> rest = new ArrayDeque<>(List.of(path.split("/", -1)));
    Deque<String> at = new ArrayDeque<>();
    CpioEntry found = byName.get(".");
    int links = 0;
    while (!rest.isEmpty()) {
      String component = rest.pop();
      if (component.isEmpty() || component.equals(".")) {
        continue;
      }
      if (component.equals("..")) {
        at.pollLast();
        continue;
      }
      at.addLast(component);
      found = byName.get(String.join("/", at));
      if (found == null) {
        return Optional.empty();
      }
      if (found.type() == FileType.SYMLINK) {
        if (++links > MAX_LINKS) {
          return Optional.empty();
        }
        String target = found.linkTarget();
        at.removeLast();
        if (target.startsWith("/")) {
          at.clear();
        }
        for (String part : List.of(target.split("/", -1)).reversed()) {
          rest.push(part);
        }
      }
    }
    return Optional.ofNullable(at.isEmpty() ? root(byName) : byName.get(String.join("/", at)));
  }

  private static CpioEntry root(Map<String, CpioEntry> byName) {
    CpioEntry root = byName.get(".");
    // An archive need not say that there is a root.
    return root != null ? root : byName.values().iterator().next();
  }
}
