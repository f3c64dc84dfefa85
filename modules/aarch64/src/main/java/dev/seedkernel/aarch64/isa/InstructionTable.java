package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Feature;
import java.util.ArrayList;
import java.util.List;

/** Collects the lines of the table; a group of the manual adds its own. */
final class InstructionTable {
  /** For encodings that are known and not implemented, and for words that no encoding owns. */
  static final Semantics UNDEFINED =
      (cpu, i) -> {
        cpu.pc(cpu.currentPc());
        cpu.leave(new Exit.UndefinedInstruction(i.word));
      };

  /** For hints that need nothing done. */
  static final Semantics NO_OPERATION = (cpu, i) -> {};

  private final List<Encoding> encodings = new ArrayList<>();
  private Feature feature = Feature.BASE;

  /** Sets the feature that the lines after this one need. */
  InstructionTable feature(Feature newFeature) {
    feature = newFeature;
    return this;
  }

  /** Adds an encoding. */
  void line(String bits, String mnemonic, String operands, String section, Semantics semantics) {
    line(bits, "", mnemonic, operands, section, semantics);
  }

  /** Adds an encoding whose fields are constrained. */
  void line(
      String bits,
      String constraint,
      String mnemonic,
      String operands,
      String section,
      Semantics semantics) {
    add(bits, constraint, mnemonic, operands, section, semantics, true);
  }

  /** Adds an encoding that is known and not implemented: it is undefined when executed. */
  void known(String bits, String constraint, String mnemonic, String operands, String section) {
    add(bits, constraint, mnemonic, operands, section, UNDEFINED, false);
  }

  private void add(
      String bits,
      String constraint,
      String mnemonic,
      String operands,
      String section,
      Semantics semantics,
      boolean implemented) {
    encodings.add(
        new Encoding(
            bits,
            constraint,
            mnemonic,
            Operands.named(operands),
            feature,
            section,
            semantics,
            implemented));
  }

  List<Encoding> encodings() {
    return encodings;
  }
}
