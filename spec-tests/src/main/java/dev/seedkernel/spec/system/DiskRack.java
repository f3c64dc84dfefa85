package dev.seedkernel.spec.system;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Disk;
import dev.seedkernel.spec.program.Disk.Flaw;
import dev.seedkernel.spec.program.DiskLog;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.Features;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.InterruptLine;
import dev.seedkernel.virtio.MmioDevice;
import dev.seedkernel.virtio.MmioRegister;
import dev.seedkernel.virtio.Registers;
import dev.seedkernel.virtio.VirtioException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The disks of one boot, flaws included, with a log of each. */
final class DiskRack {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int ENTROPY = 4;

  private final List<Store> stores = new ArrayList<>();

  /**
   * Creates them.
   *
   * @param printed tells how many bytes the console has
   */
  DiskRack(List<Disk> disks, IntSupplier printed) {
    disks.forEach(disk -> stores.add(new Store(disk, printed)));
  }

  /** Returns the registers of a disk. */
  Registers registers(int index, GuestMemory memory) {
    Store store = stores.get(index);
    BlockDevice.Options options = BlockDevice.Options.DEFAULT.withId(store.disk.id());
    // Without features of queues a ring that is wrong is the simplest one.
    Features features = store.hasBadRing() ? Features.NONE : Features.QUEUE;
    Registers good =
        new MmioDevice(new BlockDevice(store, options), memory, InterruptLine.NONE, features);
    return store.disk.flaw() == Flaw.NONE ? good : new Flawed(good, store, memory);
  }

  List<DiskLog> logs() {
    return stores.stream().map(store -> new DiskLog(store.content, store.events)).toList();
  }

  /** What is behind a disk. */
  private static final class Store implements BlockStore {
    private final Disk disk;
    private final IntSupplier printed;
    private final List<DiskLog.Event> events = new ArrayList<>();
    private Bytes content;
    private boolean flushed;

    Store(Disk disk, IntSupplier printed) {
      this.disk = disk;
      this.printed = printed;
      this.content = disk.content();
    }

    boolean hasBadRing() {
      return disk.flaw() == Flaw.BAD_RING || disk.flaw() == Flaw.LATER_BAD_RING;
    }

    private void fail(Flaw always, Flaw later) throws IOException {
      if (disk.flaw() == always || (flushed && disk.flaw() == later)) {
        throw new IOException("as it has to");
      }
    }

    @Override
    public long size() {
      return content.length();
    }

    @Override
    public boolean isReadOnly() {
      return disk.readOnly();
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
      fail(Flaw.READS_FAIL, Flaw.READS_FAIL);
      byte[] bytes = content.slice((int) offset, (int) target.byteSize()).toArray();
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, 0, bytes.length);
    }

    @Override
    public void write(long offset, MemorySegment source) throws IOException {
      fail(Flaw.WRITES_FAIL, Flaw.LATER_WRITES_FAIL);
      Bytes bytes = Bytes.of(source.toArray(ValueLayout.JAVA_BYTE));
      content = content.with((int) offset, bytes);
      events.add(new DiskLog.Event(offset, bytes, printed.getAsInt()));
    }

    @Override
    public void zero(long offset, long length) throws IOException {
      write(offset, MemorySegment.ofArray(new byte[(int) length]));
    }

    @Override
    public void flush() throws IOException {
      fail(Flaw.FLUSHES_FAIL, Flaw.LATER_FLUSHES_FAIL);
      flushed = true;
      events.add(new DiskLog.Event(-1, Bytes.EMPTY, printed.getAsInt()));
    }
  }

  /** Registers that do not tell the truth. */
  private static final class Flawed implements Registers {
    private final Registers good;
    private final Store store;
    private final GuestMemory memory;
    private long usedRing;

    Flawed(Registers good, Store store, GuestMemory memory) {
      this.good = good;
      this.store = store;
      this.memory = memory;
    }

    @Override
    public int read(int offset, int bytes) {
      Flaw flaw = store.disk.flaw();
      if (offset == MmioRegister.MAGIC_VALUE.offset() && flaw == Flaw.NO_MAGIC) {
        return 0x1234;
      }
      if (offset == MmioRegister.VERSION.offset()) {
        return switch (flaw) {
          case LEGACY, EMPTY_LEGACY_SLOT -> 1;
          case LATER_VERSION -> 3;
          default -> good.read(offset, bytes);
        };
      }
      if (offset == MmioRegister.DEVICE_ID.offset()) {
        return switch (flaw) {
          case EMPTY_SLOT, EMPTY_LEGACY_SLOT -> 0;
          case OTHER_DEVICE -> ENTROPY;
          default -> good.read(offset, bytes);
        };
      }
      return good.read(offset, bytes);
    }

    @Override
    public void write(int offset, int bytes, int value) {
      if (offset == MmioRegister.QUEUE_DEVICE_LOW.offset()) {
        usedRing = Integer.toUnsignedLong(value);
      } else if (offset == MmioRegister.QUEUE_DEVICE_HIGH.offset()) {
        usedRing |= (long) value << 32;
      }
      boolean notifies = offset == MmioRegister.QUEUE_NOTIFY.offset();
      Flaw flaw = store.disk.flaw();
      if (notifies && (flaw == Flaw.SILENT || (store.flushed && flaw == Flaw.LATER_SILENT))) {
        return;
      }
      boolean bad =
          notifies && (flaw == Flaw.BAD_RING || (store.flushed && flaw == Flaw.LATER_BAD_RING));
      good.write(offset, bytes, value);
      if (bad) {
        try {
          memory.slice(usedRing + 2, 2).set(U16, 0, (short) 0x5555);
        } catch (VirtioException e) {
          throw new IllegalStateException("the driver's ring is not in memory", e);
        }
      }
    }
  }
}
