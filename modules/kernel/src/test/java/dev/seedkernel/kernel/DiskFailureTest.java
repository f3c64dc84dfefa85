package dev.seedkernel.kernel;

import static dev.seedkernel.kernel.DiskMachines.OPTIONS;
import static dev.seedkernel.kernel.DiskMachines.archive;
import static dev.seedkernel.kernel.DiskMachines.boot;
import static dev.seedkernel.kernel.DiskMachines.bytes;
import static dev.seedkernel.kernel.DiskMachines.empty;
import static dev.seedkernel.kernel.DiskMachines.image;
import static dev.seedkernel.kernel.DiskMachines.readOnly;
import static dev.seedkernel.kernel.DiskMachines.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.EntropyDevice;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.InterruptLine;
import dev.seedkernel.virtio.MmioDevice;
import dev.seedkernel.virtio.MmioRegister;
import dev.seedkernel.virtio.Registers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Disks that are broken, and machines without any. */
final class DiskFailureTest {
  @Test
  void aMachineWithoutDisksOrWithOthersRuns() throws Exception {
    assertThat(boot(image("e5")).exitStatus()).isEqualTo(5);
    assertThat(boot(image("e5").device(_ -> slot(2, 0))).exitStatus()).isEqualTo(5);
    assertThat(boot(image("e5").device(_ -> slot(1, 0))).exitStatus()).isEqualTo(5);
    assertThat(
            boot(image("e5")
                    .device(memory ->
                        new MmioDevice(
                            new EntropyDevice(bytes -> bytes.fill((byte) 1)),
                            memory,
                            InterruptLine.NONE)))
                .exitStatus())
        .isEqualTo(5);
  }

  /** Registers of a slot: of a version, with a device of a type. */
  private static Registers slot(int version, int deviceId) {
    return new Registers() {
      @Override
      public int read(int offset, int bytes) {
        return offset == MmioRegister.MAGIC_VALUE.offset()
            ? MmioRegister.MAGIC
            : offset == MmioRegister.VERSION.offset()
                ? version
                : offset == MmioRegister.DEVICE_ID.offset() ? deviceId : 0;
      }

      @Override
      public void write(int offset, int bytes, int value) {}
    };
  }

  /** Changes what a good device's registers give. */
  private static Function<GuestMemory, Registers> changed(
      BlockStore store, MmioRegister register, int value) {
    return memory -> {
      Registers good =
          new MmioDevice(new BlockDevice(store, OPTIONS.withId("in")), memory, InterruptLine.NONE);
      return new Registers() {
        @Override
        public int read(int offset, int bytes) {
          int truth = good.read(offset, bytes);
          return offset == register.offset() ? value : truth;
        }

        @Override
        public void write(int offset, int bytes, int written) {
          good.write(offset, bytes, written);
        }
      };
    };
  }

  @Test
  void brokenDevicesAreRefused() throws Exception {
    refused(
        "disk at 0xa003e00: a legacy virtio-mmio device (version 1)",
        image("").device(_ -> slot(1, 2)));
    refused("a virtio-mmio device of version 3", image("").device(_ -> slot(3, 2)));
    refused("no virtio device: its magic value is 0x0", image("").device(_ -> zeros()));
    refused("which does not offer VIRTIO_F_VERSION_1", image("").device(_ -> slot(2, 2)));
    BlockStore disk = empty(4096);
    refused(
        "the device does not end its reset",
        image("").device(changed(disk, MmioRegister.STATUS, 0x7f)));
    refused("queue 0", image("").device(changed(disk, MmioRegister.QUEUE_NUM_MAX, 0)));
    refused("(virtio 1.2, 2.7)", image("").device(changed(disk, MmioRegister.QUEUE_NUM_MAX, -1)));
    refused(
        "the device has not used a buffer",
        image("").device(ignoring(MmioRegister.QUEUE_NOTIFY, disk)));
  }

  private static Registers zeros() {
    return new Registers() {
      @Override
      public int read(int offset, int bytes) {
        return 0;
      }

      @Override
      public void write(int offset, int bytes, int value) {}
    };
  }

  private static Function<GuestMemory, Registers> ignoring(MmioRegister register, BlockStore disk) {
    return memory -> {
      Registers good = new MmioDevice(new BlockDevice(disk, OPTIONS), memory, InterruptLine.NONE);
      return new Registers() {
        @Override
        public int read(int offset, int bytes) {
          return good.read(offset, bytes);
        }

        @Override
        public void write(int offset, int bytes, int value) {
          if (offset != register.offset()) {
            good.write(offset, bytes, value);
          }
        }
      };
    };
  }

  /** A store that is as large as it says, and fails. */
  private record Failing(long size, boolean isReadOnly, int works) implements BlockStore {
    @Override
    public void read(long offset, MemorySegment target) throws IOException {
      if (offset >= works) {
        throw new IOException("a bad sector");
      }
      target.fill((byte) 0);
    }

    @Override
    public void write(long offset, MemorySegment source) throws IOException {
      throw new IOException("a bad sector");
    }

    @Override
    public void zero(long offset, long length) throws IOException {
      throw new IOException("a bad sector");
    }
  }

  @Test
  void disksThatFailAreRefused() throws Exception {
    refused(
        "disk 'in' at 0xa003e00: VIRTIO_BLK_S_IOERR for a read at sector 2048",
        image("").disk(new Failing(4 << 20, true, 1 << 20), OPTIONS.withId("in")));
    refused(
        "disk 'out' at 0xa003e00: VIRTIO_BLK_S_IOERR for a write at sector 0",
        image("").disk(new Failing(4 << 20, false, 1 << 20), OPTIONS.withId("out")));
    refused(
        "an output disk that is read-only",
        image("").disk(readOnly(new byte[512]), OPTIONS.withId("out")));
    refused(
        "there is another output disk at 0xa003e00",
        image("").disk(empty(512), OPTIONS.withId("out")).disk(empty(512), OPTIONS.withId("out")));
    refused(
        "18014398509481983 sectors of 512 bytes are more than the limits",
        image("").disk(new Failing(Long.MAX_VALUE & -512, true, 0), OPTIONS.withId("in")));
    byte[] precious = new byte[1024];
    precious[100] = 1;
    refused(
        "this holds something else, and is left as it is",
        image("").disk(BlockStore.memory(MemorySegment.ofArray(precious)), OPTIONS));
    assertThat(precious[100]).isEqualTo((byte) 1);
    refused(
        "disk at 0xa003e00: at offset 0x0: neither a cpio archive nor a known compression",
        image("").disk(readOnly("what?".getBytes(ISO_8859_1)), OPTIONS));
    byte[] cut = archive(tree -> tree.file("a", 0644, new byte[1000]));
    refused(
        "the input ends inside the content of a",
        image("").disk(readOnly(Arrays.copyOf(cut, 512)), OPTIONS.withId("in")));
  }

  @Test
  void whatDoesNotFitTheLimitsIsRefusedByName() throws Exception {
    BootImage image =
        image("")
            .disk(
                readOnly(archive(tree -> tree.file("large", 0644, new byte[300_000]))),
                OPTIONS.withId("in"))
            .build();
    assertThatThrownBy(() -> boot(image, Limits.DEFAULT.with(Limit.FILE_BYTES, 200_000)))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("disk 'in' at 0xa003e00: large: does not fit the limit file-bytes");
  }
}
