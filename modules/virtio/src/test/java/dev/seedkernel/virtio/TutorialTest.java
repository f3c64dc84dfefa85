package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial of docs/virtio.md: each of its listings is in here, and does what it says. */
class TutorialTest {
  private static final Pattern LISTING = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** A device with one queue, which gives bytes back in the opposite order. */
  static final class Reverser extends VirtioDevice {
    Reverser() {
      super(63, Features.NONE, 1, 16, 0);
    }

    @Override
    protected void notified(int index, DeviceQueue queue) throws VirtioException {
      Optional<DescriptorChain> next = queue.poll();
      while (next.isPresent()) {
        DescriptorChain chain = next.get();
        byte[] bytes = new byte[(int) Math.min(chain.readableBytes(), 4096)];
        chain.read(0, MemorySegment.ofArray(bytes));
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
          reversed[i] = bytes[bytes.length - 1 - i];
        }
        queue.complete(chain, chain.write(0, MemorySegment.ofArray(reversed)));
        next = queue.poll();
      }
    }
  }

  @Test
  void aDiskForAGuest(@TempDir Path directory) throws Exception {
    Path image = directory.resolve("image");
    Files.write(image, new byte[1 << 20]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ram = arena.allocate(1 << 24, 4096);
      GuestMemory memory = GuestMemory.of(ram, 0x4000_0000L);

      BlockStore base = BlockStore.file(image, true);
      BlockStore disk = BlockStore.overlay(base, 16 << 20);
      BlockDevice device = new BlockDevice(disk, BlockDevice.Options.DEFAULT.withId("in"));
      InterruptLine line = asserted -> {};
      MmioDevice registers = new MmioDevice(device, memory, line);

      MmioTransport transport = MmioTransport.probe(registers).orElseThrow();
      GuestArena part = GuestArena.of(memory, 0x4010_0000L, 1 << 20);
      try (BlockDriver driver = BlockDriver.start(transport, part, BlockDriver.Options.DEFAULT)) {
        byte[] sector = new byte[512];
        sector[0] = 42;
        driver.write(7, MemorySegment.ofArray(sector));
        driver.flush();
        byte[] again = new byte[512];
        driver.read(7, MemorySegment.ofArray(again));
        assertThat(again).isEqualTo(sector);
        assertThat(driver.id()).isEqualTo("in");
      }
      disk.close();
    }
    assertThat(Files.readAllBytes(image)).as("the base stays").containsOnly(0);
  }

  @Test
  void manyRequestsAtOnce() throws VirtioException {
    GuestMemory memory = GuestMemory.of(MemorySegment.ofArray(new long[1 << 17]), 0x4000_0000L);
    BlockDevice device = new BlockDevice(BlockStore.zeros(1 << 20), BlockDevice.Options.DEFAULT);
    MmioDevice registers = new MmioDevice(device, memory, InterruptLine.NONE);
    MmioTransport transport = MmioTransport.probe(registers).orElseThrow();
    GuestArena part = GuestArena.of(memory, 0x4000_0000L, 1 << 20);
    BlockDriver driver = BlockDriver.start(transport, part, BlockDriver.Options.DEFAULT);

    BlockQueue queue = driver.queue(0);
    for (int i = 0; i < 8; i++) {
      queue.read(8L * i, new GuestBuffer(part.allocate(4096, 4096), 4096));
    }
    queue.publish();
    for (int i = 0; i < 8; i++) {
      BlockCompletion completion = queue.await();
      assertThat(completion.status()).isEqualTo(BlockStatus.OK);
    }
  }

  @Test
  void anOwnDevice() throws VirtioException {
    GuestMemory memory = GuestMemory.of(MemorySegment.ofArray(new long[8192]), 0x4000_0000L);
    GuestArena part = GuestArena.of(memory, 0x4000_0000L, 65536);
    MmioDevice registers = new MmioDevice(new Reverser(), memory, InterruptLine.NONE);

    MmioTransport transport = MmioTransport.probe(registers).orElseThrow();
    transport.negotiate(63, Features.QUEUE);
    DriverQueue queue = transport.createQueue(0, 16, 4, part);
    transport.start();
    GuestBuffer question = new GuestBuffer(part.allocate(5, 1), 5);
    GuestBuffer answer = new GuestBuffer(part.allocate(5, 1), 5);
    byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
    memory.slice(question.address(), 5).copyFrom(MemorySegment.ofArray(text));
    queue.add(List.of(question), List.of(answer));
    if (queue.publish()) {
      transport.notifyQueue(0);
    }
    UsedElement used = queue.collect().orElseThrow();
    byte[] said = memory.slice(answer.address(), used.length()).toArray(ValueLayout.JAVA_BYTE);
    assertThat(said).isEqualTo("olleh".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void theListingsOfThePageAreHere() throws Exception {
    String here =
        plain(Files.readString(Path.of("src/test/java/dev/seedkernel/virtio/TutorialTest.java")));
    Matcher listings = LISTING.matcher(Files.readString(Path.of("..", "..", "docs", "virtio.md")));
    int count = 0;
    while (listings.find()) {
      assertThat(here).contains(plain(listings.group(1)));
      count++;
    }
    assertThat(count).isEqualTo(4);
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", "");
  }
}
