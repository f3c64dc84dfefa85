package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import dev.seedkernel.dtb.NodeBuilder;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.InterruptLine;
import dev.seedkernel.virtio.MmioDevice;
import dev.seedkernel.virtio.Registers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a boot loader hands over: physical memory with things in it, and the address of the device
 * tree in x0 (Linux, Documentation/arch/arm64/booting.rst); and the machine's devices. Contract:
 * "Boot".
 *
 * @param chunks the parts of RAM that hold something, at ascending addresses, without overlap
 * @param deviceTreeAddress x0
 * @param devices what is behind {@code virtio,mmio} nodes of the tree, each at an address of its
 *     own; a node without one is as an empty slot of QEMU's
 */
public record BootImage(List<Chunk> chunks, long deviceTreeAddress, List<Device> devices) {
  /** Where RAM begins on QEMU's virt board. */
  public static final long RAM_BASE = 0x4000_0000L;

  /** Where {@link Builder} puts the device tree. */
  private static final long TREE_ADDRESS = RAM_BASE;

  /** Where {@link Builder} puts the initramfs: behind the largest device tree. */
  private static final long INITRD_ADDRESS = RAM_BASE + (16L << 20);

  private static final int PAGE = 4096;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the chunks are not in order or overlap, or two devices have
   *     one address
   */
  public BootImage {
    chunks = List.copyOf(chunks);
    devices = List.copyOf(devices);
    if (devices.stream().map(Device::address).distinct().count() < devices.size()) {
      throw new IllegalArgumentException("two devices at one address");
    }
    long end = 0;
    for (Chunk chunk : chunks) {
      if (chunk.address < end) {
        throw new IllegalArgumentException(
            "chunk at 0x%x lies below 0x%x".formatted(chunk.address, end));
      }
      end = Math.addExact(chunk.address, chunk.bytes.byteSize());
    }
  }

  /** Creates an image of a machine without devices. */
  public BootImage(List<Chunk> chunks, long deviceTreeAddress) {
    this(chunks, deviceTreeAddress, List.of());
  }

  /**
   * A virtio-mmio device.
   *
   * @param address of its registers
   * @param model makes the device anew for each boot; it is given the part of RAM that the kernel
   *     has set aside for queues and buffers, which is all that the device can reach
   */
  public record Device(long address, Function<GuestMemory, Registers> model) {}

  /** Bytes at a physical address, which is less than 2^63. */
  public record Chunk(long address, MemorySegment bytes) {}

  /** Starts an image as a boot loader on QEMU's virt board would make it. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts an initramfs and arguments into memory, and says so in the device tree. */
  public static final class Builder {
    private @Nullable DeviceTree ownBoard;
    private long memorySize;
    private String bootArguments = "";
    private MemorySegment initrd = MemorySegment.ofArray(new byte[0]);
    private final List<Function<GuestMemory, Registers>> models = new ArrayList<>();

    private Builder() {}

    /** Sets the tree that is completed, instead of that of the virt board. */
    public Builder board(DeviceTree newBoard) {
      ownBoard = newBoard;
      return this;
    }

    /** Sets the size of RAM in bytes; without it a given board keeps its own. */
    public Builder memorySize(long bytes) {
      memorySize = bytes;
      return this;
    }

    /** Sets {@code /chosen/bootargs}. */
    public Builder bootArguments(String arguments) {
      bootArguments = arguments;
      return this;
    }

    /** Sets the initramfs: one or more archives, one behind the other. */
    public Builder initrd(MemorySegment bytes) {
      initrd = bytes;
      return this;
    }

    /**
     * Adds a disk, behind the next free {@code virtio,mmio} node of the board: of those the highest
     * address comes first, as with QEMU's virt board, which has room for 32.
     *
     * @param store what it holds; each boot writes to it, and it is for the caller to close
     */
    public Builder disk(BlockStore store, BlockDevice.Options options) {
      return device(
          memory -> new MmioDevice(new BlockDevice(store, options), memory, InterruptLine.NONE));
    }

    /** Adds a device of any kind: as {@link #disk}. */
    public Builder device(Function<GuestMemory, Registers> model) {
      models.add(model);
      return this;
    }

    /**
     * Builds the image.
     *
     * @throws IllegalArgumentException if the board is not one, or has too few places for devices
     */
    public BootImage build() {
      DeviceTree board = ownBoard != null ? ownBoard : VirtBoard.tree(checkedDevices());
      long start = INITRD_ADDRESS;
      long end = start + initrd.byteSize();
      boolean setMemory = memorySize > 0 || ownBoard == null;
      long size = memorySize > 0 ? memorySize : VirtBoard.DEFAULT_MEMORY;
      // RAM must hold what is loaded; what processes may use is another limit.
      long ram = Math.max(size, roundUp(end - RAM_BASE));
      DeviceTree tree =
          board
              .edit()
              .root(root -> {
                if (setMemory) {
                  setMemory(board, root, ram);
                }
                root.node("chosen", chosen -> choose(chosen, start, end));
              })
              .build();
      List<Chunk> chunks = new ArrayList<>();
      chunks.add(new Chunk(TREE_ADDRESS, MemorySegment.ofArray(tree.toBytes()).asReadOnly()));
      if (initrd.byteSize() > 0) {
        chunks.add(new Chunk(start, initrd.asReadOnly()));
      }
      return new BootImage(chunks, TREE_ADDRESS, devices(board));
    }

    private int checkedDevices() {
      if (models.size() > VirtBoard.SLOTS) {
        throw tooMany(VirtBoard.SLOTS);
      }
      return models.size();
    }

    private IllegalArgumentException tooMany(int places) {
      return new IllegalArgumentException(
          "%d disks, and the board has %d virtio,mmio nodes for them"
              .formatted(models.size(), places));
    }

    private List<Device> devices(DeviceTree board) {
      if (models.isEmpty()) {
        return List.of();
      }
      List<Long> places;
      try {
        places = HandOver.virtioAddresses(board);
      } catch (DtbException | BootException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      if (places.size() < models.size()) {
        throw tooMany(places.size());
      }
      List<Device> devices = new ArrayList<>();
      for (int i = 0; i < models.size(); i++) {
        devices.add(new Device(places.get(i), models.get(i)));
      }
      return devices;
    }

    private void setMemory(DeviceTree board, NodeBuilder root, long size) {
      String name = board.node("/memory").map(node -> node.name()).orElse("memory@40000000");
      root.node(
          name,
          memory -> memory.strings("device_type", "memory").reg(new AddressRange(RAM_BASE, size)));
    }

    private void choose(NodeBuilder chosen, long start, long end) {
      if (!bootArguments.isEmpty()) {
        chosen.strings("bootargs", bootArguments);
      }
      if (initrd.byteSize() > 0) {
        chosen.u64("linux,initrd-start", start).u64("linux,initrd-end", end);
      }
    }

    private static long roundUp(long value) {
      return (value + PAGE - 1) & -PAGE;
    }
  }
}
