package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of the rings, each side against memory written or read by hand. */
class SplitQueueTest {
  private static final long DATA = Ram.BASE + 1024;

  private final Ram ram = new Ram(4096);
  private final QueueLayout layout = QueueLayout.contiguous(4, Ram.BASE + 256);
  private final long table = layout.descriptorArea();
  private final long available = layout.driverArea();
  private final long used = layout.deviceArea();

  @Test
  void clause2_7_13_1_theDriverWritesDescriptorsByteByByte() throws VirtioException {
    ram.bytes.fill((byte) 0x5a);
    DriverQueue driver = DriverQueue.create(ram.memory, layout);
    int head =
        driver
            .add(
                List.of(new GuestBuffer(DATA, 0x11), new GuestBuffer(DATA + 64, 0x22)),
                List.of(new GuestBuffer(DATA + 128, 0x33)))
            .orElseThrow();
    int second = (int) next(head);
    int third = (int) next(second);
    assertThat(List.of(head, second, third)).doesNotHaveDuplicates();
    assertDescriptor(head, DATA, 0x11, 1);
    assertDescriptor(second, DATA + 64, 0x22, 1);
    assertDescriptor(third, DATA + 128, 0x33, 2);
    assertThat(ram.le16(available)).isZero();
    assertThat(ram.le16(available + 4)).isEqualTo(head);
    assertThat(ram.le16(available + 2)).as("not yet published").isZero();
    assertThat(driver.publish()).isTrue();
    assertThat(ram.le16(available + 2)).isEqualTo(1);
  }

  private long next(int descriptor) {
    return ram.le16(table + 16L * descriptor + 14);
  }

  private void assertDescriptor(int index, long address, long length, int flags) {
    assertThat(ram.le64(table + 16L * index)).isEqualTo(address);
    assertThat(ram.le32(table + 16L * index + 8)).isEqualTo(length);
    assertThat(ram.le16(table + 16L * index + 12)).isEqualTo(flags);
  }

  @Test
  void clause2_7_8_theDeviceWritesUsedElementsByteByByte() throws VirtioException {
    ram.descriptor(layout, 3, DATA, 5, 1, 1)
        .descriptor(layout, 1, DATA + 64, 0x1234, 2, 0)
        .available(layout, 3);
    Rules.broken("2.7.5", 256 + 16, () -> DeviceQueue.open(ram.memory, layout).poll());

    ram.descriptor(layout, 1, DATA + 64, 0x234, 2, 0);
    DeviceQueue device = DeviceQueue.open(ram.memory, layout);
    DescriptorChain chain = device.poll().orElseThrow();
    assertThat(chain.id()).isEqualTo(3);
    assertThat(device.poll()).isEmpty();
    assertThat(ram.le16(used + 2)).isZero();
    device.complete(chain, 0x234);
    assertThat(ram.le32(used + 4)).isEqualTo(3);
    assertThat(ram.le32(used + 8)).isEqualTo(0x234);
    assertThat(ram.le16(used + 2)).isEqualTo(1);
    assertThat(ram.le16(used)).isZero();
  }

  @Test
  void clause2_7_7_2_noInterruptIsHeededAndTheEventFieldIsNot() throws VirtioException {
    for (int i = 0; i < 3; i++) {
      ram.descriptor(layout, i, DATA, 8, 2, 0);
    }
    ram.available(layout, 0, 1, 2);
    DeviceQueue device = DeviceQueue.open(ram.memory, layout);
    assertThat(device.needsNotification()).as("nothing to tell").isFalse();
    device.complete(device.poll().orElseThrow(), 0);
    assertThat(device.needsNotification()).isTrue();
    ram.availableFlags(layout, 1);
    device.complete(device.poll().orElseThrow(), 0);
    assertThat(device.needsNotification()).isFalse();
    ram.availableFlags(layout, 0).availableEntry(layout, 4, 0x7fff);
    device.complete(device.poll().orElseThrow(), 0);
    assertThat(device.needsNotification()).isTrue();
  }

  @Test
  void clause2_7_10_1_noNotifyIsHeeded() throws VirtioException {
    DriverQueue driver = DriverQueue.create(ram.memory, layout);
    List<GuestBuffer> one = List.of(new GuestBuffer(DATA, 1));
    assertThat(driver.publish()).as("nothing to tell").isFalse();
    driver.add(one, List.of());
    ram.usedFlags(layout, 1);
    assertThat(driver.publish()).isFalse();
    driver.add(one, List.of());
    ram.usedFlags(layout, 0);
    assertThat(driver.publish()).isTrue();
  }

  @Test
  void clause2_7_7_1_and2_7_10_2_bothSidesWriteFlagsOf0Or1() throws VirtioException {
    DriverQueue driver = DriverQueue.create(ram.memory, layout);
    DeviceQueue device = DeviceQueue.open(ram.memory, layout);
    driver.suppressNotifications(true);
    device.suppressNotifications(true);
    assertThat(ram.le16(available)).isEqualTo(1);
    assertThat(ram.le16(used)).isEqualTo(1);
    driver.suppressNotifications(false);
    device.suppressNotifications(false);
    assertThat(ram.le16(available)).isZero();
    assertThat(ram.le16(used)).isZero();
  }

  @Test
  void clause2_7_10_1_aNewQueueIsCleared() throws VirtioException {
    ram.bytes.fill((byte) 0xff);
    DriverQueue.create(ram.memory, layout);
    long end = used + QueueLayout.deviceAreaBytes(4, Features.NONE);
    for (long at = available; at < available + 14; at += 2) {
      assertThat(ram.le16(at)).isZero();
    }
    for (long at = used; at < end; at += 2) {
      assertThat(ram.le16(at)).isZero();
    }
    assertThat(ram.le16(end)).as("behind the queue").isEqualTo(0xffff);
    assertThat(ram.le16(table - 2)).as("before the queue").isEqualTo(0xffff);
  }

  @Test
  void clause2_7_5_1_readableBuffersCannotBeWritten() throws VirtioException {
    ram.descriptor(layout, 0, DATA, 8, 0, 0).available(layout, 0);
    DescriptorChain chain = DeviceQueue.open(ram.memory, layout).poll().orElseThrow();
    MemorySegment readable = chain.readable().getFirst();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> readable.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> chain.readable().clear());
    assertThat(chain.write(0, MemorySegment.ofArray(new byte[8]))).isZero();
  }

  @Test
  void clause2_7_4_1_messagesAreReadAndWrittenWhereverTheyAreCut() throws VirtioException {
    byte[] text = "seed kernel".getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(MemorySegment.ofArray(text), 0, ram.bytes, 1024, text.length);
    ram.descriptor(layout, 0, DATA, 4, 1, 1)
        .descriptor(layout, 1, DATA + 4, 7, 1, 2)
        .descriptor(layout, 2, DATA + 64, 1, 3, 3)
        .descriptor(layout, 3, DATA + 96, 6, 2, 0)
        .available(layout, 0);
    DescriptorChain chain = DeviceQueue.open(ram.memory, layout).poll().orElseThrow();
    for (int from = 0; from <= 12; from++) {
      byte[] target = new byte[12];
      int expected = Math.max(0, 11 - from);
      assertThat(chain.read(from, MemorySegment.ofArray(target))).isEqualTo(expected);
      assertThat(new String(target, 0, expected, StandardCharsets.US_ASCII))
          .isEqualTo("seed kernel".substring(Math.min(11, from)));
    }
    assertThat(chain.write(0, MemorySegment.ofArray(text))).isEqualTo(7);
    assertThat(chain.write(6, MemorySegment.ofArray(new byte[] {'!', '?'}))).isEqualTo(1);
    assertThat(ram.bytes.get(ValueLayout.JAVA_BYTE, 1024 + 64)).isEqualTo((byte) 's');
    assertThat(ram.bytes.asSlice(1024 + 96, 7).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo("eed k!\0".getBytes(StandardCharsets.US_ASCII));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain.read(-1, MemorySegment.ofArray(new byte[1])));
  }

  @Test
  void clause2_7_8_2_aChainIsCompletedOnceByItsQueueWithinItsLength() throws VirtioException {
    ram.descriptor(layout, 0, DATA, 8, 2, 0).available(layout, 0);
    DeviceQueue device = DeviceQueue.open(ram.memory, layout);
    DescriptorChain chain = device.poll().orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(() -> device.complete(chain, 9));
    assertThatIllegalArgumentException().isThrownBy(() -> device.complete(chain, -1));
    DeviceQueue other = DeviceQueue.open(ram.memory, layout);
    assertThatIllegalStateException().isThrownBy(() -> other.complete(chain, 8));
    device.complete(chain, 8);
    assertThatIllegalStateException().isThrownBy(() -> device.complete(chain, 8));
    assertThat(ram.le16(used + 2)).isEqualTo(1);
  }

  /** The ten lines of the README, and what they say comes out. */
  @Test
  void clause2_7_12_theExampleOfTheReadmeWorks() throws VirtioException {
    long request = Ram.BASE + 16384;
    long answer = request + 4096;
    GuestMemory memory = new Ram(32768).memory;
    QueueLayout layout = QueueLayout.contiguous(256, Ram.BASE);
    DriverQueue driver = DriverQueue.create(memory, layout);
    memory.slice(request, 16).fill((byte) 7);
    int head =
        driver
            .add(List.of(new GuestBuffer(request, 16)), List.of(new GuestBuffer(answer, 512)))
            .orElseThrow();
    assertThat(driver.publish()).isTrue();

    DeviceQueue device = DeviceQueue.open(memory, layout);
    DescriptorChain chain = device.poll().orElseThrow();
    device.complete(chain, chain.write(0, chain.readable().getFirst()));
    UsedElement done = driver.collect().orElseThrow();
    assertThat(done).isEqualTo(new UsedElement(head, 16));
    byte[] expected = new byte[512];
    Arrays.fill(expected, 0, 16, (byte) 7);
    assertThat(memory.slice(answer, 512).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
  }

  static List<Features> mixes() {
    return Bench.mixes();
  }

  /** Each side in its thread, over native memory: the barriers of 2.7.13, 2.7.8.2 and 2.8.21. */
  @ParameterizedTest
  @MethodSource("mixes")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_7_13_3_1_and2_8_21_1_1_twoThreadsSeeEachOthersWritesInOrder(Features features)
      throws Exception {
    int rounds = 10_000;
    try (Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      GuestMemory memory = GuestMemory.of(arena.allocate(16384, 16), Ram.BASE);
      QueueLayout shared = QueueLayout.contiguous(16, Ram.BASE, features);
      DriverQueue.Indirect tables = new DriverQueue.Indirect(Ram.BASE + 8192, 2);
      DriverQueue driver = DriverQueue.create(memory, shared, features, tables);
      DeviceQueue device = DeviceQueue.open(memory, shared, features);
      Callable<Long> answerer = () -> answer(device, rounds);
      Future<Long> answered = threads.submit(answerer);
      ask(memory, driver, rounds);
      assertThat(answered.get()).isEqualTo((long) rounds);
    }
  }

  /** A spinning thread would keep the other one from a host's only processor. */
  private static void pause() {
    LockSupport.parkNanos(1000);
  }

  private static void ask(GuestMemory memory, DriverQueue driver, int rounds)
      throws VirtioException {
    long[] asked = new long[16];
    int sent = 0;
    for (int back = 0; back < rounds; ) {
      if (sent < rounds && driver.freeDescriptors() >= 2) {
        int slot = slotOf(asked, 0);
        GuestBuffer question = new GuestBuffer(Ram.BASE + 4096 + 64L * slot, 8);
        GuestBuffer reply = new GuestBuffer(Ram.BASE + 4096 + 64L * slot + 32, 8);
        asked[slot] = ++sent;
        memory.slice(question.address(), 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, sent);
        driver.add(List.of(question), List.of(reply)).orElseThrow();
        driver.publish();
      }
      Optional<UsedElement> element = driver.collect();
      if (element.isEmpty()) {
        pause();
        continue;
      }
      back++;
      // Answered in order, so the slot is the one that holds the next number.
      int slot = slotOf(asked, back);
      long reply =
          memory
              .slice(Ram.BASE + 4096 + 64L * slot + 32, 8)
              .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      assertThat(reply).isEqualTo(-back);
      asked[slot] = 0;
    }
  }

  private static int slotOf(long[] asked, long number) {
    for (int slot = 0; slot < asked.length; slot++) {
      if (asked[slot] == number) {
        return slot;
      }
    }
    throw new AssertionError("no slot holds " + number);
  }

  private static long answer(DeviceQueue device, int rounds) throws VirtioException {
    long expected = 0;
    while (expected < rounds) {
      Optional<DescriptorChain> next = device.poll();
      if (next.isEmpty()) {
        pause();
        continue;
      }
      expected++;
      DescriptorChain chain = next.get();
      long asked = chain.readable().getFirst().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      assertThat(asked).isEqualTo(expected);
      chain.writable().getFirst().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, -asked);
      device.complete(chain, 8);
    }
    return expected;
  }
}
