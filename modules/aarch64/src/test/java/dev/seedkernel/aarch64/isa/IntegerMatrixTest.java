package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Exit;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** FEAT_I8MM and FEAT_DotProd, lane by lane in plain arithmetic. */
class IntegerMatrixTest {
  /** Vd, Vn and Vm, and what they hold: bytes, and 32-bit sums in Vd. */
  private static final class Operands implements AutoCloseable {
    final Machine machine = new Machine();
    final byte[] n = new byte[16];
    final byte[] m = new byte[16];
    final int[] sums = new int[4];

    Operands(long seed) {
      Random random = new Random(seed);
      random.nextBytes(n);
      random.nextBytes(m);
      for (int i = 0; i < 16; i++) {
        // The ends of both ranges are rare enough to need help.
        n[i] = random.nextInt(4) == 0 ? extreme(random) : n[i];
        m[i] = random.nextInt(4) == 0 ? extreme(random) : m[i];
      }
      for (int i = 0; i < 4; i++) {
        sums[i] = random.nextInt();
      }
      machine.cpu.v(0, pair(sums[0], sums[1]), pair(sums[2], sums[3]));
      machine.cpu.v(1, bytes(n, 0), bytes(n, 8));
      machine.cpu.v(2, bytes(m, 0), bytes(m, 8));
    }

    private static byte extreme(Random random) {
      return (byte) (random.nextInt(3) - 1 + (random.nextBoolean() ? 0x80 : 0));
    }

    private static long pair(int low, int high) {
      return (low & 0xffff_ffffL) | (long) high << 32;
    }

    private static long bytes(byte[] from, int offset) {
      long result = 0;
      for (int i = 7; i >= 0; i--) {
        result = result << 8 | (from[offset + i] & 0xff);
      }
      return result;
    }

    /** Adds to a sum the products of so many bytes of Vn and Vm. */
    int dot(int sum, int fromN, int fromM, int count, boolean unsignedN, boolean unsignedM) {
      long result = sum;
      for (int i = 0; i < count; i++) {
        long a = unsignedN ? n[fromN + i] & 0xff : n[fromN + i];
        long b = unsignedM ? m[fromM + i] & 0xff : m[fromM + i];
        result += a * b;
      }
      return (int) result;
    }

    void run(String text) {
      assertThat(machine.run(text)).isEqualTo(new Exit.BudgetExhausted());
    }

    int[] result() {
      int[] result = new int[4];
      for (int i = 0; i < 4; i++) {
        result[i] = (int) SimdCopy.element(machine.cpu, 0, i, 2);
      }
      return result;
    }

    @Override
    public void close() {
      machine.close();
    }
  }

  /** The 2 by 8 matrix Vn times the transposed 2 by 8 matrix Vm, added to the 2 by 2 matrix Vd. */
  @Property(tries = 2_000)
  void matricesAreMultiplied(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int kind) {
    String mnemonic = new String[] {"smmla", "ummla", "usmmla"}[kind];
    try (Operands o = new Operands(seed)) {
      int[] expected = new int[4];
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 2; column++) {
          int at = row * 2 + column;
          expected[at] = o.dot(o.sums[at], row * 8, column * 8, 8, kind != 0, kind == 1);
        }
      }
      o.run(mnemonic + " v0.4s, v1.16b, v2.16b");
      assertThat(o.result()).as(mnemonic).isEqualTo(expected);
    }
  }

  @Property(tries = 2_000)
  void dotProductsOfVectors(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int kind, @ForAll boolean half) {
    String mnemonic = new String[] {"sdot", "udot", "usdot"}[kind];
    try (Operands o = new Operands(seed)) {
      int[] expected = new int[4];
      for (int i = 0; i < (half ? 2 : 4); i++) {
        expected[i] = o.dot(o.sums[i], i * 4, i * 4, 4, kind != 0, kind == 1);
      }
      o.run(mnemonic + (half ? " v0.2s, v1.8b, v2.8b" : " v0.4s, v1.16b, v2.16b"));
      assertThat(o.result()).as(mnemonic).isEqualTo(expected);
    }
  }

  /** Four bytes of Vm, chosen by an index, with all of Vn. */
  @Property(tries = 2_000)
  void dotProductsByElement(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3) int kind,
      @ForAll @IntRange(min = 0, max = 3) int index,
      @ForAll boolean half) {
    String mnemonic = new String[] {"sdot", "udot", "usdot", "sudot"}[kind];
    boolean unsignedN = kind == 1 || kind == 2;
    boolean unsignedM = kind == 1 || kind == 3;
    try (Operands o = new Operands(seed)) {
      int[] expected = new int[4];
      for (int i = 0; i < (half ? 2 : 4); i++) {
        expected[i] = o.dot(o.sums[i], i * 4, index * 4, 4, unsignedN, unsignedM);
      }
      String vectors = half ? " v0.2s, v1.8b, v2.4b[" : " v0.4s, v1.16b, v2.4b[";
      o.run(mnemonic + vectors + index + "]");
      assertThat(o.result()).as("%s [%d]", mnemonic, index).isEqualTo(expected);
    }
  }
}
