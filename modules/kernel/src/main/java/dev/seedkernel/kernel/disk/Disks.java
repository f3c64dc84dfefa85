package dev.seedkernel.kernel.disk;

import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.boot.HandOver;
import dev.seedkernel.kernel.boot.Initramfs;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDriver;
import dev.seedkernel.virtio.GuestArena;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.MmioRegister;
import dev.seedkernel.virtio.MmioTransport;
import dev.seedkernel.virtio.Registers;
import dev.seedkernel.virtio.VirtioException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The disks of a machine, from the device tree's nodes to what they are for. */
public final class Disks implements AutoCloseable {
  /** Type of a block device (virtio 1.2, clause 5). */
  private static final int BLOCK = 2;

  /** A device that answers at all does so at once; one that never does must not hold up a boot. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final String INPUT = "in";
  private static final String OUTPUT = "out";
  private static final int PAGE = 4096;

  private final List<Disk> all;
  private final List<Disk> inputs;
  private final @Nullable OutputDisk output;

  private Disks(List<Disk> all) throws BootException {
    this.all = all;
    this.inputs = inputs(all);
    Optional<Disk> target = output(all);
    this.output = target.isEmpty() ? null : OutputDisk.prepare(target.get());
  }

  /**
   * Looks behind each {@code virtio,mmio} node, and starts the drivers of the disks. From here on
   * an output disk holds no result.
   *
   * @throws BootException if a device is a legacy one or does not work, two disks claim to be the
   *     output, or the output holds something else
   */
  public static Disks open(BootImage image, HandOver handOver) throws BootException {
    List<BootImage.Device> devices = devices(image, handOver);
    List<Disk> disks = new ArrayList<>();
    boolean opened = false;
    try {
      probeAll(devices, handOver, disks);
      Disks result = new Disks(List.copyOf(disks));
      opened = true;
      return result;
    } finally {
      if (!opened) {
        reset(disks);
      }
    }
  }

  /** Returns what is behind nodes of the tree, in the order of {@link HandOver#virtio}. */
  private static List<BootImage.Device> devices(BootImage image, HandOver handOver) {
    Map<Long, BootImage.Device> byAddress = new HashMap<>();
    image.devices().forEach(device -> byAddress.put(device.address(), device));
    List<BootImage.Device> devices = new ArrayList<>();
    for (long address : handOver.virtio()) {
      BootImage.Device device = byAddress.remove(address);
      if (device != null) {
        devices.add(device);
      }
    }
    return devices;
  }

  private static void probeAll(List<BootImage.Device> devices, HandOver handOver, List<Disk> disks)
      throws BootException {
    if (devices.isEmpty()) {
      return;
    }
    // Named here and not above: a boot without disks loads no class of virtio.
    long each = (BlockDriver.Options.DEFAULT.arenaBytes() + PAGE - 1) & -PAGE;
    long bytes = each * devices.size();
    OptionalLong start = handOver.memory().room(bytes);
    if (start.isEmpty()) {
      throw new BootException(
          BootException.Kind.IMAGE,
          "disks: no free %d bytes in /memory for their queues".formatted(bytes));
    }
    // RAM that nothing was loaded to is made when it is needed, and this is all that devices need.
    GuestMemory memory = GuestMemory.of(Arena.ofAuto().allocate(bytes, PAGE), start.getAsLong());
    for (int i = 0; i < devices.size(); i++) {
      long address = devices.get(i).address();
      Registers registers = devices.get(i).model().apply(memory);
      try {
        GuestArena arena = GuestArena.of(memory, start.getAsLong() + i * each, each);
        probe(registers, address, arena).ifPresent(disks::add);
      } catch (VirtioException e) {
        throw new BootException(
            BootException.Kind.IMAGE, Disk.name("", address) + ": " + e.getMessage());
      }
    }
  }

  private static Optional<Disk> probe(Registers registers, long address, GuestArena arena)
      throws VirtioException {
    // Empty slots of QEMU's board are of the legacy version, unless it is told otherwise.
    if (registers.read(MmioRegister.MAGIC_VALUE.offset(), 4) == MmioRegister.MAGIC
        && registers.read(MmioRegister.DEVICE_ID.offset(), 4) == 0) {
      return Optional.empty();
    }
    Optional<MmioTransport> transport = MmioTransport.probe(registers);
    if (transport.isEmpty() || transport.get().deviceId() != BLOCK) {
      return Optional.empty();
    }
    transport.get().setTimeout(TIMEOUT);
    BlockDriver driver = BlockDriver.start(transport.get(), arena, BlockDriver.Options.DEFAULT);
    return Optional.of(new Disk(id(driver), address, driver));
  }

  /** Returns the id; nothing if the device has answered that it has none. */
  private static String id(BlockDriver driver) throws VirtioException {
    try {
      return driver.id();
    } catch (VirtioException e) {
      if (e.rule().startsWith("VIRTIO_BLK_S_")) {
        return "";
      }
      throw e;
    }
  }

  /** DISK-3: those called "in", or else the first without a name that is read-only. */
  private static List<Disk> inputs(List<Disk> disks) {
    List<Disk> named = disks.stream().filter(disk -> disk.id().equals(INPUT)).toList();
    return named.isEmpty()
        ? disks.stream()
            .filter(disk -> disk.id().isEmpty() && disk.driver().isReadOnly())
            .limit(1)
            .toList()
        : named;
  }

  /** DISK-3: the one called "out", or else the first without a name that can be written. */
  private static Optional<Disk> output(List<Disk> disks) throws BootException {
    List<Disk> named = disks.stream().filter(disk -> disk.id().equals(OUTPUT)).toList();
    if (named.size() > 1) {
      throw named
          .get(1)
          .broken("there is another output disk at 0x%x".formatted(named.getFirst().address()));
    }
    return named.isEmpty()
        ? disks.stream()
            .filter(disk -> disk.id().isEmpty() && !disk.driver().isReadOnly())
            .findFirst()
        : Optional.of(named.getFirst());
  }

  /**
   * Unpacks the input disks over what is there, one after the other.
   *
   * @throws BootException if one does not work, or its archive cannot be unpacked
   */
  public void unpack(Initramfs tree, Limits limits) throws BootException {
    for (Disk disk : inputs) {
      InputDisk.unpack(disk, tree, Initramfs.mostDiskBytes(limits));
    }
  }

  /**
   * Writes what the run made or changed to the output disk, if there is one.
   *
   * @throws DiskException if it does not hold the files, or does not work: then it has no result
   */
  public void write(Directory root) throws DiskException {
    if (output != null) {
      output.write(root);
    }
  }

  /** Resets the devices. */
  @Override
  public void close() {
    reset(all);
  }

  private static void reset(List<Disk> disks) {
    for (Disk disk : disks) {
      try {
        disk.driver().close();
      } catch (VirtioException _) {
        // It does not answer any more, and nothing will be asked of it.
      }
    }
  }
}
