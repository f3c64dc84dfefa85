package dev.seedkernel.aarch64.vector;

/** Words of 64 bits as arrays of elements, and back, the lowest element first. */
final class Words {
  private Words() {}

  /**
   * Returns a count of elements: javac shall not take it for a constant, as {@link LaneClasses}
   * puts others in its place.
   */
  static int count(int elements) {
    return elements;
  }

  static byte[] bytes(long... words) {
    byte[] result = new byte[8 * words.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (words[i >> 3] >>> (i << 3));
    }
    return result;
  }

  static short[] shorts(long... words) {
    short[] result = new short[4 * words.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (short) (words[i >> 2] >>> (i << 4));
    }
    return result;
  }

  static int[] ints(long... words) {
    int[] result = new int[2 * words.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (int) (words[i >> 1] >>> (i << 5));
    }
    return result;
  }

  static float[] floats(long... words) {
    float[] result = new float[2 * words.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Float.intBitsToFloat((int) (words[i >> 1] >>> (i << 5)));
    }
    return result;
  }

  static long word(byte[] elements, int index) {
    long result = 0;
    for (int i = 7; i >= 0; i--) {
      result = result << 8 | (elements[8 * index + i] & 0xff);
    }
    return result;
  }

  static long word(short[] elements, int index) {
    long result = 0;
    for (int i = 3; i >= 0; i--) {
      result = result << 16 | (elements[4 * index + i] & 0xffff);
    }
    return result;
  }

  static long word(int[] elements, int index) {
    return (elements[2 * index] & 0xffff_ffffL) | (long) elements[2 * index + 1] << 32;
  }

  static long word(float[] elements, int index) {
    return (Float.floatToRawIntBits(elements[2 * index]) & 0xffff_ffffL)
        | (long) Float.floatToRawIntBits(elements[2 * index + 1]) << 32;
  }
}
