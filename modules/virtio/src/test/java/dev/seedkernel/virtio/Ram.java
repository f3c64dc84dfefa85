package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Guest memory between two margins that nobody may write, and the ring's fields by the numbers of
 * the specification, written down here a second time on purpose.
 */
final class Ram {
  static final long BASE = 0x4000_0000L;

  private static final long MARGIN = 256;
  private static final byte CANARY = (byte) 0xc5;
  private static final ValueLayout.OfShort LE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final MemorySegment bytes;
  final GuestMemory memory;
  private final MemorySegment below;
  private final MemorySegment above;
  private final MemorySegment canaries;

  Ram(int size) {
    MemorySegment all = MemorySegment.ofArray(new long[(int) (size + 2 * MARGIN) / 8]);
    all.fill(CANARY);
    bytes = all.asSlice(MARGIN, size).fill((byte) 0);
    below = all.asSlice(0, MARGIN);
    above = all.asSlice(MARGIN + size);
    canaries = MemorySegment.ofArray(new byte[(int) MARGIN]).fill(CANARY);
    memory = GuestMemory.of(bytes, BASE);
  }

  void checkMargins() {
    assertThat(below.mismatch(canaries)).isEqualTo(-1);
    assertThat(above.mismatch(canaries)).isEqualTo(-1);
  }

  Ram descriptor(QueueLayout layout, int index, long address, long length, int flags, int next) {
    long at = layout.descriptorArea() - BASE + 16L * index;
    bytes.set(LE64, at, address);
    bytes.set(LE32, at + 8, (int) length);
    bytes.set(LE16, at + 12, (short) flags);
    bytes.set(LE16, at + 14, (short) next);
    return this;
  }

  /** Makes {@code heads} available, from ring entry 0 on. */
  Ram available(QueueLayout layout, int... heads) {
    for (int i = 0; i < heads.length; i++) {
      availableEntry(layout, i, heads[i]);
    }
    return availableIndex(layout, heads.length);
  }

  Ram availableEntry(QueueLayout layout, int entry, int head) {
    bytes.set(LE16, layout.driverArea() - BASE + 4 + 2L * entry, (short) head);
    return this;
  }

  Ram availableIndex(QueueLayout layout, int index) {
    bytes.set(LE16, layout.driverArea() - BASE + 2, (short) index);
    return this;
  }

  Ram availableFlags(QueueLayout layout, int flags) {
    bytes.set(LE16, layout.driverArea() - BASE, (short) flags);
    return this;
  }

  Ram usedEntry(QueueLayout layout, int entry, long id, long length) {
    long at = layout.deviceArea() - BASE + 4 + 8L * entry;
    bytes.set(LE32, at, (int) id);
    bytes.set(LE32, at + 4, (int) length);
    return this;
  }

  Ram usedIndex(QueueLayout layout, int index) {
    bytes.set(LE16, layout.deviceArea() - BASE + 2, (short) index);
    return this;
  }

  Ram usedFlags(QueueLayout layout, int flags) {
    bytes.set(LE16, layout.deviceArea() - BASE, (short) flags);
    return this;
  }

  int le16(long address) {
    return Short.toUnsignedInt(bytes.get(LE16, address - BASE));
  }

  long le32(long address) {
    return Integer.toUnsignedLong(bytes.get(LE32, address - BASE));
  }

  long le64(long address) {
    return bytes.get(LE64, address - BASE);
  }

  /** Writes a packed descriptor, or one of an indirect table, at an offset in memory. */
  Ram packed(long at, long address, long length, int id, int flags) {
    bytes.set(LE64, at, address);
    bytes.set(LE32, at + 8, (int) length);
    bytes.set(LE16, at + 12, (short) id);
    bytes.set(LE16, at + 14, (short) flags);
    return this;
  }

  Ram put16(long address, int value) {
    bytes.set(LE16, address - BASE, (short) value);
    return this;
  }
}
