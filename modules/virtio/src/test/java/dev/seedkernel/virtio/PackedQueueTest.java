package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packed queue by hand: what is in memory, and what each side does about a bad ring. */
class PackedQueueTest {
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int AVAIL = 0x80;
  private static final int USED = 0x8000;
  private static final long NONE = VirtioException.NO_OFFSET;
  private static final long DATA = Ram.BASE + 1024;
  private static final Features PACKED =
      Features.of(Features.VERSION_1, Features.RING_PACKED, Features.INDIRECT_DESC);
  private static final Features PLAIN = Features.of(Features.VERSION_1, Features.RING_PACKED);

  private final Ram ram = new Ram(4096);
  private final QueueLayout layout = new QueueLayout(3, Ram.BASE, Ram.BASE + 256, Ram.BASE + 512);
  private DeviceQueue device;
  private DriverQueue driver;

  @BeforeEach
  void open() throws VirtioException {
    driver = DriverQueue.create(ram.memory, layout, PLAIN, DriverQueue.Indirect.NONE);
    device = DeviceQueue.open(ram.memory, layout, PACKED);
  }

  private void refused(String clause, long offset) {
    Rules.broken(clause, offset, device::poll);
    Rules.broken(clause, offset, device::poll);
    ram.checkMargins();
  }

  @Test
  void clause2_8_1_theWrapCountersStartAt1AndChangeAtTheEndOfTheRing() throws VirtioException {
    GuestBuffer one = new GuestBuffer(DATA, 8);
    int[] expected = {AVAIL, AVAIL, AVAIL, USED, USED, USED, AVAIL};
    for (int i = 0; i < expected.length; i++) {
      long flags = Ram.BASE + 16L * (i % 3) + 14;
      driver.add(List.of(), List.of(one));
      driver.publish();
      assertThat(ram.le16(flags)).isEqualTo(expected[i] | WRITE);
      DescriptorChain chain = device.poll().orElseThrow();
      assertThat(device.poll()).isEmpty();
      device.complete(chain, 5);
      int used = (expected[i] & AVAIL) != 0 ? AVAIL | USED : 0;
      assertThat(ram.le16(flags)).isEqualTo(used | WRITE);
      assertThat(driver.collect()).contains(new UsedElement(chain.id(), 5));
      assertThat(driver.collect()).isEmpty();
    }
  }

  @Test
  void clause2_8_6_aListIsExposedAtOnceWithItsIdInTheLastDescriptor() throws VirtioException {
    GuestBuffer one = new GuestBuffer(DATA, 8);
    int id = driver.add(List.of(one, one), List.of(one)).orElseThrow();
    assertThat(ram.le16(Ram.BASE + 14)).as("the head is not available yet").isZero();
    assertThat(ram.le16(Ram.BASE + 16 + 14)).isEqualTo(AVAIL | NEXT);
    assertThat(device.poll()).isEmpty();
    driver.publish();
    assertThat(ram.le16(Ram.BASE + 14)).isEqualTo(AVAIL | NEXT);
    assertThat(ram.le16(Ram.BASE + 32 + 14)).isEqualTo(AVAIL | WRITE);
    assertThat(ram.le16(Ram.BASE + 32 + 12)).isEqualTo(id);
    DescriptorChain chain = device.poll().orElseThrow();
    device.complete(chain, 0);
    assertThat(ram.le16(Ram.BASE + 14)).as("nothing was written").isEqualTo(AVAIL | USED);
    assertThat(ram.le16(Ram.BASE + 12)).isEqualTo(id);
  }

  @Test
  void clause2_8_7_anIndirectTableHasWriteAloneForAFlag() throws VirtioException {
    ram.packed(768, DATA, 3, 99, NEXT | INDIRECT)
        .packed(784, DATA, 4, 98, WRITE | NEXT)
        .packed(0, Ram.BASE + 768, 32, 5, AVAIL | INDIRECT | WRITE);
    DescriptorChain chain = device.poll().orElseThrow();
    assertThat(chain.id()).isEqualTo(5);
    assertThat(chain.readable()).extracting(MemorySegment::byteSize).containsExactly(3L);
    assertThat(chain.writable()).extracting(MemorySegment::byteSize).containsExactly(4L);
  }

  @Test
  void clause2_8_7_tablesOfOddLengthOrOutsideAreRefused() throws VirtioException {
    for (long length : new long[] {0, 15, 17}) {
      open();
      ram.packed(0, Ram.BASE + 768, length, 0, AVAIL | INDIRECT);
      refused("2.8.7", 8);
    }
    open();
    ram.packed(0, Ram.BASE + 768, 64, 0, AVAIL | INDIRECT);
    refused("2.8.17", 8);
    open();
    ram.packed(0, Ram.BASE + 4080, 32, 0, AVAIL | INDIRECT);
    refused("2.8.4", 0);
  }

  @Test
  void clause2_8_19_indirectWithoutNegotiationOrWithinAListIsRefused() throws VirtioException {
    ram.packed(0, Ram.BASE + 768, 16, 0, AVAIL | INDIRECT | NEXT);
    refused("2.8.19", 14);
    open();
    ram.packed(0, DATA, 16, 0, AVAIL | NEXT).packed(16, DATA, 16, 0, AVAIL | INDIRECT);
    refused("2.8.19", 16 + 14);
    open();
    device = DeviceQueue.open(ram.memory, layout, PLAIN);
    ram.packed(0, Ram.BASE + 768, 16, 0, AVAIL | INDIRECT);
    refused("2.8.19", 14);
  }

  @Test
  void clause2_8_17_listsThatDoNotEndAreRefused() {
    for (int i = 0; i < 3; i++) {
      ram.packed(16L * i, DATA, 0, 0, AVAIL | NEXT);
    }
    refused("2.8.17", 32 + 14);
  }

  @Test
  void clause2_8_6_everyDescriptorOfAListIsAvailable() {
    ram.packed(0, DATA, 1, 0, AVAIL | NEXT).packed(16, DATA, 1, 0, USED);
    refused("2.8.6", 16 + 14);
  }

  @Test
  void clause2_8_17_readableBehindWritableIsRefused() {
    ram.packed(0, DATA, 1, 0, AVAIL | NEXT | WRITE).packed(16, DATA, 1, 0, AVAIL);
    refused("2.8.17", 16 + 14);
  }

  @Test
  void clause2_8_17_aListOfMoreThan4GiBIsRefusedAndOneOf4GiBIsTaken() throws VirtioException {
    int size = 4098;
    int bytes = 1 << 20;
    Ram big = new Ram(bytes);
    QueueLayout wide = QueueLayout.contiguous(size, Ram.BASE, PACKED);
    for (int i = 0; i < 4097; i++) {
      int flags = i < 4096 ? AVAIL | NEXT | WRITE : AVAIL | WRITE;
      big.packed(16L * i, Ram.BASE, i < 4096 ? bytes : 0, 1, flags);
    }
    DescriptorChain chain = DeviceQueue.open(big.memory, wide, PACKED).poll().orElseThrow();
    assertThat(chain.writableBytes()).isEqualTo(1L << 32);
    big.packed(16L * 4096, Ram.BASE, 1, 1, AVAIL | WRITE);
    DeviceQueue fresh = DeviceQueue.open(big.memory, wide, PACKED);
    Rules.broken("2.8.17", 16L * 4096 + 8, fresh::poll);
  }

  @Test
  void clause2_8_4_buffersOutsideMemoryAreRefused() throws VirtioException {
    long[][] bad = {{0, 1}, {-1, 2}, {Ram.BASE + 4095, 2}, {DATA, 0xffff_ffffL}};
    for (long[] buffer : bad) {
      open();
      ram.packed(0, buffer[0], buffer[1], 0, AVAIL);
      refused("2.8.4", 0);
    }
  }

  @Test
  void clause2_8_21_1_anIdThatIsInFlightIsRefused() throws VirtioException {
    ram.packed(0, DATA, 1, 7, AVAIL).packed(16, DATA, 1, 7, AVAIL);
    device.poll();
    refused("2.8.21.1", 16 + 12);
  }

  @Test
  void clause2_8_16_aDescriptorThatIsInFlightCannotBeMadeAvailable() throws VirtioException {
    for (int i = 0; i < 3; i++) {
      ram.packed(16L * i, DATA, 1, i, AVAIL);
    }
    for (int i = 0; i < 3; i++) {
      device.poll();
    }
    assertThat(device.poll()).isEmpty();
    ram.put16(Ram.BASE + 14, USED);
    refused("2.8.16", 14);
  }

  @Test
  void clause2_8_15_usedDescriptorsThatNobodyPublishedAreRefusedByTheDriver()
      throws VirtioException {
    ram.packed(0, 0, 0, 0, AVAIL | USED);
    Rules.broken("2.8.15", 14, driver::collect);
    open();
    int id = driver.add(List.of(), List.of(new GuestBuffer(DATA, 8))).orElseThrow();
    driver.publish();
    ram.packed(0, 0, 8, id + 1, AVAIL | USED | WRITE);
    Rules.broken("2.8.6", 12, driver::collect);
    open();
    driver.add(List.of(), List.of(new GuestBuffer(DATA, 8)));
    driver.publish();
    ram.packed(0, 0, 9, id, AVAIL | USED | WRITE);
    Rules.broken("2.8.4", 8, driver::collect);
    Rules.broken("2.8.4", 8, driver::collect);
  }

  @Test
  void clause2_8_4_aLengthWithoutWriteIsNoneUnlessItCanBeOne() throws VirtioException {
    int id = driver.add(List.of(), List.of(new GuestBuffer(DATA, 8))).orElseThrow();
    driver.publish();
    ram.packed(0, 0, 9, id, AVAIL | USED);
    assertThat(driver.collect()).contains(new UsedElement(id, 0));
    id = driver.add(List.of(), List.of(new GuestBuffer(DATA, 8))).orElseThrow();
    driver.publish();
    ram.packed(16, 0, 8, id, AVAIL | USED);
    assertThat(driver.collect()).contains(new UsedElement(id, 8));
  }

  @Test
  void clause2_8_10_eventFlagsAreHeeded() throws VirtioException {
    GuestBuffer one = new GuestBuffer(DATA, 8);
    long deviceFlags = Ram.BASE + 512 + 2;
    long driverFlags = Ram.BASE + 256 + 2;
    int[][] flagsAndAnswers = {{0, 1}, {1, 0}, {3, 1}, {2, 1}};
    for (int[] pair : flagsAndAnswers) {
      ram.put16(deviceFlags, pair[0]).put16(driverFlags, pair[0]);
      driver.add(List.of(one), List.of());
      assertThat(driver.publish()).isEqualTo(pair[1] == 1);
      device.complete(device.poll().orElseThrow(), 0);
      assertThat(device.needsNotification()).isEqualTo(pair[1] == 1);
      assertThat(driver.collect()).isPresent();
    }
    driver.suppressNotifications(true);
    device.suppressNotifications(true);
    assertThat(ram.le16(driverFlags)).isEqualTo(1);
    assertThat(ram.le16(deviceFlags)).isEqualTo(1);
    driver.suppressNotifications(false);
    assertThat(ram.le16(driverFlags)).isZero();
  }

  @Test
  void clause2_8_14_theEventIndexNamesOffsetAndWrapCounter() throws VirtioException {
    Features features = PLAIN.or(Features.of(Features.EVENT_IDX));
    driver = DriverQueue.create(ram.memory, layout, features, DriverQueue.Indirect.NONE);
    device = DeviceQueue.open(ram.memory, layout, features);
    assertThat(ram.le16(Ram.BASE + 256)).isEqualTo(0x8000);
    assertThat(ram.le16(Ram.BASE + 256 + 2)).isEqualTo(2);
    assertThat(ram.le16(Ram.BASE + 512 + 2)).as("a device that was opened wrote nothing").isZero();
    GuestBuffer one = new GuestBuffer(DATA, 8);
    for (int i = 0; i < 3; i++) {
      driver.add(List.of(one), List.of());
      driver.publish();
      device.complete(device.poll().orElseThrow(), 0);
      assertThat(device.poll()).isEmpty();
      driver.collect();
    }
    assertThat(ram.le16(Ram.BASE + 256)).as("wrapped").isZero();
    assertThat(ram.le16(Ram.BASE + 512)).isZero();
    assertThat(ram.le16(Ram.BASE + 512 + 2)).isEqualTo(2);
    ram.put16(Ram.BASE + 512, 2);
    driver.add(List.of(one, one), List.of());
    assertThat(driver.publish()).as("0 and 1 were written, 2 is wanted").isFalse();
    driver.add(List.of(one), List.of());
    assertThat(driver.publish()).isTrue();
  }

  @Test
  void clause2_8_sizesNeedNotBePowersOfTwo() throws VirtioException {
    for (int size : new int[] {1, 3, 100, 32768}) {
      Ram big = new Ram(1 << 20);
      QueueLayout.contiguous(size, Ram.BASE, PLAIN).check(big.memory, PLAIN);
    }
    for (int size : new int[] {0, -1, 32769}) {
      QueueLayout bad = new QueueLayout(size, Ram.BASE, Ram.BASE, Ram.BASE);
      Rules.broken("2.8", NONE, () -> bad.check(ram.memory, PLAIN));
    }
    QueueLayout crooked = new QueueLayout(3, Ram.BASE, Ram.BASE + 258, Ram.BASE + 512);
    Rules.broken("2.8.11", NONE, () -> crooked.check(ram.memory, PLAIN));
    QueueLayout outside = new QueueLayout(3, Ram.BASE, Ram.BASE + 256, Ram.BASE + 4096);
    Rules.broken("2.8", NONE, () -> outside.check(ram.memory, PLAIN));
  }
}
