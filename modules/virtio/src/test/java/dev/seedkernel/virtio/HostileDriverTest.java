package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a device does about each kind of bad ring, and where it says that the error is. */
@Timeout(60)
class HostileDriverTest {
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final long DATA = Ram.BASE + 1024;
  private static final long TABLE = 0x100;
  private static final long AVAILABLE = TABLE + 64;

  private final Ram ram = new Ram(4096);
  private final QueueLayout layout = QueueLayout.contiguous(4, Ram.BASE + TABLE);
  private DeviceQueue device;

  @BeforeEach
  void open() throws VirtioException {
    device = DeviceQueue.open(ram.memory, layout);
  }

  private void refused(String clause, long offset) {
    Rules.broken(clause, offset, device::poll);
    Rules.broken(clause, offset, device::poll);
    ram.checkMargins();
  }

  @Test
  void clause2_7_5_2_aDescriptorThatIsItsOwnNextIsALoop() {
    ram.descriptor(layout, 0, DATA, 8, NEXT, 0).available(layout, 0);
    refused("2.7.5.2", TABLE + 14);
  }

  @Test
  void clause2_7_5_2_aLongerLoopIsALoop() {
    ram.descriptor(layout, 3, DATA, 8, NEXT, 1)
        .descriptor(layout, 1, DATA, 8, NEXT, 2)
        .descriptor(layout, 2, DATA, 8, NEXT, 1)
        .available(layout, 3);
    refused("2.7.5.2", TABLE + 2 * 16 + 14);
  }

  @Test
  void clause2_7_5_2_aLoopOfEmptyBuffersIsALoop() {
    ram.descriptor(layout, 0, DATA, 0, NEXT, 1)
        .descriptor(layout, 1, DATA, 0, NEXT, 0)
        .available(layout, 0);
    refused("2.7.5.2", TABLE + 16 + 14);
  }

  @Test
  void clause2_7_5_2_aChainOfMoreThan4GiBIsRefusedAndOneOf4GiBIsTaken() throws VirtioException {
    int size = 8192;
    int ramBytes = 1 << 20;
    Ram big = new Ram(ramBytes);
    QueueLayout wide = QueueLayout.contiguous(size, Ram.BASE);
    for (int i = 0; i < 4097; i++) {
      big.descriptor(
          wide, i, Ram.BASE, i < 4096 ? ramBytes : 0, i < 4096 ? NEXT | WRITE : WRITE, i + 1);
    }
    big.available(wide, 0);
    DescriptorChain chain = DeviceQueue.open(big.memory, wide).poll().orElseThrow();
    assertThat(chain.writableBytes()).isEqualTo(1L << 32);

    big.descriptor(wide, 4096, Ram.BASE, 1, WRITE, 0);
    DeviceQueue fresh = DeviceQueue.open(big.memory, wide);
    Rules.broken("2.7.5.2", 16L * 4096 + 8, fresh::poll);
  }

  @Test
  void clause2_7_5_aHeadThatIsNoDescriptorIsRefused() {
    ram.available(layout, 4);
    refused("2.7.5", AVAILABLE + 4);
  }

  @Test
  void clause2_7_5_aHeadOf65535IsRefused() {
    ram.available(layout, 0xffff);
    refused("2.7.5", AVAILABLE + 4);
  }

  @Test
  void clause2_7_5_aNextThatIsNoDescriptorIsRefused() {
    ram.descriptor(layout, 1, DATA, 8, NEXT, 4).available(layout, 1);
    refused("2.7.5", TABLE + 16 + 14);
  }

  @Test
  void clause2_7_5_aNextThatIsNotFlaggedIsNotLookedAt() throws VirtioException {
    ram.descriptor(layout, 1, DATA, 8, 0, 0xffff).available(layout, 1);
    assertThat(device.poll().orElseThrow().readableBytes()).isEqualTo(8);
  }

  @Test
  void clause2_7_5_addressesBelowAboveAndAcrossTheEndsOfMemoryAreRefused() throws VirtioException {
    long end = Ram.BASE + 4096;
    long[][] bad = {
      {Ram.BASE - 1, 1},
      {Ram.BASE - 1, 2},
      {end, 1},
      {end - 7, 8},
      {end + 1, 0},
      {0, 8},
      {-1, 1},
      {-1, 2},
      {-8, 0xffff_ffffL},
      {Long.MIN_VALUE, 1},
      {DATA, 0xffff_ffffL},
      {DATA, 0x8000_0000L},
      {Ram.BASE, 4097}
    };
    for (long[] buffer : bad) {
      open();
      ram.descriptor(layout, 0, buffer[0], buffer[1], WRITE, 0).available(layout, 0);
      refused("2.7.5", TABLE);
    }
  }

  @Test
  void clause2_7_5_buffersThatTouchTheEndsOfMemoryAreTaken() throws VirtioException {
    ram.descriptor(layout, 0, Ram.BASE, 4096, NEXT, 1)
        .descriptor(layout, 1, Ram.BASE + 4096, 0, NEXT | WRITE, 2)
        .descriptor(layout, 2, Ram.BASE + 4095, 1, WRITE, 0)
        .available(layout, 0);
    DescriptorChain chain = device.poll().orElseThrow();
    assertThat(chain.readable()).extracting(MemorySegment::byteSize).containsExactly(4096L);
    assertThat(chain.writable()).extracting(MemorySegment::byteSize).containsExactly(0L, 1L);
  }

  @Test
  void clause2_7_4_2_readableBehindWritableIsRefused() {
    ram.descriptor(layout, 0, DATA, 8, WRITE | NEXT, 1)
        .descriptor(layout, 1, DATA, 8, 0, 0)
        .available(layout, 0);
    refused("2.7.4.2", TABLE + 16 + 12);
  }

  @Test
  void clause2_7_5_3_1_indirectWithoutNegotiationIsRefused() {
    ram.descriptor(layout, 0, DATA, 16, INDIRECT, 0).available(layout, 0);
    refused("2.7.5.3.1", TABLE + 12);
  }

  @Test
  void clause2_7_13_anAvailableIndexThatRunsAheadIsRefused() {
    ram.availableIndex(layout, 5);
    refused("2.7.13", AVAILABLE + 2);
  }

  @Test
  void clause2_7_6_1_anAvailableIndexThatGoesBackIsRefused() throws VirtioException {
    ram.descriptor(layout, 0, DATA, 8, 0, 0).available(layout, 0);
    device.complete(device.poll().orElseThrow(), 0);
    ram.availableIndex(layout, 0);
    refused("2.7.13", AVAILABLE + 2);
  }

  @Test
  void clause2_7_13_chainsInFlightCountToo() throws VirtioException {
    for (int i = 0; i < 4; i++) {
      ram.descriptor(layout, i, DATA, 8, 0, 0);
    }
    ram.available(layout, 0, 1);
    device.poll();
    device.poll();
    ram.availableIndex(layout, 5);
    refused("2.7.13", AVAILABLE + 2);
  }

  @Test
  void clause2_7_13_1_aHeadThatIsInFlightIsRefused() {
    ram.descriptor(layout, 2, DATA, 8, 0, 0).available(layout, 2, 2);
    assertThat(attempt()).isEqualTo(2);
    refused("2.7.13.1", AVAILABLE + 4 + 2);
  }

  @Test
  void clause2_7_13_1_aDescriptorOfAnotherChainInFlightIsRefused() {
    ram.descriptor(layout, 0, DATA, 8, NEXT, 1)
        .descriptor(layout, 1, DATA, 8, 0, 0)
        .descriptor(layout, 2, DATA, 8, NEXT, 1)
        .available(layout, 0, 2);
    assertThat(attempt()).isEqualTo(0);
    refused("2.7.13.1", TABLE + 2 * 16 + 14);
  }

  @Test
  void clause2_7_13_1_descriptorsAreFreeAgainWhateverTheTableSaysByThen() throws VirtioException {
    ram.descriptor(layout, 0, DATA, 8, NEXT, 1)
        .descriptor(layout, 1, DATA, 8, 0, 0)
        .available(layout, 0);
    DescriptorChain chain = device.poll().orElseThrow();
    ram.descriptor(layout, 0, -1, -1, -1, 0xffff).descriptor(layout, 1, -1, -1, -1, 0);
    device.complete(chain, 0);
    ram.descriptor(layout, 1, DATA, 8, NEXT, 0).descriptor(layout, 0, DATA, 8, 0, 0);
    ram.availableEntry(layout, 1, 1).availableIndex(layout, 2);
    assertThat(device.poll().orElseThrow().readableBytes()).isEqualTo(16);
  }

  @Test
  void clause2_7_4_1_longChainsOfOneByteBuffersAreTakenUpToTheQueueSize() throws VirtioException {
    for (int i = 0; i < 4; i++) {
      ram.descriptor(layout, i, DATA + i, 1, i < 3 ? NEXT : 0, i + 1);
    }
    ram.available(layout, 0);
    assertThat(device.poll().orElseThrow().readable()).hasSize(4);
  }

  private void openIndirect() throws VirtioException {
    device = DeviceQueue.open(ram.memory, layout, Features.of(Features.INDIRECT_DESC));
  }

  /** Writes an entry of the table at offset 512. */
  private void entry(int index, long length, int flags, int next) {
    long at = 512 + 16L * index;
    // The id of a packed descriptor is where the flags of a split one are, and the other way round.
    ram.packed(at, DATA, length, flags, next);
  }

  private void table(long length, int flags) {
    ram.descriptor(layout, 0, Ram.BASE + 512, length, flags, 1).available(layout, 0);
  }

  @Test
  void clause2_7_5_3_2_indirectTablesAreReadAfterDirectDescriptorsAndWriteIsIgnored()
      throws VirtioException {
    openIndirect();
    entry(0, 5, NEXT, 2);
    entry(2, 6, NEXT | WRITE, 1);
    entry(1, 7, WRITE, 9);
    ram.descriptor(layout, 0, DATA, 3, NEXT, 1)
        .descriptor(layout, 1, Ram.BASE + 512, 48, INDIRECT | WRITE, 0)
        .available(layout, 0);
    DescriptorChain chain = device.poll().orElseThrow();
    assertThat(chain.readable()).extracting(MemorySegment::byteSize).containsExactly(3L, 5L);
    assertThat(chain.writable()).extracting(MemorySegment::byteSize).containsExactly(6L, 7L);
    device.complete(chain, 13);
    assertThat(ram.le32(layout.deviceArea() + 8)).isEqualTo(13);
  }

  @Test
  void clause2_7_5_3_1_indirectWithNextOrWithinATableIsRefused() throws VirtioException {
    openIndirect();
    table(16, INDIRECT | NEXT);
    refused("2.7.5.3.1", TABLE + 12);
    openIndirect();
    entry(0, 16, INDIRECT, 0);
    table(16, INDIRECT);
    refused("2.7.5.3.1", 512 + 12);
  }

  @Test
  void clause2_7_5_3_tablesOfOddLengthAndIndicesOutsideAreRefused() throws VirtioException {
    for (long length : new long[] {0, 1, 15, 17, 0xffff_ffffL}) {
      openIndirect();
      table(length, INDIRECT);
      refused("2.7.5.3", TABLE + 8);
    }
    openIndirect();
    entry(0, 1, NEXT, 2);
    table(32, INDIRECT);
    refused("2.7.5.3", 512 + 14);
    openIndirect();
    table(0xffff_fff0L, INDIRECT);
    refused("2.7.5", TABLE);
  }

  @Test
  void clause2_7_5_2_loopsInATableAreRefused() throws VirtioException {
    openIndirect();
    entry(0, 1, NEXT, 1);
    entry(1, 1, NEXT, 0);
    table(32, INDIRECT);
    refused("2.7.5.2", 512);
  }

  @Test
  void clause2_7_5_3_1_chainsLongerThanTheQueueAreRefused() throws VirtioException {
    for (int i = 0; i < 5; i++) {
      entry(i, 1, i < 4 ? NEXT : 0, i + 1);
    }
    openIndirect();
    table(80, INDIRECT);
    refused("2.7.5.3.1", 512 + 4 * 16);
    openIndirect();
    entry(3, 1, 0, 0);
    table(80, INDIRECT);
    assertThat(device.poll().orElseThrow().readable()).hasSize(4);
  }

  private int attempt() {
    try {
      return device.poll().orElseThrow().id();
    } catch (VirtioException e) {
      throw new AssertionError(e);
    }
  }
}
