package dev.seedkernel.dtb;

/**
 * An entry of the memory reservation block: physical memory that the booted program leaves alone
 * (Devicetree Specification 5.3).
 *
 * @param address first physical address, unsigned
 * @param size length in bytes, unsigned and not 0: in the blob a size of 0 ends the list
 */
public record MemoryReservation(long address, long size) {
  /**
   * Creates the entry.
   *
   * @throws IllegalArgumentException if the size is 0
   */
  public MemoryReservation {
    if (size == 0) {
      throw new IllegalArgumentException(Names.EMPTY_RESERVATION);
    }
  }
}
