package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.vector.HostVector.Bytes;
import dev.seedkernel.aarch64.vector.HostVector.HalfBytes;
import dev.seedkernel.aarch64.vector.HostVector.HalfInts;
import dev.seedkernel.aarch64.vector.HostVector.HalfShorts;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import dev.seedkernel.aarch64.vector.HostVector.Shorts;
import jdk.internal.vm.vector.VectorSupport;

/** Vectors with elements of twice or half the size. */
// getClass() tells HotSpot what is not null: its intrinsics ask for that.
@SuppressWarnings("ReturnValueIgnored")
public final class HostShapes {
  private static final OnElements<HalfBytes> HALF_BYTES = OnElements.same(HalfBytes::new);
  private static final OnElements<Shorts> BYTES_SIGNED = OnElements.widened(Shorts::new, true);
  private static final OnElements<Shorts> BYTES_UNSIGNED = OnElements.widened(Shorts::new, false);
  private static final OnElements<HalfBytes> TO_BYTES = OnElements.narrowed(HalfBytes::new);
  private static final OnElements<HalfShorts> HALF_SHORTS = OnElements.same(HalfShorts::new);
  private static final OnElements<Ints> SHORTS_SIGNED = OnElements.widened(Ints::new, true);
  private static final OnElements<Ints> SHORTS_UNSIGNED = OnElements.widened(Ints::new, false);
  private static final OnElements<HalfShorts> TO_SHORTS = OnElements.narrowed(HalfShorts::new);
  private static final OnElements<HalfInts> HALF_INTS = OnElements.same(HalfInts::new);
  private static final OnElements<Longs> INTS_SIGNED = OnElements.widened(Longs::new, true);
  private static final OnElements<Longs> INTS_UNSIGNED = OnElements.widened(Longs::new, false);
  private static final OnElements<HalfInts> TO_INTS = OnElements.narrowed(HalfInts::new);
  private static final OnElements<Longs> WORD = OnElements.same(Longs::new);

  private HostShapes() {}

  // Bytes and shorts

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Shorts widenSigned(Bytes v) {
    return convert(
        VectorSupport.VECTOR_OP_CAST,
        half(v),
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        BYTES_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Shorts widenUnsigned(Bytes v) {
    return convert(
        VectorSupport.VECTOR_OP_UCAST,
        half(v),
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        BYTES_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Shorts v) {
    v.getClass();
    HalfBytes half =
        convert(
            VectorSupport.VECTOR_OP_CAST,
            v,
            Shorts.class,
            short.class,
            Shorts.VLENGTH,
            HalfBytes.class,
            byte.class,
            HalfBytes.VLENGTH,
            TO_BYTES);
    return word(half, HalfBytes.class, byte.class, HalfBytes.VLENGTH);
  }

  private static HalfBytes half(Bytes v) {
    v.getClass();
    return convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        v,
        Bytes.class,
        byte.class,
        Bytes.VLENGTH,
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        HALF_BYTES);
  }

  // Shorts and ints

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Ints widenSigned(Shorts v) {
    return convert(
        VectorSupport.VECTOR_OP_CAST,
        half(v),
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        SHORTS_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Ints widenUnsigned(Shorts v) {
    return convert(
        VectorSupport.VECTOR_OP_UCAST,
        half(v),
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        SHORTS_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Ints v) {
    v.getClass();
    HalfShorts half =
        convert(
            VectorSupport.VECTOR_OP_CAST,
            v,
            Ints.class,
            int.class,
            Ints.VLENGTH,
            HalfShorts.class,
            short.class,
            HalfShorts.VLENGTH,
            TO_SHORTS);
    return word(half, HalfShorts.class, short.class, HalfShorts.VLENGTH);
  }

  private static HalfShorts half(Shorts v) {
    v.getClass();
    return convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        v,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        HALF_SHORTS);
  }

  // Ints and longs

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Longs widenSigned(Ints v) {
    return convert(
        VectorSupport.VECTOR_OP_CAST,
        half(v),
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        INTS_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Longs widenUnsigned(Ints v) {
    return convert(
        VectorSupport.VECTOR_OP_UCAST,
        half(v),
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        INTS_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Longs v) {
    v.getClass();
    HalfInts half =
        convert(
            VectorSupport.VECTOR_OP_CAST,
            v,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            HalfInts.class,
            int.class,
            HalfInts.VLENGTH,
            TO_INTS);
    return word(half, HalfInts.class, int.class, HalfInts.VLENGTH);
  }

  private static HalfInts half(Ints v) {
    v.getClass();
    return convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        v,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        HALF_INTS);
  }

  /** Returns a vector of 64 bits as a word. */
  private static <E, V extends HostVector<E>> long word(
      V half, Class<V> type, Class<E> element, int length) {
    return HostWords.low(
        convert(
            VectorSupport.VECTOR_OP_REINTERPRET,
            half,
            type,
            element,
            length,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            WORD));
  }

  /** Converts what HotSpot knows not to be null, or will when it has the intrinsic that made it. */
  private static <E, V extends HostVector<E>, F, W extends HostVector<F>> W convert(
      int code,
      V v,
      Class<V> type,
      Class<E> element,
      int length,
      Class<W> toType,
      Class<F> toElement,
      int toLength,
      OnElements<W> onWords) {
    return VectorSupport.convert(
        code, type, element, length, toType, toElement, toLength, v, null, onWords);
  }
}
