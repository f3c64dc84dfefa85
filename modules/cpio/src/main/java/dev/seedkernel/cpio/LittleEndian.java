package dev.seedkernel.cpio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Little-endian numbers of 0 to 8 bytes at any offset. */
final class LittleEndian {
  private LittleEndian() {}

  static long read(MemorySegment input, long offset, int bytes) throws IOException {
    if (offset > input.byteSize() - bytes) {
      throw new IOException("the input ends inside the part");
    }
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (input.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff);
    }
    return value;
  }
}
