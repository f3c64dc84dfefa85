package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drivers of this library drive QEMU's devices, in each mix of features of the queue. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuDeviceTest {
  private static final String MODERN = "virtio-mmio.force-legacy=false";

  @TempDir private Path directory;

  @BeforeAll
  static void findQemu() {
    Qemu.require();
  }

  static List<Features> mixes() {
    return Bench.mixes();
  }

  private Qemu block(byte[] content, String options) throws IOException {
    Path disk = directory.resolve("disk");
    Files.write(disk, content);
    return new Qemu(
        directory,
        "-global",
        MODERN,
        "-drive",
        "if=none,id=d0,format=raw,discard=unmap,file=" + disk,
        "-device",
        "virtio-blk-device,drive=d0,serial=seed-qemu," + options);
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_2_6_theBlockDriverDrivesQemusDevice(Features features) throws Exception {
    byte[] model = new byte[1 << 18];
    Random random = new Random(features.bits());
    random.nextBytes(model);
    try (Qemu qemu = block(model, "packed=on,queue-size=16")) {
      BlockDriver.Options options = new BlockDriver.Options(1, 16, 8192, features);
      BlockDriver driver = BlockDriver.start(qemu.device(), qemu.arena(), options);
      assertThat(driver.features().and(Features.QUEUE)).isEqualTo(features);
      assertThat(driver.capacity()).isEqualTo(512);
      assertThat(driver.id()).isEqualTo("seed-qemu");
      assertThat(driver.blockSize()).isEqualTo(512);
      assertThat(driver.topology()).isPresent();
      for (int i = 0; i < 60; i++) {
        int sector = random.nextInt(512);
        byte[] data = new byte[512 * random.nextInt(1, Math.min(24, 513 - sector))];
        if (i % 2 == 0) {
          random.nextBytes(data);
          driver.write(sector, MemorySegment.ofArray(data));
          System.arraycopy(data, 0, model, 512 * sector, data.length);
        } else {
          driver.read(sector, MemorySegment.ofArray(data));
          assertThat(data)
              .isEqualTo(Arrays.copyOfRange(model, 512 * sector, 512 * sector + data.length));
        }
      }
      driver.writeZeroes(9, 7, false);
      Arrays.fill(model, 9 * 512, 16 * 512, (byte) 0);
      driver.discard(256, 8);
      driver.flush();
      MemorySegment two = MemorySegment.ofArray(new byte[1024]);
      Rules.broken("5.2.6", VirtioException.NO_OFFSET, () -> driver.read(511, two));
      driver.read(256, MemorySegment.ofArray(model).asSlice(256 * 512, 8 * 512));
      assertThat(Files.readAllBytes(directory.resolve("disk"))).isEqualTo(model);
      driver.close();
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_2_2_requestsOverlapOnQemusQueues(Features features) throws Exception {
    byte[] model = new byte[1 << 18];
    new Random(1).nextBytes(model);
    try (Qemu qemu = block(model, "packed=on,queue-size=8,num-queues=2")) {
      BlockDriver.Options options = new BlockDriver.Options(2, 8, 4096, features);
      GuestArena arena = qemu.arena();
      BlockDriver driver = BlockDriver.start(qemu.device(), arena, options);
      assertThat(driver.queueCount()).isEqualTo(2);
      long start = arena.allocate(8 * 512, 512);
      for (int round = 0; round < 12; round++) {
        BlockQueue queue = driver.queue(round % 2);
        int[] sectorOfTag = new int[8];
        int[] placeOfTag = new int[8];
        for (int i = 0; ; i++) {
          int sector = (97 * round + 13 * i) % 512;
          var tag = queue.read(sector, new GuestBuffer(start + 512L * i, 512));
          if (tag.isEmpty()) {
            break;
          }
          sectorOfTag[tag.getAsInt()] = sector;
          placeOfTag[tag.getAsInt()] = i;
        }
        assertThat(queue.inFlight()).isZero();
        queue.publish();
        int count = features.has(Features.INDIRECT_DESC) ? 8 : 2;
        assertThat(queue.inFlight()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
          BlockCompletion done = queue.await();
          assertThat(done.status()).isEqualTo(BlockStatus.OK);
          MemorySegment read = qemu.memory.slice(start + 512L * placeOfTag[done.tag()], 512);
          MemorySegment expected =
              MemorySegment.ofArray(model).asSlice(512L * sectorOfTag[done.tag()], 512);
          assertThat(read.mismatch(expected)).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void clause5_2_6_2_qemusReadOnlyDiskIsReadOnly() throws Exception {
    Path disk = directory.resolve("disk");
    Files.write(disk, new byte[4096]);
    try (Qemu qemu =
        new Qemu(
            directory,
            "-global",
            MODERN,
            "-drive",
            "if=none,id=d0,format=raw,read-only=on,file=" + disk,
            "-device",
            "virtio-blk-device,drive=d0,physical_block_size=4096,logical_block_size=1024")) {
      BlockDriver driver =
          BlockDriver.start(qemu.device(), qemu.arena(), BlockDriver.Options.DEFAULT);
      assertThat(driver.isReadOnly()).isTrue();
      assertThat(driver.blockSize()).isEqualTo(1024);
      assertThat(driver.topology().orElseThrow().physicalBlockExponent()).isEqualTo(2);
      MemorySegment data = MemorySegment.ofArray(new byte[1024]);
      Rules.broken("5.2.6", VirtioException.NO_OFFSET, () -> driver.write(0, data));
      driver.read(0, data);
    }
  }

  @Test
  void clause4_2_2_2_qemusLegacyDeviceIsRefusedByAClearMessage() throws Exception {
    try (Qemu qemu = new Qemu(directory, "-device", "virtio-rng-device")) {
      assertThat(catchThrowableOfType(VirtioException.class, qemu::device))
          .hasMessageContaining("legacy")
          .hasMessageContaining("force-legacy=false")
          .hasMessageContaining("4.2.2.2");
    }
  }

  @Test
  void clause2_1_1_qemuSaysThatItNeedsAResetAndTheDriverSaysSo() throws Exception {
    try (Qemu qemu = block(new byte[4096], "packed=off")) {
      MmioTransport transport = qemu.device();
      transport.negotiate(2, Features.of(Features.VERSION_1));
      GuestArena arena = qemu.arena();
      DriverQueue queue = transport.createQueue(0, 8, 0, arena);
      transport.start();
      long request = arena.allocate(16, 16);
      queue.add(List.of(new GuestBuffer(request, 3)), List.of(new GuestBuffer(request, 0)));
      queue.publish();
      transport.notifyQueue(0);
      Rules.broken("2.1.1", VirtioException.NO_OFFSET, () -> Waiting.next(transport, queue));
      BlockDriver.start(transport, arena, BlockDriver.Options.DEFAULT)
          .read(0, MemorySegment.ofArray(new byte[4096]));
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_4_6_theEntropyDriverDrivesQemusDevice(Features features) throws Exception {
    try (Qemu qemu =
        new Qemu(
            directory,
            "-global",
            MODERN,
            "-object",
            "rng-random,id=r0,filename=/dev/zero",
            "-device",
            "virtio-rng-device,rng=r0,packed=on")) {
      EntropyDriver driver = EntropyDriver.start(qemu.device(), qemu.arena(), features);
      byte[] bytes = new byte[10_000];
      Arrays.fill(bytes, (byte) 0x55);
      driver.fill(MemorySegment.ofArray(bytes));
      assertThat(bytes).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_3_6_theConsoleDriverDrivesQemusDevice(Features features) throws Exception {
    Path socket = directory.resolve("console");
    try (Qemu qemu =
        new Qemu(
            directory,
            "-global",
            MODERN,
            "-chardev",
            "socket,id=c0,server=on,wait=off,path=" + socket,
            "-device",
            "virtio-serial-device,max_ports=1,packed=on",
            "-device",
            "virtconsole,chardev=c0")) {
      MmioTransport transport = qemu.device();
      try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        peer.connect(UnixDomainSocketAddress.of(socket));
        ConsoleDriver driver = ConsoleDriver.start(transport, qemu.arena(), features);
        String line = "seed ".repeat(300);
        driver.write(MemorySegment.ofArray(line.getBytes(StandardCharsets.US_ASCII)));
        assertThat(receive(peer, line.length())).isEqualTo(line);
        peer.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder input = new StringBuilder();
        while (input.length() < line.length()) {
          byte[] piece = driver.read();
          input.append(new String(piece, StandardCharsets.US_ASCII));
          if (piece.length == 0) {
            transport.checkAlive();
          }
        }
        assertThat(input).hasToString(line);
        driver.close();
        assertThat(ConsoleDriver.emergencyWrite(transport, (byte) '!')).isTrue();
        assertThat(receive(peer, 1)).isEqualTo("!");
      }
    }
  }

  private static String receive(SocketChannel peer, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && peer.read(buffer) >= 0) {
      // Until all has come.
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }
}
