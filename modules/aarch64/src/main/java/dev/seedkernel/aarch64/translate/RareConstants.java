package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Constants that stand in front of what hardly ever happens. Nobody needs their values: what counts
 * is that the JVM resolves each when it is loaded first (JVMS 5.4.3), and that HotSpot's second
 * compiler has nothing to compile from there on as long as it was not. So values that only a rare
 * path needs take no registers of the host's, and a call on it does not take all of them. The first
 * time that the path is taken, HotSpot goes back to its interpreter, and compiles anew: once for
 * each constant, so each path has its own.
 */
final class RareConstants {
  /** How many there are. */
  static final int COUNT = 1 << 12;

  private static final ClassDesc[] DIGITS = {
    CD_boolean, CD_byte, CD_char, CD_double, CD_float, CD_int, CD_long, CD_short
  };

  private RareConstants() {}

  /** Returns a method type that is like no other: four digits of a number. */
  static MethodTypeDesc number(int n) {
    if (n < 0 || n >= COUNT) {
      throw new IllegalArgumentException("constant " + n);
    }
    return MethodTypeDesc.of(
        CD_void, DIGITS[n >> 9], DIGITS[n >> 6 & 7], DIGITS[n >> 3 & 7], DIGITS[n & 7]);
  }
}
