package dev.seedkernel.kernel.process;

import dev.seedkernel.elf.LoadPlan;
import dev.seedkernel.kernel.fs.RegularFile;
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

  private record Parsed(long version, long size, LoadPlan plan) {}

  private final Map<RegularFile, Parsed> parsed = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Returns the plan of a file that has not changed since it was kept, or null. */
  @Nullable LoadPlan find(RegularFile file) {
    Parsed known = parsed.get(file);
    if (known == null) {
      return null;
    }
    if (known.version() != file.version()) {
      forget(file);
      return null;
    }
    return known.plan();
  }

  /** Keeps the plan of a file as it is now. */
  void keep(RegularFile file, LoadPlan plan) {
    forget(file);
    parsed.put(file, new Parsed(file.version(), file.size(), plan));
    bytes += file.size();
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
