package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one tar archive as entries: ustar, pax, GNU (long names, binary numbers) and
 * v7.
 *
 * <p>A hard link becomes an entry with the inode number of its file, which has to stand before it.
 * Since links may follow, every file that is no directory and no symbolic link has a link count of
 * 2. Records of pax that this does not know, such as access times and extended attributes, are
 * skipped; what would change names or contents (sparse files, parts of archives on several volumes)
 * is refused.
 */
final class TarReader {
  /** Bytes of one pax header or GNU long name: far more than names can have. */
  private static final int MOST_METADATA = 1 << 20;

  private static final int SYMLINK_PERMISSIONS = 0777;
  private static final int LINKS = 2;
  private static final int LONGEST_NUMBER = 18;

  private final PartBytes part;
  private final Budget budget;
  private final Consumer<? super CpioEntry> sink;
  private final Map<String, CpioEntry> files = new HashMap<>();
  private final Map<String, String> global = new HashMap<>();

  /** Of the next member only: records of a pax header, and names of GNU's own headers. */
  private final Map<String, String> local = new HashMap<>();

  private long inode;

  TarReader(PartBytes part, Budget budget, Consumer<? super CpioEntry> sink) {
    this.part = part;
    this.budget = budget;
    this.sink = sink;
  }

  /** Reads to the end of the part, which must be zeros from the end of the archive on. */
  void read() throws CpioException {
    while (true) {
      long start = part.position();
      if (part.peek() < 0) {
        throw part.broken(start, "the tar archive ends without a block of zeros");
      }
      byte[] block = part.take(TarHeader.BLOCK_BYTES, "a tar header");
      if (TarHeader.isZero(block)) {
        break;
      }
      if (!TarHeader.isHeader(block)) {
        throw part.broken(start, "no tar header: its checksum is wrong");
      }
      read(new TarHeader(block, part, start), start);
    }
    if (!local.isEmpty()) {
      throw part.broken(part.position(), "the tar archive ends behind a header of another member");
    }
    part.zeros();
    if (part.peek() >= 0) {
      throw part.broken(part.position(), "something else than zeros behind the tar archive's end");
    }
  }

  private void read(TarHeader header, long start) throws CpioException {
    switch (header.type()) {
      case 'x' -> records(metadata(header, start), local, start);
      case 'g' -> records(metadata(header, start), global, start);
      case 'L' -> local.put("path", CpioNames.untilNul(metadata(header, start)));
      case 'K' -> local.put("linkpath", CpioNames.untilNul(metadata(header, start)));
      default -> {
        member(header, start);
        local.clear();
      }
    }
  }

  /** Returns the content of a member that describes the next one, one char a byte. */
  private String metadata(TarHeader header, long start) throws CpioException {
    long size = header.size();
    if (size > MOST_METADATA) {
      throw part.broken(
          start, "a tar header of %d bytes, over the limit of %d".formatted(size, MOST_METADATA));
    }
    byte[] bytes = part.take((int) size, "a tar header");
    part.padding(paddingAfter(size));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Reads records of pax: "LENGTH KEY=VALUE\n", where the length is that of the whole record. */
  private void records(String text, Map<String, String> target, long start) throws CpioException {
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at);
      long length = space < 0 ? -1 : decimal(text.substring(at, space));
      if (length > text.length() - at || length <= space + 1 - at) {
        throw part.broken(start, "a pax record whose length is wrong");
      }
      int end = at + (int) length;
      int equals = text.indexOf('=', space);
      if (equals < 0 || equals >= end || text.charAt(end - 1) != '\n') {
        throw part.broken(start, "a pax record that is not KEY=VALUE and a newline");
      }
      String key = text.substring(space + 1, equals);
      if (key.startsWith("GNU.sparse.")) {
        throw part.broken(start, "a sparse file, which is not supported in tar archives");
      }
      target.put(key, text.substring(equals + 1, end - 1));
      at = end;
    }
  }

  private void member(TarHeader header, long start) throws CpioException {
    String name = name(header, start);
    boolean link = header.type() == '1';
    // What stands in a hard link's size is not there (as of GNU tar).
    long size = link ? 0 : number("size", header.size(), start);
    FileType type = type(header, name, start);
    if (size > 0 && type != FileType.REGULAR) {
      throw part.broken(start, CpioNames.escape(name) + " has content and is no regular file");
    }
    MemorySegment content = part.content(size, "the content of " + CpioNames.escape(name));
    part.padding(paddingAfter(size));
    if (budget.nextEntryExceeds()) {
      throw part.broken(start, "more than the limit of " + budget.limits().entries() + " entries");
    }
    if (link) {
      sink.accept(hardLink(header, name, start));
      return;
    }
    CpioEntry entry = entry(header, name, type, content, start);
    if (type == FileType.DIRECTORY || type == FileType.SYMLINK) {
      files.remove(name);
    } else {
      files.put(name, entry);
    }
    sink.accept(entry);
  }

  private String name(TarHeader header, long start) throws CpioException {
    String name = record("path", header.name());
    if (name.length() >= budget.limits().nameBytes()) {
      throw part.broken(
          start,
          "name of %d bytes, over the limit of %d with its NUL"
              .formatted(name.length(), budget.limits().nameBytes()));
    }
    try {
      return CpioNames.normalize(name);
    } catch (CpioException e) {
      throw part.broken(start, e.rule());
    }
  }

  private FileType type(TarHeader header, String name, long start) throws CpioException {
    return switch (header.type()) {
      // Before there was a type for them, directories were files whose names end in a slash.
      case '0', '7' ->
          record("path", header.name()).endsWith("/") ? FileType.DIRECTORY : FileType.REGULAR;
      case '1' -> FileType.UNKNOWN;
      case '2' -> FileType.SYMLINK;
      case '3' -> FileType.CHARACTER_DEVICE;
      case '4' -> FileType.BLOCK_DEVICE;
      case '5' -> FileType.DIRECTORY;
      case '6' -> FileType.FIFO;
      default ->
          throw part.broken(
              start,
              "%s is a tar member of type '%s', which is not supported"
                  .formatted(
                      CpioNames.escape(name), CpioNames.escape(String.valueOf(header.type()))));
    };
  }

  private CpioEntry entry(
      TarHeader header, String name, FileType type, MemorySegment content, long start)
      throws CpioException {
    boolean symlink = type == FileType.SYMLINK;
    boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    boolean linked = type != FileType.DIRECTORY && !symlink;
    return new CpioEntry(
        name,
        type.bits() | (symlink ? SYMLINK_PERMISSIONS : header.permissions()),
        unsigned32("uid", header.userId(), start),
        unsigned32("gid", header.groupId(), start),
        linked ? LINKS : 1,
        unsigned32("mtime", header.modificationTime(), start),
        ++inode & CpioEntry.MAX_UNSIGNED_32,
        DeviceNumber.NONE,
        device ? header.device() : DeviceNumber.NONE,
        0,
        symlink ? target(header, name, start) : content);
  }

  private MemorySegment target(TarHeader header, String name, long start) throws CpioException {
    String target = record("linkpath", header.linkName());
    if (target.isEmpty() || target.length() >= budget.limits().nameBytes()) {
      throw part.broken(
          start,
          "target of symbolic link %s has %d bytes; 1 to %d are possible"
              .formatted(CpioNames.escape(name), target.length(), budget.limits().nameBytes() - 1));
    }
    return MemorySegment.ofArray(CpioNames.toBytes(target));
  }

  private CpioEntry hardLink(TarHeader header, String name, long start) throws CpioException {
    @Nullable CpioEntry file;
    try {
      file = files.get(CpioNames.normalize(record("linkpath", header.linkName())));
    } catch (CpioException e) {
      throw part.broken(start, "hard link %s: %s".formatted(CpioNames.escape(name), e.rule()));
    }
    if (file == null) {
      throw part.broken(
          start,
          "hard link %s: there is no file %s before it"
              .formatted(
                  CpioNames.escape(name), CpioNames.escape(record("linkpath", header.linkName()))));
    }
    CpioEntry link =
        new CpioEntry(
            name,
            file.mode(),
            file.userId(),
            file.groupId(),
            file.linkCount(),
            file.modificationTime(),
            file.inode(),
            file.device(),
            file.specialDevice(),
            file.archive(),
            CpioEntry.NO_CONTENT);
    files.put(name, link);
    return link;
  }

  /** Returns what records say of a member, or else its header. An empty record says nothing. */
  private String record(String key, String inHeader) {
    String value = local.getOrDefault(key, global.getOrDefault(key, ""));
    return value.isEmpty() ? inHeader : value;
  }

  /** Returns a number without its fraction, which times have. */
  private long number(String key, long inHeader, long start) throws CpioException {
    String text = record(key, "");
    if (text.isEmpty()) {
      return inHeader;
    }
    int point = key.equals("mtime") ? text.indexOf('.') : -1;
    long value = decimal(point < 0 ? text : text.substring(0, point));
    if (value < 0) {
      throw part.broken(
          start, "a pax record with the %s %s".formatted(key, CpioNames.escape(text)));
    }
    return value;
  }

  private long unsigned32(String key, long inHeader, long start) throws CpioException {
    long value = number(key, inHeader, start);
    if (value > CpioEntry.MAX_UNSIGNED_32) {
      throw part.broken(start, "%s %d has more than 32 bits".formatted(key, value));
    }
    return value;
  }

  /** Returns the value of decimal digits, or -1. */
  private static long decimal(String text) {
    if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
      value = 10 * value + (text.charAt(i) - '0');
    }
    return value;
  }

  private static int paddingAfter(long size) {
    return (int) (-size & (TarHeader.BLOCK_BYTES - 1));
  }
}
