package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Linux drives our block device while it runs, on two processors with a queue each: see
 * src/test/linux/live.py. Only on request, because it boots a kernel: {@code -Dvirtio.linux=FILE}
 * names Debian's package of one for arm64.
 */
class LinuxLiveTest {
  private static final long RAM_BASE = 0x4000_0000L;
  private static final long RAM_BYTES = 192 << 20;
  private static final int DISK_BYTES = 8 << 20;

  @TempDir private Path directory;
  private boolean interrupt;
  private int featuresSelect;
  private Features accepted = Features.NONE;
  private int notifications;

  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  private static String kernel() {
    String kernel = System.getProperty("virtio.linux", "");
    if (kernel.isEmpty()) {
      String reason = "-Dvirtio.linux=FILE names no package with a kernel to boot";
      System.out.println("SKIPPED: " + reason);
      Assumptions.abort(reason);
    }
    return kernel;
  }

  @ParameterizedTest
  @ValueSource(strings = {"split", "packed"})
  @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause5_2_6_and2_7_13_4_1_linuxDrivesTheBlockDeviceLive(String layout) throws Exception {
    String kernel = kernel();
    Path socket = directory.resolve("registers");
    byte[] disk = new byte[DISK_BYTES];
    try (Arena arena = Arena.ofConfined();
        FileChannel file =
            FileChannel.open(
                directory.resolve("ram"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      MemorySegment ram = file.map(FileChannel.MapMode.READ_WRITE, 0, RAM_BYTES, arena);
      BlockDevice device =
          new BlockDevice(
              BlockStore.memory(MemorySegment.ofArray(disk)),
              BlockDevice.Options.DEFAULT.withQueues(2, 1024));
      MmioDevice bank =
          new MmioDevice(device, GuestMemory.of(ram, RAM_BASE), asserted -> interrupt = asserted);
      server.bind(UnixDomainSocketAddress.of(socket));
      Process guest = start(kernel, socket, layout);
      try (SocketChannel driver = server.accept()) {
        serve(driver, bank);
      }
      assertThat(guest.waitFor()).as(said()).isZero();
      assertThat(bank.fault()).isEmpty();
    }
    assertThat(accepted.has(Features.RING_PACKED)).isEqualTo(layout.equals("packed"));
    Features all =
        Features.of(Features.VERSION_1, Features.INDIRECT_DESC, Features.EVENT_IDX)
            .or(Features.of(Block.VIRTIO_BLK_F_MQ, Block.VIRTIO_BLK_F_WRITE_ZEROES));
    assertThat(all.without(accepted)).isEqualTo(Features.NONE);
    assertThat(notifications).isGreaterThan(500);
    for (int i = 0; i < disk.length; i++) {
      assertThat(disk[i]).isEqualTo((byte) ((i * 31) >> 4));
    }
  }

  private Process start(String kernel, Path socket, String layout) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                "src/test/linux/live.py",
                "--package",
                kernel,
                "--directory",
                directory.toString(),
                "--registers",
                socket.toString()));
    if (layout.equals("packed")) {
      command.add("--packed");
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("said"));
  }

  private void written(int offset, int value) {
    switch (MmioRegister.at(offset).orElse(MmioRegister.MAGIC_VALUE)) {
      case DRIVER_FEATURES_SEL -> featuresSelect = value;
      case DRIVER_FEATURES -> {
        try {
          accepted = accepted.withWord(featuresSelect, value);
        } catch (VirtioException e) {
          throw new AssertionError(e);
        }
      }
      case QUEUE_NOTIFY -> notifications++;
      default -> {}
    }
  }

  private void serve(SocketChannel driver, MmioDevice bank) throws IOException {
    OutputStream answers = Channels.newOutputStream(driver);
    BufferedReader accesses =
        new BufferedReader(Channels.newReader(driver, StandardCharsets.US_ASCII));
    for (String line = accesses.readLine(); line != null; line = accesses.readLine()) {
      String[] words = line.split(" ", -1);
      int offset = Integer.parseInt(words[1], 16);
      int bytes = Integer.parseInt(words[2], 16);
      int value = 0;
      if (words[0].equals("r")) {
        value = bank.read(offset, bytes);
      } else {
        written(offset, Integer.parseUnsignedInt(words[3], 16));
        bank.write(offset, bytes, Integer.parseUnsignedInt(words[3], 16));
      }
      String answer = "%x %d\n".formatted(value, interrupt ? 1 : 0);
      answers.write(answer.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
