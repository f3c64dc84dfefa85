package dev.seedkernel.virtio;

/**
 * The registers of one virtio-mmio device, as loads and stores reach them (virtio 1.2, 4.2.2): the
 * seam between a driver and a device. {@link MmioDevice} is the device's side of it; a driver of a
 * device elsewhere brings its own.
 */
public interface Registers {
  /**
   * Loads from a register or from the configuration space.
   *
   * @param offset in bytes from the start of the device's registers
   * @param bytes width of the access: 1, 2 or 4
   * @return the little-endian value, zero-extended
   */
  int read(int offset, int bytes);

  /**
   * Stores to a register or to the configuration space.
   *
   * @param offset in bytes from the start of the device's registers
   * @param bytes width of the access: 1, 2 or 4
   * @param value the value; bits above the width are ignored
   */
  void write(int offset, int bytes, int value);
}
