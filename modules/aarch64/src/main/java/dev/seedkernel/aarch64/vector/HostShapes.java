package dev.seedkernel.aarch64.vector;

import static dev.seedkernel.aarch64.vector.Words.present;

import dev.seedkernel.aarch64.vector.HostVector.Bytes;
import dev.seedkernel.aarch64.vector.HostVector.HalfBytes;
import dev.seedkernel.aarch64.vector.HostVector.HalfInts;
import dev.seedkernel.aarch64.vector.HostVector.HalfShorts;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import dev.seedkernel.aarch64.vector.HostVector.Shorts;
import jdk.internal.vm.vector.VectorSupport;

/** Vectors with elements of twice or half the size. */
@SuppressWarnings(
    "ReturnValueIgnored") // getClass() tells HotSpot what is not null: its intrinsics ask for that.
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

  /** Returns the low half. */
  private static HalfBytes half(Bytes v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Bytes.class,
        byte.class,
        Bytes.VLENGTH,
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        v,
        null,
        HALF_BYTES);
  }

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Shorts widenSigned(Bytes v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_CAST,
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        present(half(v)),
        null,
        BYTES_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Shorts widenUnsigned(Bytes v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_UCAST,
        HalfBytes.class,
        byte.class,
        HalfBytes.VLENGTH,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        present(half(v)),
        null,
        BYTES_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Shorts v) {
    v.getClass();
    HalfBytes half =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_CAST,
            Shorts.class,
            short.class,
            Shorts.VLENGTH,
            HalfBytes.class,
            byte.class,
            HalfBytes.VLENGTH,
            v,
            null,
            TO_BYTES);
    Longs word =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_REINTERPRET,
            HalfBytes.class,
            byte.class,
            HalfBytes.VLENGTH,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            present(half),
            null,
            WORD);
    return HostWords.low(word);
  }

  /** Returns the low half. */
  private static HalfShorts half(Shorts v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        v,
        null,
        HALF_SHORTS);
  }

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Ints widenSigned(Shorts v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_CAST,
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        present(half(v)),
        null,
        SHORTS_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Ints widenUnsigned(Shorts v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_UCAST,
        HalfShorts.class,
        short.class,
        HalfShorts.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        present(half(v)),
        null,
        SHORTS_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Ints v) {
    v.getClass();
    HalfShorts half =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_CAST,
            Ints.class,
            int.class,
            Ints.VLENGTH,
            HalfShorts.class,
            short.class,
            HalfShorts.VLENGTH,
            v,
            null,
            TO_SHORTS);
    Longs word =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_REINTERPRET,
            HalfShorts.class,
            short.class,
            HalfShorts.VLENGTH,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            present(half),
            null,
            WORD);
    return HostWords.low(word);
  }

  /** Returns the low half. */
  private static HalfInts half(Ints v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        v,
        null,
        HALF_INTS);
  }

  /** Returns the elements of the low half with twice their size, sign-extended. */
  public static Longs widenSigned(Ints v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_CAST,
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        present(half(v)),
        null,
        INTS_SIGNED);
  }

  /** Returns the elements of the low half with twice their size, zero-extended. */
  public static Longs widenUnsigned(Ints v) {
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_UCAST,
        HalfInts.class,
        int.class,
        HalfInts.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        present(half(v)),
        null,
        INTS_UNSIGNED);
  }

  /** Returns the low halves of elements. */
  public static long narrow(Longs v) {
    v.getClass();
    HalfInts half =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_CAST,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            HalfInts.class,
            int.class,
            HalfInts.VLENGTH,
            v,
            null,
            TO_INTS);
    Longs word =
        VectorSupport.convert(
            VectorSupport.VECTOR_OP_REINTERPRET,
            HalfInts.class,
            int.class,
            HalfInts.VLENGTH,
            Longs.class,
            long.class,
            Longs.VLENGTH,
            present(half),
            null,
            WORD);
    return HostWords.low(word);
  }
}
