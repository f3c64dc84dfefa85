package dev.seedkernel.spec.program;

import java.util.List;
import java.util.Optional;

/** What a boot loader hands over. */
public sealed interface BootInput {
  /**
   * An initramfs and the kernel's arguments; the boot loader makes the rest.
   *
   * @param initramfs the buffer
   * @param bootArguments {@code /chosen} {@code bootargs}, if there are any. Linux is given some of
   *     its own before them
   */
  record Files(Bytes initramfs, Optional<String> bootArguments) implements BootInput {}

  /**
   * Physical memory as it is: for cases of the hand-over and the device tree. Only systems that run
   * in this process take it.
   *
   * @param chunks what memory holds, at rising addresses
   * @param deviceTree x0
   */
  record Memory(List<Chunk> chunks, long deviceTree) implements BootInput {
    public Memory {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * One of the others, for a machine that has disks.
   *
   * @param machine where it is {@link Memory}, the disks say where they are
   * @param disks the one at the highest address first
   */
  record Disks(BootInput machine, List<Disk> disks) implements BootInput {
    public Disks {
      disks = List.copyOf(disks);
    }
  }

  /** Bytes at a physical address. */
  record Chunk(long address, Bytes bytes) {}
}
