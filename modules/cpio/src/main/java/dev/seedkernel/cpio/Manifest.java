package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in a tree, one line a path, as text that can be kept, read and compared.
 *
 * <pre>
 * manifest = *line
 * line     = type permissions SP size SP digest SP path LF
 * type     = "-" / "d" / "l" / "c" / "b" / "p" / "s"    ; regular, directory, symbolic link, …
 * permissions = 4 octal digits
 * size     = decimal                                     ; bytes of content, of a link's target
 *          / decimal "," decimal                         ; major and minor of "c" and "b"
 * digest   = 64 lower case hexadecimal digits            ; SHA-256 of the content or the target
 *          / "-"                                         ; of all but "-" and "l"
 * path     = 1*(%x21-5B / %x5D-7E / "\x" 2 lower case hexadecimal digits)
 * </pre>
 *
 * <p>Lines stand in the order of the canonical archive: the root {@code .} first, then by the bytes
 * of the path. Bytes other than 0x21 to 0x7e, and the backslash, are escaped. Numbers have no
 * leading zeros, so a manifest has one spelling: {@code parse(text).toString()} is {@code text}. A
 * file with several names has a line for each; owners and links are not in it.
 *
 * @param lines the lines, in order
 */
public record Manifest(List<Line> lines) {
  private static final Pattern LINE =
      Pattern.compile(
          "([-dlcbps])([0-7]{4}) (0|[1-9][0-9]{0,18})(?:,(0|[1-9][0-9]{0,9}))?"
              + " ([0-9a-f]{64}|-) ([!-~]+)");
  private static final int CHUNK_BYTES = 1 << 16;

  /** Copies the list. */
  public Manifest {
    lines = List.copyOf(lines);
  }

  /**
   * One path.
   *
   * @param type type of the file, never {@link FileType#UNKNOWN}
   * @param permissions octal 0 to 7777
   * @param size bytes of the content of a regular file or of the target of a symbolic link, else 0
   * @param device what a device node stands for, else {@link DeviceNumber#NONE}
   * @param digest SHA-256 of those bytes in lower case hexadecimal digits, {@code "-"} if the type
   *     has none
   * @param path the path, one char a byte
   */
  public record Line(
      FileType type, int permissions, long size, DeviceNumber device, String digest, String path) {
    @Override
    public String toString() {
      return "%c%04o %s %s %s"
          .formatted(
              type.letter(),
              permissions,
              type.isDevice() ? device.major() + "," + device.minor() : Long.toString(size),
              digest,
              CpioNames.escape(path));
    }
  }

  /** What differs at one path between two manifests. */
  public sealed interface Difference {
    /** Returns the path, one char a byte. */
    String path();

    /**
     * Only the second has it.
     *
     * @param line its line
     */
    record Added(Line line) implements Difference {
      @Override
      public String path() {
        return line.path();
      }
    }

    /**
     * Only the first has it.
     *
     * @param line its line
     */
    record Removed(Line line) implements Difference {
      @Override
      public String path() {
        return line.path();
      }
    }

    /**
     * Both have it, not alike.
     *
     * @param before the first's line
     * @param after the second's line
     */
    record Changed(Line before, Line after) implements Difference {
      @Override
      public String path() {
        return before.path();
      }
    }
  }

  /**
   * Returns the manifest of the tree that an archive unpacks to.
   *
   * @throws CpioException as {@link CpioArchive#canonical} does
   */
  public static Manifest of(CpioArchive archive) throws CpioException {
    CpioArchive canonical = archive.canonical();
    Map<String, MemorySegment> contents = new HashMap<>();
    for (CpioInode inode : canonical.inodes()) {
      for (CpioEntry link : inode.links()) {
        contents.put(link.name(), inode.content());
      }
    }
    MessageDigest sha256 = sha256();
    List<Line> lines = new ArrayList<>();
    for (CpioEntry entry : canonical.entries()) {
      MemorySegment content = contents.getOrDefault(entry.name(), entry.content());
      boolean digested = hasDigest(entry.type());
      lines.add(
          new Line(
              entry.type(),
              entry.permissions(),
              digested ? content.byteSize() : 0,
              entry.specialDevice(),
              digested ? digest(sha256, content) : "-",
              entry.name()));
    }
    return new Manifest(lines);
  }

  private static boolean hasDigest(FileType type) {
    return type == FileType.REGULAR || type == FileType.SYMLINK;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String digest(MessageDigest sha256, MemorySegment content) {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, content.byteSize())];
    for (long at = 0; at < content.byteSize(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, content.byteSize() - at);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
      sha256.update(chunk, 0, count);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /**
   * Parses a manifest.
   *
   * @throws CpioException if it is not one; the offset is that of the line, in chars
   */
  public static Manifest parse(String text) throws CpioException {
    List<Line> lines = new ArrayList<>();
    String previous = "";
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        throw new CpioException(start, "line without a line feed");
      }
      Line line = line(text.substring(start, end), start);
      if (!lines.isEmpty() && !follows(previous, line.path())) {
        throw new CpioException(start, "path that is not in order");
      }
      previous = line.path();
      lines.add(line);
      start = end + 1;
    }
    return new Manifest(lines);
  }

  private static boolean follows(String previous, String path) {
    return !path.equals(Canonical.ROOT)
        && (previous.equals(Canonical.ROOT) || previous.compareTo(path) < 0);
  }

  private static Line line(String text, int offset) throws CpioException {
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new CpioException(offset, "not of the form: type permissions, size, digest, path");
    }
    FileType type = typeOf(matcher.group(1).charAt(0));
    boolean digested = !matcher.group(5).equals("-");
    boolean numbered = matcher.group(4) != null;
    if (digested != hasDigest(type) || numbered != type.isDevice()) {
      throw new CpioException(offset, "size or digest that does not fit the type");
    }
    try {
      long size = Long.parseLong(matcher.group(3));
      if (!digested && !numbered && size != 0) {
        throw new CpioException(offset, "size of a file without content is not 0");
      }
      return new Line(
          type,
          Integer.parseInt(matcher.group(2), 8),
          numbered ? 0 : size,
          numbered ? new DeviceNumber(size, Long.parseLong(matcher.group(4))) : DeviceNumber.NONE,
          matcher.group(5),
          CpioNames.unescape(matcher.group(6)));
    } catch (IllegalArgumentException e) {
      throw new CpioException(offset, "number or path: " + e.getMessage());
    }
  }

  private static FileType typeOf(char letter) {
    for (FileType type : FileType.values()) {
      if (type.letter() == letter) {
        return type;
      }
    }
    return FileType.UNKNOWN; // The pattern lets no other letter through.
  }

  /** Returns what is different in {@code other}, in path order; empty if nothing is. */
  public List<Difference> differencesTo(Manifest other) {
    Map<String, Line> before = byPath(this);
    Map<String, Line> after = byPath(other);
    Map<String, Difference> differences = new TreeMap<>();
    before.forEach((path, line) -> {
      Line now = after.get(path);
      if (now == null) {
        differences.put(path, new Difference.Removed(line));
      } else if (!now.equals(line)) {
        differences.put(path, new Difference.Changed(line, now));
      }
    });
    after.forEach((path, line) -> {
      if (!before.containsKey(path)) {
        differences.put(path, new Difference.Added(line));
      }
    });
    return List.copyOf(differences.values());
  }

  private static Map<String, Line> byPath(Manifest manifest) {
    Map<String, Line> lines = new HashMap<>();
    manifest.lines.forEach(line -> lines.put(line.path(), line));
    return lines;
  }

  /** Returns the text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** Returns the text in bytes, all of them ASCII. */
  public byte[] toBytes() {
    return toString().getBytes(StandardCharsets.US_ASCII);
  }
}
