package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;

/** Which general registers an instruction may write, and with what; SP is bit 31. */
final class RegisterWrites {
  private static final long IMPLICIT = 1L << 16 | 1L << 17 | 1L << 30 | 1L << 31;
  private static final long ALL = 0xffff_ffffL;

  private RegisterWrites() {}

  /** Returns a set of which those that it writes are part. */
  static long of(Instruction i) {
    int w = i.word;
    Flow.Kind kind = Flow.kind(i);
    if (kind == Flow.Kind.CALL || kind == Flow.Kind.CALL_REGISTER) {
      return ALL;
    }
    if (kind != Flow.Kind.PLAIN) {
      return 0;
    }
    if ((w & 0x0e00_0000) == 0x0e00_0000) {
      return vector(i);
    }
    if ((w & 0x0a00_0000) == 0x0800_0000) {
      return memory(i);
    }
    if ((w & 0x1c00_0000) == 0x1400_0000) {
      return i.doesNothing() ? 0 : x(w) | IMPLICIT;
    }
    return switch (i.encoding.mnemonic()) {
      case "ccmp", "ccmn" -> 0;
      default -> slot(i.d);
    };
  }

  private static long vector(Instruction i) {
    String mnemonic = i.encoding.mnemonic();
    boolean general =
        mnemonic.startsWith("fcvt")
            || switch (mnemonic) {
              case "fmov", "umov", "smov", "fjcvtzs" -> true;
              default -> false;
            };
    return general ? x(i.word) : 0;
  }

  private static long memory(Instruction i) {
    Access access = Access.of(i);
    int w = i.word;
    int n = w >>> 5;
    if (access == null) {
      // A structure writes its base, others what they have fields for.
      boolean vector = (w & 1 << 26) != 0;
      int m = w >>> 16;
      return vector ? x(n) : x(w) | x(w + 1) | x(n) | x(w >>> 10) | x(m) | x(m + 1);
    }
    long base = access.writesBack() ? x(n) : 0;
    if (!access.load() || access.vector()) {
      return base;
    }
    return base | slot(i.d) | (access.registers() == 2 ? slot(i.a) : 0);
  }

  private static long x(int register) {
    return 1L << (register & 31);
  }

  private static long slot(int slot) {
    return slot <= Cpu.SP ? 1L << slot : 0;
  }

  /**
   * Returns whether an instruction does nothing but set slot d to another slot, {@link #source},
   * plus a constant, {@link #distance}.
   */
  static boolean moves(Instruction i) {
    int w = i.word;
    // ADD and SUB (immediate) of 64 bits, with or without flags; ORR with XZR.
    return i.d <= Cpu.SP
        && ((w & 0x9f80_0000) == 0x9100_0000 || (w & 0xffe0_ffe0) == 0xaa00_03e0)
        && source(i) <= Cpu.SP;
  }

  static int source(Instruction i) {
    return (i.word & 0x1f00_0000) == 0x1100_0000 ? i.n : i.m;
  }

  static long distance(Instruction i) {
    if ((i.word & 0x1f00_0000) != 0x1100_0000) {
      return 0;
    }
    return (i.word & 1 << 30) != 0 ? -i.imm : i.imm;
  }
}
