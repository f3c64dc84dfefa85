package dev.seedkernel.aarch64.arith;

/** Manipulation of the condition flags (FEAT_FlagM, FEAT_FlagM2). */
public final class Flags {
  private Flags() {}

  /** Returns the flags of the low 8 or 16 bits of a value: SETF8, SETF16. C stays. */
  public static int ofNarrow(int nzcv, int value, int width) {
    int top = 32 - width;
    int n = (value >>> (width - 1) & 1) * Alu.N;
    int z = value << top == 0 ? Alu.Z : 0;
    int v = (value >>> width ^ value >>> (width - 1)) & Alu.V;
    return n | z | (nzcv & Alu.C) | v;
  }

  /** From the flags of FCMP to those of the other format: AXFLAG. */
  public static int toExternal(int nzcv) {
    boolean unordered = (nzcv & Alu.V) != 0;
    return unordered ? Alu.Z : nzcv & (Alu.Z | Alu.C);
  }

  /** From the flags of the other format to those of FCMP: XAFLAG. */
  public static int fromExternal(int nzcv) {
    boolean z = (nzcv & Alu.Z) != 0;
    boolean c = (nzcv & Alu.C) != 0;
    return (!c && !z ? Alu.N : 0)
        | (z && c ? Alu.Z : 0)
        | (c || z ? Alu.C : 0)
        | (!c && z ? Alu.V : 0);
  }
}
