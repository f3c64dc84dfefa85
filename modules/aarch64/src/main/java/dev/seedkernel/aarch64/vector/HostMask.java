package dev.seedkernel.aarch64.vector;

import jdk.internal.vm.vector.VectorSupport;

/**
 * A mask of the host by the type of the elements that it is of; HotSpot reads its constants.
 *
 * @param <E> the type of an element
 */
public abstract class HostMask<E> extends VectorSupport.VectorMask<E> {
  HostMask(boolean[] elements) {
    super(elements);
  }

  /** Returns the elements that are set, given a word that has all bits of those set. */
  private static boolean[] elements(int count, long low, long high) {
    boolean[] result = new boolean[count];
    int bits = 128 / count;
    for (int i = 0; i < count; i++) {
      int at = i * bits;
      result[i] = ((at < 64 ? low : high) >>> at & 1) != 0;
    }
    return result;
  }

  /** Returns 64 bits of a vector whose elements are all ones where the mask is set. */
  final long word(int index) {
    boolean[] elements = (boolean[]) getPayload();
    int bits = 128 / elements.length;
    long result = 0;
    for (int at = 0; at < 64; at += bits) {
      if (elements[(64 * index + at) / bits]) {
        result |= -1L >>> (64 - bits) << at;
      }
    }
    return result;
  }

  /** Of {@link HostVector.Bytes}. */
  public static final class OfBytes extends HostMask<Byte> {
    static final Class<Byte> ETYPE = byte.class;
    static final int VLENGTH = 16;

    OfBytes(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }

  /** Of {@link HostVector.Shorts}. */
  public static final class OfShorts extends HostMask<Short> {
    static final Class<Short> ETYPE = short.class;
    static final int VLENGTH = 8;

    OfShorts(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }

  /** Of {@link HostVector.Ints}. */
  public static final class OfInts extends HostMask<Integer> {
    static final Class<Integer> ETYPE = int.class;
    static final int VLENGTH = 4;

    OfInts(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }

  /** Of {@link HostVector.Longs}. */
  public static final class OfLongs extends HostMask<Long> {
    static final Class<Long> ETYPE = long.class;
    static final int VLENGTH = 2;

    OfLongs(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }

  /** Of {@link HostVector.Floats}. */
  public static final class OfFloats extends HostMask<Float> {
    static final Class<Float> ETYPE = float.class;
    static final int VLENGTH = 4;

    OfFloats(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }

  /** Of {@link HostVector.Doubles}. */
  public static final class OfDoubles extends HostMask<Double> {
    static final Class<Double> ETYPE = double.class;
    static final int VLENGTH = 2;

    OfDoubles(long low, long high) {
      super(elements(VLENGTH, low, high));
    }
  }
}
