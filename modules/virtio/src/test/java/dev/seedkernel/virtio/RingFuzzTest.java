package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ring states that no honest side would make. Memory is a bounded segment, so that a read outside
 * would be an IndexOutOfBoundsException here; writes outside would show in the margins.
 */
class RingFuzzTest {
  /** The number of ring states; {@code -Dvirtio.fuzz=400000} makes a million here and below. */
  static final int FUZZ = Integer.getInteger("virtio.fuzz", 60_000);

  private static final int RAM_BYTES = 4096;
  private static final String FINE = "fine";
  private static final Features INDIRECT = Features.of(Features.INDIRECT_DESC, Features.EVENT_IDX);

  @Test
  @Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_7_aDeviceGetsOnlyVirtioExceptionFromRandomRings() {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int seed = 0; seed < 2 * FUZZ; seed++) {
      String outcome = named(seed, RingFuzzTest::randomRing);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    // A fuzzer that never gets past the first check would pass too: each rule must have been met.
    assertThat(outcomes)
        .containsKeys(
            FINE,
            "2.7",
            "2.7.1",
            "2.7.4.2",
            "2.7.5",
            "2.7.5.2",
            "2.7.5.3",
            "2.7.5.3.1",
            "2.7.13",
            "2.7.13.1");
    assertThat(outcomes.values()).allMatch(count -> count >= 50);
  }

  @Test
  @Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_7_bothSidesGetOnlyVirtioExceptionFromRingsDamagedAtWork() {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int seed = 0; seed < FUZZ; seed++) {
      String outcome = named(seed, RingFuzzTest::damagedRing);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    assertThat(outcomes).containsKeys(FINE, "2.7.5", "2.7.8", "2.7.8.2", "2.7.13", "2.7.13.1");
  }

  private interface Round {
    void run(Random random) throws VirtioException;
  }

  /** Returns the clause that was broken; anything but a VirtioException fails with the seed. */
  private static String named(int seed, Round round) {
    try {
      round.run(new Random(seed));
      return FINE;
    } catch (VirtioException e) {
      return e.clause();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static void randomRing(Random random) throws VirtioException {
    Ram ram = new Ram(RAM_BYTES);
    int size = 1 << random.nextInt(6);
    QueueLayout layout =
        new QueueLayout(
            size,
            Ram.BASE + 16L * random.nextInt(64),
            Ram.BASE + 1536 + 2L * random.nextInt(256),
            Ram.BASE + 2560 + 4L * random.nextInt(128));
    if (random.nextInt(10) == 0) {
      layout = oddLayout(random, layout);
    } else {
      scribbleRing(random, ram, layout);
    }
    try {
      Features features = random.nextInt(3) == 0 ? Features.NONE : INDIRECT;
      DeviceQueue device = DeviceQueue.open(ram.memory, layout, features);
      work(random, device, size);
    } finally {
      ram.checkMargins();
    }
  }

  private static void scribbleRing(Random random, Ram ram, QueueLayout layout) {
    // Rings that are bad all over show only the first rule broken: most have one or two bad fields.
    int badness = 3 + random.nextInt(60);
    for (int i = 0; i < layout.size(); i++) {
      boolean bad = random.nextInt(badness) == 0;
      boolean last = random.nextInt(3) == 0;
      int flags = (last ? 0 : 1) | (i >= layout.size() / 2 ? 2 : 0);
      ram.descriptor(
          layout,
          i,
          bad ? address(random) : Ram.BASE + random.nextInt(RAM_BYTES - 64),
          random.nextInt(badness) == 0 ? length(random) : random.nextInt(64),
          random.nextInt(badness) == 0 ? random.nextInt(8) : flags,
          random.nextInt(badness) == 0
              ? random.nextInt(65536)
              : (i + 1 + random.nextInt(2)) % layout.size());
      ram.availableEntry(
          layout,
          i,
          random.nextInt(badness) == 0 ? random.nextInt(65536) : random.nextInt(layout.size()));
    }
    if (random.nextInt(3) == 0) {
      scribbleTable(random, ram, layout, badness);
    }
    ram.availableIndex(
        layout,
        random.nextInt(badness) == 0 ? random.nextInt(65536) : random.nextInt(layout.size() + 1));
  }

  /** Makes one descriptor indirect, with a table that is right but for a field or two. */
  private static void scribbleTable(Random random, Ram ram, QueueLayout layout, int badness) {
    int entries = 1 + random.nextInt(6);
    long start = 3584 + 16L * random.nextInt(8);
    for (int i = 0; i < entries; i++) {
      boolean last = i + 1 == entries;
      int flags = (last ? 0 : 1) | (2 * i >= entries ? 2 : 0);
      long at = start + 16L * i;
      ram.bytes.set(
          ValueLayout.JAVA_LONG_UNALIGNED,
          at,
          random.nextInt(badness) == 0 ? address(random) : Ram.BASE + random.nextInt(2048));
      ram.bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8, random.nextInt(64));
      ram.put16(Ram.BASE + at + 12, random.nextInt(badness) == 0 ? random.nextInt(8) : flags);
      int next = random.nextInt(badness) == 0 ? random.nextInt(2 * entries) : i + 1;
      ram.put16(Ram.BASE + at + 14, next);
    }
    ram.descriptor(
        layout,
        random.nextInt(layout.size()),
        Ram.BASE + start,
        random.nextInt(badness) == 0 ? random.nextInt(200) : 16L * entries,
        random.nextInt(badness) == 0 ? 5 : 4,
        0);
  }

  /**
   * Takes all that comes, touches it all, gives most of it back, and sees a broken queue stay so.
   */
  private static void work(Random random, DeviceQueue device, int size) throws VirtioException {
    List<DescriptorChain> held = new ArrayList<>();
    try {
      for (int step = 0; step < 3 * size + 3; step++) {
        device.poll().ifPresent(held::add);
        device.needsNotification();
        if (!held.isEmpty() && random.nextBoolean()) {
          DescriptorChain chain = held.remove(random.nextInt(held.size()));
          long written = touch(chain);
          device.complete(chain, Math.min(written, 0xffff_ffffL));
        }
        assertThat(device.inFlight()).isEqualTo(held.size()).isLessThanOrEqualTo(size);
      }
    } catch (VirtioException e) {
      assertThat(catchThrowable(device::poll))
          .isInstanceOf(VirtioException.class)
          .hasMessage(e.getMessage());
      throw e;
    }
  }

  /** Reads and writes the whole chain; its lists and slices cannot be changed. */
  private static long touch(DescriptorChain chain) {
    for (MemorySegment readable : chain.readable()) {
      assertThat(readable.isReadOnly()).isTrue();
      for (long i = 0; i < readable.byteSize(); i += 13) {
        readable.get(ValueLayout.JAVA_BYTE, i);
      }
    }
    chain.read(0, MemorySegment.ofArray(new byte[RAM_BYTES]));
    return chain.write(0, MemorySegment.ofArray(new byte[RAM_BYTES]));
  }

  private static long address(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Ram.BASE + RAM_BYTES - random.nextInt(65);
      case 1 -> Ram.BASE - 1 - random.nextInt(64);
      case 2 -> -1L - random.nextInt(64);
      case 3 -> Long.MIN_VALUE + random.nextInt(RAM_BYTES);
      case 4 -> random.nextInt(RAM_BYTES);
      default -> random.nextLong();
    };
  }

  private static long length(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0xffff_ffffL - random.nextInt(64);
      case 1 -> 0x8000_0000L;
      case 2 -> RAM_BYTES + random.nextInt(3) - 1;
      default -> random.nextInt() & 0xffff_ffffL;
    };
  }

  private static QueueLayout oddLayout(Random random, QueueLayout good) {
    long address = random.nextBoolean() ? address(random) : Ram.BASE + random.nextInt(RAM_BYTES);
    return switch (random.nextInt(4)) {
      case 0 ->
          new QueueLayout(
              random.nextInt(), good.descriptorArea(), good.driverArea(), good.deviceArea());
      case 1 -> new QueueLayout(good.size(), address, good.driverArea(), good.deviceArea());
      case 2 -> new QueueLayout(good.size(), good.descriptorArea(), address, good.deviceArea());
      default -> new QueueLayout(good.size(), good.descriptorArea(), good.driverArea(), address);
    };
  }

  private static void damagedRing(Random random) throws VirtioException {
    Ram ram = new Ram(RAM_BYTES);
    int size = 1 << random.nextInt(5);
    QueueLayout layout = QueueLayout.contiguous(size, Ram.BASE);
    DriverQueue driver = DriverQueue.create(ram.memory, layout);
    DeviceQueue device = DeviceQueue.open(ram.memory, layout);
    List<DescriptorChain> held = new ArrayList<>();
    try {
      for (int step = 0; step < 24; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> addAndPublish(random, driver, size);
          case 2, 3 -> device.poll().ifPresent(held::add);
          case 4 -> {
            if (!held.isEmpty()) {
              DescriptorChain chain = held.remove(random.nextInt(held.size()));
              device.complete(chain, Math.min(touch(chain), chain.writableBytes()));
            }
          }
          default -> {
            Optional<UsedElement> element = driver.collect();
            element.ifPresent(used -> assertThat(used.id()).isBetween(0, size - 1));
          }
        }
        if (random.nextInt(6) == 0) {
          damage(random, ram, layout);
        }
        assertThat(driver.freeDescriptors()).isBetween(0, size);
        assertThat(driver.inFlight()).isBetween(0, size);
      }
    } finally {
      ram.checkMargins();
    }
  }

  private static void addAndPublish(Random random, DriverQueue driver, int size)
      throws VirtioException {
    List<GuestBuffer> buffers = new ArrayList<>();
    for (int i = random.nextInt(Math.min(size, 4)); i >= 0; i--) {
      buffers.add(new GuestBuffer(Ram.BASE + 2048 + random.nextInt(1024), random.nextInt(64)));
    }
    int cut = random.nextInt(buffers.size() + 1);
    driver.add(buffers.subList(0, cut), buffers.subList(cut, buffers.size()));
    driver.publish();
  }

  /** Hits a field that is in use, by a little or a lot, or any byte of the rings. */
  private static void damage(Random random, Ram ram, QueueLayout layout) {
    int any = random.nextBoolean() ? random.nextInt(layout.size() + 2) : random.nextInt(65536);
    int entry = random.nextInt(layout.size());
    switch (random.nextInt(6)) {
      case 0 -> ram.availableIndex(layout, any);
      case 1 -> ram.availableEntry(layout, entry, any);
      case 2 -> ram.usedIndex(layout, any);
      case 3 -> ram.usedEntry(layout, entry, any, length(random));
      case 4 ->
          ram.descriptor(
              layout, entry, address(random), random.nextInt(64), random.nextInt(4), any);
      default -> {
        long end =
            layout.deviceArea()
                + QueueLayout.deviceAreaBytes(layout.size(), Features.NONE)
                - Ram.BASE;
        ram.bytes.set(ValueLayout.JAVA_BYTE, random.nextLong(end), (byte) random.nextInt());
      }
    }
  }
}
