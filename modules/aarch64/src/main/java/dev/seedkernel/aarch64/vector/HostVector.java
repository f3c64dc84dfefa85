package dev.seedkernel.aarch64.vector;

import java.util.function.IntToDoubleFunction;
import jdk.internal.vm.vector.VectorSupport;

/**
 * A vector of the host by the type of its elements. HotSpot tells registers' types by these
 * classes: each has constants that it reads, and an array of its type as the payload.
 *
 * <p>What is computed without the second compiler is computed on words of 64 bits, little-endian.
 *
 * @param <E> the type of an element
 */
public abstract class HostVector<E> extends VectorSupport.Vector<E> {
  HostVector(Object payload) {
    super(payload);
  }

  /** Returns 64 bits. */
  public abstract long word(int index);

  /** Returns the logarithm of an element's bytes. */
  abstract int size();

  /** Returns a vector of this class. */
  abstract HostVector<E> of(long low, long high);

  /** Sixteen elements of a byte. */
  public static final class Bytes extends HostVector<Byte> {
    static final Class<Byte> ETYPE = byte.class;
    static final int VLENGTH = Words.count(16);

    Bytes(long low, long high) {
      super(Words.bytes(low, high));
    }

    @Override
    public long word(int index) {
      return Words.word((byte[]) getPayload(), index);
    }

    @Override
    int size() {
      return 0;
    }

    @Override
    Bytes of(long low, long high) {
      return new Bytes(low, high);
    }
  }

  /** Eight elements of two bytes. */
  public static final class Shorts extends HostVector<Short> {
    static final Class<Short> ETYPE = short.class;
    static final int VLENGTH = Words.count(8);

    Shorts(long low, long high) {
      super(Words.shorts(low, high));
    }

    @Override
    public long word(int index) {
      return Words.word((short[]) getPayload(), index);
    }

    @Override
    int size() {
      return 1;
    }

    @Override
    Shorts of(long low, long high) {
      return new Shorts(low, high);
    }
  }

  /** Four elements of four bytes. */
  public static final class Ints extends HostVector<Integer> {
    static final Class<Integer> ETYPE = int.class;
    static final int VLENGTH = Words.count(4);

    Ints(long low, long high) {
      super(Words.ints(low, high));
    }

    @Override
    public long word(int index) {
      return Words.word((int[]) getPayload(), index);
    }

    @Override
    int size() {
      return 2;
    }

    @Override
    Ints of(long low, long high) {
      return new Ints(low, high);
    }
  }

  /** Four singles. */
  public static final class Floats extends HostVector<Float> {
    static final Class<Float> ETYPE = float.class;
    static final int VLENGTH = Words.count(4);

    Floats(long low, long high) {
      super(Words.floats(low, high));
    }

    /** Returns the results of a function of the indices. */
    static Floats of(IntToFloat element) {
      float[] elements = {element.at(0), element.at(1), element.at(2), element.at(3)};
      return new Floats(Words.word(elements, 0), Words.word(elements, 1));
    }

    float at(int index) {
      return ((float[]) getPayload())[index];
    }

    @Override
    public long word(int index) {
      return Words.word((float[]) getPayload(), index);
    }

    @Override
    int size() {
      return 2;
    }

    @Override
    Floats of(long low, long high) {
      return new Floats(low, high);
    }
  }

  /** Two doubles. */
  public static final class Doubles extends HostVector<Double> {
    static final Class<Double> ETYPE = double.class;
    static final int VLENGTH = Words.count(2);

    Doubles(long low, long high) {
      super(new double[] {Double.longBitsToDouble(low), Double.longBitsToDouble(high)});
    }

    /** Returns the results of a function of the indices. */
    static Doubles of(IntToDoubleFunction element) {
      return new Doubles(
          Double.doubleToRawLongBits(element.applyAsDouble(0)),
          Double.doubleToRawLongBits(element.applyAsDouble(1)));
    }

    static Doubles ofDoubles(double low, double high) {
      return new Doubles(Double.doubleToRawLongBits(low), Double.doubleToRawLongBits(high));
    }

    double at(int index) {
      return ((double[]) getPayload())[index];
    }

    @Override
    public long word(int index) {
      return Double.doubleToRawLongBits(((double[]) getPayload())[index]);
    }

    @Override
    int size() {
      return 3;
    }

    @Override
    Doubles of(long low, long high) {
      return new Doubles(low, high);
    }
  }

  /** Gives a single for an index. */
  interface IntToFloat {
    float at(int index);
  }

  /** Two elements of eight bytes. */
  public static final class Longs extends HostVector<Long> {
    static final Class<Long> ETYPE = long.class;
    static final int VLENGTH = Words.count(2);

    public Longs(long low, long high) {
      super(new long[] {low, high});
    }

    @Override
    public long word(int index) {
      return ((long[]) getPayload())[index];
    }

    @Override
    int size() {
      return 3;
    }

    @Override
    Longs of(long low, long high) {
      return new Longs(low, high);
    }
  }

  // Of 64 bits: what is widened and narrowed

  /** Eight elements of a byte. */
  static final class HalfBytes extends HostVector<Byte> {
    static final Class<Byte> ETYPE = byte.class;
    static final int VLENGTH = Words.count(8);

    HalfBytes(long low, long high) {
      super(Words.bytes(low));
    }

    @Override
    public long word(int index) {
      return index == 0 ? Words.word((byte[]) getPayload(), 0) : 0;
    }

    @Override
    int size() {
      return 0;
    }

    @Override
    HalfBytes of(long low, long high) {
      return new HalfBytes(low, high);
    }
  }

  /** Four elements of two bytes. */
  static final class HalfShorts extends HostVector<Short> {
    static final Class<Short> ETYPE = short.class;
    static final int VLENGTH = Words.count(4);

    HalfShorts(long low, long high) {
      super(Words.shorts(low));
    }

    @Override
    public long word(int index) {
      return index == 0 ? Words.word((short[]) getPayload(), 0) : 0;
    }

    @Override
    int size() {
      return 1;
    }

    @Override
    HalfShorts of(long low, long high) {
      return new HalfShorts(low, high);
    }
  }

  /** Two elements of four bytes. */
  static final class HalfInts extends HostVector<Integer> {
    static final Class<Integer> ETYPE = int.class;
    static final int VLENGTH = Words.count(2);

    HalfInts(long low, long high) {
      super(Words.ints(low));
    }

    @Override
    public long word(int index) {
      return index == 0 ? Words.word((int[]) getPayload(), 0) : 0;
    }

    @Override
    int size() {
      return 2;
    }

    @Override
    HalfInts of(long low, long high) {
      return new HalfInts(low, high);
    }
  }
}
