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
  }

  /** Returns FPSR. */
  public int status() {
    return status;
  }

  public void status(int fpsr) {
    status = fpsr & STATUS;
  }

  /** Sets cumulative flags. */
  public void raise(int flags) {
    status |= flags;
  }

  /**
   * Returns whether the host's arithmetic will do for results that are neither NaN, infinite nor
   * near underflow: everything is at its default, and being inexact changes nothing any more.
   */
  boolean hostExact() {
    return ((control & (DN | FZ | RMODE)) | (~status & IXC)) == 0;
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
