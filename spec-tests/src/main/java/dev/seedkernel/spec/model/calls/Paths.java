package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;

import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.SymbolicLink;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How a path leads to a file: FS-1 to FS-12. */
final class Paths {
  /** Bytes of the longest name (FS-7). */
  private static final int NAME_MAX = 255;

  /** How many symbolic links one walk follows (FS-11). */
  private static final int MOST_LINKS = 40;

  private final Files files;
  private int links;

  private Paths(Files files) {
    this.files = files;
  }

  /**
   * The last component of a path, not looked up yet, and the directory in which it stands.
   *
   * @param name a name, {@code .}, {@code ..}, or nothing where the path is only slashes
   * @param slash whether slashes follow it
   */
  record Last(int directory, String name, boolean slash) {
    /** Whether it is a name, and not {@code .}, {@code ..} or root. */
    boolean isName() {
      return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }
  }

  /**
   * Where a path has led to.
   *
   * @param last the last component, behind all symbolic links that were followed
   * @param inode the file, if there is one
   */
  record Target(Last last, Optional<Integer> inode) {
    /** Returns the file; ENOENT if there is none. */
    int file() {
      return inode.orElseThrow(() -> new Refusal(Errno.ENOENT));
    }
  }

  /** Returns the directory where a path starts (OPEN-2, OPEN-3). */
  private static int start(Caller call, int dirfd, String path) {
    if (path.startsWith("/")) {
      return Files.ROOT;
    }
    if (dirfd == Flags.AT_FDCWD) {
      return call.place().directory();
    }
    int inode = call.anyOpen(dirfd).file();
    require(call.files().directory(inode).isPresent(), Errno.ENOTDIR);
    return inode;
  }

  /** Returns the last component of a path, which calls look at that make or remove names. */
  static Last last(Caller call, int dirfd, String path) {
    return new Paths(call.files()).walk(start(call, dirfd, path), path);
  }

  /**
   * Returns the file that a path names.
   *
   * @param follow whether a symbolic link as last component is followed; with a slash behind it, it
   *     always is (FS-10, FS-5)
   */
  static int file(Caller call, int dirfd, String path, boolean follow) {
    Target target = new Paths(call.files()).target(start(call, dirfd, path), path, follow, false);
    int inode = target.file();
    require(!target.last.slash || call.files().directory(inode).isPresent(), Errno.ENOTDIR); // FS-5
    return inode;
  }

  /**
   * Returns where a path leads that may name nothing yet; EISDIR where a slash stands behind a
   * name, before that is looked up (OPEN-10).
   *
   * @param follow whether a symbolic link as last component is followed
   */
  static Target toCreate(Caller call, int dirfd, String path, boolean follow) {
    return new Paths(call.files()).target(start(call, dirfd, path), path, follow, true);
  }

  private Target target(int start, String path, boolean follow, boolean creates) {
    int directory = start;
    String rest = path;
    while (true) {
      Last last = walk(directory, rest);
      require(!creates || !last.isName() || !last.slash, Errno.EISDIR);
      Optional<Integer> inode = lookUp(files, last);
      if ((last.slash ? !creates : follow)
          && inode.map(files::inode).orElse(null) instanceof SymbolicLink(String target)) {
        countLink();
        directory = target.startsWith("/") ? Files.ROOT : last.directory;
        rest = target + (last.slash ? "/" : "");
      } else {
        return new Target(last, inode);
      }
    }
  }

  /** Returns what the last component names. */
  static Optional<Integer> lookUp(Files files, Last last) {
    return switch (last.name) {
      case "", "." -> Optional.of(last.directory);
      case ".." -> Optional.of(parent(files, last.directory));
      default -> lookUp(files, last.directory, last.name);
    };
  }

  private static Optional<Integer> lookUp(Files files, int directory, String name) {
    require(!files.isRemoved(directory), Errno.ENOENT); // FS-25
    require(
        name.getBytes(StandardCharsets.ISO_8859_1).length <= NAME_MAX, Errno.ENAMETOOLONG); // FS-7
    return files.directory(directory).map(there -> there.names().get(name));
  }

  private static int parent(Files files, int directory) {
    return files.directory(directory).map(Directory::parent).orElse(Files.ROOT);
  }

  private void countLink() {
    links++;
    require(links <= MOST_LINKS, Errno.ELOOP);
  }

  /** Goes through all components but the last. */
  private Last walk(int start, String path) {
    int directory = path.startsWith("/") ? Files.ROOT : start;
    String rest = withoutSlashes(path);
    while (true) {
      int end = rest.indexOf('/');
      String name = end < 0 ? rest : rest.substring(0, end);
      String behind = end < 0 ? "" : withoutSlashes(rest.substring(end));
      if (behind.isEmpty()) {
        return new Last(directory, name, end >= 0);
      }
      int next =
          lookUp(files, new Last(directory, name, true))
              .orElseThrow(() -> new Refusal(Errno.ENOENT)); // FS-4
      Inode inode = files.inode(next);
      if (inode instanceof SymbolicLink(String target)) { // FS-9
        countLink();
        if (target.startsWith("/")) {
          directory = Files.ROOT;
        }
        rest = withoutSlashes(target + "/" + behind);
      } else {
        require(inode instanceof Directory, Errno.ENOTDIR); // FS-4
        directory = next;
        rest = behind;
      }
    }
  }

  private static String withoutSlashes(String path) {
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    return path.substring(start);
  }
}
