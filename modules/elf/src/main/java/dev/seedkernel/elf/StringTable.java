package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Looks up names in the content of an SHT_STRTAB section.
 *
 * <p>Names may share their tails, so that a small file can hold very many very long names. A budget
 * bounds what all look-ups together may read: eight times the size of the file, which no real file
 * comes near.
 */
final class StringTable {
  private static final int BUDGET_FACTOR = 8;

  private final MemorySegment content;
  private long budget;

  StringTable(MemorySegment content, long fileSize) {
    this.content = content;
    this.budget = BUDGET_FACTOR * fileSize;
  }

  /**
   * Returns the name that starts at an offset in the table.
   *
   * @param at offset of the field that holds {@code start}, for the exception
   */
  String name(int start, long at) throws ElfException {
    long from = Integer.toUnsignedLong(start);
    if (from == 0 && content.byteSize() == 0) {
      return "";
    }
    if (from >= content.byteSize()) {
      throw new ElfException(
          at,
          "name offset "
              + Fields.hex(from)
              + " must lie in the string table of "
              + content.byteSize()
              + " bytes");
    }
    long end = from;
    while (content.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
      if (end == content.byteSize()) {
        throw new ElfException(at, "the name at " + Fields.hex(from) + " must end in NUL");
      }
      if (end - from >= budget) {
        throw new ElfException(at, "the names of a table must not be far larger than the file");
      }
    }
    budget -= end - from + 1;
    byte[] name = content.asSlice(from, end - from).toArray(ValueLayout.JAVA_BYTE);
    return new String(name, StandardCharsets.UTF_8);
  }
}
