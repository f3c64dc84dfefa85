package dev.seedkernel.aarch64.arith;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Laws of the arithmetic, against BigInteger and against naive renderings of the pseudocode. */
class ArithmeticPropertiesTest {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private static BigInteger unsigned(long value) {
    return BigInteger.valueOf(value).mod(TWO_64);
  }

  /** AddWithCarry of the manual's shared pseudocode. */
  private static int addWithCarry(long a, long b, int carry, int width) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(width);
    BigInteger half = BigInteger.ONE.shiftLeft(width - 1);
    BigInteger ua = unsigned(a).mod(modulus);
    BigInteger ub = unsigned(b).mod(modulus);
    BigInteger sum = ua.add(ub).add(BigInteger.valueOf(carry));
    BigInteger signed =
        signed(ua, modulus, half).add(signed(ub, modulus, half)).add(BigInteger.valueOf(carry));
    BigInteger result = sum.mod(modulus);
    int n = result.testBit(width - 1) ? Alu.N : 0;
    int z = result.signum() == 0 ? Alu.Z : 0;
    int c = sum.equals(result) ? 0 : Alu.C;
    int v = signed.equals(signed(result, modulus, half)) ? 0 : Alu.V;
    return n | z | c | v;
  }

  private static BigInteger signed(BigInteger value, BigInteger modulus, BigInteger half) {
    return value.compareTo(half) >= 0 ? value.subtract(modulus) : value;
  }

  @Property
  void flagsOfAdditionWithCarry(@ForAll long a, @ForAll long b, @ForAll boolean carry) {
    int c = carry ? 1 : 0;
    assertThat(Alu.flagsOfAdd(a, b, a + b + c)).isEqualTo(addWithCarry(a, b, c, 64));
    int x = (int) a;
    int y = (int) b;
    assertThat(Alu.flagsOfAdd(x, y, x + y + c)).isEqualTo(addWithCarry(x, y, c, 32));
  }

  @Property
  void flagsOfSubtraction(@ForAll long a, @ForAll long b) {
    assertThat(Alu.flagsOfSubtract(a, b, a - b)).isEqualTo(addWithCarry(a, ~b, 1, 64));
    int x = (int) a;
    int y = (int) b;
    assertThat(Alu.flagsOfSubtract(x, y, x - y)).isEqualTo(addWithCarry(x, ~y, 1, 32));
  }

  @Property
  void quotients(@ForAll long a, @ForAll long b) {
    if (b == 0) {
      assertThat(Alu.divide(a, b)).isZero();
      assertThat(Alu.divideUnsigned(a, b)).isZero();
    } else {
      BigInteger quotient = BigInteger.valueOf(a).divide(BigInteger.valueOf(b));
      assertThat(Alu.divide(a, b)).isEqualTo(quotient.longValue());
      assertThat(Alu.divideUnsigned(a, b)).isEqualTo(unsigned(a).divide(unsigned(b)).longValue());
    }
  }

  @Test
  void divisionByZeroGivesZeroAndTheMinimumByMinusOneWraps() {
    assertThat(Alu.divide(5L, 0L)).isZero();
    assertThat(Alu.divide(5, 0)).isZero();
    assertThat(Alu.divideUnsigned(5, 0)).isZero();
    assertThat(Alu.divide(Long.MIN_VALUE, -1L)).isEqualTo(Long.MIN_VALUE);
    assertThat(Alu.divide(Integer.MIN_VALUE, -1)).isEqualTo(Integer.MIN_VALUE);
  }

  @Property
  void bitFields(
      @ForAll long source, @ForAll @IntRange(max = 63) int r, @ForAll @IntRange(max = 63) int s) {
    long mask = 0;
    long moved = 0;
    int length = s >= r ? s - r + 1 : s + 1;
    int from = s >= r ? r : 0;
    int to = s >= r ? 0 : 64 - r;
    for (int bit = 0; bit < length; bit++) {
      mask |= 1L << (to + bit);
      moved |= (source >>> (from + bit) & 1) << (to + bit);
    }
    long extended = moved;
    for (int bit = to + length; bit < 64; bit++) {
      extended |= (source >>> s & 1) << bit;
    }
    assertThat(Bits.fieldMask(r, s)).isEqualTo(mask);
    assertThat(Bits.moveField(source, r, s)).isEqualTo(moved);
    assertThat(Bits.moveSignedField(source, r, s)).isEqualTo(extended);
  }

  @Property
  void extraction(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 63) int lsb) {
    BigInteger both = unsigned(high).shiftLeft(64).or(unsigned(low));
    assertThat(Bits.extract(high, low, lsb)).isEqualTo(both.shiftRight(lsb).longValue());
  }

  @Property
  void leadingSignBitsAreThoseThatMayGo(@ForAll long value) {
    int count = Bits.leadingSignBits(value);
    assertThat(value << count >> count).isEqualTo(value);
    if (count < 63) {
      assertThat(value << (count + 1) >> (count + 1)).isNotEqualTo(value);
    }
    assertThat(Bits.leadingSignBits((int) value)).isBetween(0, 31);
  }

  @Property
  void crcIsThatOfFileFormatsButForTheInversions(@ForAll byte[] data) {
    CRC32 iso = new CRC32();
    CRC32C castagnoli = new CRC32C();
    iso.update(data);
    castagnoli.update(data);
    int a = -1;
    int b = -1;
    for (byte value : data) {
      a = Crc32.crc32(a, value, 1);
      b = Crc32.crc32c(b, value, 1);
    }
    assertThat(~a & 0xffff_ffffL).isEqualTo(iso.getValue());
    assertThat(~b & 0xffff_ffffL).isEqualTo(castagnoli.getValue());
  }

  @Property
  void crcOfManyBytesIsThatOfEachInTurn(@ForAll int crc, @ForAll long value) {
    int c = crc;
    for (int i = 0; i < 8; i++) {
      c = Crc32.crc32(c, value >>> (8 * i), 1);
    }
    assertThat(Crc32.crc32(crc, value, 8)).isEqualTo(c);
    assertThat(Crc32.crc32(Crc32.crc32(crc, value, 4), value >>> 32, 4)).isEqualTo(c);
    assertThat(Crc32.crc32(Crc32.crc32(crc, value, 2), value >>> 16, 2))
        .isEqualTo(Crc32.crc32(crc, value, 4));
  }

  /** All 2^13 codes: those of 64 bits have 5334 values between them, and each value a code. */
  @Test
  void bitmaskImmediatesExhaustively() {
    for (int width : new int[] {32, 64}) {
      Set<Long> values = new HashSet<>();
      for (int code = 0; code < 1 << 13; code++) {
        if (!BitmaskImmediate.isAllocated(code, width)) {
          continue;
        }
        long value = BitmaskImmediate.decode(code, width);
        values.add(value);
        assertThat(value).isEqualTo(decodeBitMasks(code, width));
        int back = BitmaskImmediate.encode(value, width);
        assertThat(BitmaskImmediate.isAllocated(back, width)).isTrue();
        assertThat(BitmaskImmediate.decode(back, width)).isEqualTo(value);
      }
      assertThat(values).hasSize(width == 64 ? 5334 : 1302);
      assertThat(BitmaskImmediate.encode(0, width)).isEqualTo(-1);
      assertThat(BitmaskImmediate.encode(-1, width)).isEqualTo(-1);
    }
  }

  /** Bit for bit: element size from the highest bit of N:NOT(imms), ones, rotation, replication. */
  private static long decodeBitMasks(int code, int width) {
    int length = 31 - Integer.numberOfLeadingZeros((code >>> 12) << 6 | (~code & 63));
    int size = 1 << length;
    int ones = (code & (size - 1)) + 1;
    int rotation = code >>> 6 & (size - 1);
    long value = 0;
    for (int bit = 0; bit < width; bit++) {
      if ((bit + rotation) % size < ones) {
        value |= 1L << bit;
      }
    }
    return value;
  }

  @Property
  void whatIsNoBitmaskHasNoCode(@ForAll long value) {
    int code = BitmaskImmediate.encode(value, 64);
    if (code < 0) {
      boolean found = false;
      for (int c = 0; c < 1 << 13; c++) {
        found |= BitmaskImmediate.isAllocated(c, 64) && BitmaskImmediate.decode(c, 64) == value;
      }
      assertThat(found).isFalse();
    } else {
      assertThat(BitmaskImmediate.decode(code, 64)).isEqualTo(value);
    }
  }

  @Property
  void conditionsComeInInvertedPairs(
      @ForAll @IntRange(max = 13) int condition, @ForAll @IntRange(max = 15) int nzcv) {
    assertThat(Condition.holds(condition, nzcv)).isNotEqualTo(Condition.holds(condition ^ 1, nzcv));
    assertThat(Condition.holds(14, nzcv)).isTrue();
    assertThat(Condition.holds(15, nzcv)).isTrue();
  }

  @Property
  void conditionsOrderNumbersAsTheyAreCalled(@ForAll int a, @ForAll int b) {
    int nzcv = Alu.flagsOfSubtract(a, b, a - b);
    assertThat(Condition.holds(0, nzcv)).isEqualTo(a == b);
    assertThat(Condition.holds(2, nzcv)).isEqualTo(Integer.compareUnsigned(a, b) >= 0);
    assertThat(Condition.holds(8, nzcv)).isEqualTo(Integer.compareUnsigned(a, b) > 0);
    assertThat(Condition.holds(10, nzcv)).isEqualTo(a >= b);
    assertThat(Condition.holds(12, nzcv)).isEqualTo(a > b);
  }
}
