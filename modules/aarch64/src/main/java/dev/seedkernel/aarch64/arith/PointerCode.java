package dev.seedkernel.aarch64.arith;

/**
 * The code that pointer authentication puts into an address (Arm ARM D8.8, AddPAC, Auth and Strip),
 * for Linux's user space with addresses of 48 bits: FEAT_PAuth without EPAC, PAuth2 and FPAC.
 *
 * <p>TCR_EL1.TBI0 is set and TBID0 is not, so that in the lower half the code of instruction and of
 * data addresses alike has bits 54:48, and leaves the tag in bits 63:56 alone. In the upper half,
 * where TBI1 is not set, it has bits 63:56 too. Bit 55 tells the halves apart.
 */
public final class PointerCode {
  private static final int BOTTOM = 48;
  private static final long SELECT = 1L << 55;
  private static final long ADDRESS = (1L << BOTTOM) - 1;
  private static final long TAG = 0xffL << 56;
  private static final long CODE = SELECT - (1L << BOTTOM);

  private PointerCode() {}

  /** Returns a pointer with the code in it. */
  public static long add(long pointer, long modifier, long keyHigh, long keyLow) {
    long code = Qarma.encrypt(strip(pointer), modifier, keyHigh, keyLow);
    boolean lower = (pointer & SELECT) == 0;
    // What is not an address gets a code that will not do.
    long above = lower ? (pointer << 8) >> (BOTTOM + 8) : pointer >> BOTTOM;
    if (above != 0 && above != -1) {
      code ^= lower ? 1L << 54 : 1L << 62;
    }
    long field = codeField(pointer);
    return (code & field) | (pointer & ~field);
  }

  /**
   * Returns the pointer without its code if that is right; else one that is no address.
   *
   * @param key 0 for the keys A, 1 for the keys B
   */
  public static long authenticate(long pointer, long modifier, long keyHigh, long keyLow, int key) {
    long original = strip(pointer);
    long code = Qarma.encrypt(original, modifier, keyHigh, keyLow);
    if (((code ^ pointer) & codeField(pointer)) == 0) {
      return original;
    }
    int shift = (pointer & SELECT) == 0 ? 53 : 61;
    return (original & ~(3L << shift)) | (key == 0 ? 1L : 2L) << shift;
  }

  /** Returns the pointer with the bits of the code as they are in an address. */
  public static long strip(long pointer) {
    return (pointer & SELECT) == 0 ? pointer & ~CODE : pointer | ~ADDRESS;
  }

  private static long codeField(long pointer) {
    return (pointer & SELECT) == 0 ? CODE : CODE | TAG;
  }
}
