package dev.seedkernel.virtio;

/**
 * A buffer that a driver offers: one element of a descriptor chain (virtio 1.2, 2.7.5).
 *
 * @param address guest physical address, unsigned
 * @param length length in bytes, 0 to 2^32 - 1
 */
public record GuestBuffer(long address, long length) {
  /**
   * Creates the buffer; a queue checks that it is inside memory.
   *
   * @throws IllegalArgumentException if the length is not an unsigned 32-bit number
   */
  public GuestBuffer {
    if (length < 0 || length > 0xffff_ffffL) {
      throw new IllegalArgumentException("buffer length " + length);
    }
  }
}
