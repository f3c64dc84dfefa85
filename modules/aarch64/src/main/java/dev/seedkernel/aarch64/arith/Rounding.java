package dev.seedkernel.aarch64.arith;

/** Rounding modes (Arm ARM, FPRounding). The first four are in the order of FPCR.RMode. */
public enum Rounding {
  TIE_EVEN,
  PLUS_INFINITY,
  MINUS_INFINITY,
  ZERO,
  /** To nearest, ties away from zero: FCVTA* and FRINTA. */
  TIE_AWAY,
  /** To odd: FCVTXN, so that a second rounding does no harm. */
  ODD;

  private static final Rounding[] BY_MODE = values();

  static Rounding ofMode(int mode) {
    return BY_MODE[mode];
  }

  /**
   * Returns what is added to a magnitude that was cut off.
   *
   * @param negative whether the number is negative
   * @param odd whether the lowest bit that is kept is 1
   * @param rest what was cut off, compared with half of that bit: -1 less, 0 equal, 1 more
   * @param exact whether nothing was cut off
   */
  int increment(boolean negative, boolean odd, int rest, boolean exact) {
    if (exact) {
      return 0;
    }
    return switch (this) {
      case TIE_EVEN -> rest > 0 || (rest == 0 && odd) ? 1 : 0;
      case PLUS_INFINITY -> negative ? 0 : 1;
      case MINUS_INFINITY -> negative ? 1 : 0;
      case ZERO -> 0;
      case TIE_AWAY -> rest >= 0 ? 1 : 0;
      case ODD -> odd ? 0 : 1;
    };
  }

  /** Returns whether a magnitude that is too large becomes infinity, and not the largest number. */
  boolean overflowsToInfinity(boolean negative) {
    return switch (this) {
      case TIE_EVEN, TIE_AWAY -> true;
      case PLUS_INFINITY -> !negative;
      case MINUS_INFINITY -> negative;
      case ZERO, ODD -> false;
    };
  }
}
