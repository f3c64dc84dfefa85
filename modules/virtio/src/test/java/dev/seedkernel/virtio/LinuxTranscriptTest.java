package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Linux 6.1 drives the devices of this library: recordings of its drivers with QEMU's devices are
 * replayed. Each register must answer as QEMU's did, each request end with the same bytes, and the
 * device's part of each ring be the same whenever the queue is idle. See {@link Replay} for what
 * may differ.
 */
class LinuxTranscriptTest {
  private static final long RAM_BASE = 0x4000_0000L;
  private static final long RAM_BYTES = 192 << 20;

  /** What QEMU offers in every slot, and Linux takes. */
  private static final int QUEUE_SIZE = 1024;

  @TempDir private Path directory;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  /** The disk of the recordings; record.py has the same formula. */
  private static byte[] disk() {
    byte[] disk = new byte[32 * 512];
    for (int i = 0; i < disk.length; i++) {
      disk[i] = (byte) (i * 31 + (i >> 9) * 7);
    }
    return disk;
  }

  private static Features offered(Transcript transcript) {
    Features offered = Features.NONE;
    int select = 0;
    for (Transcript.Line line : transcript.lines()) {
      if (line instanceof Transcript.Store store
          && store.offset() == MmioRegister.DEVICE_FEATURES_SEL.offset()) {
        select = store.value();
      }
      if (line instanceof Transcript.Load load
          && load.offset() == MmioRegister.DEVICE_FEATURES.offset()) {
        offered = offered.or(new Features(Integer.toUnsignedLong(load.value()) << (32 * select)));
      }
    }
    return offered;
  }

  private VirtioDevice device(String name, Transcript transcript) {
    if (name.startsWith("console")) {
      return new ConsoleDevice(
          80, 25, QUEUE_SIZE, bytes -> output.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE)));
    }
    if (name.startsWith("entropy")) {
      // The source says what QEMU's said; how it is cut into answers is the device's.
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      transcript
          .all(Transcript.DeviceWrote.class)
          .forEach(line -> said.writeBytes(Transcript.bytes(line.hex())));
      ByteBuffer source = ByteBuffer.wrap(said.toByteArray());
      return new EntropyDevice(
          target -> {
            byte[] next = new byte[(int) target.byteSize()];
            source.get(next);
            target.copyFrom(MemorySegment.ofArray(next));
          },
          QUEUE_SIZE);
    }
    BlockDevice.Options options =
        BlockDevice.Options.DEFAULT
            .withId("seed-linux")
            .withQueues(name.startsWith("multiqueue") ? 2 : 1, QUEUE_SIZE);
    return new BlockDevice(
        BlockStore.memory(MemorySegment.ofArray(disk())),
        name.startsWith("readonly") ? options.asReadOnly() : options);
  }

  private Replay replay(String name, Transcript transcript) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel file =
            FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      // A file with holes: most of the guest's memory is never touched.
      MemorySegment ram = file.map(FileChannel.MapMode.READ_WRITE, 0, RAM_BYTES, arena);
      GuestMemory memory = GuestMemory.of(ram, RAM_BASE);
      VirtioDevice device = device(name, transcript);
      MmioDevice bank =
          new MmioDevice(
              device, memory, InterruptLine.NONE, offered(transcript).and(Features.QUEUE));
      Replay replay =
          new Replay(
              memory,
              bank,
              bytes -> assertThat(((ConsoleDevice) device).input(bytes)).isEqualTo(bytes.length));
      replay.run(transcript);
      return replay;
    }
  }

  private static void checkFeatures(String name, Features accepted) {
    boolean plain = name.endsWith("plain");
    assertThat(accepted.has(Features.VERSION_1)).isTrue();
    assertThat(accepted.has(Features.RING_PACKED)).isEqualTo(name.contains("packed"));
    assertThat(accepted.has(Features.INDIRECT_DESC)).isEqualTo(!plain);
    assertThat(accepted.has(Features.EVENT_IDX)).isEqualTo(!plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"block-split", "block-split-plain", "block-packed", "block-packed-plain"})
  void clause5_2_6_linuxDrivesTheBlockDevice(String name) throws IOException {
    Transcript transcript = Transcript.of(name);
    Replay replay = replay(name, transcript);
    checkFeatures(name, replay.accepted());
    assertThat(replay.used()).isGreaterThan(280);
    assertThat(replay.interruptsSpared()).as("of eight that overlapped").isLessThan(8);
    // Plain chains are long enough to go round the ring; others are indirect.
    List<Transcript.Available> chains = transcript.all(Transcript.Available.class);
    int descriptors = chains.stream().mapToInt(Transcript.Available::descriptors).sum();
    assertThat(descriptors)
        .matches(count -> name.endsWith("plain") ? count > 800 : count == chains.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"multiqueue-split", "multiqueue-packed"})
  void clause5_2_2_linuxHasAQueueForEachProcessor(String name) throws IOException {
    Transcript transcript = Transcript.of(name);
    Replay replay = replay(name, transcript);
    checkFeatures(name, replay.accepted());
    assertThat(replay.accepted().has(Block.VIRTIO_BLK_F_MQ)).isTrue();
    for (int queue : new int[] {0, 1}) {
      assertThat(transcript.all(Transcript.Available.class))
          .filteredOn(chain -> chain.queue() == queue)
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void clause5_2_6_2_linuxReadsAReadOnlyDevice() throws IOException {
    Replay replay = replay("readonly-split", Transcript.of("readonly-split"));
    checkFeatures("readonly-split", replay.accepted());
    assertThat(replay.accepted().has(Block.VIRTIO_BLK_F_RO)).isTrue();
    assertThat(replay.used()).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"entropy-split", "entropy-packed"})
  void clause5_4_6_linuxDrivesTheEntropyDeviceRoundTheRing(String name) throws IOException {
    Replay replay = replay(name, Transcript.of(name));
    checkFeatures(name, replay.accepted());
    assertThat(replay.used()).isGreaterThan(QUEUE_SIZE);
    assertThat(replay.interruptsSpared()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"console-split", "console-packed"})
  void clause5_3_6_linuxDrivesTheConsole(String name) throws IOException {
    Transcript transcript = Transcript.of(name);
    Replay replay = replay(name, transcript);
    checkFeatures(name, replay.accepted());
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 305; i++) {
      expected.write('!' + (i < 5 ? i : i - 5) % 90);
    }
    transcript
        .all(Transcript.Input.class)
        .forEach(line -> expected.writeBytes(Transcript.bytes(line.hex())));
    assertThat(expected.size()).isEqualTo(305 + 1 + 100 + 200);
    assertThat(output.toByteArray()).isEqualTo(expected.toByteArray());
  }

  /** A replay that could not fail would prove nothing. */
  @ParameterizedTest
  @CsvSource({"r", "u", "d", "e"})
  void aTranscriptWithOneThingChangedIsFoundOut(char kind) {
    Transcript good = Transcript.of("block-packed");
    UnaryOperator<Transcript.Line> change =
        line ->
            switch (line) {
              case Transcript.Load load when kind == 'r' && load.offset() == 0x70 ->
                  new Transcript.Load(0x70, 4, load.value() ^ 64);
              case Transcript.Used(int queue, int id, long length) when kind == 'u' ->
                  new Transcript.Used(queue, id, length + 1);
              case Transcript.DeviceWrote(long address, String hex) when kind == 'd' ->
                  new Transcript.DeviceWrote(address, "5a" + hex.substring(2));
              case Transcript.Idle(int queue, long address, String hex) when kind == 'e' ->
                  new Transcript.Idle(queue, address, "03030303");
              default -> line;
            };
    List<Transcript.Line> lines = new ArrayList<>(good.lines());
    for (int i = lines.size() - 1; i >= 0; i--) {
      Transcript.Line changed = change.apply(lines.get(i));
      if (!changed.equals(lines.get(i))) {
        lines.set(i, changed);
        break;
      }
    }
    assertThat(lines).isNotEqualTo(good.lines());
    assertThatThrownBy(() -> replay("changed", new Transcript(List.copyOf(lines))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("line ");
  }
}
