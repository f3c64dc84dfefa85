package dev.seedkernel.dtb;

/** Numbers of the flattened format (Devicetree Specification 5.2 to 5.4). */
final class DtbFormat {
  static final int MAGIC = 0xd00dfeed;
  static final int VERSION = 17;

  /** Version 16 dropped the full paths of earlier versions; 17 only added the structure's size. */
  static final int OLDEST_VERSION = 16;

  static final int HEADER_SIZE = 40;
  static final int RESERVATION_SIZE = 16;

  static final int BEGIN_NODE = 1;
  static final int END_NODE = 2;
  static final int PROP = 3;
  static final int NOP = 4;
  static final int END = 9;

  static final String TOO_DEEP = "nodes are nested more than " + DeviceTree.MAX_DEPTH + " deep";

  private DtbFormat() {}

  /** Returns {@code length} rounded up to a whole number of tokens. */
  static long padded(long length) {
    return (length + 3) & ~3L;
  }
}
