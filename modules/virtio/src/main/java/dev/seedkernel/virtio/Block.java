package dev.seedkernel.virtio;

/** Numbers of the block device that both sides need (virtio 1.2, 5.2.3, 5.2.4, 5.2.6). */
final class Block {
  static final int DEVICE_ID = 2;

  static final int VIRTIO_BLK_F_SIZE_MAX = 1;
  static final int VIRTIO_BLK_F_SEG_MAX = 2;
  static final int VIRTIO_BLK_F_RO = 5;
  static final int VIRTIO_BLK_F_BLK_SIZE = 6;
  static final int VIRTIO_BLK_F_FLUSH = 9;
  static final int VIRTIO_BLK_F_TOPOLOGY = 10;
  static final int VIRTIO_BLK_F_CONFIG_WCE = 11;
  static final int VIRTIO_BLK_F_MQ = 12;
  static final int VIRTIO_BLK_F_DISCARD = 13;
  static final int VIRTIO_BLK_F_WRITE_ZEROES = 14;

  /** Fields of struct virtio_blk_config. */
  static final int CAPACITY = 0;

  static final int SIZE_MAX = 8;
  static final int SEG_MAX = 12;
  static final int BLK_SIZE = 20;
  static final int PHYSICAL_BLOCK_EXP = 24;
  static final int ALIGNMENT_OFFSET = 25;
  static final int MIN_IO_SIZE = 26;
  static final int OPT_IO_SIZE = 28;
  static final int WRITEBACK = 32;
  static final int NUM_QUEUES = 34;
  static final int MAX_DISCARD_SECTORS = 36;
  static final int MAX_DISCARD_SEG = 40;
  static final int DISCARD_SECTOR_ALIGNMENT = 44;
  static final int MAX_WRITE_ZEROES_SECTORS = 48;
  static final int MAX_WRITE_ZEROES_SEG = 52;
  static final int WRITE_ZEROES_MAY_UNMAP = 56;
  static final int CONFIG_BYTES = 60;

  /** Fields of struct virtio_blk_req before its data. */
  static final int HEADER_TYPE = 0;

  static final int HEADER_RESERVED = 4;
  static final int HEADER_SECTOR = 8;
  static final int HEADER_BYTES = 16;

  /** Fields of struct virtio_blk_discard_write_zeroes. */
  static final int RANGE_SECTOR = 0;

  static final int RANGE_SECTORS = 8;
  static final int RANGE_FLAGS = 12;
  static final int RANGE_BYTES = 16;
  static final int RANGE_UNMAP = 1;

  static final int VIRTIO_BLK_T_IN = 0;
  static final int VIRTIO_BLK_T_OUT = 1;
  static final int VIRTIO_BLK_T_FLUSH = 4;
  static final int VIRTIO_BLK_T_GET_ID = 8;
  static final int VIRTIO_BLK_T_DISCARD = 11;
  static final int VIRTIO_BLK_T_WRITE_ZEROES = 13;

  static final int VIRTIO_BLK_S_OK = 0;
  static final int VIRTIO_BLK_S_IOERR = 1;
  static final int VIRTIO_BLK_S_UNSUPP = 2;

  /** Bytes of a device id string (5.2.6). */
  static final int ID_BYTES = 20;

  private Block() {}
}
