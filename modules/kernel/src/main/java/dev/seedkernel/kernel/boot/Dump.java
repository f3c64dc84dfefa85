package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All regular files as text on the console, for a host that has only a serial line. Contract: "The
 * dump".
 *
 * <p>A path is absolute; in it, bytes that are not printable ASCII, and the backslash, are escaped
 * as {@link CpioNames#escape} does. Content is lower-case hexadecimal, {@value #LINE_BYTES} bytes a
 * line; a reader takes lines of any whole number of bytes.
 *
 * <p>What a reader can tell from the frame, and does, is a file with too few or too many bytes,
 * anything that is not a line of the frame, and an end that is missing. The frame holds no checksum
 * and no count of files: a digit that became another digit, a changed letter in a path, and a file
 * that is missing with its header and all its lines cannot be told.
 */
public final class Dump {
  private static final int LINE_BYTES = 64;
  private static final String BEGIN = "=== DUMP-BEGIN ===";
  private static final String END = "=== DUMP-END ===";
  private static final Pattern FILE = Pattern.compile("=== FILE path=(.*) size=([0-9]{1,18}) ===");
  private static final int FILE_MODE = 0644;

  /** Characters of a wrong line that an error shows. */
  private static final int SHOWN = 140;

  private Dump() {}

  /**
   * Writes the dump of a tree. Where files are so large by their holes that together they exceed
   * the quota of contents, the frame stops with a line that names the file, and has no end: the
   * extractor refuses it.
   *
   * @param lines gets each line, without its end
   */
  public static void write(Directory root, Consumer<String> lines) {
    lines.accept(BEGIN);
    long room = root.fileSystem().bytes().most();
    TreeWalk walk = new TreeWalk(root);
    while (walk.next()) {
      if (walk.inode() instanceof RegularFile file) {
        if (file.size() > room) {
          lines.accept(
              "=== DUMP-FAILED path=%s size=%d: with its holes it exceeds the limit file-bytes ==="
                  .formatted(CpioNames.escape(walk.path()), file.size()));
          return;
        }
        room -= file.size();
        write(file, walk.path(), lines);
      }
    }
    lines.accept(END);
  }

  private static void write(RegularFile file, String path, Consumer<String> lines) {
    lines.accept("=== FILE path=%s size=%d ===".formatted(CpioNames.escape(path), file.size()));
    byte[] bytes = new byte[LINE_BYTES];
    for (long at = 0; at < file.size(); at += LINE_BYTES) {
      int count = file.read(at, Transfer.into(MemorySegment.ofArray(bytes)), LINE_BYTES);
      lines.accept(HexFormat.of().formatHex(bytes, 0, count));
    }
  }

  /**
   * Finds the dump in a transcript that may hold other output before and behind it.
   *
   * @return the files, at their paths without the leading slash
   * @throws DumpException if there is no dump, or it is cut off or damaged
   */
  public static CpioArchive extract(String transcript) throws DumpException {
    String[] lines = transcript.split("\r?\n", -1);
    int begin = -1;
    for (int i = 0; i < lines.length; i++) {
      // Output without a final newline may stand in front of the marker.
      if (lines[i].endsWith(BEGIN)) {
        begin = i;
      }
    }
    if (begin < 0) {
      throw new DumpException(lines.length, "no line " + BEGIN);
    }
    return new Frame(lines, begin + 1).read();
  }

  /** The lines of a frame, from behind its first. */
  private static final class Frame {
    private final String[] lines;
    private final CpioTreeBuilder files = CpioArchive.builder();
    private final Set<String> paths = new HashSet<>();
    private int at;

    Frame(String[] lines, int start) {
      this.lines = lines;
      this.at = start;
    }

    CpioArchive read() throws DumpException {
      while (!line().equals(END)) {
        file();
      }
      try {
        return files.build();
      } catch (CpioException e) {
        throw broken(e.rule());
      }
    }

    private String line() throws DumpException {
      if (at >= lines.length) {
        throw new DumpException(lines.length, "the transcript ends before " + END);
      }
      return lines[at];
    }

    private DumpException broken(String rule) {
      return new DumpException(at + 1, rule);
    }

    private void file() throws DumpException {
      Matcher header = FILE.matcher(line());
      if (!header.matches()) {
        throw broken("neither a FILE line nor the end of the dump: " + shortened(line()));
      }
      String path = path(header.group(1));
      long size = Long.parseLong(header.group(2));
      at++;
      files.file(path, FILE_MODE, content(size, header.group(1)));
    }

    private String path(String escaped) throws DumpException {
      try {
        String path = CpioNames.normalize(CpioNames.unescape(escaped));
        if (!paths.add(path)) {
          throw broken("a second file " + escaped);
        }
        return path;
      } catch (IllegalArgumentException | CpioException e) {
        throw broken("not a path: " + e.getMessage());
      }
    }

    /** Reads lines of hexadecimal digits until there is all of a file. */
    private byte[] content(long size, String path) throws DumpException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      while (content.size() < size) {
        String line = line();
        byte[] bytes;
        try {
          bytes = HexFormat.of().parseHex(line);
        } catch (IllegalArgumentException _) {
          throw broken("not whole bytes in hexadecimal: " + shortened(line));
        }
        if (bytes.length == 0 || bytes.length > size - content.size()) {
          throw broken(
              "%d of %d bytes of %s so far, and a line of %d"
                  .formatted(content.size(), size, path, bytes.length));
        }
        content.writeBytes(bytes);
        at++;
      }
      return content.toByteArray();
    }

    private static String shortened(String line) {
      return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }
  }
}
