package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole devices behind their banks, and packed rings, in states that no honest side would make. How
 * many: {@link RingFuzzTest#FUZZ}.
 */
class DeviceFuzzTest {
  private static final int RAM_BYTES = 4096;
  private static final int QUEUE = 1024;
  private static final String FINE = "fine";

  @Test
  @Timeout(value = 900, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_8_aDeviceGetsOnlyVirtioExceptionFromRandomPackedRings() {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int seed = 0; seed < RingFuzzTest.FUZZ; seed++) {
      outcomes.merge(packed(seed), 1, Integer::sum);
    }
    assertThat(outcomes)
        .containsKeys(FINE, "2.8.4", "2.8.6", "2.8.7", "2.8.16", "2.8.17", "2.8.19", "2.8.21.1");
    assertThat(outcomes.values()).allMatch(count -> count >= 10);
  }

  private static String packed(int seed) {
    Random random = new Random(seed);
    Ram ram = new Ram(RAM_BYTES);
    int size = 1 + random.nextInt(20);
    QueueLayout layout = new QueueLayout(size, Ram.BASE, Ram.BASE + QUEUE, Ram.BASE + QUEUE + 4);
    scribble(random, ram, size);
    Features features =
        random.nextInt(3) == 0
            ? Features.of(Features.RING_PACKED)
            : Features.of(Features.RING_PACKED, Features.INDIRECT_DESC, Features.EVENT_IDX);
    List<DescriptorChain> held = new ArrayList<>();
    try {
      DeviceQueue device = DeviceQueue.open(ram.memory, layout, features);
      for (int step = 0; step < 3 * size + 3; step++) {
        device.poll().ifPresent(held::add);
        assertThat(device.inFlight()).isEqualTo(held.size()).isLessThanOrEqualTo(size);
        if (!held.isEmpty() && random.nextInt(3) == 0) {
          DescriptorChain chain = held.remove(random.nextInt(held.size()));
          chain.read(0, MemorySegment.ofArray(new byte[RAM_BYTES]));
          long written = chain.write(0, MemorySegment.ofArray(new byte[16]));
          device.complete(chain, written);
          device.needsNotification();
        }
        if (random.nextInt(4) == 0) {
          scribble(random, ram, 1 + random.nextInt(size));
        }
      }
      return FINE;
    } catch (VirtioException e) {
      return e.clause();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      ram.checkMargins();
    }
  }

  private static void scribble(Random random, Ram ram, int count) {
    int badness = 2 + random.nextInt(30);
    int lap = random.nextInt(6) == 0 ? 0x8000 : 0x80;
    for (int i = 0; i < count; i++) {
      int flags = lap | (random.nextInt(3) == 0 ? 1 : 0) | (i % 4 > 1 ? 2 : 0);
      long length = random.nextInt(64);
      long address = Ram.BASE + 2048 + random.nextInt(1900);
      if (random.nextInt(6) == 0) {
        flags = (flags & ~1) | 4;
        length = random.nextInt(badness) == 0 ? length : 16 + length / 16 * 16;
      }
      if (random.nextInt(badness) == 0) {
        flags ^= 1 << random.nextInt(16);
      }
      if (random.nextInt(badness) == 0) {
        address = random.nextLong();
      }
      int id = random.nextInt(badness) == 0 ? random.nextInt(3) : i;
      ram.packed(16L * i, address, length, id, flags);
    }
    for (long at = 2048; at < RAM_BYTES; at += 16) {
      ram.packed(
          at, Ram.BASE + random.nextInt(RAM_BYTES), random.nextInt(64), 0, at > 3000 ? 2 : 0);
    }
    ram.put16(Ram.BASE + QUEUE + 2L * random.nextInt(4), random.nextInt(65536));
  }

  /** A good driver works, and something damages rings, headers and registers meanwhile. */
  @Test
  @Timeout(value = 900, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_1_2_devicesSurviveAnyDamageToRingsRequestsAndRegisters() {
    Map<String, Integer> outcomes = new TreeMap<>();
    int rounds = RingFuzzTest.FUZZ / 30;
    int states = 0;
    for (int seed = 0; seed < rounds; seed++) {
      Random random = new Random(seed);
      VirtioDevice device =
          switch (seed % 4) {
            case 0 -> new EntropyDevice(EntropyDevice.Source.seeded(seed));
            case 1 -> new ConsoleDevice(80, 25, bytes -> bytes.get(ValueLayout.JAVA_BYTE, 0));
            default ->
                new BlockDevice(
                    BlockStore.overlay(BlockStore.zeros(1 << 20), 1 << 16),
                    BlockDevice.Options.DEFAULT.withQueues(1, 16));
          };
      try {
        states += damaged(random, device, outcomes);
      } catch (VirtioException e) {
        outcomes.merge("driver " + e.clause(), 1, Integer::sum);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(states).isGreaterThan(rounds * 20);
    assertThat(outcomes).containsKeys(FINE, "2.7.5", "2.7.5.3", "2.8.4", "2.8.19", "5.2.6");
  }

  private static int damaged(Random random, VirtioDevice device, Map<String, Integer> outcomes)
      throws VirtioException {
    Features features = Bench.mixes().get(random.nextInt(8));
    Bench bench = new Bench(device);
    MmioTransport transport = bench.transport();
    transport.negotiate(transport.deviceId(), features);
    GuestArena arena = GuestArena.of(bench.ram.memory, Ram.BASE, 8192);
    DriverQueue queue = transport.createQueue(0, 16, 4, arena);
    transport.start();
    int states = 0;
    for (int step = 0; step < 60 && !bench.needsReset(); step++, states++) {
      long header = Ram.BASE + 16384 + 64L * (step % 32);
      bench.ram.bytes.set(VirtioDevice.U32, header - Ram.BASE, random.nextInt(15));
      bench.ram.bytes.set(VirtioDevice.U64, header - Ram.BASE + 8, random.nextInt(3000));
      GuestBuffer data = new GuestBuffer(Ram.BASE + 32768, 512L * random.nextInt(9));
      GuestBuffer status = new GuestBuffer(header + 32, 1);
      List<GuestBuffer> head = List.of(new GuestBuffer(header, 16));
      boolean write = random.nextBoolean();
      if (transport.deviceId() != 2) {
        queue.add(List.of(), List.of(status));
      } else if (write) {
        queue.add(List.of(head.getFirst(), data), List.of(status));
      } else {
        queue.add(head, List.of(data, status));
      }
      for (int damage = random.nextInt(20) - 15; damage >= 0; damage--) {
        long at = random.nextInt(3) == 0 ? random.nextInt(8192) : random.nextInt(700);
        bench.ram.bytes.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(256));
      }
      queue.publish();
      if (random.nextInt(40) == 0) {
        bench.bank.write(4 * random.nextInt(80), 4, random.nextInt(20));
      }
      transport.notifyQueue(0);
      if (device instanceof ConsoleDevice console) {
        console.input(new byte[random.nextInt(5)]);
      }
      bench.ram.checkMargins();
      while (random.nextInt(3) > 0 && queue.collect().isPresent()) {
        // What came back leaves room.
      }
    }
    outcomes.merge(bench.bank.fault().map(VirtioException::clause).orElse(FINE), 1, Integer::sum);
    return states;
  }
}
