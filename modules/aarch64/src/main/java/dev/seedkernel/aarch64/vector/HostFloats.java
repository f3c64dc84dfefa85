package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.HostSinglePair;
import dev.seedkernel.aarch64.vector.HostVector.Doubles;
import dev.seedkernel.aarch64.vector.HostVector.Floats;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.BinaryOperation;
import jdk.internal.vm.vector.VectorSupport.TernaryOperation;
import jdk.internal.vm.vector.VectorSupport.UnaryOperation;

/**
 * Floating point on 128 bits as the host does it, on all elements at once; see {@link
 * CheckedSingles} and {@link CheckedDoubles}.
 */
// getClass() tells HotSpot what is not null: its intrinsics ask for that.
@SuppressWarnings("ReturnValueIgnored")
public final class HostFloats {
  private static final long SIGNS_OF_SINGLES = 0x8000_0000_8000_0000L;
  private static final Ints MAGNITUDES_OF_SINGLES = new Ints(~SIGNS_OF_SINGLES, ~SIGNS_OF_SINGLES);
  private static final Ints LEAST_SINGLE = new Ints(HostSinglePair.SAFE, HostSinglePair.SAFE);
  private static final Longs MAGNITUDES_OF_DOUBLES = new Longs(Long.MAX_VALUE, Long.MAX_VALUE);
  private static final Longs LEAST_DOUBLE = new Longs(HostDouble.LEAST_BITS, HostDouble.LEAST_BITS);

  // What intrinsics stand for

  private static final BinaryOperation<Floats, HostMask.OfFloats> ADD_FLOATS =
      (x, y, mask) -> Floats.of(i -> x.at(i) + y.at(i));

  private static final BinaryOperation<Doubles, HostMask.OfDoubles> ADD_DOUBLES =
      (x, y, mask) -> Doubles.of(i -> x.at(i) + y.at(i));

  private static final BinaryOperation<Floats, HostMask.OfFloats> SUBTRACT_FLOATS =
      (x, y, mask) -> Floats.of(i -> x.at(i) - y.at(i));

  private static final BinaryOperation<Doubles, HostMask.OfDoubles> SUBTRACT_DOUBLES =
      (x, y, mask) -> Doubles.of(i -> x.at(i) - y.at(i));

  private static final BinaryOperation<Floats, HostMask.OfFloats> MULTIPLY_FLOATS =
      (x, y, mask) -> Floats.of(i -> x.at(i) * y.at(i));

  private static final BinaryOperation<Doubles, HostMask.OfDoubles> MULTIPLY_DOUBLES =
      (x, y, mask) -> Doubles.of(i -> x.at(i) * y.at(i));

  private static final BinaryOperation<Floats, HostMask.OfFloats> DIVIDE_FLOATS =
      (x, y, mask) -> Floats.of(i -> x.at(i) / y.at(i));

  private static final BinaryOperation<Doubles, HostMask.OfDoubles> DIVIDE_DOUBLES =
      (x, y, mask) -> Doubles.of(i -> x.at(i) / y.at(i));

  private static final UnaryOperation<Floats, HostMask.OfFloats> ROOT_FLOATS =
      (x, mask) -> Floats.of(i -> (float) Math.sqrt(x.at(i)));

  private static final TernaryOperation<Floats, HostMask.OfFloats> FUSED_FLOATS =
      (x, y, z, mask) -> Floats.of(i -> Math.fma(x.at(i), y.at(i), z.at(i)));

  private static final UnaryOperation<Doubles, HostMask.OfDoubles> ROOT_DOUBLES =
      (x, mask) -> Doubles.of(i -> Math.sqrt(x.at(i)));

  private static final TernaryOperation<Doubles, HostMask.OfDoubles> FUSED_DOUBLES =
      (x, y, z, mask) -> Doubles.of(i -> Math.fma(x.at(i), y.at(i), z.at(i)));

  private static final OnElements<Floats> OF_FLOATS = OnElements.same(Floats::new);
  private static final OnElements<Doubles> OF_DOUBLES = OnElements.same(Doubles::new);

  private HostFloats() {}

  public static Floats add(Floats a, Floats b) {
    return binary(VectorSupport.VECTOR_OP_ADD, a, b, ADD_FLOATS);
  }

  public static Doubles add(Doubles a, Doubles b) {
    return binary(VectorSupport.VECTOR_OP_ADD, a, b, ADD_DOUBLES);
  }

  public static Floats subtract(Floats a, Floats b) {
    return binary(VectorSupport.VECTOR_OP_SUB, a, b, SUBTRACT_FLOATS);
  }

  public static Doubles subtract(Doubles a, Doubles b) {
    return binary(VectorSupport.VECTOR_OP_SUB, a, b, SUBTRACT_DOUBLES);
  }

  public static Floats multiply(Floats a, Floats b) {
    return binary(VectorSupport.VECTOR_OP_MUL, a, b, MULTIPLY_FLOATS);
  }

  public static Doubles multiply(Doubles a, Doubles b) {
    return binary(VectorSupport.VECTOR_OP_MUL, a, b, MULTIPLY_DOUBLES);
  }

  public static Floats divide(Floats a, Floats b) {
    return binary(VectorSupport.VECTOR_OP_DIV, a, b, DIVIDE_FLOATS);
  }

  public static Doubles divide(Doubles a, Doubles b) {
    return binary(VectorSupport.VECTOR_OP_DIV, a, b, DIVIDE_DOUBLES);
  }

  public static Floats squareRoot(Floats a) {
    a.getClass();
    return VectorSupport.unaryOp(
        VectorSupport.VECTOR_OP_SQRT,
        Floats.class,
        null,
        float.class,
        Floats.VLENGTH,
        a,
        null,
        ROOT_FLOATS);
  }

  /** Returns {@code sum + a * b}, rounded once. */
  public static Floats multiplyAdd(Floats sum, Floats a, Floats b) {
    a.getClass();
    b.getClass();
    sum.getClass();
    return VectorSupport.ternaryOp(
        VectorSupport.VECTOR_OP_FMA,
        Floats.class,
        null,
        float.class,
        Floats.VLENGTH,
        a,
        b,
        sum,
        null,
        FUSED_FLOATS);
  }

  public static Floats negate(Floats a) {
    Longs signs = HostWords.replicated(SIGNS_OF_SINGLES);
    return floats(HostWords.xor(HostWords.of(a), signs));
  }

  /** Returns the same bits. */
  public static Floats floats(Longs v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        Floats.class,
        float.class,
        Floats.VLENGTH,
        v,
        null,
        OF_FLOATS);
  }

  public static Doubles squareRoot(Doubles a) {
    a.getClass();
    return VectorSupport.unaryOp(
        VectorSupport.VECTOR_OP_SQRT,
        Doubles.class,
        null,
        double.class,
        Doubles.VLENGTH,
        a,
        null,
        ROOT_DOUBLES);
  }

  /** Returns {@code sum + a * b}, rounded once. */
  public static Doubles multiplyAdd(Doubles sum, Doubles a, Doubles b) {
    a.getClass();
    b.getClass();
    sum.getClass();
    return VectorSupport.ternaryOp(
        VectorSupport.VECTOR_OP_FMA,
        Doubles.class,
        null,
        double.class,
        Doubles.VLENGTH,
        a,
        b,
        sum,
        null,
        FUSED_DOUBLES);
  }

  public static Doubles negate(Doubles a) {
    Longs signs = HostWords.replicated(Long.MIN_VALUE);
    return doubles(HostWords.xor(HostWords.of(a), signs));
  }

  /** Returns the same bits. */
  public static Doubles doubles(Longs v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        Doubles.class,
        double.class,
        Doubles.VLENGTH,
        v,
        null,
        OF_DOUBLES);
  }

  private static Floats binary(
      int code, Floats a, Floats b, BinaryOperation<Floats, HostMask.OfFloats> onWords) {
    a.getClass();
    b.getClass();
    return VectorSupport.binaryOp(
        code, Floats.class, null, float.class, Floats.VLENGTH, a, b, null, onWords);
  }

  private static Doubles binary(
      int code, Doubles a, Doubles b, BinaryOperation<Doubles, HostMask.OfDoubles> onWords) {
    a.getClass();
    b.getClass();
    return VectorSupport.binaryOp(
        code, Doubles.class, null, double.class, Doubles.VLENGTH, a, b, null, onWords);
  }

  // Checks: magnitudes are compared as integers; a largest that is negative is of none

  /** Returns whether all magnitudes are at most a largest. */
  static boolean areAtMost(Floats v, long largest) {
    return haveNoSigns(IntLanes.subtract(ints(largest), magnitudes(v)));
  }

  /** Returns whether all magnitudes are from the least of a product to a largest. */
  static boolean areProducts(Floats v, long largest) {
    Ints magnitudes = magnitudes(v);
    return haveNoSigns(
        IntLanes.or(
            IntLanes.subtract(ints(largest), magnitudes),
            IntLanes.subtract(magnitudes, LEAST_SINGLE)));
  }

  private static Ints ints(long word) {
    return IntLanes.of(HostWords.replicated(word));
  }

  private static Ints magnitudes(Floats v) {
    return IntLanes.and(IntLanes.of(v), MAGNITUDES_OF_SINGLES);
  }

  private static boolean haveNoSigns(Ints v) {
    Longs words = HostWords.of(v);
    return ((HostWords.low(words) | HostWords.high(words)) & SIGNS_OF_SINGLES) == 0;
  }

  static boolean areAtMost(Doubles v, long largest) {
    return haveNoSigns(HostWords.subtract(HostWords.replicated(largest), magnitudes(v)));
  }

  static boolean areProducts(Doubles v, long largest) {
    Longs magnitudes = magnitudes(v);
    return haveNoSigns(
        HostWords.or(
            HostWords.subtract(HostWords.replicated(largest), magnitudes),
            HostWords.subtract(magnitudes, LEAST_DOUBLE)));
  }

  private static Longs magnitudes(Doubles v) {
    return HostWords.and(HostWords.of(v), MAGNITUDES_OF_DOUBLES);
  }

  private static boolean haveNoSigns(Longs v) {
    return (HostWords.low(v) | HostWords.high(v)) >= 0;
  }
}
