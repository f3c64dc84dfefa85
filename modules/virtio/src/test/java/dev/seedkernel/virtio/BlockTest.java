package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The block device and its driver, through the register bank. */
class BlockTest {
  private static final long NONE = VirtioException.NO_OFFSET;

  private final byte[] content = new byte[1 << 18];
  private final BlockDevice.Options options = BlockDevice.Options.DEFAULT.withId("seed-0");

  private BlockStore store() {
    new Random(3).nextBytes(content);
    return BlockStore.memory(MemorySegment.ofArray(content));
  }

  private Bench bench() {
    return new Bench(new BlockDevice(store(), options));
  }

  static List<Features> mixes() {
    return Bench.mixes();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_2_6_randomRequestsReadAndWriteWhatAModelSays(Features features) throws Exception {
    Bench bench = bench();
    byte[] model = content.clone();
    Random random = new Random(features.bits());
    BlockDriver.Options small = new BlockDriver.Options(1, 8, 4096, features);
    try (BlockDriver driver = bench.block(small)) {
      assertThat(driver.features().and(Features.QUEUE)).isEqualTo(features);
      for (int i = 0; i < 500; i++) {
        int sector = random.nextInt(512);
        int bytes = 512 * random.nextInt(1, Math.min(20, 513 - sector));
        byte[] data = new byte[bytes];
        if (random.nextBoolean()) {
          random.nextBytes(data);
          driver.write(sector, MemorySegment.ofArray(data));
          System.arraycopy(data, 0, model, 512 * sector, bytes);
        } else {
          driver.read(sector, MemorySegment.ofArray(data));
          assertThat(data).isEqualTo(Arrays.copyOfRange(model, 512 * sector, 512 * sector + bytes));
        }
      }
      driver.flush();
      assertThat(driver.id()).isEqualTo("seed-0");
    }
    assertThat(content).isEqualTo(model);
    assertThat(bench.bank.fault()).isEmpty();
    bench.ram.checkMargins();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_2_6_manyRequestsOverlapOnSeveralQueues(Features features) throws Exception {
    Bench bench = new Bench(new BlockDevice(store(), options.withQueues(3, 16)));
    BlockDriver driver = bench.block(new BlockDriver.Options(8, 16, 4096, features));
    assertThat(driver.queueCount()).isEqualTo(3);
    GuestArena arena = GuestArena.of(bench.ram.memory, Ram.BASE + (1 << 19), 1 << 18);
    for (int q = 0; q < 3; q++) {
      BlockQueue queue = driver.queue(q);
      Map<Integer, long[]> requests = new HashMap<>();
      for (int sector = 8 * q; ; sector++) {
        GuestBuffer buffer = new GuestBuffer(arena.allocate(512, 512), 512);
        var tag = queue.read(sector, buffer);
        if (tag.isEmpty()) {
          break;
        }
        requests.put(tag.getAsInt(), new long[] {sector, buffer.address()});
      }
      assertThat(requests).hasSize(features.has(Features.INDIRECT_DESC) ? 16 : 5);
      assertThat(queue.poll()).as("nothing is published").isEmpty();
      queue.publish();
      while (queue.inFlight() > 0) {
        BlockCompletion completion = queue.await();
        assertThat(completion.status()).isEqualTo(BlockStatus.OK);
        long[] request = Objects.requireNonNull(requests.remove(completion.tag()));
        MemorySegment read = bench.ram.memory.slice(request[1], 512);
        assertThat(read.mismatch(MemorySegment.ofArray(content).asSlice(512 * request[0], 512)))
            .isEqualTo(-1);
      }
      assertThat(requests).isEmpty();
      assertThatIllegalStateException().isThrownBy(queue::await);
    }
  }

  @Test
  void clause5_2_4_and5_2_5_2_configurationSaysWhatTheDeviceIs() throws VirtioException {
    BlockTopology topology = new BlockTopology(3, 1, 8, 64);
    Bench bench = new Bench(new BlockDevice(store(), options.withBlocks(4096, topology)));
    BlockDriver driver = bench.block();
    assertThat(driver.capacity()).isEqualTo(512);
    assertThat(driver.blockSize()).isEqualTo(4096);
    assertThat(driver.topology()).contains(topology);
    assertThat(driver.isReadOnly()).isFalse();
    assertThat(driver.queueCount()).isEqualTo(1);
    assertThat(bench.bank.read(0x100 + 12, 4)).as("seg_max").isEqualTo(254);
    assertThat(bench.bank.read(0x100 + 33, 1)).as("unused0").isZero();
    for (int unused1 = 57; unused1 < 60; unused1++) {
      assertThat(bench.bank.read(0x100 + unused1, 1)).isZero();
    }
    assertThat(bench.bank.read(0x100 + 60, 4)).as("behind the space").isZero();
    assertThat(bench.bank.read(0x100 + 58, 4)).as("across its end").isZero();
  }

  @Test
  void clause5_2_6_1_requestsOutsideTheDeviceEndInIoErr() throws VirtioException {
    Bench bench = bench();
    BlockDriver driver = bench.block();
    MemorySegment two = MemorySegment.ofArray(new byte[1024]);
    long[] bad = {511, 512, 513, 1L << 55, (1L << 55) - 1, Long.MAX_VALUE, -1, -2, Long.MIN_VALUE};
    byte[] before = content.clone();
    for (long sector : bad) {
      Rules.broken("5.2.6", NONE, () -> driver.read(sector, two));
      Rules.broken("5.2.6", NONE, () -> driver.write(sector, two));
      Rules.broken("5.2.6", NONE, () -> driver.discard(sector, 2));
      Rules.broken("5.2.6", NONE, () -> driver.writeZeroes(sector, 2, false));
    }
    driver.read(510, two);
    assertThat(content).isEqualTo(before);
    assertThat(bench.needsReset()).isFalse();
    Rules.broken("5.2.6.1", NONE, () -> driver.queue(0).read(0, new GuestBuffer(Ram.BASE, 511)));
  }

  @Test
  void clause5_2_6_2_aReadOnlyDeviceWritesNothing() throws VirtioException {
    Bench bench = new Bench(new BlockDevice(store(), options.asReadOnly()));
    BlockDriver driver = bench.block();
    byte[] before = content.clone();
    assertThat(driver.isReadOnly()).isTrue();
    MemorySegment data = MemorySegment.ofArray(new byte[512]);
    assertThatThrownBy(() -> driver.write(0, data)).hasMessageContaining("VIRTIO_BLK_S_IOERR");
    Rules.broken("5.2.3", NONE, () -> driver.discard(0, 1));
    Rules.broken("5.2.3", NONE, () -> driver.writeZeroes(0, 1, true));
    assertThat(raw(bench, driver, 11, new byte[16])).as("discard").isEqualTo(1);
    assertThat(content).isEqualTo(before);
    driver.read(0, data);
  }

  @Test
  void clause5_2_6_2_zeroesReadAsZeroesWithAndWithoutUnmap() throws VirtioException {
    BlockDriver driver = bench().block();
    byte[] model = content.clone();
    driver.writeZeroes(3, 5, false);
    driver.writeZeroes(100, 1, true);
    driver.discard(200, 4);
    Arrays.fill(model, 3 * 512, 8 * 512, (byte) 0);
    Arrays.fill(model, 100 * 512, 101 * 512, (byte) 0);
    assertThat(content).isEqualTo(model);
  }

  @Test
  void clause5_2_6_2_unknownFlagsTypesAndUnmapOfADiscardAreUnsupported() throws VirtioException {
    Bench bench = bench();
    BlockDriver driver = bench.block();
    byte[] before = content.clone();
    assertThat(raw(bench, driver, 11, range(0, 1, 1))).as("discard with unmap").isEqualTo(2);
    assertThat(raw(bench, driver, 11, range(0, 1, 2))).isEqualTo(2);
    assertThat(raw(bench, driver, 13, range(0, 1, 0x8000_0000))).isEqualTo(2);
    for (int type : new int[] {2, 3, 5, 7, 10, 14, 15, 16, 26, -1, 1 << 31}) {
      assertThat(raw(bench, driver, type, new byte[16])).as("type " + type).isEqualTo(2);
    }
    assertThat(raw(bench, driver, 13, new byte[0])).as("no range").isEqualTo(1);
    assertThat(raw(bench, driver, 13, new byte[24])).as("a range and a half").isEqualTo(1);
    assertThat(raw(bench, driver, 13, new byte[65 * 16])).as("too many ranges").isEqualTo(1);
    assertThat(raw(bench, driver, 13, range(0, (1 << 22) + 1, 0))).as("too long").isEqualTo(1);
    assertThat(raw(bench, driver, 1, new byte[513])).as("no whole sectors").isEqualTo(1);
    assertThat(content).isEqualTo(before);
    byte[] good = new byte[32];
    System.arraycopy(range(1, 1, 1), 0, good, 0, 16);
    System.arraycopy(range(7, 1, 0), 0, good, 16, 16);
    assertThat(raw(bench, driver, 13, good)).as("two ranges").isZero();
    Arrays.fill(before, 512, 1024, (byte) 0);
    Arrays.fill(before, 7 * 512, 8 * 512, (byte) 0);
    assertThat(content).isEqualTo(before);
  }

  @Test
  void clause5_2_6_2_badRangeBehindAGoodOneChangesNothing() throws VirtioException {
    Bench bench = bench();
    BlockDriver driver = bench.block();
    byte[] before = content.clone();
    byte[] ranges = new byte[32];
    System.arraycopy(range(1, 1, 0), 0, ranges, 0, 16);
    System.arraycopy(range(512, 1, 0), 0, ranges, 16, 16);
    assertThat(raw(bench, driver, 13, ranges)).isEqualTo(1);
    assertThat(content).isEqualTo(before);
  }

  private static byte[] range(long sector, int sectors, int flags) {
    byte[] range = new byte[16];
    MemorySegment fields = MemorySegment.ofArray(range);
    fields.set(VirtioDevice.U64, 0, sector);
    fields.set(VirtioDevice.U32, 8, sectors);
    fields.set(VirtioDevice.U32, 12, flags);
    return range;
  }

  /** Sends a request as it is, and returns its status. */
  private static int raw(Bench bench, BlockDriver driver, int type, byte[] data)
      throws VirtioException {
    GuestBuffer buffer = new GuestBuffer(Ram.BASE + (1 << 19), data.length);
    MemorySegment.copy(MemorySegment.ofArray(data), 0, bench.ram.bytes, 1 << 19, data.length);
    driver.queue(0).request(type, 0, buffer, true);
    driver.queue(0).publish();
    return List.of(BlockStatus.values()).indexOf(driver.queue(0).await().status());
  }

  @Test
  void clause5_2_5_2_and5_2_6_2_writesAreStableWhenThereIsNoCache() throws VirtioException {
    List<String> calls = new ArrayList<>();
    BlockStore logged = new Logged(store(), calls);
    MemorySegment data = MemorySegment.ofArray(new byte[512]);
    Bench bench = new Bench(new BlockDevice(logged, options));
    BlockDriver cached = bench.block();
    cached.write(0, data);
    cached.flush();
    assertThat(calls).containsExactly("write", "flush");
    calls.clear();

    // Neither FLUSH nor CONFIG_WCE negotiated.
    MmioTransport transport = bench.transport();
    transport.negotiate(2, Features.of(Features.VERSION_1));
    one(bench, transport, 1);
    assertThat(calls).containsExactly("write", "flush");
    calls.clear();

    // CONFIG_WCE negotiated: the driver chooses.
    transport.negotiate(2, Features.of(Features.VERSION_1, 9, 11));
    assertThat(transport.readConfig(32, 1)).isEqualTo(1);
    one(bench, transport, 1);
    transport.writeConfig(32, 1, 0);
    assertThat(transport.readConfig(32, 1)).isZero();
    transport.writeConfig(32, 1, 2);
    assertThat(transport.readConfig(32, 1)).isZero();
    assertThat(calls).containsExactly("write");
    transport.reset();
    assertThat(transport.readConfig(32, 1)).isEqualTo(1);

    // CONFIG_WCE without FLUSH: the cache is off (5.2.5.2).
    transport.negotiate(2, Features.of(Features.VERSION_1, 11));
    one(bench, transport, 1);
    assertThat(transport.readConfig(32, 1)).isZero();
  }

  /** Makes one request of 512 bytes on a fresh queue. */
  private static void one(Bench bench, MmioTransport transport, int type) throws VirtioException {
    GuestArena arena = bench.arena();
    DriverQueue queue = transport.createQueue(0, 8, 0, arena);
    transport.start();
    BlockQueue requests = new BlockQueue(transport, 0, queue, arena);
    requests.request(type, 0, new GuestBuffer(arena.allocate(512, 512), 512), type == 1);
    requests.publish();
    assertThat(requests.await().status()).isEqualTo(BlockStatus.OK);
  }

  private static final class Logged implements BlockStore {
    private final BlockStore inner;
    private final List<String> calls;

    Logged(BlockStore inner, List<String> calls) {
      this.inner = inner;
      this.calls = calls;
    }

    @Override
    public long size() {
      return inner.size();
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
      inner.read(offset, target);
    }

    @Override
    public void write(long offset, MemorySegment source) throws IOException {
      calls.add("write");
      inner.write(offset, source);
    }

    @Override
    public void zero(long offset, long length) throws IOException {
      inner.zero(offset, length);
    }

    @Override
    public void flush() {
      calls.add("flush");
    }
  }

  /** A store that does something in the middle of a read. */
  private record Acting(long size, Runnable action) implements BlockStore {
    @Override
    public boolean isReadOnly() {
      return true;
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
      action.run();
      target.fill((byte) 0x77);
    }

    @Override
    public void write(long offset, MemorySegment source) {}

    @Override
    public void zero(long offset, long length) {}
  }

  @Test
  void clause2_4_1_aResetInMidRequestLeavesMemoryAlone() throws VirtioException {
    Bench[] bench = new Bench[1];
    int[] reads = new int[1];
    bench[0] =
        new Bench(
            new BlockDevice(
                new Acting(
                    1 << 20,
                    () -> {
                      reads[0]++;
                      bench[0].write(MmioRegister.STATUS, 0);
                      bench[0].ram.bytes.fill((byte) 0x11);
                    }),
                options));
    BlockDriver driver = bench[0].block();
    driver.queue(0).read(0, new GuestBuffer(Ram.BASE + (1 << 19), 512));
    driver.queue(0).read(1, new GuestBuffer(Ram.BASE + (1 << 19), 512));
    driver.queue(0).publish();
    assertThat(reads[0]).as("the second request is gone").isEqualTo(1);
    assertThat(bench[0].read(MmioRegister.STATUS)).isZero();
    assertThat(bench[0].read(MmioRegister.INTERRUPT_STATUS)).isZero();
    // What the store itself was writing when the reset came is its own; rings and status are not.
    MemorySegment before = MemorySegment.ofArray(new byte[1 << 19]).fill((byte) 0x11);
    assertThat(bench[0].ram.bytes.asSlice(0, 1 << 19).mismatch(before)).isEqualTo(-1);
    assertThat(bench[0].bank.fault()).isEmpty();
  }

  @Test
  void clause5_2_6_2_errorsOfTheStoreEndInIoErrWithoutStaleBytes() throws VirtioException {
    BlockStore failing =
        new Acting(
            1 << 20,
            () -> {
              throw new UncheckedIOException(new IOException("disk on fire"));
            });
    Bench bench = new Bench(new BlockDevice(failing, options));
    BlockDriver driver = bench.block();
    GuestBuffer target = new GuestBuffer(Ram.BASE + (1 << 19), 512);
    bench.ram.memory.slice(target.address(), 512).fill((byte) 0x55);
    driver.queue(0).read(0, target);
    driver.queue(0).publish();
    assertThat(driver.queue(0).await().status()).isEqualTo(BlockStatus.IOERR);
    assertThat(bench.ram.memory.slice(target.address(), 512).toArray(ValueLayout.JAVA_BYTE))
        .containsOnly(0);
  }

  @Test
  void clause5_2_6_requestsWithoutHeaderOrStatusNeedAReset() throws VirtioException {
    for (int[] lengths : new int[][] {{15, 1}, {0, 513}, {16, 0}, {512, 0}}) {
      Bench bench = bench();
      MmioTransport transport = bench.transport();
      transport.negotiate(2, Features.of(Features.VERSION_1));
      DriverQueue queue = transport.createQueue(0, 8, 0, bench.arena());
      transport.start();
      queue.add(
          List.of(new GuestBuffer(Ram.BASE, lengths[0])),
          List.of(new GuestBuffer(Ram.BASE, lengths[1])));
      queue.publish();
      transport.notifyQueue(0);
      assertThat(bench.needsReset()).isTrue();
      assertThat(bench.bank.fault().orElseThrow().clause()).isEqualTo("5.2.6");
      assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isEqualTo(2);
      Rules.broken("2.1.1", NONE, transport::checkAlive);
      assertThat(bench.block().capacity()).as("after a reset").isEqualTo(512);
    }
  }

  /** A device that says OK, and that it wrote the status byte or less. */
  private static final class Stingy extends VirtioDevice {
    Stingy() {
      super(Block.DEVICE_ID, Features.NONE, 1, 16, Block.CONFIG_BYTES);
      config().set(U64, Block.CAPACITY, 64);
    }

    @Override
    protected void notified(int index, DeviceQueue queue) throws VirtioException {
      for (DescriptorChain chain = queue.next(); chain != null; chain = queue.next()) {
        chain.write(chain.writableBytes() - 1, MemorySegment.ofArray(new byte[1]));
        queue.complete(chain, 1);
      }
    }
  }

  @Test
  void clause2_7_8_3_whatTheDeviceDoesNotSayItWroteIsNotTaken() throws VirtioException {
    BlockDriver driver = new Bench(new Stingy()).block();
    MemorySegment data = MemorySegment.ofArray(new byte[512]);
    driver.write(0, data);
    Rules.broken("2.7.8.3", NONE, () -> driver.read(0, data));
  }

  @Test
  void clause5_2_3_whatIsNotOfferedIsNotAskedFor() throws VirtioException {
    BlockDriver driver = new Bench(new Stingy()).block();
    Rules.broken("5.2.3", NONE, () -> driver.discard(0, 1));
    Rules.broken("5.2.3", NONE, () -> driver.writeZeroes(0, 1, false));
    assertThat(driver.topology()).isEmpty();
    assertThat(driver.isReadOnly()).isFalse();
    assertThat(driver.blockSize()).isEqualTo(512);
    assertThat(driver.queueCount()).isEqualTo(1);
  }

  @Test
  void clause5_2_6_theIdIsCutAndPadded() throws VirtioException {
    Bench bench = new Bench(new BlockDevice(store(), options.withId("twenty characters id")));
    assertThat(bench.block().id()).isEqualTo("twenty characters id");
    assertThatIllegalArgumentException().isThrownBy(() -> options.withId("x".repeat(21)));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withId("grün"));
  }
}
