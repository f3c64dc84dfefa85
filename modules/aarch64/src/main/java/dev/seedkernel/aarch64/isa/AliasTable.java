package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Collects aliases. In a list of operands, {@code =name} is a word that stands for itself. */
final class AliasTable {
  private final List<Aliases.Alias> aliases = new ArrayList<>();

  private static boolean always(int word) {
    return true;
  }

  private static boolean never(int word) {
    return false;
  }

  List<Aliases.Alias> aliases() {
    return aliases;
  }

  /** Adds an alias that is always preferred. */
  void line(String of, String bits, String mnemonic, String operands) {
    line(of, bits, "", mnemonic, operands, AliasTable::always);
  }

  /** Adds an alias that is preferred for some words. */
  void line(String of, String bits, String mnemonic, String operands, IntPredicate preferred) {
    line(of, bits, "", mnemonic, operands, preferred);
  }

  /** Adds an alias that is read and never written. */
  void spelling(String of, String bits, String mnemonic, String operands) {
    line(of, bits, "", mnemonic, operands, AliasTable::never);
  }

  /** Adds such an alias for 32 and for 64 bits. */
  void spellings(String of, String bits, String mnemonic, String operands) {
    both(of, bits, "", mnemonic, operands, AliasTable::never);
  }

  /** Adds another name of a whole encoding, with its operands in some order. */
  void rename(Encoding encoding, String mnemonic, List<Operand> operands, IntPredicate preferred) {
    add(encoding.mnemonic(), encoding.bits(), encoding.constraint(), mnemonic, operands, preferred);
  }

  /** Adds a name of a whole encoding that is always preferred. */
  void rename(Encoding encoding, String mnemonic) {
    rename(encoding, mnemonic, encoding.operands(), AliasTable::always);
  }

  /** Adds a name of a whole encoding that is read and never written. */
  void spelling(Encoding encoding, String mnemonic, List<Operand> operands) {
    rename(encoding, mnemonic, operands, AliasTable::never);
  }

  /**
   * Adds an alias for 32 and for 64 bits: {@code *} in the bit string is sf, and {@code ?} in the
   * operands w or x.
   */
  void both(String of, String bits, String mnemonic, String operands) {
    both(of, bits, "", mnemonic, operands, AliasTable::always);
  }

  void both(
      String of,
      String bits,
      String constraint,
      String mnemonic,
      String operands,
      IntPredicate preferred) {
    line(of, bits.replace('*', '0'), constraint, mnemonic, operands.replace('?', 'W'), preferred);
    line(of, bits.replace('*', '1'), constraint, mnemonic, operands.replace('?', 'X'), preferred);
  }

  void line(
      String of,
      String bits,
      String constraint,
      String mnemonic,
      String operands,
      IntPredicate preferred) {
    List<Operand> list = new ArrayList<>();
    for (String name : operands.isEmpty() ? new String[0] : operands.split(" ", -1)) {
      if (name.startsWith("=")) {
        list.add(new Keyword(name.substring(1)));
      } else {
        list.addAll(Operands.named(name));
      }
    }
    add(of, bits, constraint, mnemonic, list, preferred);
  }

  void add(
      String of,
      String bits,
      String constraint,
      String mnemonic,
      List<Operand> list,
      IntPredicate preferred) {
    Encoding encoding =
        new Encoding(
            bits,
            constraint,
            mnemonic,
            () -> list,
            Feature.BASE,
            FeatureSet.BASE,
            "alias of " + of,
            0,
            0,
            false);
    aliases.add(new Aliases.Alias(of, encoding, preferred));
  }

  /** A word that has no bits of its own. */
  private record Keyword(String name) implements Operand {
    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return name;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (!text.toLowerCase(Locale.ROOT).equals(name)) {
        throw new SyntaxError("expected " + name + ", not " + text);
      }
      return 0;
    }
  }
}
