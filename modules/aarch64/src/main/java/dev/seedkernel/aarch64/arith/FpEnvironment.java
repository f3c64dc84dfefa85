package dev.seedkernel.aarch64.arith;

/**
 * The floating-point environment: what FPCR asks for, and what FPSR has gathered (Arm ARM C5.2.8,
 * C5.2.9).
 *
 * <p>Arithmetic takes it as an argument, reads the control and raises cumulative flags. It is the
 * only thing that arithmetic changes.
 */
public final class FpEnvironment {
  /** FPSR.QC: a SIMD integer result was saturated. */
  public static final int QC = 1 << 27;

  /** FPSR.IDC: a denormal operand was flushed to zero. */
  public static final int IDC = 1 << 7;

  /** FPSR.IXC: inexact. */
  public static final int IXC = 1 << 4;

  /** FPSR.UFC: underflow. */
  public static final int UFC = 1 << 3;

  /** FPSR.OFC: overflow. */
  public static final int OFC = 1 << 2;

  /** FPSR.DZC: division by zero. */
  public static final int DZC = 1 << 1;

  /** FPSR.IOC: invalid operation. */
  public static final int IOC = 1;

  private static final int AHP = 1 << 26;
  private static final int DN = 1 << 25;
  private static final int FZ = 1 << 24;
  private static final int FZ16 = 1 << 19;
  private static final int RMODE_SHIFT = 22;
  private static final int RMODE = 3 << RMODE_SHIFT;

  /**
   * Bits that are implemented by all; the others read as zero. Those are the enables of traps, as
   * no exception is ever trapped, and Len and Stride, which are AArch32's.
   */
  private static final int CONTROL = AHP | DN | FZ | RMODE;

  private static final int STATUS = QC | IDC | IXC | UFC | OFC | DZC | IOC;

  private final int writable;
  private int control;
  private int status;

  /** For {@link #takeHostExact}. */
  private boolean becameHostExact;

  // What the host's arithmetic is compared with, so that one comparison asks for everything.

  /**
   * What the bits of a sum by the host, without the sign, have to be less than, unsigned, for it to
   * do: infinity, while FPCR asks for nothing but the default and inexact is raised already; else
   * 0. DN does not matter, as it is about NaNs.
   */
  long sumRange;

  /** The same for a product or quotient, from {@link #LEAST} on: what is less may underflow. */
  long productRange;

  /** {@link #sumRange} for singles. */
  int sumRangeSingle;

  /** {@link #productRange} for singles, from {@link #LEAST_SINGLE} on. */
  int productRangeSingle;

  /** 2^-1020, without the sign. */
  static final long LEAST = 3L << 53;

  /** 2^-120, without the sign. */
  static final int LEAST_SINGLE = 7 << 24;

  /**
   * The largest single, for two elements: from it magnitudes are subtracted, and none of the
   * results may be negative.
   */
  long rangePair = -1;

  /** The same for doubles. */
  private long rangeDouble = -1;

  /** The largest operand that is a number as it stands: infinity, or negative with FZ. */
  private double ordered = Double.POSITIVE_INFINITY;

  /** Creates an environment with FPCR and FPSR 0, for a processor that has FEAT_FP16. */
  public FpEnvironment() {
    this(true);
  }

  /**
   * Creates an environment with FPCR and FPSR 0.
   *
   * @param half whether half-precision arithmetic is implemented (FEAT_FP16); FPCR.FZ16 reads as
   *     zero without it
   */
  public FpEnvironment(boolean half) {
    this.writable = half ? CONTROL | FZ16 : CONTROL;
  }

  /** Returns FPCR. */
  public int control() {
    return control;
  }

  public void control(int fpcr) {
    control = fpcr & writable;
    ordered = (control & FZ) == 0 ? Double.POSITIVE_INFINITY : -1;
    updateRange();
  }

  /** Returns FPSR. */
  public int status() {
    return status;
  }

  public void status(int fpsr) {
    status = fpsr & STATUS;
    updateRange();
  }

  /** Sets cumulative flags. */
  public void raise(int flags) {
    int before = status;
    status = before | flags;
    if ((flags & ~before & IXC) != 0) {
      updateRange();
    }
  }

  /** Raises QC if any bit is set; without a branch, so that it costs next to nothing. */
  public void saturated(long bits) {
    status |= bits == 0 ? 0 : QC;
  }

  /**
   * Returns whether the host's results have begun to do since this was asked last: when the first
   * result is inexact, mostly.
   */
  public boolean takeHostExact() {
    boolean since = becameHostExact;
    becameHostExact = false;
    return since;
  }

  private void updateRange() {
    boolean host = ((control & (FZ | RMODE)) | (~status & IXC)) == 0;
    becameHostExact |= host && sumRange == 0;
    sumRange = host ? 0x7ffL << 53 : 0;
    productRange = host ? sumRange - LEAST : 0;
    sumRangeSingle = host ? 0xff << 24 : 0;
    productRangeSingle = host ? sumRangeSingle - LEAST_SINGLE : 0;
    rangePair = host ? 0x7f7f_ffff_7f7f_ffffL : -1;
    rangeDouble = host ? 0x7fef_ffff_ffff_ffffL : -1;
  }

  /**
   * Returns what the bits of one of the host's results, without the sign, may be at most for it to
   * do, which is negative where none does: of two singles.
   */
  public long largestSingles() {
    return rangePair;
  }

  /** The same, of a double. */
  public long largestDouble() {
    return rangeDouble;
  }

  /** Returns whether an operand is a number as it stands: neither a NaN, nor maybe flushed (FZ). */
  public boolean isOrdered(double operand) {
    return Math.abs(operand) <= ordered;
  }

  /** Returns whether denormal operands and results may be zero (FPCR.FZ). */
  public boolean flushes() {
    return ordered < 0;
  }

  /** Returns whether results are rounded to nearest, and denormal numbers are not flushed. */
  boolean isDefault() {
    return (control & (FZ | RMODE)) == 0;
  }

  /** Returns whether results are rounded as the host does. */
  boolean roundsToNearest() {
    return (control & RMODE) == 0;
  }

  /** Returns whether the host rounds as FPCR asks for, and inexact is raised already. */
  public boolean isHostExact() {
    return sumRange != 0;
  }

  boolean raisedInexact() {
    return (status & IXC) != 0;
  }

  /** Returns whether denormal numbers of a format are taken as zero: FZ, or FZ16 for halves. */
  boolean flushToZero(int size) {
    return (control & (size == FloatFormat.HALF ? FZ16 : FZ)) != 0;
  }

  boolean defaultNaN() {
    return (control & DN) != 0;
  }

  /**
   * Returns whether half precision has no infinities and NaNs when converted to and from other
   * formats; arithmetic always has them.
   */
  boolean alternativeHalf() {
    return (control & AHP) != 0;
  }

  /** Returns the rounding mode of FPCR.RMode. */
  public Rounding rounding() {
    return Rounding.ofMode(control >>> RMODE_SHIFT & 3);
  }
}
