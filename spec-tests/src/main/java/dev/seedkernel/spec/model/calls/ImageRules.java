package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.program.Bytes;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Which files can be executed: IMG-2 to IMG-8, IMG-26. */
final class ImageRules {
  private static final int HEADER_SIZE = 64;
  private static final int ENTRY_SIZE = 56;
  private static final int MOST_ENTRIES = 1170;
  private static final int PAGE = 4096;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int EM_AARCH64 = 183;
  private static final int PT_LOAD = 1;
  private static final int PT_INTERP = 3;
  private static final long ADDRESSES = 1L << 48;

  private ImageRules() {}

  /**
   * Returns the errors that a file gives, one of which is to be seen; none if it can be executed.
   *
   * @param isThere whether a path names a file
   */
  static Set<Errno> errors(Bytes file, Predicate<String> isThere) {
    Set<Errno> notExecutable = EnumSet.of(Errno.ENOEXEC);
    if (file.length() < HEADER_SIZE
        || file.number(0, 4) != 0x464c457fL
        || file.number(18, 2) != EM_AARCH64
        || (file.number(16, 2) != ET_EXEC && file.number(16, 2) != ET_DYN)) {
      return notExecutable; // IMG-2
    }
    int count = (int) file.number(56, 2);
    long table = file.number(32, 8);
    if (file.number(54, 2) != ENTRY_SIZE
        || count == 0
        || count > MOST_ENTRIES
        || table < 0
        || table > file.length() - (long) count * ENTRY_SIZE) {
      return notExecutable; // IMG-3
    }
    if (file.at(4) != 2 || file.at(5) != 1) {
      return notExecutable; // IMG-5
    }
    Set<Errno> errors = EnumSet.noneOf(Errno.class);
    boolean any = false;
    boolean entered = false;
    long entry = file.number(24, 8);
    for (int i = 0; i < count; i++) {
      Entry header = Entry.of(file, (int) table + i * ENTRY_SIZE);
      if (header.type == PT_INTERP) {
        errors.addAll(interpreter(file, header, isThere));
      }
      if (header.type != PT_LOAD || header.memorySize == 0) {
        continue;
      }
      any = true;
      if (Long.compareUnsigned(header.fileSize, header.memorySize) > 0
          || (header.offset - header.address) % PAGE != 0
          || header.offset < 0
          || header.fileSize < 0
          || header.offset > file.length() - header.fileSize) {
        errors.add(Errno.ENOEXEC); // IMG-6
      }
      if (header.address < 0
          || header.memorySize < 0
          || header.address > ADDRESSES - header.memorySize) {
        errors.add(Errno.ENOEXEC); // IMG-8
        errors.add(Errno.ENOMEM);
      }
      entered |= header.holds(entry);
    }
    if (!any || (!entered && errors.isEmpty())) {
      errors.add(Errno.ENOEXEC); // IMG-6, IMG-7
    }
    return errors;
  }

  /** IMG-26. */
  private static Set<Errno> interpreter(Bytes file, Entry header, Predicate<String> isThere) {
    int from = (int) header.offset;
    int length = (int) header.fileSize;
    if (length < 2 || from + length > file.length() || file.at(from + length - 1) != 0) {
      return EnumSet.of(Errno.ENOEXEC);
    }
    Bytes path = file.slice(from, length);
    return isThere.test(path.slice(0, path.indexOf(0)).text())
        ? EnumSet.noneOf(Errno.class)
        : EnumSet.of(Errno.ENOENT);
  }

  /** What is needed of a program header. */
  private record Entry(long type, long offset, long address, long fileSize, long memorySize) {
    static Entry of(Bytes file, int at) {
      return new Entry(
          file.number(at, 4),
          file.number(at + 8, 8),
          file.number(at + 16, 8),
          file.number(at + 32, 8),
          file.number(at + 40, 8));
    }

    boolean holds(long entry) {
      long first = Math.floorDiv(address, PAGE);
      long last = Math.floorDiv(address + memorySize - 1, PAGE);
      long page = Math.floorDiv(entry, PAGE);
      return page >= first && page <= last;
    }
  }
}
