package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/**
 * Instructions without bytecode of their own: the registers that they may read are stored in the
 * processor, the interpreter's method executes it, and what it may write is loaded again.
 *
 * <p>Which those are follows from where words of its group have register fields (Arm ARM C4.1); it
 * may be more than the instruction has.
 */
final class Execution {
  private static final long IMPLICIT = 1L << 16 | 1L << 17 | 1L << 30 | 1L << 31;

  private Execution() {}

  static void emit(Emitter e, Instruction i) {
    int w = i.word;
    int d = w & 31;
    int n = w >>> 5 & 31;
    int a = w >>> 10 & 31;
    int m = w >>> 16 & 31;
    if ((w & 0x0e00_0000) == 0x0e00_0000) {
      long vectors = v(d) | v(n) | v(n + 1) | v(n + 2) | v(n + 3) | v(m) | v(m & 15) | v(a);
      execute(e, i, vectors | x(n), v(d) | x(d), usesFlags(i));
    } else if ((w & 0x0a00_0000) == 0x0800_0000) {
      memory(e, i, d, n, a, m);
    } else if ((w & 0x1c00_0000) == 0x1400_0000) {
      execute(e, i, x(d) | IMPLICIT, x(d) | IMPLICIT, true);
    } else {
      execute(e, i, x(d) | x(n) | x(m) | x(a), x(d), true);
    }
  }

  private static boolean usesFlags(Instruction i) {
    return switch (i.encoding.mnemonic()) {
      case "fcmp", "fcmpe", "fccmp", "fccmpe", "fcsel", "fjcvtzs" -> true;
      default -> false;
    };
  }

  private static void memory(Emitter e, Instruction i, int d, int n, int a, int m) {
    if ((i.word & 1 << 26) != 0) {
      long list = v(d) | v(d + 1) | v(d + 2) | v(d + 3) | v(a);
      e.access(i, list | x(n));
    } else {
      e.access(i, x(d) | x(d + 1) | x(n) | x(a) | x(m) | x(m + 1));
    }
  }

  private static void execute(Emitter e, Instruction i, long read, long write, boolean flags) {
    if (flags) {
      e.spillFlags();
    }
    // What is loaded again must have been stored, as not every instruction writes it.
    e.execute(i, read | write, write);
    if (flags) {
      e.reloadFlags();
    }
  }

  private static long x(int register) {
    return 1L << (register & 31);
  }

  private static long v(int register) {
    return 1L << (32 + (register & 31));
  }
}
