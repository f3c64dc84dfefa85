package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.fs.Transfer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of 64 bits as guests read and write them. */
final class Words {
  private Words() {}

  /** Hands a number over; returns its size, or 0 if it was not taken whole. */
  static int put(Transfer.Sink to, long value) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    int done = to.put(MemorySegment.ofArray(bytes), 0, Long.BYTES);
    return done == Long.BYTES ? done : 0;
  }

  /** Gets a number; returns false if there was not all of it. */
  static boolean take(Transfer.Source from, long[] value) {
    byte[] bytes = new byte[Long.BYTES];
    if (from.take(MemorySegment.ofArray(bytes), 0, Long.BYTES) < Long.BYTES) {
      return false;
    }
    value[0] = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return true;
  }
}
