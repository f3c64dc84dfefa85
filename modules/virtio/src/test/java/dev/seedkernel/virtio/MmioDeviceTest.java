package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The register bank, against drivers of every kind; and the transport, against such devices. */
class MmioDeviceTest {
  private static final long NONE = VirtioException.NO_OFFSET;
  private static final Features VERSION_1 = Features.of(Features.VERSION_1);
  private static final QueueLayout LAYOUT = QueueLayout.contiguous(8, Ram.BASE);

  /** A device of two queues that notes what happens to it, and answers nothing. */
  private static final class Noting extends VirtioDevice {
    final List<String> calls = new ArrayList<>();
    final List<DescriptorChain> chains = new ArrayList<>();

    Noting() {
      super(42, Features.of(3), 2, 16, 8);
      config().set(U64, 0, 0x1122_3344_5566_7788L);
    }

    @Override
    protected void started(Features accepted) {
      calls.add("started " + accepted);
    }

    @Override
    protected void notified(int index, DeviceQueue queue) throws VirtioException {
      calls.add("notified " + index);
      queue.poll().ifPresent(chains::add);
    }

    @Override
    protected void queueReset(int index) {
      calls.add("queue reset " + index);
    }

    @Override
    protected void reset() {
      calls.add("reset");
    }

    @Override
    protected boolean accepts(Features accepted) {
      return !accepted.has(3);
    }

    @Override
    protected void configWritten(int offset, int bytes, int value) {
      calls.add("config %d %d 0x%x".formatted(offset, bytes, value));
    }

    void change(long value) {
      config().set(U64, 0, value);
      configChanged();
    }
  }

  private final Noting device = new Noting();
  private final Bench bench = new Bench(device);

  @Test
  void clause4_2_2_1_identityIsRead() {
    assertThat(bench.read(MmioRegister.MAGIC_VALUE)).isEqualTo(0x74726976);
    assertThat(bench.read(MmioRegister.VERSION)).isEqualTo(2);
    assertThat(bench.read(MmioRegister.DEVICE_ID)).isEqualTo(42);
    assertThat(bench.read(MmioRegister.VENDOR_ID)).isEqualTo(0x44454553);
  }

  @Test
  void clause4_2_2_registersOfTheOtherDirectionAndOddAccessesAreNothing() {
    for (int offset = -8; offset < 0x100; offset++) {
      MmioRegister register = MmioRegister.find(offset);
      if (register == null || register.access() == MmioRegister.Access.WRITE) {
        assertThat(bench.bank.read(offset, 4)).as("offset " + offset).isZero();
      }
      assertThat(bench.bank.read(offset, 1)).isZero();
      assertThat(bench.bank.read(offset, 2)).isZero();
      bench.bank.write(offset, 1, 0xff);
      if (register == null || register.access() == MmioRegister.Access.READ) {
        bench.bank.write(offset, 4, -1);
      }
    }
    assertThat(bench.read(MmioRegister.STATUS)).isZero();
    assertThat(bench.bank.fault()).isEmpty();
  }

  @Test
  void clause4_2_2_sharedMemoryDoesNotExist() {
    bench.write(MmioRegister.SHM_SEL, 0);
    assertThat(bench.read(MmioRegister.SHM_LEN_LOW)).isEqualTo(-1);
    assertThat(bench.read(MmioRegister.SHM_LEN_HIGH)).isEqualTo(-1);
    assertThat(bench.read(MmioRegister.SHM_BASE_LOW)).isEqualTo(-1);
    assertThat(bench.read(MmioRegister.SHM_BASE_HIGH)).isEqualTo(-1);
  }

  @Test
  void clause2_2_2_aSetThatTheDeviceCannotWorkWithIsNotTaken() {
    bench.initialize(VERSION_1.or(Features.of(3)));
    assertThat(bench.read(MmioRegister.STATUS)).isEqualTo(3);
    bench.write(MmioRegister.STATUS, 0);
    bench.initialize(VERSION_1.or(Features.of(4)));
    assertThat(bench.read(MmioRegister.STATUS)).as("not offered").isEqualTo(3);
    bench.write(MmioRegister.STATUS, 0);
    bench.initialize(VERSION_1);
    assertThat(bench.read(MmioRegister.STATUS)).isEqualTo(11);
  }

  @Test
  void clause3_1_1_featuresAreSettledByFeaturesOk() {
    bench.initialize(VERSION_1);
    bench.write(MmioRegister.DRIVER_FEATURES_SEL, 0);
    bench.write(MmioRegister.DRIVER_FEATURES, 1 << Features.EVENT_IDX);
    bench.write(MmioRegister.STATUS, 15);
    assertThat(device.calls).containsExactly("started " + VERSION_1);
  }

  @Test
  void clause2_1_2_nothingIsConsumedBeforeDriverOkAndThenWhatWaits() {
    bench.initialize(VERSION_1);
    bench.queue(0, LAYOUT);
    bench.ram.descriptor(LAYOUT, 0, Ram.BASE + 4096, 8, 0, 0).available(LAYOUT, 0);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(device.calls).isEmpty();
    bench.write(MmioRegister.STATUS, 15);
    assertThat(device.calls).containsExactly("started " + VERSION_1, "notified 0");
    assertThat(device.chains).hasSize(1);
    bench.write(MmioRegister.STATUS, 15);
    assertThat(device.calls).as("once").hasSize(2);
  }

  @Test
  void clause2_7_10_2_spuriousNotificationsAreHarmless() {
    bench.initialize(VERSION_1);
    bench.queue(0, LAYOUT);
    bench.write(MmioRegister.STATUS, 15);
    device.calls.clear();
    for (int index : new int[] {1, 2, 65535, -1, Integer.MIN_VALUE}) {
      bench.write(MmioRegister.QUEUE_NOTIFY, index);
    }
    assertThat(device.calls).as("queues that are not there").isEmpty();
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(device.calls).containsExactly("notified 0", "notified 0");
    assertThat(bench.needsReset()).isFalse();
  }

  @Test
  void clause2_1_2_brokenRingsNeedAResetAndSayWhy() {
    bench.initialize(VERSION_1);
    bench.queue(0, LAYOUT);
    bench.write(MmioRegister.STATUS, 15);
    bench.ram.descriptor(LAYOUT, 0, 0, 8, 0, 0).available(LAYOUT, 0);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(bench.read(MmioRegister.STATUS)).isEqualTo(15 | 64);
    assertThat(bench.bank.fault().orElseThrow().clause()).isEqualTo("2.7.5");
    assertThat(bench.bank.status().isLive()).isFalse();
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isEqualTo(2);
    assertThat(bench.levels).containsExactly(true);
    device.calls.clear();
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(device.calls).as("not live").isEmpty();
    bench.write(MmioRegister.STATUS, 15);
    assertThat(bench.needsReset()).isTrue();
    bench.write(MmioRegister.STATUS, 0);
    assertThat(bench.read(MmioRegister.STATUS)).isZero();
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isZero();
    assertThat(bench.levels).containsExactly(true, false);
    assertThat(bench.bank.fault()).isEmpty();
  }

  @Test
  void clause2_1_2_aDriverThatIsNotSetUpIsNotNotifiedOfAReset() {
    bench.write(MmioRegister.STATUS, 4);
    assertThat(bench.read(MmioRegister.STATUS)).isEqualTo(64);
    assertThat(bench.levels).isEmpty();
  }

  @Test
  void clause4_2_3_2_badQueuesAreNotTaken() {
    QueueLayout[] bad = {
      new QueueLayout(0, Ram.BASE, Ram.BASE + 256, Ram.BASE + 512),
      new QueueLayout(3, Ram.BASE, Ram.BASE + 256, Ram.BASE + 512),
      new QueueLayout(32, Ram.BASE, Ram.BASE + 1024, Ram.BASE + 2048),
      new QueueLayout(-1, Ram.BASE, Ram.BASE + 256, Ram.BASE + 512),
      new QueueLayout(8, Ram.BASE + 8, Ram.BASE + 256, Ram.BASE + 512),
      new QueueLayout(8, 0, Ram.BASE + 256, Ram.BASE + 512),
      new QueueLayout(8, Ram.BASE, -2, Ram.BASE + 512),
      new QueueLayout(8, Ram.BASE, Ram.BASE + 256, Ram.BASE + Bench.BYTES - 4)
    };
    for (QueueLayout layout : bad) {
      bench.write(MmioRegister.STATUS, 0);
      bench.initialize(VERSION_1);
      bench.queue(0, layout);
      assertThat(bench.read(MmioRegister.QUEUE_READY)).as(layout.toString()).isZero();
      assertThat(bench.needsReset()).isTrue();
    }
    bench.write(MmioRegister.STATUS, 0);
    bench.queue(0, LAYOUT);
    assertThat(bench.bank.fault().orElseThrow().clause()).as("too early").isEqualTo("3.1.1");
  }

  @Test
  void clause4_2_2_2_aReadyQueueKeepsItsPlaceAndANotReadyOneIsNotTouched() {
    bench.initialize(VERSION_1);
    bench.queue(1, LAYOUT);
    bench.write(MmioRegister.QUEUE_NUM, 4);
    bench.write(MmioRegister.QUEUE_DESC_LOW, 0);
    bench.write(MmioRegister.STATUS, 15);
    bench.ram.descriptor(LAYOUT, 5, Ram.BASE + 4096, 8, 2, 0).available(LAYOUT, 5);
    bench.write(MmioRegister.QUEUE_NOTIFY, 1);
    assertThat(device.chains).hasSize(1);
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isEqualTo(1);
    bench.write(MmioRegister.QUEUE_READY, 0);
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isZero();
    assertThat(device.calls).contains("queue reset 1");
    bench.write(MmioRegister.QUEUE_READY, 1);
    assertThat(bench.read(MmioRegister.QUEUE_READY)).as("as it was made ready first").isEqualTo(1);
    assertThat(bench.needsReset()).isFalse();
    bench.write(MmioRegister.QUEUE_SEL, 2);
    assertThat(bench.read(MmioRegister.QUEUE_NUM_MAX)).isZero();
    bench.write(MmioRegister.QUEUE_READY, 1);
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isZero();
    assertThat(bench.needsReset()).isFalse();
  }

  @Test
  void clause2_6_1_oneQueueIsResetAndUsedAgain() {
    bench.initialize(VERSION_1.or(Features.of(Features.RING_RESET)));
    bench.queue(0, LAYOUT);
    bench.write(MmioRegister.STATUS, 15);
    bench.write(MmioRegister.QUEUE_RESET, 1);
    assertThat(bench.read(MmioRegister.QUEUE_RESET)).isZero();
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isZero();
    assertThat(device.calls).contains("queue reset 0");
    bench.ram.descriptor(LAYOUT, 0, 0, 8, 0, 0).available(LAYOUT, 0);
    bench.write(MmioRegister.QUEUE_NOTIFY, 0);
    assertThat(bench.needsReset()).as("a queue that is not ready is not read").isFalse();
    bench.queue(0, QueueLayout.contiguous(4, Ram.BASE + 8192));
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isEqualTo(1);
  }

  @Test
  void clause2_6_1_withoutNegotiationAQueueIsNotReset() {
    bench.initialize(VERSION_1);
    bench.queue(0, LAYOUT);
    bench.write(MmioRegister.QUEUE_RESET, 1);
    assertThat(bench.read(MmioRegister.QUEUE_READY)).isEqualTo(1);
  }

  @Test
  void clause2_5_2_configurationIsReadInAnyWidthAndItsGenerationChanges() throws VirtioException {
    assertThat(bench.bank.read(0x100, 4)).isEqualTo(0x5566_7788);
    assertThat(bench.bank.read(0x104, 4)).isEqualTo(0x1122_3344);
    assertThat(bench.bank.read(0x106, 2)).isEqualTo(0x1122);
    assertThat(bench.bank.read(0x107, 1)).isEqualTo(0x11);
    assertThat(bench.bank.read(0x107, 2)).isZero();
    assertThat(bench.bank.read(0x108, 1)).isZero();
    assertThat(bench.bank.read(Integer.MAX_VALUE, 4)).isZero();
    bench.bank.write(0x102, 2, 0xfff_1234);
    bench.bank.write(0x106, 4, 1);
    bench.bank.write(0x100, 3, 1);
    assertThat(device.calls).containsExactly("config 2 2 0x1234");
    int generation = bench.read(MmioRegister.CONFIG_GENERATION);
    device.change(5);
    assertThat(bench.read(MmioRegister.CONFIG_GENERATION)).isNotEqualTo(generation);
    assertThat(bench.levels).as("no notification before DRIVER_OK").isEmpty();
    bench.initialize(VERSION_1);
    bench.write(MmioRegister.STATUS, 15);
    device.change(6);
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isEqualTo(2);
    assertThat(bench.transport().acknowledgeInterrupt()).isEqualTo(2);
    assertThat(bench.levels).containsExactly(true, false);
  }

  @Test
  void clause2_5_1_fieldsAreReadAgainUntilTheyAreConsistent() throws VirtioException {
    MmioTransport transport = bench.transport();
    int[] reads = new int[1];
    long value =
        transport.readConsistently(() -> {
          long low = Integer.toUnsignedLong(transport.readConfig(0, 4));
          if (reads[0]++ < 3) {
            device.change(0x1_0000_0001L * reads[0]);
          }
          return low | (long) transport.readConfig(4, 4) << 32;
        });
    assertThat(value).isEqualTo(0x3_0000_0003L);
    Rules.broken(
        "2.5.1",
        NONE,
        () ->
            transport.readConsistently(() -> {
              device.change(1);
              return 0;
            }));
  }

  @Test
  void clause4_2_3_4_and4_2_3_4_1_theLineIsHighUntilAllIsAcknowledged() {
    bench.initialize(VERSION_1);
    bench.queue(0, LAYOUT);
    bench.write(MmioRegister.STATUS, 15);
    device.change(1);
    bench.write(MmioRegister.INTERRUPT_ACK, 1);
    assertThat(bench.levels).containsExactly(true);
    bench.write(MmioRegister.INTERRUPT_ACK, -1);
    assertThat(bench.levels).containsExactly(true, false);
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS)).isZero();
  }

  @Test
  void aDeviceIsInOneBank() {
    assertThatIllegalStateException().isThrownBy(() -> new Bench(device));
  }

  @Property(tries = 300)
  void clause4_2_anyAccessesAreSurvivedAndAResetAlwaysHelps(
      @ForAll long seed, @ForAll @Size(max = 60) List<@IntRange(max = 70) Integer> offsets) {
    Bench wild = new Bench(new BlockDevice(BlockStore.zeros(4096), BlockDevice.Options.DEFAULT));
    Random random = new Random(seed);
    for (int offset : offsets) {
      int value = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(16);
      wild.bank.write(4 * offset + (random.nextInt(20) == 0 ? 1 : 0), 4, value);
      wild.bank.read(4 * offset, 1 << random.nextInt(3));
    }
    wild.ram.checkMargins();
    wild.write(MmioRegister.STATUS, 0);
    assertThat(wild.read(MmioRegister.STATUS)).isZero();
    try {
      assertThat(wild.block().capacity()).isEqualTo(8);
    } catch (VirtioException e) {
      throw new AssertionError(e);
    }
  }

  /** A device that answers with what is in a table, and takes what is written. */
  private static final class Liar implements Registers {
    private final int[] answers = new int[0x200 / 4];

    static Liar good() {
      return new Liar()
          .with(MmioRegister.MAGIC_VALUE, MmioRegister.MAGIC)
          .with(MmioRegister.VERSION, 2)
          .with(MmioRegister.DEVICE_ID, 2);
    }

    Liar with(MmioRegister register, int value) {
      answers[register.offset() / 4] = value;
      return this;
    }

    @Override
    public int read(int offset, int bytes) {
      return answers[offset / 4];
    }

    @Override
    public void write(int offset, int bytes, int value) {}
  }

  @Test
  void clause4_2_2_2_and4_2_3_1_1_noDeviceAndOtherVersionsAreRefused() throws VirtioException {
    Rules.broken(
        "4.2.2.2", NONE, () -> MmioTransport.probe(Liar.good().with(MmioRegister.MAGIC_VALUE, 0)));
    Rules.broken(
        "4.2.2.2", NONE, () -> MmioTransport.probe(Liar.good().with(MmioRegister.VERSION, 1)));
    Rules.broken(
        "4.2.2.2", NONE, () -> MmioTransport.probe(Liar.good().with(MmioRegister.VERSION, 3)));
    assertThat(catchThrowable(() -> MmioTransport.probe(Liar.good().with(MmioRegister.VERSION, 1))))
        .hasMessageContaining("legacy")
        .hasMessageContaining("version 1");
    assertThat(MmioTransport.probe(Liar.good().with(MmioRegister.DEVICE_ID, 0))).isEmpty();
    assertThat(MmioTransport.probe(Liar.good())).isPresent();
  }

  @Test
  void clause2_4_2_aDeviceThatNeverEndsItsResetIsGivenUp() throws VirtioException {
    MmioTransport transport =
        MmioTransport.probe(Liar.good().with(MmioRegister.STATUS, 1)).orElseThrow();
    transport.setTimeout(Duration.ofMillis(20));
    Rules.broken("2.4.2", NONE, transport::reset);
  }

  @Test
  void clause3_1_1_aDeviceThatDoesNotAgreeIsToldFailed() throws VirtioException {
    MmioTransport transport = bench.transport();
    Rules.broken("3.1.1", NONE, () -> transport.negotiate(42, Features.of(3)));
    assertThat(bench.read(MmioRegister.STATUS) & 128).isEqualTo(128);
    Rules.broken("5", NONE, () -> transport.negotiate(2, VERSION_1));
    assertThat(transport.negotiate(42, VERSION_1)).isEqualTo(VERSION_1);
    Rules.broken("4.2.3.2", NONE, () -> transport.createQueue(2, 8, 0, bench.arena()));
    transport.createQueue(0, 8, 0, bench.arena());
    Rules.broken("4.2.3.2", NONE, () -> transport.createQueue(0, 8, 0, bench.arena()));
    assertThat(transport.createQueue(1, 1024, 0, bench.arena()).size).isEqualTo(16);
  }

  @Test
  void clause3_2_aDeviceThatNeverAnswersIsGivenUp() throws VirtioException {
    MmioTransport transport = bench.transport();
    transport.setTimeout(Duration.ofMillis(20));
    transport.negotiate(42, VERSION_1);
    DriverQueue queue = transport.createQueue(0, 8, 0, bench.arena());
    transport.start();
    queue.add(List.of(new GuestBuffer(Ram.BASE, 1)), List.of());
    queue.publish();
    transport.notifyQueue(0);
    Rules.broken("3.2", NONE, () -> Waiting.next(transport, queue));
    bench.write(MmioRegister.STATUS, 0);
    Rules.broken("2.1.1", NONE, () -> Waiting.next(transport, queue));
  }

  @Test
  void clause2_7_sizesThatNoQueueCanHaveAreRefused() throws VirtioException {
    for (int size : new int[] {-1, 32769, Integer.MIN_VALUE}) {
      MmioTransport transport =
          MmioTransport.probe(Liar.good().with(MmioRegister.QUEUE_NUM_MAX, size)).orElseThrow();
      Rules.broken("2.7", NONE, () -> transport.maxQueueSize(0));
    }
  }

  @Test
  void anArenaHandsOutAlignedPiecesUntilItIsEmpty() {
    GuestArena arena = GuestArena.of(bench.ram.memory, Ram.BASE + 1, 100);
    assertThat(arena.allocate(3, 1)).isEqualTo(Ram.BASE + 1);
    assertThat(arena.allocate(16, 16)).isEqualTo(Ram.BASE + 16);
    assertThat(arena.remaining()).isEqualTo(69);
    assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(70, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(1, 1 << 20));
    arena.allocate(69, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuestArena.of(bench.ram.memory, Ram.BASE, Bench.BYTES + 1));
  }

  @Test
  void clause5_2_aBlockDeviceThatLiesIsFoundOut() throws VirtioException {
    BlockDevice honest = new BlockDevice(BlockStore.zeros(1 << 20), BlockDevice.Options.DEFAULT);
    Bench lying = new Bench(honest);
    BlockDriver driver = lying.block();
    driver.queue(0).read(0, new GuestBuffer(Ram.BASE, 512));
    // The bank is told nothing: what is in the ring is written here, as a device would.
    driver.queue(0).suppressNotifications(true);
    MemorySegment all = lying.ram.bytes;
    assertThat(driver.queue(0).inFlight()).isZero();
    all.fill((byte) 0xff);
    driver.queue(0).publish();
    assertThat(driver.queue(0).inFlight()).isEqualTo(1);
    assertThat(catchThrowable(() -> driver.queue(0).await())).isInstanceOf(VirtioException.class);
  }
}
