package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.isa.Operand.Resolver;
import dev.seedkernel.aarch64.isa.Operand.SyntaxError;
import java.util.ArrayList;
import java.util.List;

/** Assembles canonical text straight from the table: just enough for tests. */
final class TableAssembler {
  private TableAssembler() {}

  /** Returns the word of an instruction. */
  static int assemble(String text, long pc) {
    String[] parts = text.strip().split("\\s+", 2);
    List<String> operands = parts.length == 1 ? List.of() : split(parts[1]);
    List<String> errors = new ArrayList<>();
    for (Encoding encoding : InstructionSet.a64().encodings()) {
      if (encoding.mnemonic().equals(parts[0])) {
        try {
          int word = parse(encoding, operands, pc);
          if (encoding.matches(word)) {
            return word;
          }
        } catch (SyntaxError e) {
          errors.add(encoding + ": " + e.getMessage());
        }
      }
    }
    throw new AssertionError("cannot assemble " + text + " " + errors);
  }

  /** Reads operands by one encoding; optional ones are left out where a text is missing. */
  static int parse(Encoding encoding, List<String> texts, long pc) throws SyntaxError {
    Resolver resolver = new AtAddress(pc);
    int word = encoding.value();
    int next = 0;
    int missing = encoding.operands().size() - texts.size();
    for (Operand operand : encoding.operands()) {
      boolean absent = operand.optional() && missing > 0;
      if (!absent && next == texts.size()) {
        throw new SyntaxError("too few operands");
      }
      word |= operand.parse(encoding, absent ? "" : texts.get(next++), resolver);
      missing -= absent ? 1 : 0;
    }
    if (next != texts.size()) {
      throw new SyntaxError("too many operands");
    }
    return word;
  }

  /** Returns the text of a word, as objdump writes it without aliases. */
  static String disassemble(Encoding encoding, int word, long pc) {
    List<String> texts = operandTexts(encoding, word, pc);
    return texts.isEmpty()
        ? encoding.mnemonic()
        : encoding.mnemonic() + " " + String.join(", ", texts);
  }

  static List<String> operandTexts(Encoding encoding, int word, long pc) {
    List<String> texts = new ArrayList<>();
    for (Operand operand : encoding.operands()) {
      String text = operand.format(encoding, word, pc);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static List<String> split(String text) {
    List<String> result = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        result.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    result.add(text.substring(start).strip());
    return result;
  }

  private record AtAddress(long pc) implements Resolver {
    @Override
    public long value(String name) throws SyntaxError {
      throw new SyntaxError("no symbol " + name);
    }
  }
}
