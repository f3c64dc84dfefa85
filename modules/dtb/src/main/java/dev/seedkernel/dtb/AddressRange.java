package dev.seedkernel.dtb;

/**
 * One entry of a {@code reg} property: a region of the address space of the node's bus (Devicetree
 * Specification 2.3.6).
 *
 * @param address first address, unsigned
 * @param size length in bytes, unsigned; 0 where the bus has no sizes ({@code #size-cells} is 0)
 */
public record AddressRange(long address, long size) {
  /** Whether the region holds {@code other}, an unsigned address. */
  public boolean contains(long other) {
    return Long.compareUnsigned(other - address, size) < 0;
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(address) + "+0x" + Long.toHexString(size);
  }
}
