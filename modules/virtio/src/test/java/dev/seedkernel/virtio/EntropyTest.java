package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntropyTest {
  static List<Features> mixes() {
    return Bench.mixes();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_4_6_theDriverGetsTheBytesOfTheSource(Features features) throws VirtioException {
    Bench bench = new Bench(new EntropyDevice(EntropyDevice.Source.seeded(7)));
    EntropyDriver driver = EntropyDriver.start(bench.transport(), bench.arena(), features);
    byte[] bytes = new byte[20_001];
    driver.fill(MemorySegment.ofArray(bytes));
    byte[] again = new byte[bytes.length];
    EntropyDevice.Source.seeded(7).fill(MemorySegment.ofArray(again));
    assertThat(bytes).isEqualTo(again);
    EntropyDevice.Source.seeded(8).fill(MemorySegment.ofArray(again));
    assertThat(bytes).isNotEqualTo(again);
    driver.close();
    assertThat(bench.read(MmioRegister.STATUS)).isZero();
  }

  @Test
  void clause5_4_6_2_aSeededSourceDoesNotDependOnHowItIsAsked() {
    byte[] whole = new byte[1000];
    EntropyDevice.Source.seeded(-1).fill(MemorySegment.ofArray(whole));
    EntropyDevice.Source source = EntropyDevice.Source.seeded(-1);
    byte[] pieces = new byte[1000];
    for (int at = 0, count = 1; at < 1000; at += count, count = count % 13 + 1) {
      count = Math.min(count, 1000 - at);
      source.fill(MemorySegment.ofArray(pieces).asSlice(at, count));
    }
    assertThat(pieces).isEqualTo(whole);
    // The first step of SplitMix64 from 0, as its authors publish it.
    byte[] first = new byte[8];
    EntropyDevice.Source.seeded(0).fill(MemorySegment.ofArray(first));
    assertThat(MemorySegment.ofArray(first).get(VirtioDevice.U64, 0))
        .isEqualTo(0xe220_a839_7b1d_cdafL);
    int[] counts = new int[256];
    for (byte value : whole) {
      counts[value & 0xff]++;
    }
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(20);
  }

  @Test
  void clause5_4_6_1_readableOrEmptyRequestsNeedAReset() throws VirtioException {
    for (int readable = 0; readable < 2; readable++) {
      Bench bench = new Bench(new EntropyDevice(EntropyDevice.Source.seeded(7)));
      MmioTransport transport = bench.transport();
      transport.negotiate(4, Features.of(Features.VERSION_1));
      DriverQueue queue = transport.createQueue(0, 8, 0, bench.arena());
      transport.start();
      queue.add(
          List.of(new GuestBuffer(Ram.BASE, readable)),
          List.of(new GuestBuffer(Ram.BASE, readable)));
      queue.publish();
      transport.notifyQueue(0);
      assertThat(bench.needsReset()).isTrue();
      assertThat(bench.bank.fault().orElseThrow().clause()).isEqualTo("5.4.6.1");
    }
  }

  @Test
  void clause5_4_6_2_largeRequestsAreAnsweredInPart() throws VirtioException {
    Bench bench = new Bench(new EntropyDevice(EntropyDevice.Source.seeded(7)));
    MmioTransport transport = bench.transport();
    transport.negotiate(4, Features.of(Features.VERSION_1));
    DriverQueue queue = transport.createQueue(0, 8, 0, bench.arena());
    transport.start();
    queue.add(List.of(), List.of(new GuestBuffer(Ram.BASE + (1 << 18), 1 << 19)));
    queue.publish();
    transport.notifyQueue(0);
    assertThat(queue.collect().orElseThrow().length()).isEqualTo(1 << 16);
  }
}
