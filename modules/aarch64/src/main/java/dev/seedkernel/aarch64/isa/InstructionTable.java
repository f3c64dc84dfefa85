package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the lines of the table; a group of the manual adds its own.
 *
 * <p>To link a method reference costs a fraction of a millisecond, and a program uses a tenth of
 * the lines. So {@link #line} says no where lines are collected, and yes where it is reached again
 * for the line that is decoded for the first time:
 *
 * <pre>{@code if (t.line(bits, mnemonic, operands, section)) t.does(Group::method);}</pre>
 */
final class InstructionTable {
  private static final int NONE = -1;

  /** For encodings that are known and not implemented, and for words that no encoding owns. */
  static final Semantics UNDEFINED =
      (cpu, i) -> {
        cpu.pc(cpu.currentPc());
        cpu.leave(new Exit.UndefinedInstruction(i.word));
      };

  /** For hints that need nothing done. */
  static final Semantics NO_OPERATION = (cpu, i) -> {};

  private final int wanted;
  private final List<Encoding> encodings = new ArrayList<>();
  private Feature feature = Feature.BASE;
  private FeatureSet features = FeatureSet.BASE;
  private int group;
  private int index;
  private Semantics semantics = UNDEFINED;

  private InstructionTable(int wanted) {
    this.wanted = wanted;
  }

  /** Returns all lines, which do not know yet what they do. */
  static List<Encoding> encodings() {
    InstructionTable table = new InstructionTable(NONE);
    for (; InstructionSet.define(table.group, table); table.group++) {
      table.index = 0;
    }
    return table.encodings;
  }

  /** Returns what a line does. */
  static Semantics semantics(int group, int line) {
    InstructionTable table = new InstructionTable(line);
    InstructionSet.define(group, table);
    return table.semantics;
  }

  /**
   * Sets the features that the lines after this one need: the one that they came with, and others
   * that it can be without. Lines are undefined unless all are there, with what they require.
   */
  InstructionTable feature(Feature newFeature, Feature... others) {
    feature = newFeature;
    features = FeatureSet.of(newFeature).with(others);
    return this;
  }

  /**
   * Adds an encoding.
   *
   * @return whether what it does must be told now, by {@link #does}
   */
  boolean line(String bits, String mnemonic, String operands, String section) {
    return line(bits, "", mnemonic, operands, section);
  }

  /**
   * Adds an encoding whose fields are constrained.
   *
   * @return whether what it does must be told now, by {@link #does}
   */
  boolean line(String bits, String constraint, String mnemonic, String operands, String section) {
    return add(bits, constraint, mnemonic, operands, section, true);
  }

  /** Tells what the last line does. */
  void does(Semantics newSemantics) {
    semantics = newSemantics;
  }

  /** Adds an encoding that is known and not implemented: it is undefined when executed. */
  void known(String bits, String constraint, String mnemonic, String operands, String section) {
    add(bits, constraint, mnemonic, operands, section, false);
  }

  private boolean add(
      String bits,
      String constraint,
      String mnemonic,
      String operands,
      String section,
      boolean implemented) {
    int line = index++;
    if (wanted != NONE) {
      return line == wanted;
    }
    encodings.add(
        new Encoding(
            bits,
            constraint,
            mnemonic,
            () -> Operands.named(operands),
            feature,
            features,
            section,
            group,
            line,
            implemented));
    return false;
  }
}
