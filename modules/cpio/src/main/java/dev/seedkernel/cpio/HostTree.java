package dev.seedkernel.cpio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs files of the host into a tree, and extracts a tree to the host.
 *
 * <p>Names are text on the host: they are UTF-8 in the archive.
 */
public final class HostTree {
  /** From here on a file is mapped, not copied, because an array could not hold it for sure. */
  private static final long MAPPED_BYTES = 1L << 30;

  private HostTree() {}

  /**
   * Returns the tree below a directory of the host; the directory itself is not an entry.
   * Permissions are the host's (rwx for owner, group and others; 0755 where it has none), owners 0,
   * symbolic links are kept as they are and never followed, hard links are kept where the host can
   * tell. The same files give the same tree, whatever order the host lists them in.
   *
   * @param directory a directory, or a symbolic link to one
   * @throws CpioException if a file is neither a regular file, a directory nor a symbolic link, or
   *     cannot be in an archive; the file is named
   * @throws IOException if the host does
   */
  public static CpioArchive pack(Path directory) throws CpioException, IOException {
    CpioTreeBuilder builder = CpioArchive.builder();
    Map<Object, String> known = new HashMap<>();
    for (Path child : children(directory.toRealPath())) {
      add(builder, child, childName("", child), known);
    }
    return builder.build();
  }

  /**
   * Adds a file of the host, with all that is below it if it is a directory, by the rules of {@link
   * #pack}.
   *
   * @param builder what to add to
   * @param host the file; if it is a symbolic link, that is what is added
   * @param path its path in the tree, one char a byte
   * @throws CpioException as {@link #pack} does
   * @throws IOException if the host does
   */
  public static void add(CpioTreeBuilder builder, Path host, String path)
      throws CpioException, IOException {
    add(builder, host, path, new HashMap<>());
  }

  private static void add(
      CpioTreeBuilder builder, Path host, String path, Map<Object, String> known)
      throws CpioException, IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(host, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      String target = Files.readSymbolicLink(host).toString();
      String separator = host.getFileSystem().getSeparator();
      builder.symlink(path, CpioNames.ofText(target.replace(separator, "/")));
    } else if (attributes.isDirectory()) {
      builder.directory(path, HostPermissions.read(host));
      for (Path child : children(host)) {
        add(builder, child, childName(path + "/", child), known);
      }
    } else if (attributes.isRegularFile()) {
      Object key = attributes.fileKey();
      String first = key == null ? null : known.putIfAbsent(key, path);
      if (first == null) {
        builder.file(path, HostPermissions.read(host), content(host, path, attributes.size()));
      } else {
        builder.hardLink(path, first);
      }
    } else {
      throw new CpioException(
          CpioNames.escape(path) + " is neither a regular file, a directory nor a symbolic link");
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  private static String childName(String prefix, Path child) {
    return prefix + CpioNames.ofText(String.valueOf(child.getFileName()));
  }

  private static MemorySegment content(Path host, String path, long size)
      throws CpioException, IOException {
    if (size > CpioEntry.MAX_UNSIGNED_32) {
      throw new CpioException(
          CpioNames.escape(path) + " has 4 GiB of content or more, and c_filesize has 32 bits");
    }
    if (size < MAPPED_BYTES) {
      return MemorySegment.ofArray(Files.readAllBytes(host));
    }
    try (FileChannel channel = FileChannel.open(host)) {
      return channel.map(MapMode.READ_ONLY, 0, size, Arena.ofAuto());
    }
  }

  /**
   * Extracts the tree that an archive unpacks to into a directory of the host, and never writes
   * outside of it. Refused, by name: names that are absolute or have a {@code ..}; symbolic links
   * whose target is absolute, has a {@code ..} behind a name, or climbs above the directory; files
   * below something that is no directory; names that the host cannot spell. All this is found
   * before anything is written. While it writes, a symbolic link that is already there on the way
   * is refused, too.
   *
   * <p>A regular file or symbolic link that is already there is replaced, never written through.
   * Permissions are set as far as the host has them, without set-user-ID, set-group-ID and sticky,
   * on what was made; directories that were there keep theirs. Owners and times are the host's.
   * Nobody else may change the directory meanwhile: against that, the host gives Java no means.
   *
   * @param archive what to extract
   * @param directory where; made if it is not there
   * @return the device nodes, FIFOs and sockets, which are not made
   * @throws CpioException if the archive is refused; the entry is named
   * @throws IOException if the host does
   */
  public static List<CpioEntry> extract(CpioArchive archive, Path directory)
      throws CpioException, IOException {
    return Extraction.plan(archive, directory).run();
  }

  /**
   * Tells whether a symbolic link leads out of the tree, or may: {@link #extract} would refuse it.
   *
   * @throws CpioException if its name has a {@code ..} or is none
   * @throws IllegalStateException if the entry is not a symbolic link
   */
  public static boolean leadsOut(CpioEntry link) throws CpioException {
    return Extraction.leadsOut(link);
  }
}
