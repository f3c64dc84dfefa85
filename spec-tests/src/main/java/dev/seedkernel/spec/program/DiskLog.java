package dev.seedkernel.spec.program;

import java.util.List;

/**
 * What became of a disk.
 *
 * @param content at the end
 * @param events writes and flushes, in their order
 */
public record DiskLog(Bytes content, List<Event> events) {
  public DiskLog {
    events = List.copyOf(events);
  }

  /**
   * A write or a flush that was done without an error.
   *
   * @param offset in bytes; -1 for a flush
   * @param bytes what was written
   * @param printed how many bytes the console had then
   */
  public record Event(long offset, Bytes bytes, int printed) {
    public boolean isFlush() {
      return offset < 0;
    }
  }
}
