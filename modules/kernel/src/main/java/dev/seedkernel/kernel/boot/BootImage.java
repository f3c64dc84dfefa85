package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.NodeBuilder;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a boot loader hands over: physical memory with things in it, and the address of the device
 * tree in x0 (Linux, Documentation/arch/arm64/booting.rst). Contract: "Boot".
 *
 * @param chunks the parts of RAM that hold something, at ascending addresses, without overlap
 * @param deviceTreeAddress x0
 */
public record BootImage(List<Chunk> chunks, long deviceTreeAddress) {
  /** Where RAM begins on QEMU's virt board. */
  public static final long RAM_BASE = 0x4000_0000L;

  /** Where {@link Builder} puts the device tree. */
  private static final long TREE_ADDRESS = RAM_BASE;

  /** Where {@link Builder} puts the initramfs: behind the largest device tree. */
  private static final long INITRD_ADDRESS = RAM_BASE + (16L << 20);

  private static final int PAGE = 4096;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the chunks are not in order or overlap
   */
  public BootImage {
    chunks = List.copyOf(chunks);
    long end = 0;
    for (Chunk chunk : chunks) {
      if (chunk.address < end) {
        throw new IllegalArgumentException(
            "chunk at 0x%x lies below 0x%x".formatted(chunk.address, end));
      }
      end = Math.addExact(chunk.address, chunk.bytes.byteSize());
    }
  }

  /** Bytes at a physical address, which is less than 2^63. */
  public record Chunk(long address, MemorySegment bytes) {}

  /** Starts an image as a boot loader on QEMU's virt board would make it. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts an initramfs and arguments into memory, and says so in the device tree. */
  public static final class Builder {
    private DeviceTree board = VirtBoard.tree();
    private boolean ownBoard;
    private long memorySize;
    private String bootArguments = "";
    private MemorySegment initrd = MemorySegment.ofArray(new byte[0]);

    private Builder() {}

    /** Sets the tree that is completed, instead of that of the virt board. */
    public Builder board(DeviceTree newBoard) {
      board = newBoard;
      ownBoard = true;
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

    /** Builds the image. */
    public BootImage build() {
      long start = INITRD_ADDRESS;
      long end = start + initrd.byteSize();
      boolean setMemory = memorySize > 0 || !ownBoard;
      long size = memorySize > 0 ? memorySize : VirtBoard.DEFAULT_MEMORY;
      // RAM must hold what is loaded; what processes may use is another limit.
      long ram = Math.max(size, roundUp(end - RAM_BASE));
      DeviceTree tree =
          board
              .edit()
              .root(root -> {
                if (setMemory) {
                  setMemory(root, ram);
                }
                root.node("chosen", chosen -> choose(chosen, start, end));
              })
              .build();
      List<Chunk> chunks = new ArrayList<>();
      chunks.add(new Chunk(TREE_ADDRESS, MemorySegment.ofArray(tree.toBytes()).asReadOnly()));
      if (initrd.byteSize() > 0) {
        chunks.add(new Chunk(start, initrd.asReadOnly()));
      }
      return new BootImage(chunks, TREE_ADDRESS);
    }

    private void setMemory(NodeBuilder root, long size) {
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
