package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line of the instruction table.
 *
 * <p>The bit string has 32 characters, bit 31 first: {@code 0} and {@code 1} are fixed, a letter is
 * a bit of the field of that name (scattered bits of one letter form one field, highest first). The
 * constraint narrows it where the manual reserves values: {@code "z!=3|Q!=0 & i<8"}, where {@code
 * |} binds tighter. Where two encodings match a word, the one with more fixed bits owns it.
 */
public final class Encoding {
  private static final int LETTERS = 128;

  private final String bits;
  private final String constraint;
  private final String mnemonic;
  private final Supplier<List<Operand>> operands;
  private final Feature feature;
  private final FeatureSet features;
  private final String section;
  private final int group;
  private final int line;
  private @Nullable Semantics semantics;
  private final boolean implemented;
  private final int mask;
  private final int value;
  private @Nullable Details details;

  Encoding(
      String bits,
      String constraint,
      String mnemonic,
      Supplier<List<Operand>> operands,
      Feature feature,
      FeatureSet features,
      String section,
      int group,
      int line,
      boolean implemented) {
    if (bits.length() != 32) {
      throw new IllegalArgumentException(bits + " has " + bits.length() + " characters, not 32");
    }
    this.bits = bits;
    this.constraint = constraint;
    this.mnemonic = mnemonic;
    this.operands = operands;
    this.feature = feature;
    this.features = features;
    this.section = section;
    this.group = group;
    this.line = line;
    this.implemented = implemented;
    int fixed = 0;
    int ones = 0;
    for (byte c : bits.getBytes(StandardCharsets.ISO_8859_1)) {
      // '0' and '1' differ in bit 0 only, and letters differ from both above it.
      int isFixed = (c & ~1) == '0' ? 1 : 0;
      fixed = fixed << 1 | isFixed;
      ones = ones << 1 | (c & isFixed);
    }
    this.mask = fixed;
    this.value = ones;
  }

  /** What only encodings that are met need: a program has a tenth of the table. */
  private static final class Details {
    private final int[] fields = new int[LETTERS];
    private final List<Constraint> constraints;
    private final List<Operand> operands;

    Details(Encoding line) {
      for (int i = 0; i < line.bits.length(); i++) {
        fields[line.bits.charAt(i)] |= 1 << (31 - i);
      }
      fields['0'] = 0;
      fields['1'] = 0;
      constraints = Constraint.parse(line.constraint, fields);
      operands = List.copyOf(line.operands.get());
    }
  }

  /** Returns the rest of the line, which is read when it is asked for. A race reads it twice. */
  private Details details() {
    Details known = details;
    if (known == null) {
      known = new Details(this);
      details = known;
    }
    return known;
  }

  /** Returns the 32 characters of the bit string. */
  public String bits() {
    return bits;
  }

  /** Returns the constraint as the table writes it; empty if there is none. */
  String constraint() {
    return constraint;
  }

  /** Returns the mnemonic in lower case, as the manual and GNU as spell it. */
  public String mnemonic() {
    return mnemonic;
  }

  public List<Operand> operands() {
    return details().operands;
  }

  /** Returns the feature that it came with. */
  public Feature feature() {
    return feature;
  }

  /** Returns what it needs: it is undefined where one of these features is missing. */
  public FeatureSet features() {
    return features;
  }

  /**
   * Returns where the Arm Architecture Reference Manual defines the instruction: the chapter and
   * the title of the page, which outlive the numbers of sections.
   */
  public String section() {
    return section;
  }

  /**
   * Returns whether it can be executed; an encoding that is only known is undefined when executed.
   */
  public boolean implemented() {
    return implemented;
  }

  /** Returns the bits that are fixed. */
  public int mask() {
    return mask;
  }

  /** Returns the value of the fixed bits. */
  public int value() {
    return value;
  }

  public boolean has(char letter) {
    return details().fields[letter] != 0;
  }

  /** Returns the width of a field in bits; 0 if there is no such field. */
  public int width(char letter) {
    return Integer.bitCount(details().fields[letter]);
  }

  /** Takes a field out of a word, unsigned. */
  public int field(char letter, int word) {
    return Integer.compress(word, details().fields[letter]);
  }

  /** Takes a field out of a word, sign-extended. */
  public int signedField(char letter, int word) {
    int shift = 32 - width(letter);
    return field(letter, word) << shift >> shift;
  }

  /**
   * Returns a word with only this field set; bits of {@code content} beyond its width are dropped.
   */
  public int place(char letter, int content) {
    return Integer.expand(content, details().fields[letter]);
  }

  /** Returns whether the fixed bits and the constraints hold, and every operand is allocated. */
  public boolean matches(int word) {
    if ((word & mask) != value) {
      return false;
    }
    Details known = details();
    for (Constraint c : known.constraints) {
      if (!c.holds(this, word)) {
        return false;
      }
    }
    for (Operand operand : known.operands) {
      if (!operand.allocated(this, word)) {
        return false;
      }
    }
    return true;
  }

  /** Returns what it does, which is found when it is first decoded. A race finds it twice. */
  Semantics semantics() {
    Semantics known = semantics;
    if (known == null) {
      known = implemented ? InstructionTable.semantics(group, line) : InstructionTable.UNDEFINED;
      semantics = known;
    }
    return known;
  }

  /** Decodes a word that {@link #matches}. */
  Instruction decode(int word) {
    Instruction.Slots slots = new Instruction.Slots();
    for (Operand operand : details().operands) {
      operand.decode(this, word, slots);
    }
    return new Instruction(this, word, slots);
  }

  @Override
  public String toString() {
    return bits + " " + mnemonic;
  }

  /** {@code letter op number | …}: comparisons of unsigned fields with constants; one must hold. */
  private record Constraint(List<Comparison> alternatives) {
    static List<Constraint> parse(String text, int[] fields) {
      List<Constraint> result = new ArrayList<>();
      if (text.isBlank()) {
        return result;
      }
      for (String part : text.split("&", -1)) {
        List<Comparison> alternatives = new ArrayList<>();
        for (String alternative : part.split("\\|", -1)) {
          alternatives.add(Comparison.parse(alternative.strip(), fields));
        }
        result.add(new Constraint(List.copyOf(alternatives)));
      }
      return List.copyOf(result);
    }

    boolean holds(Encoding encoding, int word) {
      for (Comparison alternative : alternatives) {
        if (alternative.holds(encoding, word)) {
          return true;
        }
      }
      return false;
    }
  }

  private record Comparison(char letter, String operator, int number) {
    static Comparison parse(String text, int[] fields) {
      char letter = text.charAt(0);
      String rest = text.substring(1);
      int digits = rest.startsWith("!=") || rest.startsWith("<=") || rest.startsWith(">=") ? 2 : 1;
      if (fields[letter] == 0) {
        throw new IllegalArgumentException(text + ": no field " + letter);
      }
      return new Comparison(
          letter, rest.substring(0, digits), Integer.parseInt(rest.substring(digits)));
    }

    boolean holds(Encoding encoding, int word) {
      int field = encoding.field(letter, word);
      return switch (operator) {
        case "!=" -> field != number;
        case "<=" -> field <= number;
        case ">=" -> field >= number;
        case "<" -> field < number;
        case ">" -> field > number;
        case "=" -> field == number;
        default -> throw new IllegalStateException("constraint operator " + operator);
      };
    }
  }
}
