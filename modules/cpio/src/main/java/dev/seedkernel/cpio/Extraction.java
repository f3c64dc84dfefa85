package dev.seedkernel.cpio;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@link HostTree#extract}: the archive is checked as a whole, then written.
 *
 * <p>Why it stays inside: paths have no {@code ..} and only real directories on the way, so each is
 * where its name says. A symbolic link's target is some {@code ..}, no more than it is deep, and
 * then names; from the real directory that holds the link, those lead to somewhere inside, and so
 * does every further link on the way, by the same rule.
 */
final class Extraction {
  private static final int CHUNK_BYTES = 1 << 16;

  private final List<CpioEntry> entries;
  private final Map<String, CpioInode> inodes;
  private final Map<String, Path> hostPaths;
  private final Path root;
  private final Map<Path, CpioEntry> directoriesMade = new LinkedHashMap<>();
  private final Map<CpioInode, Path> written = new HashMap<>();

  private Extraction(
      List<CpioEntry> entries,
      Map<String, CpioInode> inodes,
      Map<String, Path> hostPaths,
      Path root) {
    this.entries = entries;
    this.inodes = inodes;
    this.hostPaths = hostPaths;
    this.root = root;
  }

  /** Checks all that can be checked without looking at the host. */
  static Extraction plan(CpioArchive archive, Path directory) throws CpioException, IOException {
    for (CpioEntry entry : archive.entries()) {
      if (entry.name().startsWith("/")) {
        throw new CpioException("name " + CpioNames.escape(entry.name()) + " is absolute");
      }
      if (entry.type() == FileType.SYMLINK) {
        checkTarget(entry);
      }
    }
    CpioArchive canonical = archive.canonical();
    Map<String, Path> hostPaths = new HashMap<>();
    Path root = directory.toAbsolutePath();
    for (CpioEntry entry : canonical.entries()) {
      hostPaths.put(entry.name(), hostPath(root, entry.name()));
      if (entry.type() == FileType.SYMLINK) {
        // A backslash in a target must not climb on a host where it separates names.
        for (String component : CpioNames.components(entry.linkTarget())) {
          if (!component.isEmpty() && !component.equals(".") && !component.equals("..")) {
            hostName(root, component, entry.name());
          }
        }
      }
    }
    Map<String, CpioInode> inodes = new HashMap<>();
    for (CpioInode inode : canonical.inodes()) {
      inode.links().forEach(link -> inodes.put(link.name(), inode));
    }
    return new Extraction(canonical.entries(), inodes, hostPaths, root);
  }

  private static void checkTarget(CpioEntry link) throws CpioException {
    if (leadsOut(link)) {
      throw new CpioException(
          "symbolic link %s leads out of the tree, or may: its target is %s"
              .formatted(CpioNames.escape(link.name()), CpioNames.escape(link.linkTarget())));
    }
  }

  static boolean leadsOut(CpioEntry link) throws CpioException {
    String target = link.linkTarget();
    int depth = CpioNames.components(CpioNames.normalize(link.name())).size() - 1;
    boolean climbing = true;
    boolean escapes = target.startsWith("/");
    for (String component : CpioNames.components(target)) {
      if (component.equals("..")) {
        escapes |= !climbing || --depth < 0;
      } else if (!component.isEmpty() && !component.equals(".")) {
        climbing = false;
      }
    }
    return escapes;
  }

  /** Spells a path on the host, or refuses it where a name would mean something else there. */
  private static Path hostPath(Path root, String path) throws CpioException {
    if (path.equals(Canonical.ROOT)) {
      return root;
    }
    Path host = root;
    for (String component : CpioNames.components(path)) {
      host = host.resolve(hostName(root, component, path));
    }
    return host;
  }

  private static Path hostName(Path root, String component, String path) throws CpioException {
    String text = CpioNames.toText(component);
    Path name;
    try {
      name = root.getFileSystem().getPath(text);
    } catch (InvalidPathException e) {
      throw cannotSpell(path, e);
    }
    // A backslash or a drive letter makes more than one name of it on some hosts.
    if (!CpioNames.ofText(text).equals(component)
        || name.isAbsolute()
        || name.getRoot() != null
        || name.getNameCount() != 1
        || !name.toString().equals(text)) {
      throw cannotSpell(path, null);
    }
    return name;
  }

  private static CpioException cannotSpell(String path, @Nullable Exception cause) {
    CpioException e =
        new CpioException(
            "the host has no way to spell the name or target of " + CpioNames.escape(path));
    e.initCause(cause);
    return e;
  }

  List<CpioEntry> run() throws CpioException, IOException {
    Files.createDirectories(root);
    List<CpioEntry> notMade = new ArrayList<>();
    for (CpioEntry entry : entries) {
      Path host = hostPath(entry);
      switch (entry.type()) {
        case DIRECTORY -> directory(entry, host);
        case REGULAR -> file(entry, host);
        case SYMLINK -> symlink(entry, host);
        case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN -> notMade.add(entry);
      }
    }
    // Last, and children first: a directory without write permission could not be filled.
    for (Map.Entry<Path, CpioEntry> made : new ArrayList<>(directoriesMade.entrySet()).reversed()) {
      HostPermissions.write(made.getKey(), made.getValue().permissions());
    }
    return List.copyOf(notMade);
  }

  private Path hostPath(CpioEntry entry) {
    Path host = hostPaths.get(entry.name());
    if (host == null) {
      throw new IllegalStateException("no host path for " + CpioNames.escape(entry.name()));
    }
    return host;
  }

  private void directory(CpioEntry entry, Path host) throws CpioException, IOException {
    if (host.equals(root)) {
      return; // The caller's own directory: it may be a symbolic link, and its mode is theirs.
    }
    Optional<BasicFileAttributes> there = look(host);
    if (there.isEmpty()) {
      Files.createDirectory(host);
      directoriesMade.put(host, entry);
    } else if (!there.get().isDirectory()) {
      throw new CpioException(
          "directory %s: there is %s of that name"
              .formatted(
                  CpioNames.escape(entry.name()),
                  there.get().isSymbolicLink() ? "a symbolic link" : "a file"));
    }
  }

  private void file(CpioEntry entry, Path host) throws CpioException, IOException {
    clear(entry, host);
    CpioInode inode = inodes.get(entry.name());
    if (inode == null) {
      throw new IllegalStateException("no inode for " + CpioNames.escape(entry.name()));
    }
    Path first = written.get(inode);
    if (first != null && link(host, first)) {
      return;
    }
    try (OutputStream out =
        Files.newOutputStream(host, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(inode.content(), out);
    }
    HostPermissions.write(host, entry.permissions());
    written.put(inode, host);
  }

  /** Makes a hard link; on a host without them the file is written once more. */
  private static boolean link(Path host, Path first) throws IOException {
    try {
      Files.createLink(host, first);
      return true;
    } catch (UnsupportedOperationException _) {
      return false;
    }
  }

  private static void copy(MemorySegment content, OutputStream out) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, content.byteSize())];
    for (long at = 0; at < content.byteSize(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, content.byteSize() - at);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  private void symlink(CpioEntry entry, Path host) throws CpioException, IOException {
    clear(entry, host);
    String target = CpioNames.toText(entry.linkTarget());
    try {
      Files.createSymbolicLink(host, root.getFileSystem().getPath(target));
    } catch (InvalidPathException | UnsupportedOperationException e) {
      throw cannotSpell(entry.name(), e);
    }
  }

  /** Removes a file or symbolic link that is in the way: opening it could lead elsewhere. */
  private static void clear(CpioEntry entry, Path host) throws CpioException, IOException {
    Optional<BasicFileAttributes> there = look(host);
    if (there.isPresent()) {
      if (!there.get().isRegularFile() && !there.get().isSymbolicLink()) {
        throw new CpioException(
            CpioNames.escape(entry.name()) + ": there is a directory or a device of that name");
      }
      Files.delete(host);
    }
  }

  private static Optional<BasicFileAttributes> look(Path host) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(host, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
