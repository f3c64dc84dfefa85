package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.isa.Aliases;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.InstructionSet;
import dev.seedkernel.aarch64.isa.Operand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Writes instructions as GNU objdump does, preferred aliases included, without the comments that it
 * puts behind {@code //}.
 */
public final class Disassembler {
  /** Two addresses on different pages, to see whether a text depends on where it stands. */
  private static final long ELSEWHERE = 1 << 20;

  private Disassembler() {}

  /**
   * Returns an instruction's text: the mnemonic, and after a tab its operands.
   *
   * <p>A word that no encoding owns comes out as {@code .inst} with the remark {@code ; undefined};
   * every other text can be assembled again.
   *
   * @param address where the instruction stands; branch targets are absolute
   */
  public static String disassemble(int word, long address) {
    Encoding owner = InstructionSet.a64().owner(word);
    if (owner == null) {
      return String.format(".inst\t0x%08x ; undefined", word);
    }
    Encoding alias = Aliases.a64().preferred(word);
    return format(alias == null ? owner : alias, word, address);
  }

  /** Returns the text of a word by one of the encodings that match it. */
  static String format(Encoding encoding, int word, long address) {
    StringBuilder text = new StringBuilder(encoding.mnemonic());
    String separator = "\t";
    for (Operand operand : encoding.operands()) {
      String part = operand.format(encoding, word, address);
      if (!part.isEmpty()) {
        text.append(separator).append(part);
        separator = ", ";
      }
    }
    return text.toString();
  }

  /**
   * Returns a listing of code like that of {@code objdump -dz}: a line for each word, a heading for
   * each symbol at the address of a word, and after an address the symbol that it lies behind.
   *
   * @param code little-endian words; bytes that are left over at the end are listed as data
   * @param address the address of the first byte
   * @param symbols addresses by name; may be empty
   */
  public static List<String> listing(byte[] code, long address, Map<String, Long> symbols) {
    NavigableMap<Long, String> byAddress = new TreeMap<>(Long::compareUnsigned);
    symbols.forEach((name, at) -> byAddress.putIfAbsent(at, name));
    ByteBuffer words = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    while (words.hasRemaining()) {
      long at = address + words.position();
      String name = byAddress.get(at);
      if (name != null) {
        lines.add("");
        lines.add(String.format("%016x <%s>:", at, name));
      }
      if (words.remaining() < 4) {
        int value = words.get() & 0xff;
        lines.add(String.format("%8x:\t%02x          \t.byte\t0x%02x", at, value, value));
      } else {
        int word = words.getInt();
        lines.add(String.format("%8x:\t%08x \t%s", at, word, withSymbol(word, at, byAddress)));
      }
    }
    return lines;
  }

  /** Puts the name of the symbol behind the address that an instruction refers to. */
  private static String withSymbol(int word, long at, NavigableMap<Long, String> symbols) {
    String text = disassemble(word, at);
    int start = text.lastIndexOf("0x");
    if (symbols.isEmpty() || start < 0 || text.equals(disassemble(word, at + ELSEWHERE))) {
      return text;
    }
    long target = Long.parseUnsignedLong(text.substring(start + 2), 16);
    Map.Entry<Long, String> symbol = symbols.floorEntry(target);
    String bare = text.substring(0, start) + Long.toHexString(target);
    if (symbol == null) {
      return bare;
    }
    long offset = target - symbol.getKey();
    String suffix = offset == 0 ? "" : "+0x" + Long.toHexString(offset);
    return bare + " <" + symbol.getValue() + suffix + ">";
  }
}
