package dev.seedkernel.aarch64.arith;

import static dev.seedkernel.aarch64.arith.FloatFormat.DOUBLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.HALF;
import static dev.seedkernel.aarch64.arith.FloatFormat.SINGLE;
import static dev.seedkernel.aarch64.arith.FloatFormat.TOP;

/** Conversion between formats, and between numbers and integers. Numbers are raw bits. */
public final class FloatConversion {
  private FloatConversion() {}

  /** Converts to another format (Arm ARM, FPConvert), rounding as FPCR says. */
  public static long convert(long a, int from, int to, FpEnvironment fp) {
    return convert(a, from, to, fp.rounding(), fp);
  }

  /** Converts to another format (Arm ARM, FPConvert). */
  public static long convert(long operand, int from, int to, Rounding rounding, FpEnvironment fp) {
    // FPCR.FZ16 is for arithmetic: conversion keeps denormal halves (Arm ARM, FPUnpackCV).
    long a = from == HALF ? operand : FloatRounding.flushOperand(operand, from, fp);
    boolean negative = FloatFormat.negative(a, from);
    boolean special = from != HALF || !fp.alternativeHalf();
    if (special && FloatFormat.isNaN(a, from)) {
      return convertNaN(a, from, to, fp);
    }
    if (special && FloatFormat.isInfinite(a, from)) {
      if (to == HALF && fp.alternativeHalf()) {
        fp.raise(FpEnvironment.IOC);
        return FloatFormat.zero(negative, to) | FloatFormat.signBit(to) - 1;
      }
      return FloatFormat.infinity(negative, to);
    }
    if (FloatFormat.isZero(a, from)) {
      return FloatFormat.zero(negative, to);
    }
    return FloatRounding.roundConverted(
        negative,
        FloatFormat.exponent(a, from),
        FloatFormat.significand(a, from),
        to,
        rounding,
        fp);
  }

  private static long convertNaN(long a, int from, int to, FpEnvironment fp) {
    boolean alternative = to == HALF && fp.alternativeHalf();
    if (FloatFormat.isSignalling(a, from) || alternative) {
      fp.raise(FpEnvironment.IOC);
    }
    boolean negative = FloatFormat.negative(a, from);
    if (alternative) {
      return FloatFormat.zero(negative, to);
    }
    if (fp.defaultNaN()) {
      return FloatFormat.defaultNaN(to);
    }
    // The payload keeps its highest bits.
    int difference = FloatFormat.fractionBits(to) - FloatFormat.fractionBits(from);
    long payload = a & FloatFormat.fractionMask(from);
    payload = difference >= 0 ? payload << difference : payload >>> -difference;
    return FloatFormat.infinity(negative, to) | FloatFormat.quietBit(to) | payload;
  }

  /**
   * Makes a half a single for arithmetic, exactly (Arm ARM, FPUnpack): unlike in {@link #convert},
   * FZ16 flushes it, the alternative format does not matter, and a NaN stays signalling.
   */
  static long widenHalf(long operand, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, HALF, fp);
    int fractionBits = FloatFormat.fractionBits(SINGLE);
    long sign = FloatFormat.zero(FloatFormat.negative(a, HALF), SINGLE);
    long magnitude = FloatFormat.magnitude(a, HALF);
    if (magnitude == 0) {
      return sign;
    }
    if (magnitude >= FloatFormat.infinity(HALF)) {
      int difference = fractionBits - FloatFormat.fractionBits(HALF);
      return sign | FloatFormat.infinity(SINGLE) | magnitude << difference;
    }
    long exponent = (long) FloatFormat.exponent(a, HALF) + FloatFormat.bias(SINGLE);
    long significand = FloatFormat.significand(a, HALF) >>> (TOP - fractionBits);
    return sign | exponent << fractionBits | (significand & FloatFormat.fractionMask(SINGLE));
  }

  /**
   * Converts {@code a * 2^fractionBits} to an integer, saturating (Arm ARM, FPToFixed).
   *
   * @param size format of the operand
   * @param bits of the result: 16, 32 or 64; higher bits of what is returned are zero
   */
  public static long toInteger(
      long operand,
      int size,
      int fractionBits,
      boolean unsigned,
      int bits,
      Rounding rounding,
      FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      fp.raise(FpEnvironment.IOC);
      return 0;
    }
    if (FloatFormat.isZero(a, size)) {
      return 0;
    }
    boolean negative = FloatFormat.negative(a, size);
    long mask = -1L >>> (64 - bits);
    long limit = unsigned ? (negative ? 0 : mask) : negative ? 1L << (bits - 1) : mask >>> 1;
    int exponent =
        FloatFormat.isInfinite(a, size) ? 64 : FloatFormat.exponent(a, size) + fractionBits;
    if (exponent < 64) {
      long significand = FloatFormat.significand(a, size);
      int cut = Math.min(TOP - exponent, 64);
      long kept = cut <= 0 ? significand << -cut : cut > 63 ? 0 : significand >>> cut;
      long rest = cut <= 0 ? 0 : cut > 63 ? significand : significand << (64 - cut);
      int comparison = Long.compareUnsigned(rest, Long.MIN_VALUE);
      kept += rounding.increment(negative, (kept & 1) != 0, comparison, rest == 0);
      if (Long.compareUnsigned(kept, limit) <= 0) {
        fp.raise(rest == 0 ? 0 : FpEnvironment.IXC);
        return (negative ? -kept : kept) & mask;
      }
    }
    fp.raise(FpEnvironment.IOC);
    return limit;
  }

  /** Converts {@code value / 2^fractionBits} (Arm ARM, FixedToFP), rounding as FPCR says. */
  public static long fromSigned(long value, int fractionBits, int size, FpEnvironment fp) {
    if (value == 0) {
      return 0;
    }
    if (size == DOUBLE && fractionBits == 0 && value == (int) value) {
      return Double.doubleToRawLongBits((double) value);
    }
    return fromMagnitude(value < 0, Math.abs(value), fractionBits, size, fp);
  }

  /** Converts {@code value / 2^fractionBits} (Arm ARM, FixedToFP), rounding as FPCR says. */
  public static long fromUnsigned(long value, int fractionBits, int size, FpEnvironment fp) {
    return value == 0 ? 0 : fromMagnitude(false, value, fractionBits, size, fp);
  }

  private static long fromMagnitude(
      boolean negative, long magnitude, int fractionBits, int size, FpEnvironment fp) {
    return FloatRounding.normalizeAndRound(negative, TOP - fractionBits, magnitude, size, fp);
  }

  /**
   * Rounds to an integral number of the same format (Arm ARM, FPRoundInt).
   *
   * @param exact whether to raise inexact: FRINTX
   */
  public static long roundToIntegral(
      long operand, int size, Rounding rounding, boolean exact, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    if (FloatFormat.isNaN(a, size)) {
      return FloatRounding.quieted(a, size, fp);
    }
    if (FloatFormat.isInfinite(a, size) || FloatFormat.isZero(a, size)) {
      return a;
    }
    int exponent = FloatFormat.exponent(a, size);
    if (exponent >= FloatFormat.fractionBits(size)) {
      return a;
    }
    boolean negative = FloatFormat.negative(a, size);
    long significand = FloatFormat.significand(a, size);
    int cut = Math.min(TOP - exponent, 64);
    long rest = cut > 63 ? significand : significand << (64 - cut);
    long kept = cut > 63 ? 0 : significand >>> cut;
    int comparison = Long.compareUnsigned(rest, Long.MIN_VALUE);
    kept += rounding.increment(negative, (kept & 1) != 0, comparison, rest == 0);
    if (exact && rest != 0) {
      fp.raise(FpEnvironment.IXC);
    }
    // What is left has no more bits than the format, so nothing is rounded or raised again.
    return kept == 0
        ? FloatFormat.zero(negative, size)
        : FloatRounding.normalizeAndRound(negative, TOP, kept, size, fp);
  }

  /**
   * Rounds to an integral number of the same format that a signed integer of some bits can hold
   * (Arm ARM, FPRoundIntN). What is out of range, infinite or a NaN is invalid, not inexact, and
   * gives the most negative integer.
   *
   * @param bits of the integer: 32 or 64
   */
  public static long roundToInteger(
      long operand, int size, int bits, Rounding rounding, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, size, fp);
    long power = (long) (FloatFormat.bias(size) + bits - 1) << FloatFormat.fractionBits(size);
    long lowest = FloatFormat.signBit(size) | power;
    if (!FloatFormat.isNaN(a, size)) {
      // The range is that of the rounded number: one below 2^31 may become 2^31.
      long rounded = roundToIntegral(a, size, rounding, false, fp);
      if (FloatFormat.magnitude(rounded, size) < power || rounded == lowest) {
        fp.raise(rounded == a ? 0 : FpEnvironment.IXC);
        return rounded;
      }
    }
    fp.raise(FpEnvironment.IOC);
    return lowest;
  }

  /**
   * Converts a double to an integer of 32 bits, modulo 2^32 where it is out of range (Arm ARM,
   * FPToFixedJS): ToInt32 of ECMAScript.
   */
  public static int toInt32Modulo(long operand, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, DOUBLE, fp);
    if (FloatFormat.isNaN(a, DOUBLE) || FloatFormat.isInfinite(a, DOUBLE)) {
      fp.raise(FpEnvironment.IOC);
      return 0;
    }
    double number = Double.longBitsToDouble(a);
    // What is out of range for a long is so for an int, and the host saturates it.
    long truncated = (long) number;
    boolean fits = truncated == (int) truncated;
    if (!fits || truncated != number) {
      fp.raise(fits ? FpEnvironment.IXC : FpEnvironment.IOC);
    }
    int exponent = FloatFormat.isZero(a, DOUBLE) ? 0 : FloatFormat.exponent(a, DOUBLE);
    if (exponent < 63) {
      return (int) truncated;
    }
    int shift = exponent - TOP;
    int magnitude = shift > 31 ? 0 : (int) (FloatFormat.significand(a, DOUBLE) << shift);
    return FloatFormat.negative(a, DOUBLE) ? -magnitude : magnitude;
  }

  /**
   * Returns whether a double is an integer of 32 bits, so that {@link #toInt32Modulo} loses
   * nothing. Minus zero is none: its sign would be lost.
   */
  public static boolean isInt32(long operand, FpEnvironment fp) {
    long a = FloatRounding.flushOperand(operand, DOUBLE, fp);
    return Double.doubleToRawLongBits((double) (int) Double.longBitsToDouble(a)) == a;
  }
}
