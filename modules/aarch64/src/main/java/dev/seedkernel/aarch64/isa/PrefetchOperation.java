package dev.seedkernel.aarch64.isa;

import java.util.List;
import java.util.Locale;

/** What PRFM is to do, field t: type, target and policy; other values are numbers. */
final class PrefetchOperation implements Operand {
  private static final List<String> TYPES = List.of("pld", "pli", "pst");
  private static final List<String> POLICIES = List.of("keep", "strm");

  @Override
  public void decode(Encoding encoding, int word, Instruction.Slots slots) {}

  @Override
  public String format(Encoding encoding, int word, long pc) {
    int operation = encoding.field('t', word);
    return isNamed(operation) ? name(operation) : "#0x%02x".formatted(operation);
  }

  private static boolean isNamed(int operation) {
    return operation >>> 3 < TYPES.size() && (operation >>> 1 & 3) < 3;
  }

  private static String name(int operation) {
    int level = (operation >>> 1 & 3) + 1;
    return TYPES.get(operation >>> 3) + "l" + level + POLICIES.get(operation & 1);
  }

  @Override
  public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
    String name = text.toLowerCase(Locale.ROOT);
    for (int operation = 0; operation < 32; operation++) {
      if (isNamed(operation) && name(operation).equals(name)) {
        return encoding.place('t', operation);
      }
    }
    return encoding.place('t', (int) Numbers.parse(text, resolver, 0, 31));
  }
}
