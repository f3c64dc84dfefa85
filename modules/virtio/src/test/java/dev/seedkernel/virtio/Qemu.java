package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * QEMU's own virtio devices without a guest: the machine's processor sleeps, its registers are
 * reached through the qtest protocol, and its RAM is a file that is mapped here. What is driven is
 * QEMU's device and QEMU's virtqueue, by the driver of this library.
 */
final class Qemu implements AutoCloseable {
  private static final String PROGRAM = "qemu-system-aarch64";
  private static final int RAM_BYTES = 16 << 20;
  private static final long RAM_BASE = 0x4000_0000L;

  /** Where the machine "virt" has its virtio-mmio slots, and how many. */
  private static final long SLOTS = 0x0a00_0000L;

  private static final int SLOT_BYTES = 0x200;
  private static final int SLOT_COUNT = 32;

  /**
   * WFI, and a branch back to it. Some builds of QEMU have no accelerator "qtest"; this processor
   * runs, because QEMU's entropy device works in a running machine only, and sleeps.
   */
  private static final byte[] SLEEP = HexFormat.of().parseHex("7f2003d5ffffff17");

  private final Process process;
  private final BufferedReader answers;
  private final OutputStream commands;
  private final Arena arena = Arena.ofShared();
  final GuestMemory memory;

  Qemu(Path directory, String... devices) throws IOException {
    Path firmware = directory.resolve("firmware");
    Files.write(firmware, SLEEP);
    Path ram = directory.resolve("ram");
    try (FileChannel file =
        FileChannel.open(
            ram, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, RAM_BYTES, arena);
      memory = GuestMemory.of(bytes, RAM_BASE);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "-machine",
                "virt,accel=tcg,memory-backend=ram",
                "-bios",
                firmware.toString(),
                "-object",
                "memory-backend-file,id=ram,size=16M,share=on,mem-path=" + ram,
                "-m",
                "16M",
                "-nodefaults",
                "-display",
                "none",
                "-qtest",
                "stdio",
                "-qtest-log",
                "/dev/null"));
    command.addAll(List.of(devices));
    process =
        new ProcessBuilder(command).redirectError(directory.resolve("qemu.log").toFile()).start();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    commands = process.getOutputStream();
  }

  /** Skips the test where QEMU is missing; fails it where that must not be. */
  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  static void require() {
    boolean found = false;
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      found |= Files.isExecutable(Path.of(directory, PROGRAM));
    }
    if (!found) {
      String reason = PROGRAM + " is not installed (Debian: qemu-system-arm)";
      assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
      System.out.println("SKIPPED: " + reason);
      Assumptions.abort(reason);
    }
  }

  /** Returns the registers of a slot. */
  Registers slot(int number) {
    long start = SLOTS + (long) SLOT_BYTES * number;
    return new Registers() {
      @Override
      public int read(int offset, int bytes) {
        String answer = ask("read%c 0x%x".formatted(width(bytes), start + offset));
        return (int) Long.parseUnsignedLong(answer.substring("OK 0x".length()), 16);
      }

      @Override
      public void write(int offset, int bytes, int value) {
        ask("write%c 0x%x 0x%x".formatted(width(bytes), start + offset, value));
      }
    };
  }

  private static char width(int bytes) {
    return switch (bytes) {
      case 1 -> 'b';
      case 2 -> 'w';
      default -> 'l';
    };
  }

  private synchronized String ask(String command) {
    try {
      commands.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      commands.flush();
      while (true) {
        String line = answers.readLine();
        if (line == null) {
          throw new IOException("qemu ended at: " + command);
        }
        if (line.startsWith("OK")) {
          return line;
        }
        assertThat(line).as(command).startsWith("IRQ");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds the one device among all slots. */
  MmioTransport device() throws VirtioException {
    List<MmioTransport> found = new ArrayList<>();
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      Optional<MmioTransport> device = MmioTransport.probe(slot(slot));
      device.ifPresent(found::add);
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  GuestArena arena() {
    return GuestArena.of(memory, RAM_BASE + (1 << 20), 8 << 20);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }
}
