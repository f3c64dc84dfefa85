package dev.seedkernel.aarch64.vector;

import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;
import dev.seedkernel.aarch64.arith.SaturatingLanes;
import dev.seedkernel.aarch64.vector.HostMask.OfInts;
import dev.seedkernel.aarch64.vector.HostVector.Bytes;
import dev.seedkernel.aarch64.vector.HostVector.Doubles;
import dev.seedkernel.aarch64.vector.HostVector.Floats;
import dev.seedkernel.aarch64.vector.HostVector.Ints;
import dev.seedkernel.aarch64.vector.HostVector.Longs;
import dev.seedkernel.aarch64.vector.HostVector.Shorts;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.BinaryOperation;
import jdk.internal.vm.vector.VectorSupport.VectorBroadcastIntOp;
import jdk.internal.vm.vector.VectorSupport.VectorSelectFromOp;

/**
 * Integer arithmetic on vectors of the host, all elements at once. Methods have the names of those
 * of {@link Lanes} and {@link SaturatingLanes}, which do the same to 64 bits and say what it is.
 *
 * <p>This class is for elements of four bytes; {@link LaneClasses} makes those for other sizes of
 * it. HotSpot's intrinsics ask for the types as constants, and what would find them for a size is
 * code to compile, of which there is a limit.
 */
// getClass() tells HotSpot what is not null: its intrinsics ask for that.
@SuppressWarnings("ReturnValueIgnored")
public final class IntLanes {
  private static final Ints ZERO = new Ints(0, 0);
  private static final Ints ONES = new Ints(-1, -1);

  /** The indices of the upper half, twice. */
  private static final Ints UPPER = Indices.ofUpperHalf(ZERO, Ints::new);

  private static final Fallback<Ints, OfInts> FALLBACK = new Fallback<>(Ints::new, OfInts::new);
  private static final VectorSelectFromOp<Ints, OfInts> SELECT =
      (indices, of, mask) -> Indices.select(indices, of, Ints::new);
  private static final BinaryOperation<Ints, OfInts> AND = OnWords.AND.of();
  private static final BinaryOperation<Ints, OfInts> OR = OnWords.OR.of();
  private static final BinaryOperation<Ints, OfInts> XOR = OnWords.XOR.of();
  private static final BinaryOperation<Ints, OfInts> ADD = OnWords.ADD.of();
  private static final BinaryOperation<Ints, OfInts> SUBTRACT = OnWords.SUBTRACT.of();
  private static final BinaryOperation<Ints, OfInts> MULTIPLY = OnWords.MULTIPLY.of();
  private static final BinaryOperation<Ints, OfInts> MAXIMUM_SIGNED = OnWords.MAXIMUM_SIGNED.of();
  private static final BinaryOperation<Ints, OfInts> MAXIMUM_UNSIGNED =
      OnWords.MAXIMUM_UNSIGNED.of();
  private static final BinaryOperation<Ints, OfInts> MINIMUM_SIGNED = OnWords.MINIMUM_SIGNED.of();
  private static final BinaryOperation<Ints, OfInts> MINIMUM_UNSIGNED =
      OnWords.MINIMUM_UNSIGNED.of();
  private static final BinaryOperation<Ints, OfInts> ADD_SATURATING_SIGNED =
      OnWords.ADD_SATURATING_SIGNED.of();
  private static final BinaryOperation<Ints, OfInts> ADD_SATURATING_UNSIGNED =
      OnWords.ADD_SATURATING_UNSIGNED.of();
  private static final BinaryOperation<Ints, OfInts> SUBTRACT_SATURATING_SIGNED =
      OnWords.SUBTRACT_SATURATING_SIGNED.of();
  private static final BinaryOperation<Ints, OfInts> SUBTRACT_SATURATING_UNSIGNED =
      OnWords.SUBTRACT_SATURATING_UNSIGNED.of();
  private static final VectorBroadcastIntOp<Ints, OfInts> SHIFT_LEFT = OnShifts.SHIFT_LEFT.of();
  private static final VectorBroadcastIntOp<Ints, OfInts> SHIFT_RIGHT_UNSIGNED =
      OnShifts.SHIFT_RIGHT_UNSIGNED.of();
  private static final VectorBroadcastIntOp<Ints, OfInts> SHIFT_RIGHT_SIGNED =
      OnShifts.SHIFT_RIGHT_SIGNED.of();

  private IntLanes() {}

  // The same bits as other elements; each in one piece, as there are many, and a call more is
  // HotSpot's to inline

  public static Ints of(Bytes v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Bytes.class,
        byte.class,
        Bytes.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Ints of(Shorts v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Shorts.class,
        short.class,
        Shorts.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Ints of(Longs v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Longs.class,
        long.class,
        Longs.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Ints of(Floats v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Floats.class,
        float.class,
        Floats.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  public static Ints of(Doubles v) {
    v.getClass();
    return VectorSupport.convert(
        VectorSupport.VECTOR_OP_REINTERPRET,
        Doubles.class,
        double.class,
        Doubles.VLENGTH,
        Ints.class,
        int.class,
        Ints.VLENGTH,
        v,
        null,
        FALLBACK);
  }

  // Bits

  public static Ints and(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_AND, a, b, AND);
  }

  public static Ints or(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_OR, a, b, OR);
  }

  public static Ints xor(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_XOR, a, b, XOR);
  }

  public static Ints not(Ints a) {
    return xor(a, ONES);
  }

  /** Returns {@code a & ~b}. */
  public static Ints andNot(Ints a, Ints b) {
    return and(a, not(b));
  }

  /** Returns {@code a | ~b}. */
  public static Ints orNot(Ints a, Ints b) {
    return or(a, not(b));
  }

  /** Returns {@code a} where the mask is set, else {@code b}. */
  public static Ints select(Ints mask, Ints a, Ints b) {
    return xor(b, and(xor(a, b), mask));
  }

  // Arithmetic

  public static Ints add(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_ADD, a, b, ADD);
  }

  public static Ints subtract(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_SUB, a, b, SUBTRACT);
  }

  public static Ints multiply(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_MUL, a, b, MULTIPLY);
  }

  public static Ints maximumSigned(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_MAX, a, b, MAXIMUM_SIGNED);
  }

  public static Ints maximumUnsigned(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_UMAX, a, b, MAXIMUM_UNSIGNED);
  }

  public static Ints minimumSigned(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_MIN, a, b, MINIMUM_SIGNED);
  }

  public static Ints minimumUnsigned(Ints a, Ints b) {
    return binary(VectorSupport.VECTOR_OP_UMIN, a, b, MINIMUM_UNSIGNED);
  }

  public static Ints negate(Ints a) {
    return subtract(ZERO, a);
  }

  public static Ints absolute(Ints a) {
    return maximumSigned(a, negate(a));
  }

  public static Ints distanceSigned(Ints a, Ints b) {
    return subtract(maximumSigned(a, b), minimumSigned(a, b));
  }

  public static Ints distanceUnsigned(Ints a, Ints b) {
    return subtract(maximumUnsigned(a, b), minimumUnsigned(a, b));
  }

  private static Ints binary(int code, Ints a, Ints b, BinaryOperation<Ints, OfInts> onWords) {
    a.getClass();
    b.getClass();
    return VectorSupport.binaryOp(
        code, Ints.class, null, int.class, Ints.VLENGTH, a, b, null, onWords);
  }

  // Saturating

  public static Ints addSaturatingSigned(Ints a, Ints b, FpEnvironment fp) {
    Ints result = binary(VectorSupport.VECTOR_OP_SADD, a, b, ADD_SATURATING_SIGNED);
    return saturated(result, add(a, b), fp);
  }

  public static Ints addSaturatingUnsigned(Ints a, Ints b, FpEnvironment fp) {
    Ints result = binary(VectorSupport.VECTOR_OP_SUADD, a, b, ADD_SATURATING_UNSIGNED);
    return saturated(result, add(a, b), fp);
  }

  public static Ints subtractSaturatingSigned(Ints a, Ints b, FpEnvironment fp) {
    Ints result = binary(VectorSupport.VECTOR_OP_SSUB, a, b, SUBTRACT_SATURATING_SIGNED);
    return saturated(result, subtract(a, b), fp);
  }

  public static Ints subtractSaturatingUnsigned(Ints a, Ints b, FpEnvironment fp) {
    Ints result = binary(VectorSupport.VECTOR_OP_SUSUB, a, b, SUBTRACT_SATURATING_UNSIGNED);
    return saturated(result, subtract(a, b), fp);
  }

  /** Raises FPSR.QC where the result is not what it would be without saturation. */
  private static Ints saturated(Ints result, Ints plain, FpEnvironment fp) {
    Longs difference = HostWords.of(xor(result, plain));
    fp.saturated(HostWords.low(difference) | HostWords.high(difference));
    return result;
  }

  // Comparisons: all bits of an element are set where they hold

  public static Ints equal(Ints a, Ints b) {
    return compare(VectorSupport.BT_eq, a, b);
  }

  public static Ints test(Ints a, Ints b) {
    return compare(VectorSupport.BT_ne, and(a, b), ZERO);
  }

  public static Ints greaterSigned(Ints a, Ints b) {
    return compare(VectorSupport.BT_gt, a, b);
  }

  public static Ints greaterOrEqualSigned(Ints a, Ints b) {
    return compare(VectorSupport.BT_ge, a, b);
  }

  public static Ints greaterUnsigned(Ints a, Ints b) {
    return compare(VectorSupport.BT_ugt, a, b);
  }

  public static Ints greaterOrEqualUnsigned(Ints a, Ints b) {
    return compare(VectorSupport.BT_uge, a, b);
  }

  private static Ints compare(int condition, Ints a, Ints b) {
    a.getClass();
    b.getClass();
    OfInts mask =
        VectorSupport.compare(
            condition, Ints.class, OfInts.class, int.class, Ints.VLENGTH, a, b, null, FALLBACK);
    mask.getClass();
    return VectorSupport.blend(
        Ints.class, OfInts.class, int.class, Ints.VLENGTH, ZERO, ONES, mask, FALLBACK);
  }

  // Shifts of all elements alike, by less than their bits

  public static Ints shiftLeft(Ints v, int amount) {
    return shift(VectorSupport.VECTOR_OP_LSHIFT, v, amount, SHIFT_LEFT);
  }

  public static Ints shiftRightUnsigned(Ints v, int amount) {
    return shift(VectorSupport.VECTOR_OP_URSHIFT, v, amount, SHIFT_RIGHT_UNSIGNED);
  }

  public static Ints shiftRightSigned(Ints v, int amount) {
    return shift(VectorSupport.VECTOR_OP_RSHIFT, v, amount, SHIFT_RIGHT_SIGNED);
  }

  private static Ints shift(
      int code, Ints v, int amount, VectorBroadcastIntOp<Ints, OfInts> onWords) {
    v.getClass();
    return VectorSupport.broadcastInt(
        code, Ints.class, null, int.class, Ints.VLENGTH, v, amount, null, onWords);
  }

  // Elements in another order

  /** Returns a vector whose low half is the upper half of another. */
  public static Ints upper(Ints v) {
    return rearranged(v, UPPER);
  }

  /** Returns elements with indices, whose high bits do not count. */
  public static Ints rearranged(Ints v, Ints indices) {
    indices.getClass();
    v.getClass();
    return VectorSupport.selectFromOp(
        Ints.class, OfInts.class, int.class, Ints.VLENGTH, indices, v, null, SELECT);
  }
}
