package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad drivers before a whole block device, once with split and once with packed queues: what they
 * do ends in DEVICE_NEEDS_RESET or is harmless, and the device works again after a reset.
 */
@Timeout(60)
class HostileQueueTest {
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int SIZE = 8;
  private static final long DATA = Ram.BASE + 0x8000;
  private static final long STATUS = DATA + 0x4000;
  private static final long END = Ram.BASE + Bench.BYTES;

  /** The two layouts, with the clauses that state the same rule for each. */
  enum Layout {
    SPLIT("2.7", "2.7.5", "2.7.5.2"),
    PACKED("2.8", "2.8.4", "2.8.17");

    final String size;
    final String place;
    final String length;

    Layout(String size, String place, String length) {
      this.size = size;
      this.place = place;
      this.length = length;
    }

    Features features() {
      Features features =
          Features.of(Features.VERSION_1, Features.INDIRECT_DESC, Features.RING_RESET);
      return this == PACKED ? features.or(Features.of(Features.RING_PACKED)) : features;
    }

    QueueLayout queue(int index) {
      return QueueLayout.contiguous(SIZE, Ram.BASE + 0x1000L * index, features());
    }
  }

  private Bench bench = open(new byte[1 << 18]);

  private static Bench open(byte[] content) {
    BlockStore store = BlockStore.memory(MemorySegment.ofArray(content));
    return new Bench(new BlockDevice(store, BlockDevice.Options.DEFAULT.withQueues(2, SIZE)));
  }

  private void start(Layout layout) {
    bench.write(MmioRegister.STATUS, 0);
    bench.ram.bytes.asSlice(0, 0x2000).fill((byte) 0);
    bench.initialize(layout.features());
    bench.queue(0, layout.queue(0));
    bench.queue(1, layout.queue(1));
    bench.write(MmioRegister.STATUS, 15);
  }

  /** Writes a descriptor; in a packed ring it is made available by that, in its first round. */
  private void descriptor(Layout layout, int index, long address, long length, int flags) {
    QueueLayout queue = layout.queue(0);
    if (layout == Layout.SPLIT) {
      bench.ram.descriptor(queue, index, address, length, flags, (index + 1) % SIZE);
    } else {
      long at = queue.descriptorArea() - Ram.BASE + 16L * index;
      bench.ram.packed(at, address, length, index, flags | 0x80);
    }
  }

  /** Makes the chain at descriptor 0 the first that is available. */
  private void publish(Layout layout) {
    if (layout == Layout.SPLIT) {
      bench.ram.available(layout.queue(0), 0);
    }
  }

  /** A good request for the first sector of the disk. */
  private void request(Layout layout) {
    bench.ram.bytes.asSlice(DATA - Ram.BASE, 16).fill((byte) 0);
    status((byte) 0x55);
    descriptor(layout, 1, DATA + 0x1000, 512, WRITE | NEXT);
    descriptor(layout, 2, STATUS, 1, WRITE);
    descriptor(layout, 0, DATA, 16, NEXT);
    publish(layout);
  }

  private void status(byte value) {
    bench.ram.bytes.set(ValueLayout.JAVA_BYTE, STATUS - Ram.BASE, value);
  }

  private byte status() {
    return bench.ram.bytes.get(ValueLayout.JAVA_BYTE, STATUS - Ram.BASE);
  }

  private void needsReset(String clause) throws VirtioException {
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(bench.needsReset()).isTrue();
    assertThat(bench.bank.fault().orElseThrow().clause()).isEqualTo(clause);
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS))
        .isEqualTo(MmioRegister.CONFIGURATION_CHANGE_NOTIFICATION);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    bench.ram.checkMargins();
    byte[] sector = new byte[512];
    bench.block().read(0, MemorySegment.ofArray(sector));
    assertThat(bench.needsReset()).as("after a reset").isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void clause2_7_5_2_and2_8_17_descriptorLoopsNeedAReset(Layout layout) throws VirtioException {
    start(layout);
    for (int i = 0; i < SIZE; i++) {
      descriptor(layout, i, DATA, 8, NEXT);
    }
    publish(layout);
    needsReset(layout.length);
  }

  @ParameterizedTest
  @EnumSource
  void clause2_7_5_and2_8_4_lengthsThatOverflowNeedAReset(Layout layout) throws VirtioException {
    long[][] bad = {
      {DATA, 0xffff_ffffL},
      {END - 1, 2},
      {-1, 2},
      {-8, 0xffff_ffffL},
      {Long.MAX_VALUE, 0xffff_ffffL},
      {Ram.BASE, Bench.BYTES + 1}
    };
    for (long[] buffer : bad) {
      for (int flags : new int[] {0, WRITE}) {
        start(layout);
        descriptor(layout, 0, buffer[0], buffer[1], flags);
        publish(layout);
        needsReset(layout.place);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clause2_7_5_and2_8_4_addressesOutsideRamNeedAReset(Layout layout) throws VirtioException {
    for (long address : new long[] {0, Ram.BASE - 1, Ram.BASE - 16, END, -16, Long.MIN_VALUE}) {
      for (int flags : new int[] {0, WRITE, INDIRECT}) {
        start(layout);
        descriptor(layout, 0, address, 16, flags);
        publish(layout);
        needsReset(layout.place);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clause2_7_and2_8_oddRingSizesAreRefusedWhereTheLayoutHasNone(Layout layout) {
    for (int size : new int[] {0, 3, 5, 6, 7, 9, 12, 32769, 65536, -1}) {
      bench.write(MmioRegister.STATUS, 0);
      bench.initialize(layout.features());
      QueueLayout place = layout.queue(0);
      bench.queue(
          0, new QueueLayout(size, place.descriptorArea(), place.driverArea(), Ram.BASE + 0x800));
      boolean fits = size > 0 && size <= SIZE && layout == Layout.PACKED;
      assertThat(bench.read(MmioRegister.QUEUE_READY)).as("size %d", size).isEqualTo(fits ? 1 : 0);
      assertThat(bench.needsReset()).isEqualTo(!fits);
      if (!fits) {
        boolean known = size >= 0 && size <= SIZE;
        assertThat(bench.bank.fault().orElseThrow().clause())
            .isEqualTo(known ? layout.size : "4.2.2.2");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clause2_7_10_2_and4_2_3_3_notificationsOutOfOrderLoseAndChangeNothing(Layout layout) {
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    bench.initialize(layout.features());
    bench.queue(0, layout.queue(0));
    bench.queue(1, layout.queue(1));
    request(layout);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(status()).as("before DRIVER_OK (2.1.2)").isEqualTo((byte) 0x55);
    start(layout);
    request(layout);
    for (int other : new int[] {1, 2, 77, -1, 0x10000}) {
      bench.write(MmioRegister.QUEUE_NOTIFY, other);
      assertThat(status()).as("of queue %d", other).isEqualTo((byte) 0x55);
    }
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(status()).isZero();
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isEqualTo(1);
    bench.write(MmioRegister.INTERRUPT_ACK, 1);
    status((byte) 0x55);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(status()).as("twice").isEqualTo((byte) 0x55);
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isZero();
    bench.write(MmioRegister.QUEUE_SEL, 0);
    bench.write(MmioRegister.QUEUE_READY, 0);
    request(layout);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(status()).as("of a queue that is not ready (4.2.2.1)").isEqualTo((byte) 0x55);
    assertThat(bench.needsReset()).isFalse();
  }

  /** A store that resets the device, or its queue, in the middle of a read. */
  private record Resetting(long size, Runnable reset) implements BlockStore {
    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public void read(long offset, MemorySegment target) {
      reset.run();
    }

    @Override
    public void write(long offset, MemorySegment source) {
      reset.run();
    }

    @Override
    public void zero(long offset, long length) {
      reset.run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void clause2_4_1_and2_6_1_aResetInMidRequestLeavesMemoryAlone(Layout layout) {
    List<Runnable> resets =
        List.of(
            () -> bench.write(MmioRegister.STATUS, 0),
            () -> bench.write(MmioRegister.QUEUE_RESET, 1),
            () -> bench.write(MmioRegister.QUEUE_READY, 0));
    for (Runnable reset : resets) {
      BlockStore store =
          new Resetting(
              1 << 18,
              () -> {
                bench.write(MmioRegister.QUEUE_SEL, 0);
                reset.run();
                bench.ram.bytes.fill((byte) 0x11);
              });
      bench = new Bench(new BlockDevice(store, BlockDevice.Options.DEFAULT.withQueues(2, SIZE)));
      start(layout);
      request(layout);
      bench.write(MmioRegister.QUEUE_NOTIFY, 0);
      MemorySegment untouched = MemorySegment.ofArray(new byte[Bench.BYTES]).fill((byte) 0x11);
      assertThat(bench.ram.bytes.mismatch(untouched)).isEqualTo(-1);
      assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isZero();
      assertThat(bench.bank.fault()).isEmpty();
      bench.ram.checkMargins();
    }
  }
}
