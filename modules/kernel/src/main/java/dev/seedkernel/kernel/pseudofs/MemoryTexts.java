package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessView;
import dev.seedkernel.kernel.process.ProcessView.MemoryRange;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the files of a process say of its memory. */
final class MemoryTexts {
  /** Columns before the name in maps, on a 64-bit system. */
  private static final int NAME_COLUMN = 73;

  private MemoryTexts() {}

  /** Sums of ranges, in bytes, as the kernel counts them for status and statm. */
  record Sizes(long all, long stack, long code, long data, long resident) {
    static Sizes of(ProcessView process) {
      List<MemoryRange> ranges = process.memory();
      String program = process.executable();
      long stack = sum(ranges, range -> range.name().equals("[stack]"));
      return new Sizes(
          sum(ranges, _ -> true),
          stack,
          sum(ranges, range -> isCode(range) && range.name().equals(program)),
          sum(ranges, range -> isWritable(range) && !range.shared()) - stack,
          process.residentBytes());
    }

    private static long sum(List<MemoryRange> ranges, Predicate<MemoryRange> which) {
      return ranges.stream().filter(which).mapToLong(range -> range.end() - range.start()).sum();
    }
  }

  static boolean isCode(MemoryRange range) {
    return (range.rights() & Rights.EXECUTE) != 0;
  }

  static boolean isWritable(MemoryRange range) {
    return (range.rights() & Rights.WRITE) != 0;
  }

  static String statm(Subject subject) {
    Sizes sizes = Sizes.of(subject.process());
    return "%d %d 0 %d 0 %d 0\n"
        .formatted(
            pages(sizes.all),
            pages(sizes.resident),
            pages(sizes.code),
            pages(sizes.data + sizes.stack));
  }

  static long pages(long bytes) {
    return bytes / AddressSpace.PAGE_SIZE;
  }

  static String maps(Subject subject) {
    StringBuilder text = new StringBuilder();
    for (MemoryRange range : subject.process().memory()) {
      text.append(line(subject.machine(), range)).append('\n');
    }
    return text.toString();
  }

  private static String line(Machine machine, MemoryRange range) {
    Inode inode = file(machine, range.name());
    StringBuilder line =
        new StringBuilder(
            "%08x-%08x %c%c%c%c %08x 00:%02x %d "
                .formatted(
                    range.start(),
                    range.end(),
                    (range.rights() & Rights.READ) != 0 ? 'r' : '-',
                    isWritable(range) ? 'w' : '-',
                    isCode(range) ? 'x' : '-',
                    range.shared() ? 's' : 'p',
                    range.offset(),
                    inode == null ? 0 : inode.fileSystem().device(),
                    inode == null ? 0 : inode.number()));
    if (!range.name().isEmpty()) {
      line.repeat(' ', Math.max(0, NAME_COLUMN - line.length())).append(range.name());
    }
    return line.toString();
  }

  /** Returns the file that a range is of, as far as its path still leads to one. */
  private static @Nullable Inode file(Machine machine, String name) {
    if (!name.startsWith("/")) {
      return null;
    }
    try {
      return machine.walker().walk(machine.fileSystem().root(), name, true).inode();
    } catch (ErrnoException _) {
      return null;
    }
  }
}
