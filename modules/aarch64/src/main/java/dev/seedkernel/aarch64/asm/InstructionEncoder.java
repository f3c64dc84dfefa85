package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import dev.seedkernel.aarch64.isa.Operand;
import dev.seedkernel.aarch64.isa.Operand.SyntaxError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the encoding that an instruction's text means.
 *
 * <p>The encodings of a mnemonic are tried in the order of the table, aliases last, and the first
 * one whose operands all can be read wins. Operands may hold commas (a post-indexed address, a
 * shifted register), so that each may take several of the texts between them.
 */
final class InstructionEncoder {
  /** The most texts between commas that one operand is made of. */
  private static final int MAX_TOKENS = 2;

  /** Registers with a number; others may have several names. */
  private static final Pattern REGISTER =
      Pattern.compile("[bdhqswxv]\\d+(\\.\\w+)?(\\[\\d+])?", Pattern.CASE_INSENSITIVE);

  private final Assembly assembly;
  private final Cursor cursor;
  private final Resolver resolver = new Resolver();

  /** How far the best attempt came, and what it expected there. */
  private int failedToken = -1;

  private String expected = "";

  /** A number was expected where a register stands: another encoding may have more to say. */
  private boolean vague;

  InstructionEncoder(Assembly assembly, Cursor cursor) {
    this.assembly = assembly;
    this.cursor = cursor;
  }

  /**
   * Encodes an instruction whose operands begin at the cursor.
   *
   * @param position where the mnemonic is, for messages
   */
  int encode(String name, int position) throws AssemblyException {
    String mnemonic = name.toLowerCase(Locale.ROOT);
    List<Encoding> candidates = Mnemonics.encodings(mnemonic);
    if (candidates.isEmpty()) {
      throw cursor.error(position, "expected an instruction, not " + name);
    }
    List<OperandText.Token> tokens = OperandText.split(cursor, assembly);
    for (Encoding candidate : candidates) {
      Attempt attempt = new Attempt(candidate, tokens);
      if (attempt.run(0, 0, candidate.value())) {
        return attempt.word;
      }
    }
    int at =
        failedToken >= 0 && failedToken < tokens.size()
            ? tokens.get(failedToken).position()
            : cursor.text().length();
    throw cursor.error(at, mnemonic + ": " + expected);
  }

  private void fail(int token, @Nullable String message) {
    boolean register = resolver.register;
    resolver.register = false;
    if (token > failedToken || (token == failedToken && vague && !register)) {
      vague = register;
      failedToken = token;
      expected = message == null ? "expected other operands" : message;
    }
  }

  /** One encoding against the operands that were written. */
  private final class Attempt {
    private final Encoding encoding;
    private final List<Operand> operands;
    private final List<OperandText.Token> tokens;
    private final String[] texts;
    private final int[] starts;
    private int word;

    /**
     * All operands were read, and do not fit together; other ways to read them would not either.
     */
    private boolean rejected;

    Attempt(Encoding encoding, List<OperandText.Token> tokens) {
      this.encoding = encoding;
      this.operands = encoding.operands();
      this.tokens = tokens;
      this.texts = new String[operands.size()];
      this.starts = new int[operands.size()];
    }

    /** Reads operands from {@code operand} on out of the texts from {@code token} on. */
    boolean run(int operand, int token, int bits) {
      if (operand == operands.size()) {
        if (token < tokens.size()) {
          fail(token, "expected no further operand, not " + tokens.get(token).text());
          return false;
        }
        word = bits;
        if (!encoding.matches(bits) || InstructionSet.a64().owner(bits) == null) {
          fail(token - 1, "expected operands that are allowed together");
          return false;
        }
        rejected = !consistent();
        return !rejected;
      }
      int most = Math.min(MAX_TOKENS, tokens.size() - token);
      StringBuilder text = new StringBuilder();
      for (int taken = 1; taken <= most; taken++) {
        text.append(taken == 1 ? "" : ", ").append(tokens.get(token + taken - 1).text());
        if (parse(operand, token, taken, bits, text.toString())) {
          return true;
        }
        if (rejected) {
          return false;
        }
      }
      if (operands.get(operand).optional()) {
        return parse(operand, token, 0, bits, "");
      }
      if (most == 0) {
        fail(token, "expected one more operand");
      }
      return false;
    }

    private boolean parse(int operand, int token, int taken, int bits, String text) {
      try {
        int more = operands.get(operand).parse(encoding, text, resolver);
        texts[operand] = text;
        starts[operand] = token;
        return run(operand + 1, token + taken, bits | more);
      } catch (SyntaxError e) {
        if (taken == 1) {
          fail(token, e.getMessage());
        }
        return false;
      }
    }

    /**
     * Operands may share a field (the arrangement of vectors, the width of an index register):
     * returns whether each reads in the word what it wrote, and each register is the one that was
     * written.
     */
    private boolean consistent() {
      int bits = encoding.value();
      int token = 0;
      try {
        for (int i = 0; i < texts.length; i++) {
          token = starts[i];
          Operand operand = operands.get(i);
          String text = operand.format(encoding, word, resolver.pc());
          boolean other = !text.isEmpty() && !text.equalsIgnoreCase(texts[i]);
          if (other && REGISTER.matcher(texts[i]).matches()) {
            throw new SyntaxError("expected " + text + ", not " + texts[i]);
          }
          if (!text.isEmpty() || operand.optional()) {
            bits |= operand.parse(encoding, text, resolver);
          }
        }
      } catch (SyntaxError e) {
        fail(token, e.getMessage());
        return false;
      }
      if (bits != word) {
        fail(token, "expected operands that fit together");
      }
      return bits == word;
    }
  }

  /** Evaluates what an operand does not know itself. */
  private final class Resolver implements Operand.Resolver {
    /** The last name that was not defined is that of a register. */
    private boolean register;

    @Override
    public long pc() {
      return assembly.here().absolute();
    }

    @Override
    public long value(String name) throws SyntaxError {
      Cursor text = new Cursor(name.startsWith("#") ? name.substring(1) : name, 1, 1);
      try {
        long value = Expression.evaluate(text, assembly).absolute();
        text.expectEnd();
        return value;
      } catch (AssemblyException e) {
        register = REGISTER.matcher(name).matches();
        throw new SyntaxError(e.expected());
      }
    }
  }
}
