package dev.seedkernel.virtio;

/**
 * What a block device says of its best accesses: struct virtio_blk_topology (virtio 1.2, 5.2.4).
 * Hints only; every access of whole sectors works.
 *
 * @param physicalBlockExponent logical blocks of a physical block, as a power of two, 0 to 255
 * @param alignmentOffset offset of the first aligned logical block, 0 to 255
 * @param minimumIo suggested least access in logical blocks, 0 to 65535
 * @param optimalIo suggested access in logical blocks, unsigned
 */
public record BlockTopology(
    int physicalBlockExponent, int alignmentOffset, int minimumIo, int optimalIo) {
  /**
   * Creates the value.
   *
   * @throws IllegalArgumentException if a number does not fit its field
   */
  public BlockTopology {
    if ((physicalBlockExponent & ~0xff) != 0
        || (alignmentOffset & ~0xff) != 0
        || (minimumIo & ~0xffff) != 0) {
      throw new IllegalArgumentException("a topology that does not fit its fields");
    }
  }
}
