package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whenever a machine stops, and whatever its disk has lost then of what was not flushed: the disk
 * holds the result of this run, as a whole, or none. Never that of the run before, whose result it
 * held.
 */
final class DiskCrashTest {
  private static final int SIZE = 1 << 20;
  private static final int SECTOR = 512;
  private static final long SEED = 11;
  private static final int SUBSETS = 40;

  private byte[] initramfs = {};
  private byte[] before = {};

  /** What a disk was told to do; bytes of no length are a flush. */
  private record Operation(long offset, List<Byte> bytes) {
    static final Operation FLUSH = new Operation(-1, List.of());

    void applyTo(byte[] disk) {
      for (int i = 0; i < bytes.size(); i++) {
        disk[(int) offset + i] = bytes.get(i);
      }
    }
  }

  /** A disk that keeps a log, and breaks after some bytes. */
  private static class Logging implements BlockStore {
    final byte[] content;
    final List<Operation> log = new ArrayList<>();
    private long bytesLeft;

    Logging(byte[] initial, long bytesLeft) {
      this.content = initial.clone();
      this.bytesLeft = bytesLeft;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public void read(long offset, MemorySegment target) {
      MemorySegment.copy(MemorySegment.ofArray(content), offset, target, 0, target.byteSize());
    }

    @Override
    public void write(long offset, MemorySegment source) throws IOException {
      // As a file on a full disk does: what fits is written, and then there is an error.
      int fits = (int) Math.min(bytesLeft, source.byteSize());
      bytesLeft -= fits;
      for (int at = 0; at < fits; at += SECTOR) {
        byte[] sector =
            source.asSlice(at, Math.min(SECTOR, fits - at)).toArray(ValueLayout.JAVA_BYTE);
        System.arraycopy(sector, 0, content, (int) offset + at, sector.length);
        List<Byte> bytes = new ArrayList<>();
        for (byte b : sector) {
          bytes.add(b);
        }
        log.add(new Operation(offset + at, bytes));
      }
      if (fits < source.byteSize()) {
        throw new IOException("no space left on device");
      }
    }

    @Override
    public void zero(long offset, long length) throws IOException {
      write(offset, MemorySegment.ofArray(new byte[(int) length]));
    }

    @Override
    public void flush() throws IOException {
      log.add(Operation.FLUSH);
    }
  }

  @BeforeEach
  void runOnce() throws Exception {
    initramfs =
        CpioWriter.toBytes(
            CpioArchive.builder().file("init", 0755, Guest.program("change")).build());
    Logging first = new Logging(new byte[SIZE], Long.MAX_VALUE);
    run(first, "b/old=50 +/x=old");
    before = first.content;
    DiskResult.read(disk(before), SIZE);
  }

  private Outcome run(BlockStore disk, String arguments) throws BootException {
    return Engines.kernel(Limits.DEFAULT, Guest.silentConsole())
        .boot(
            BootImage.builder()
                .initrd(MemorySegment.ofArray(initramfs))
                .bootArguments("init " + arguments)
                .disk(disk, BlockDevice.Options.DEFAULT.withId("out"))
                .build());
  }

  private static BlockStore disk(byte[] content) {
    return BlockStore.memory(MemorySegment.ofArray(content));
  }

  /** Returns whether there is a result, which must be this run's. */
  private static boolean holdsResult(byte[] disk, byte[] expected)
      throws IOException, CpioException {
    CpioArchive result;
    try {
      result = DiskResult.read(disk(disk), SIZE);
    } catch (DiskException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
    assertThat(CpioWriter.toBytes(result)).isEqualTo(expected);
    return true;
  }

  @Test
  void anyLossLeavesTheResultOrNone() throws Exception {
    Logging store = new Logging(before, Long.MAX_VALUE);
    Outcome outcome = run(store, "b/new=60 +/x=new d/dir");
    byte[] expected = CpioWriter.toBytes(outcome.changedFiles().archive());
    assertThat(holdsResult(store.content, expected)).isTrue();
    Random random = new Random(SEED);
    byte[] durable = before.clone();
    List<Operation> cached = new ArrayList<>();
    int whole = 0;
    boolean wiped = false;
    for (Operation operation : store.log) {
      if (operation.equals(Operation.FLUSH)) {
        cached.forEach(write -> write.applyTo(durable));
        cached.clear();
        wiped = true;
      } else {
        cached.add(operation);
      }
      // Before the first flush the run has not begun: there may be the old result.
      for (int i = 0; wiped && i < SUBSETS; i++) {
        byte[] disk = durable.clone();
        // Caches write back in any order, so any of them may be lost, half of a sector included.
        for (Operation write : cached) {
          if (random.nextInt(4) != 0) {
            write.applyTo(disk);
          }
        }
        if (!cached.isEmpty() && random.nextInt(4) == 0) {
          Operation torn = cached.get(random.nextInt(cached.size()));
          int half = random.nextInt(SECTOR);
          new Operation(torn.offset, torn.bytes.subList(0, half)).applyTo(disk);
        }
        whole += holdsResult(disk, expected) ? 1 : 0;
      }
    }
    assertThat(store.log.getLast()).isEqualTo(Operation.FLUSH);
    assertThat(whole).isPositive();
    assertThat(holdsResult(durable, expected)).isTrue();
  }

  @Test
  void aHostDiskThatIsFullLeavesNoResult() throws Exception {
    Logging all = new Logging(before, Long.MAX_VALUE);
    byte[] expected = CpioWriter.toBytes(run(all, "b/new=3 +/x=new").changedFiles().archive());
    long written = all.log.stream().mapToLong(operation -> operation.bytes().size()).sum();
    for (long room = SECTOR; room < written; room += 100) {
      Logging full = new Logging(before, room);
      Outcome outcome = run(full, "b/new=3 +/x=new");
      assertThat(outcome.exitStatus()).isEqualTo(125);
      assertThat(outcome.outputFailure().orElseThrow())
          .contains("disk 'out'", "no result is written: VIRTIO_BLK_S_IOERR for a write at sector");
      assertThat(holdsResult(full.content, expected)).as("%d bytes", room).isFalse();
    }
    assertThat(holdsResult(all.content, expected)).isTrue();
  }

  @Test
  void aFlushThatFailsIsNoResult() throws Exception {
    for (int works = 0; works < 3; works++) {
      int most = works;
      Logging store =
          new Logging(before, Long.MAX_VALUE) {
            private int flushes;

            @Override
            public void flush() throws IOException {
              if (flushes++ >= most) {
                throw new IOException("the cable is out");
              }
              super.flush();
            }
          };
      if (works == 0) {
        assertThatThrownBy(() -> run(store, "")).isInstanceOf(BootException.class);
      } else {
        assertThat(run(store, "").outputFailure().orElseThrow()).contains("for a flush");
      }
    }
  }

  @Test
  void anyDamageIsNoticed() throws Exception {
    Random random = new Random(SEED);
    byte[] expected = CpioWriter.toBytes(DiskResult.read(disk(before), SIZE));
    int length = (int) MemorySegment.ofArray(before).get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = before.clone();
      int at = random.nextInt(random.nextBoolean() ? SECTOR : SECTOR + length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertThat(holdsResult(damaged, expected)).as("byte %d", at).isFalse();
    }
    for (int sectors = 1; sectors * SECTOR < SECTOR + length; sectors += 7) {
      byte[] cut = Arrays.copyOf(before, sectors * SECTOR);
      assertThatThrownBy(() -> DiskResult.read(disk(cut), SIZE))
          .isInstanceOf(DiskException.class)
          .hasMessageStartingWith("cut off");
    }
    assertThatThrownBy(() -> DiskResult.read(disk(before), length - 1))
        .hasMessageContaining("more than the " + (length - 1));
    byte[] other = before.clone();
    other[0] = 'X';
    assertThatThrownBy(() -> DiskResult.read(disk(other), SIZE))
        .hasMessageStartingWith("not an output disk");
  }
}
