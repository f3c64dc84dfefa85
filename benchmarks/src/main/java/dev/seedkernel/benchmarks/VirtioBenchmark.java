package dev.seedkernel.benchmarks;

import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockDriver;
import dev.seedkernel.virtio.BlockQueue;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.Features;
import dev.seedkernel.virtio.GuestArena;
import dev.seedkernel.virtio.GuestBuffer;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.InterruptLine;
import dev.seedkernel.virtio.MmioDevice;
import dev.seedkernel.virtio.MmioTransport;
import dev.seedkernel.virtio.VirtioException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A block device through its ring: the driver and the device of the library, a store in memory.
 * Wanted: 16 384 reads of 64 KiB a second (1 GiB/s), and 200 000 requests of 512 bytes a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls start before anything else.
public class VirtioBenchmark {
  private static final long RAM_BASE = 0x4000_0000L;
  private static final long RAM_BYTES = 16 << 20;
  private static final long STORE_BYTES = 64 << 20;
  private static final int SECTOR = 512;
  private static final int LARGE = 1 << 16;
  private static final int BATCH = 32;

  /** Layout of the queue; both have indirect descriptors and the event index. */
  @Param({"split", "packed"})
  String layout = "";

  private final Arena arena = Arena.ofConfined();
  private BlockDriver driver;
  private BlockQueue queue;
  private MemorySegment large;
  private MemorySegment small;
  private final GuestBuffer[] buffers = new GuestBuffer[BATCH];
  private long sector;

  /** Makes the device and its driver. */
  @Setup(Level.Trial)
  public void start() throws VirtioException {
    GuestMemory memory = GuestMemory.of(arena.allocate(RAM_BYTES, 4096), RAM_BASE);
    BlockStore store = BlockStore.memory(arena.allocate(STORE_BYTES, 4096).fill((byte) 7));
    MmioDevice bank =
        new MmioDevice(
            new BlockDevice(store, BlockDevice.Options.DEFAULT), memory, InterruptLine.NONE);
    Features features =
        layout.equals("packed")
            ? Features.QUEUE
            : Features.QUEUE.without(Features.of(Features.RING_PACKED));
    BlockDriver.Options options = new BlockDriver.Options(1, 64, LARGE, features);
    GuestArena guest = GuestArena.of(memory, RAM_BASE, RAM_BYTES);
    driver = BlockDriver.start(MmioTransport.probe(bank).orElseThrow(), guest, options);
    queue = driver.queue(0);
    large = arena.allocate(LARGE);
    small = arena.allocate(SECTOR);
    for (int i = 0; i < BATCH; i++) {
      buffers[i] = new GuestBuffer(guest.allocate(SECTOR, SECTOR), SECTOR);
    }
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void stop() {
    arena.close();
  }

  private long next(int bytes) {
    sector = (sector + bytes / SECTOR) % ((STORE_BYTES - LARGE) / SECTOR);
    return sector;
  }

  /** One request at a time, copied to the caller. */
  @Benchmark
  public MemorySegment read64KiB() throws VirtioException {
    driver.read(next(LARGE), large);
    return large;
  }

  /** One request at a time, copied from the caller. */
  @Benchmark
  public void write64KiB() throws VirtioException {
    driver.write(next(LARGE), large);
  }

  /** One request at a time, copied to the caller. */
  @Benchmark
  public MemorySegment read512() throws VirtioException {
    driver.read(next(SECTOR), small);
    return small;
  }

  /** 32 requests to one notification, into guest memory. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int read512Batched() throws VirtioException {
    for (GuestBuffer buffer : buffers) {
      queue.read(next(SECTOR), buffer);
    }
    queue.publish();
    int tags = 0;
    for (int i = 0; i < BATCH; i++) {
      tags += queue.await().tag();
    }
    return tags;
  }
}
