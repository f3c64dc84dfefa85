package dev.seedkernel.virtio;

/** How a block request ended (virtio 1.2, 5.2.6). The order is that of the numbers. */
public enum BlockStatus {
  /** VIRTIO_BLK_S_OK: it was done. */
  OK,
  /** VIRTIO_BLK_S_IOERR: an error of the device or of the driver. */
  IOERR,
  /** VIRTIO_BLK_S_UNSUPP: the device does not know such a request. */
  UNSUPP
}
