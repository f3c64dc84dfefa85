package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.arith.Lanes;

/**
 * What translated code calls for TBL and TBX where it may use the JDK's own accessors: the table is
 * in the registers' array, and so each byte is one load. The bytecode names the method by a string.
 */
final class TableLookUp {
  private static final int REGISTER_BYTES = 16;

  private TableLookUp() {}

  /**
   * Looks eight bytes up; those whose indices are too large are 0.
   *
   * @param vectors the array of {@link Cpu}
   * @param register the first of the table
   * @param count registers of the table, 1 to 4; with 3, there is one more in the array
   */
  static long lookUp(long[] vectors, int register, long indices, int count) {
    int bits = count == 1 ? 0x0f : count == 2 ? 0x1f : 0x3f;
    long at = indices & Lanes.replicate(bits, 0);
    long table = (long) register * REGISTER_BYTES;
    long result = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      result |= (JdkMemory.getByte(vectors, table + (at >>> shift & 0xff)) & 0xffL) << shift;
    }
    long end = Lanes.replicate((long) count * REGISTER_BYTES, 0);
    return result & Lanes.greaterUnsigned(end, indices, 0);
  }
}
