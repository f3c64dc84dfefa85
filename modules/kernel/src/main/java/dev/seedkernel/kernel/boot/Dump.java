package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All regular files as text on the console, for a host that has only a serial line. Contract: "The
 * dump".
 *
 * <p>A path is absolute; in it, bytes that are not printable ASCII, and the backslash, are escaped
 * as {@link CpioNames#escape} does. Content is lower-case hexadecimal, {@value #LINE_BYTES} bytes a
 * line.
 */
public final class Dump {
  private static final int LINE_BYTES = 64;
  private static final String BEGIN = "=== DUMP-BEGIN ===";
  private static final String END = "=== DUMP-END ===";
  private static final Pattern FILE = Pattern.compile("=== FILE path=(.*) size=([0-9]{1,18}) ===");
  private static final int FILE_MODE = 0644;

  private Dump() {}

  /**
   * Writes the dump of a tree.
   *
   * @param lines gets each line, without its end
   */
  public static void write(Directory root, Consumer<String> lines) {
    lines.accept(BEGIN);
    write(root, "", lines);
    lines.accept(END);
  }

  private static void write(Directory directory, String prefix, Consumer<String> lines) {
    for (Map.Entry<String, Inode> entry : directory.entries().entrySet()) {
      String path = prefix + "/" + entry.getKey();
      switch (entry.getValue()) {
        case Directory child -> write(child, path, lines);
        case RegularFile file -> write(file, path, lines);
        default -> {
          // Only regular files have content to take out.
        }
      }
    }
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
    CpioTreeBuilder files = CpioArchive.builder();
    int at = begin + 1;
    while (at < lines.length && !lines[at].equals(END)) {
      at = extractFile(lines, at, files);
    }
    if (at >= lines.length) {
      throw new DumpException(lines.length, "the transcript ends before " + END);
    }
    try {
      return files.build();
    } catch (CpioException | IllegalArgumentException e) {
      throw new DumpException(at + 1, String.valueOf(e.getMessage()));
    }
  }

  /** Reads one file; returns the index of the line behind it. */
  private static int extractFile(String[] lines, int start, CpioTreeBuilder files)
      throws DumpException {
    Matcher header = FILE.matcher(lines[start]);
    if (!header.matches()) {
      throw new DumpException(start + 1, "neither a FILE line nor the end of the dump");
    }
    long size = Long.parseLong(header.group(2));
    long lineCount = (size + LINE_BYTES - 1) / LINE_BYTES;
    if (lineCount > lines.length - start - 1) {
      throw new DumpException(lines.length, "the transcript ends in " + header.group(1));
    }
    byte[] content = new byte[(int) size];
    for (int i = 0; i < lineCount; i++) {
      int from = i * LINE_BYTES;
      int count = (int) Math.min(LINE_BYTES, size - from);
      String line = lines[start + 1 + i];
      if (line.length() != 2 * count) {
        throw new DumpException(
            start + i + 2, "%d hexadecimal digits expected, not %s".formatted(2 * count, line));
      }
      try {
        System.arraycopy(HexFormat.of().parseHex(line), 0, content, from, count);
      } catch (IllegalArgumentException _) {
        throw new DumpException(start + i + 2, "not hexadecimal: " + line);
      }
    }
    try {
      String path = CpioNames.unescape(header.group(1));
      files.file(path.startsWith("/") ? path.substring(1) : path, FILE_MODE, content);
    } catch (IllegalArgumentException e) {
      throw new DumpException(start + 1, String.valueOf(e.getMessage()));
    }
    return start + 1 + (int) lineCount;
  }
}
