package dev.seedkernel.kernel.process;

import dev.seedkernel.elf.LoadPlan;
import dev.seedkernel.kernel.fs.RegularFile;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plans of programs that were started before, with the bytes that they load. A build starts the
 * same few programs thousands of times, and to read and parse one takes longer than to run it.
 */
final class ParsedPrograms {
  /** Bytes of program files that are kept at most; what was started longest ago goes first. */
  static final long MOST_BYTES = 32L << 20;

  /** A plan, the file that it is of, and the bytes of that file. */
  record Planned(LoadPlan plan, RegularFile file, MemorySegment bytes) {}

  private record Parsed(long version, Planned planned) {
    long size() {
      return planned.bytes().byteSize();
    }
  }

  private final Map<RegularFile, Parsed> parsed = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Returns the plan of a file that has not changed since it was kept, or null. */
  @Nullable Planned find(RegularFile file) {
    Parsed known = parsed.get(file);
    if (known == null) {
      return null;
    }
    if (known.version() != file.version()) {
      forget(file);
      return null;
    }
    return known.planned();
  }

  /** Keeps the plan of a file as it is now. */
  void keep(Planned planned) {
    forget(planned.file());
    parsed.put(planned.file(), new Parsed(planned.file().version(), planned));
    bytes += planned.bytes().byteSize();
    Iterator<Parsed> eldest = parsed.values().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= eldest.next().size();
      eldest.remove();
    }
  }

  private void forget(RegularFile file) {
    Parsed known = parsed.remove(file);
    if (known != null) {
      bytes -= known.size();
    }
  }

  /** Returns how many bytes of files are kept. */
  long bytes() {
    return bytes;
  }
}
