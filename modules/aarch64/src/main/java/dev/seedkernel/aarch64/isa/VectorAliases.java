package dev.seedkernel.aarch64.isa;

import java.util.List;

/**
 * Aliases of Advanced SIMD (Arm ARM C7.2). They have the operands of what they stand for, in
 * another order or without one, and so are made from its lines.
 */
final class VectorAliases {
  private static final String DUP_SCALAR = "01011110000";
  private static final String ORR_REGISTERS = "0Q001110101";

  private VectorAliases() {}

  static void define(AliasTable t) {
    for (Encoding e : InstructionSet.a64().encodings()) {
      switch (e.mnemonic()) {
        case "not" -> t.rename(e, "mvn");
        case "ins" -> t.rename(e, "mov");
        case "umov" -> {
          if (isWholeRegister(e)) {
            t.rename(e, "mov");
          }
        }
        case "dup" -> {
          if (e.bits().startsWith(DUP_SCALAR)) {
            t.rename(e, "mov");
          }
        }
        case "orr" -> {
          if (e.bits().startsWith(ORR_REGISTERS)) {
            Operand twice = new AliasOperands.SourceTwice(e.operands().get(1));
            t.rename(
                e,
                "mov",
                List.of(e.operands().get(0), twice),
                word -> e.field('n', word) == e.field('m', word));
          }
        }
        case "sshll", "sshll2", "ushll", "ushll2" -> lengthening(t, e);
        default -> {}
      }
    }
  }

  /** Returns whether umov copies an element as wide as the register: 32 bits to w, or 64 to x. */
  private static boolean isWholeRegister(Encoding umov) {
    // The lowest bit of imm5 that is set is the size of the element in bytes.
    return Integer.lowestOneBit((umov.value() >>> 16) & 31) >= 4;
  }

  /** {@code sxtl} is sshll by 0. */
  private static void lengthening(AliasTable t, Encoding shift) {
    String mnemonic = shift.mnemonic();
    String name = mnemonic.charAt(0) + "xtl" + (mnemonic.endsWith("2") ? "2" : "");
    t.add(
        mnemonic,
        shift.bits().replace('b', '0'),
        shift.constraint(),
        name,
        shift.operands().subList(0, 2),
        word -> true);
  }
}
