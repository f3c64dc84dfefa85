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
import java.util.SortedMap;
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
    NavigableMap<Long, String> names = new TreeMap<>(Long::compareUnsigned);
    symbols.forEach((name, at) -> names.putIfAbsent(at, name));
    return listing(code, address, names, List.of());
  }

  /**
   * Returns a listing of code with data in it, which comes out as {@code .word}, {@code .short} and
   * {@code .byte}.
   *
   * @param code little-endian words; bytes that are left over at the end are listed as data
   * @param address the address of the first byte
   * @param names symbols by address; may be empty
   * @param mappings where code and data begin; before the first of them is code
   */
  public static List<String> listing(
      byte[] code, long address, SortedMap<Long, String> names, List<Section.Mapping> mappings) {
    NavigableMap<Long, String> byAddress = new TreeMap<>(Long::compareUnsigned);
    byAddress.putAll(names);
    NavigableMap<Long, Boolean> codeAt = new TreeMap<>(Long::compareUnsigned);
    mappings.forEach(mapping -> codeAt.put(mapping.address(), mapping.code()));
    ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    while (bytes.hasRemaining()) {
      long at = address + bytes.position();
      String name = byAddress.get(at);
      if (name != null) {
        lines.add("");
        lines.add(String.format("%016x <%s>:", at, name));
      }
      Map.Entry<Long, Boolean> mapping = codeAt.floorEntry(at);
      if (mapping != null && !mapping.getValue()) {
        long next = Math.min(distance(at, byAddress), distance(at, codeAt));
        lines.add(data(bytes, at, Math.min(next, bytes.remaining())));
      } else if (bytes.remaining() < 4) {
        lines.add(data(bytes, at, 1));
      } else {
        int word = bytes.getInt();
        lines.add(String.format("%8x:\t%08x \t%s", at, word, withSymbol(word, at, byAddress)));
      }
    }
    return lines;
  }

  /** Returns how far the next key is, at most four bytes. */
  private static long distance(long at, NavigableMap<Long, ?> map) {
    Long next = map.higherKey(at);
    return next == null ? 4 : Math.min(4, next - at);
  }

  /**
   * Takes up to four bytes of data: no more than up to a multiple of four, nor than there may be.
   */
  private static String data(ByteBuffer bytes, long at, long most) {
    int size = (int) Math.min(most, 4 - (at & 3));
    if (size == 3) {
      size = (at & 1) != 0 ? 1 : 2;
    }
    return switch (size) {
      case 1 -> String.format("%8x:\t%02x          \t.byte\t0x%<02x", at, bytes.get() & 0xff);
      case 2 -> String.format("%8x:\t%04x      \t.short\t0x%<04x", at, bytes.getShort() & 0xffff);
      default -> String.format("%8x:\t%08x \t.word\t0x%<08x", at, bytes.getInt());
    };
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
