package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * An ELF file made field by field, so that each can be wrong. The first segment has the headers and
 * the code, which begins at {@link #ENTRY}.
 *
 * @param code instructions
 * @param segments further program headers, with content at multiples of a page
 * @param type e_type
 * @param rights of the first segment
 */
record RawImage(Bytes code, List<Segment> segments, int type, int rights) {
  static final long BASE = 0x40_0000;
  static final int CODE_OFFSET = 0x400;
  static final long ENTRY = BASE + CODE_OFFSET;
  static final int PT_LOAD = 1;
  static final int PT_INTERP = 3;
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;

  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PAGE = 4096;

  /**
   * A program header.
   *
   * @param content what is in the file
   * @param memorySize p_memsz
   * @param align p_align
   */
  record Segment(int type, int rights, long address, Bytes content, long memorySize, long align) {
    static Segment load(int rights, long address, Bytes content, long memorySize) {
      return new Segment(PT_LOAD, rights, address, content, memorySize, PAGE);
    }
  }

  static RawImage of(String code, Segment... segments) {
    return new RawImage(Parts.code(code), List.of(segments), 2, READ | EXECUTE);
  }

  /** Returns the file. */
  Bytes bytes() {
    long base = type == 2 ? BASE : 0;
    int count = segments.size() + 1;
    Bytes start =
        Bytes.of(0x7f, 'E', 'L', 'F', 2, 1, 1, 0)
            .then(Bytes.zeros(8))
            .then(Bytes.ofNumber(type, 2))
            .then(Bytes.ofNumber(183, 2))
            .then(Bytes.ofNumber(1, 4))
            .then(Bytes.ofNumber(base + CODE_OFFSET, 8))
            .then(Bytes.ofNumber(HEADER, 8))
            .then(Bytes.zeros(8))
            .then(Bytes.zeros(4))
            .then(Bytes.ofNumber(HEADER, 2))
            .then(Bytes.ofNumber(PROGRAM_HEADER, 2))
            .then(Bytes.ofNumber(count, 2))
            .then(Bytes.zeros(6));
    int size = CODE_OFFSET + code.length();
    Bytes headers = header(new Segment(PT_LOAD, rights, base, Bytes.zeros(size), size, PAGE), 0);
    List<Bytes> contents = new ArrayList<>();
    int offset = (size + PAGE - 1) & -PAGE;
    for (Segment segment : segments) {
      int within = (int) (segment.address & (PAGE - 1));
      headers = headers.then(header(segment, offset + within));
      int room = (within + segment.content.length() + PAGE - 1) & -PAGE;
      contents.add(Bytes.zeros(within).then(segment.content).resized(room));
      offset += room;
    }
    Bytes file = start.then(headers).resized(CODE_OFFSET).then(code);
    if (!segments.isEmpty()) {
      file = file.resized((size + PAGE - 1) & -PAGE);
    }
    for (Bytes content : contents) {
      file = file.then(content);
    }
    return file;
  }

  private static Bytes header(Segment segment, int offset) {
    return Bytes.ofNumber(segment.type, 4)
        .then(Bytes.ofNumber(segment.rights, 4))
        .then(Bytes.ofNumber(offset, 8))
        .then(Bytes.ofNumber(segment.address, 8))
        .then(Bytes.ofNumber(segment.address, 8))
        .then(Bytes.ofNumber(segment.content.length(), 8))
        .then(Bytes.ofNumber(segment.memorySize, 8))
        .then(Bytes.ofNumber(segment.align, 8));
  }
}
