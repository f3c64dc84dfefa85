package dev.seedkernel.aarch64.arith;

/** Conditions of the condition flags (Arm ARM C1.2.4). */
public final class Condition {
  /** For each condition, the set of flag values NZCV for which it holds, as bits 15 to 0. */
  private static final int[] HOLDS = new int[16];

  static {
    for (int nzcv = 0; nzcv < 16; nzcv++) {
      boolean n = (nzcv & Alu.N) != 0;
      boolean z = (nzcv & Alu.Z) != 0;
      boolean c = (nzcv & Alu.C) != 0;
      boolean v = (nzcv & Alu.V) != 0;
      boolean[] even = {z, c, n, v, c && !z, n == v, n == v && !z, true};
      for (int condition = 0; condition < 16; condition++) {
        // The lowest bit inverts, but for 15, which is "always" as well.
        if (even[condition >> 1] ^ ((condition & 1) != 0 && condition != 15)) {
          HOLDS[condition] |= 1 << nzcv;
        }
      }
    }
  }

  private Condition() {}

  /** Returns whether a condition holds for flags. */
  public static boolean holds(int condition, int nzcv) {
    return (HOLDS[condition] >>> nzcv & 1) != 0;
  }
}
