package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueLayoutTest {
  private final Ram ram = new Ram(1 << 20);

  @Test
  void clause2_7_partsHaveTheSizesOfTheTable() {
    assertThat(QueueLayout.descriptorAreaBytes(256)).isEqualTo(16 * 256);
    assertThat(QueueLayout.driverAreaBytes(256, Features.NONE)).isEqualTo(6 + 2 * 256);
    assertThat(QueueLayout.deviceAreaBytes(256, Features.NONE)).isEqualTo(6 + 8 * 256);
  }

  @Property
  void clause2_7_aContiguousQueueIsAlignedAndDoesNotOverlap(
      @ForAll @IntRange(max = 15) int logSize, @ForAll @IntRange(max = 1000) int sixteens)
      throws VirtioException {
    int size = 1 << logSize;
    QueueLayout layout = QueueLayout.contiguous(size, Ram.BASE + 16L * sixteens);
    layout.check(ram.memory, Features.NONE);
    assertThat(layout.driverArea()).isEqualTo(layout.descriptorArea() + 16L * size);
    assertThat(layout.deviceArea() - layout.driverArea()).isBetween(6L + 2L * size, 9L + 2L * size);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 255, 32767, 32769, 65536, 1 << 30, Integer.MIN_VALUE, -1, -256})
  void clause2_7_sizesThatAreNoPowerOfTwoUpTo32768AreRefused(int size) {
    refused("2.7", new QueueLayout(size, Ram.BASE, Ram.BASE + 4096, Ram.BASE + 8192));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 16384, 32768})
  void clause2_7_powersOfTwoUpTo32768AreTaken(int size) throws VirtioException {
    QueueLayout.contiguous(size, Ram.BASE).check(ram.memory, Features.NONE);
  }

  @Test
  void clause2_7_1_partsThatAreNotAlignedAreRefused() {
    refused("2.7.1", new QueueLayout(4, Ram.BASE + 8, Ram.BASE + 4096, Ram.BASE + 8192));
    refused("2.7.1", new QueueLayout(4, Ram.BASE, Ram.BASE + 4097, Ram.BASE + 8192));
    refused("2.7.1", new QueueLayout(4, Ram.BASE, Ram.BASE + 4096, Ram.BASE + 8194));
  }

  @Test
  void clause2_8_11_partsOfAPackedQueueThatAreNotAlignedAreRefused() throws VirtioException {
    Features packed = Features.of(Features.RING_PACKED);
    new QueueLayout(4, Ram.BASE, Ram.BASE + 4096, Ram.BASE + 4100).check(ram.memory, packed);
    QueueLayout[] bad = {
      new QueueLayout(4, Ram.BASE + 8, Ram.BASE + 4096, Ram.BASE + 4100),
      new QueueLayout(4, Ram.BASE, Ram.BASE + 4098, Ram.BASE + 4104),
      new QueueLayout(4, Ram.BASE, Ram.BASE + 4096, Ram.BASE + 4102)
    };
    for (QueueLayout layout : bad) {
      Rules.broken("2.8.11", VirtioException.NO_OFFSET, () -> layout.check(ram.memory, packed));
    }
  }

  @Test
  void clause2_7_partsThatAreNotInsideMemoryAreRefused() throws VirtioException {
    long end = Ram.BASE + ram.memory.size();
    new QueueLayout(4, end - 64, Ram.BASE, Ram.BASE + 64).check(ram.memory, Features.NONE);
    refused("2.7", new QueueLayout(4, end - 48, Ram.BASE, Ram.BASE + 64));
    new QueueLayout(4, Ram.BASE, end - 14, Ram.BASE + 64).check(ram.memory, Features.NONE);
    refused("2.7", new QueueLayout(4, Ram.BASE, end - 12, Ram.BASE + 64));
    new QueueLayout(4, Ram.BASE, Ram.BASE + 64, end - 40).check(ram.memory, Features.NONE);
    refused("2.7", new QueueLayout(4, Ram.BASE, Ram.BASE + 64, end - 36));
    refused("2.7", new QueueLayout(4, Ram.BASE - 16, Ram.BASE + 64, Ram.BASE + 128));
    refused("2.7", new QueueLayout(4, 0, Ram.BASE + 64, Ram.BASE + 128));
    refused("2.7", new QueueLayout(4, -16, Ram.BASE + 64, Ram.BASE + 128));
    refused("2.7", new QueueLayout(4, Long.MIN_VALUE, Ram.BASE + 64, Ram.BASE + 128));
  }

  @Property
  void clause2_7_5_aSliceIsInsideOrRefused(
      @ForAll long address,
      @ForAll @LongRange(min = -70, max = 70) long edge,
      @ForAll long length) {
    for (long start : new long[] {address, Ram.BASE + edge, Ram.BASE + ram.memory.size() + edge}) {
      for (long bytes : new long[] {length, Math.abs(edge), ram.memory.size() + edge}) {
        boolean inside =
            start >= Ram.BASE
                && bytes >= 0
                && start <= Ram.BASE + ram.memory.size()
                && bytes <= Ram.BASE + ram.memory.size() - start;
        try {
          MemorySegment slice = ram.memory.slice(start, bytes);
          assertThat(inside).isTrue();
          assertThat(slice.byteSize()).isEqualTo(bytes);
          assertThat(slice.address() - ram.bytes.address()).isEqualTo(start - Ram.BASE);
        } catch (VirtioException e) {
          assertThat(inside).isFalse();
          assertThat(e.clause()).isEqualTo("2.7.5");
        }
      }
    }
  }

  @Test
  void clause2_7_memoryMayEndAtTheLastAddressAndNotBeyond() throws VirtioException {
    MemorySegment segment = MemorySegment.ofArray(new long[8]);
    GuestMemory last = GuestMemory.of(segment, -64);
    assertThat(last.slice(-1, 1).byteSize()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> GuestMemory.of(segment, -56));
  }

  @Test
  void memoryThatCouldTearAnIndexOrCannotBeWrittenIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuestMemory.of(MemorySegment.ofArray(new byte[64])))
        .withMessageContaining("aligned");
    MemorySegment longs = MemorySegment.ofArray(new long[8]);
    assertThatIllegalArgumentException().isThrownBy(() -> GuestMemory.of(longs, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> GuestMemory.of(longs.asReadOnly()));
  }

  private void refused(String clause, QueueLayout layout) {
    Rules.broken(clause, VirtioException.NO_OFFSET, () -> DeviceQueue.open(ram.memory, layout));
    Rules.broken(clause, VirtioException.NO_OFFSET, () -> DriverQueue.create(ram.memory, layout));
    ram.checkMargins();
  }
}
