package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.vector.HostVector.Bytes;
import dev.seedkernel.aarch64.vector.HostVector.Doubles;
import dev.seedkernel.aarch64.vector.HostVector.Floats;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import dev.seedkernel.aarch64.vector.HostVector.Shorts;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.BinaryOperation;
import jdk.internal.vm.vector.VectorSupport.FromBitsCoercedOperation;
import jdk.internal.vm.vector.VectorSupport.VecExtractOp;
import jdk.internal.vm.vector.VectorSupport.VecInsertOp;
import jdk.internal.vm.vector.VectorSupport.VectorSpecies;

/**
 * Vectors of the host and words of 64 bits, and the array that a processor has its registers in.
 */
// getClass() tells HotSpot what is not null: its intrinsics ask for that.
@SuppressWarnings("ReturnValueIgnored")
public final class HostWords {
  // What intrinsics stand for

  private static final FromBitsCoercedOperation<Longs, VectorSpecies<Long>> REPLICATE =
      (bits, species) -> new Longs(bits, bits);

  private static final VecExtractOp<Longs> EXTRACT = HostVector::word;

  private static final VecInsertOp<Longs> INSERT =
      (of, i, value) -> i == 0 ? new Longs(value, of.word(1)) : new Longs(of.word(0), value);

  private static final Fallback<Longs, HostMask.OfLongs> FALLBACK =
      new Fallback<>(Longs::new, HostMask.OfLongs::new);

  private static final BinaryOperation<Longs, HostMask.OfLongs> AND = OnWords.AND.of();
  private static final BinaryOperation<Longs, HostMask.OfLongs> OR = OnWords.OR.of();
  private static final BinaryOperation<Longs, HostMask.OfLongs> XOR = OnWords.XOR.of();
  private static final BinaryOperation<Longs, HostMask.OfLongs> SUBTRACT = OnWords.SUBTRACT.of();

  private HostWords() {}

  /** Returns a vector of two words. */
  public static Longs ofWords(long low, long high) {
    return withWord(replicated(low), 1, high);
  }

  /** Returns a vector of two doubles. */
  public static Longs ofDoubles(double low, double high) {
    return ofWords(Double.doubleToRawLongBits(low), Double.doubleToRawLongBits(high));
  }

  /** Returns a vector of one word, and 0 above it. */
  public static Longs ofWord(long low) {
    return withWord(replicated(0), 0, low);
  }

  /** Returns a vector that has a word twice. */
  public static Longs replicated(long word) {
    return VectorSupport.fromBitsCoerced(
        Longs.class,
        long.class,
        Longs.VLENGTH,
        word,
        VectorSupport.MODE_BROADCAST,
        null,
        REPLICATE);
  }

  /** Returns bits 63:0. */
  public static long low(Longs v) {
    v.getClass();
    return VectorSupport.extract(Longs.class, long.class, Longs.VLENGTH, v, 0, EXTRACT);
  }

  /** Returns bits 127:64. */
  public static long high(Longs v) {
    v.getClass();
    return VectorSupport.extract(Longs.class, long.class, Longs.VLENGTH, v, 1, EXTRACT);
  }

  /** Returns a vector with other bits 63:0. */
  public static Longs withLow(long low, Longs v) {
    return withWord(v, 0, low);
  }

  /** Returns a vector with other bits 127:64. */
  public static Longs withHigh(long high, Longs v) {
    return withWord(v, 1, high);
  }

  private static Longs withWord(Longs v, int index, long word) {
    v.getClass();
    return VectorSupport.insert(Longs.class, long.class, Longs.VLENGTH, v, index, word, INSERT);
  }

  // Of other elements, the same bits; each in one piece, as there are many

  public static Longs of(Bytes v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Bytes.class,
        byte.class,
        Bytes.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Longs of(Shorts v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Longs of(Ints v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Longs of(Floats v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Floats.class,
        float.class,
        Floats.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Longs of(Doubles v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Doubles.class,
        double.class,
        Doubles.VLENGTH,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  // What floating point needs

  static Longs and(Longs a, Longs b) {
    return binary(VectorSupport.VECTOR_OP_AND, a, b, AND);
  }

  static Longs or(Longs a, Longs b) {
    return binary(VectorSupport.VECTOR_OP_OR, a, b, OR);
  }

  static Longs xor(Longs a, Longs b) {
    return binary(VectorSupport.VECTOR_OP_XOR, a, b, XOR);
  }

  static Longs subtract(Longs a, Longs b) {
    return binary(VectorSupport.VECTOR_OP_SUB, a, b, SUBTRACT);
  }

  private static Longs binary(
      int code, Longs a, Longs b, BinaryOperation<Longs, HostMask.OfLongs> onWords) {
    a.getClass();
    b.getClass();
    return VectorSupport.binaryOp(
        code, Longs.class, null, long.class, Longs.VLENGTH, a, b, null, onWords);
  }
}
