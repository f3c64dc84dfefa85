package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/** Where instructions lead to. Words are told apart as in the Arm ARM, C4.1. */
final class Flow {
  /** Hints have the bits 11 to 5. */
  private static final int HINT = 0xd503_201f;

  private Flow() {}

  /** Kinds of instructions. */
  enum Kind {
    /** Goes on to the next instruction. */
    PLAIN,
    BRANCH,
    CONDITIONAL,
    CALL,
    CALL_REGISTER,
    /** Goes where a register says: BR, RET. */
    REGISTER,
    /** Is left to the interpreter. */
    INTERPRETED
  }

  static Kind kind(Instruction i) {
    int w = i.word;
    if (!i.encoding.implemented()) {
      return Kind.INTERPRETED;
    }
    if ((w & 0x1c00_0000) != 0x1400_0000) {
      return Kind.PLAIN;
    }
    if ((w & 0x7c00_0000) == 0x1400_0000) {
      return w < 0 ? Kind.CALL : Kind.BRANCH;
    }
    if ((w & 0x7e00_0000) == 0x3400_0000 || (w & 0x7e00_0000) == 0x3600_0000) {
      return conditional(i);
    }
    if ((w & 0xff00_0010) == 0x5400_0000) {
      return (w & 14) == 14 ? Kind.BRANCH : conditional(i);
    }
    return system(i);
  }

  /** One that leads to itself would never come to its end. */
  private static Kind conditional(Instruction i) {
    return i.imm == 0 ? Kind.INTERPRETED : Kind.CONDITIONAL;
  }

  private static Kind system(Instruction i) {
    if ((i.word & 0xffff_f01f) == HINT) {
      return Kind.PLAIN;
    }
    return switch (i.encoding.mnemonic()) {
      case "br", "ret" -> Kind.REGISTER;
      case "blr" -> Kind.CALL_REGISTER;
      case "dsb", "dmb", "isb", "sb", "clrex", "cfinv", "xaflag", "axflag" -> Kind.PLAIN;
      case "mrs", "msr" -> isPlainRegister(i.word) ? Kind.PLAIN : Kind.INTERPRETED;
      // IC IVAU may change the very code that executes it.
      case "sys" -> isZeroLine(i) ? Kind.PLAIN : Kind.INTERPRETED;
      default -> Kind.INTERPRETED;
    };
  }

  /** Returns whether an instruction is BR: those targets that it was seen to have are a switch. */
  static boolean isSwitch(Instruction i) {
    return (i.word & 0xffff_fc1f) == 0xd61f_0000;
  }

  /** Returns whether an instruction is DC ZVA. */
  static boolean isZeroLine(Instruction i) {
    return (i.word & 0xffff_ffe0) == 0xd50b_7420;
  }

  /** TPIDR_EL0, NZCV, FPCR and FPSR: registers that nothing but the program changes. */
  private static boolean isPlainRegister(int word) {
    int register = word >>> 5 & 0x7fff;
    return register == 0x5e82 || register == 0x5a10 || register == 0x5a20 || register == 0x5a21;
  }

  /** Returns the distance of the target of a direct branch in words; 0 if it is none, or a call. */
  static int offset(Instruction i) {
    Kind kind = kind(i);
    return kind == Kind.BRANCH || kind == Kind.CONDITIONAL ? (int) (i.imm >> 2) : 0;
  }

  /** Returns whether the next instruction may be executed next, or when a call comes back. */
  static boolean fallsThrough(Instruction i) {
    return switch (kind(i)) {
      case PLAIN, CONDITIONAL, CALL, CALL_REGISTER -> true;
      default -> false;
    };
  }
}
