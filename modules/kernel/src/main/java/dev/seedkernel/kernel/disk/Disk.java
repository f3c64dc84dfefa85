package dev.seedkernel.kernel.disk;

import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.virtio.BlockDriver;
import dev.seedkernel.virtio.VirtioException;

/**
 * A disk that answers.
 *
 * @param id what it calls itself; empty if it does not
 * @param address of its registers
 * @param driver which has the queues
 */
record Disk(String id, long address, BlockDriver driver) {
  /** Returns what it is called in messages. */
  String name() {
    return name(id, address);
  }

  static String name(String id, long address) {
    String place = "disk at 0x" + Long.toHexString(address);
    return id.isEmpty() ? place : "disk '%s' at 0x%x".formatted(id, address);
  }

  BootException broken(VirtioException e) {
    return broken(String.valueOf(e.getMessage()));
  }

  BootException broken(String reason) {
    return new BootException(BootException.Kind.IMAGE, name() + ": " + reason);
  }
}
