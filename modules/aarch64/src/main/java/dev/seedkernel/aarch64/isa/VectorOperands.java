package dev.seedkernel.aarch64.isa;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SIMD&FP registers. The letter of the field says the slot: d and t (of loads and stores) slot d, u
 * (Rt2) slot a, n, m and a their own.
 *
 * <ul>
 *   <li>{@code Bd Hd Sd Dd Qd}: scalars. {@code Fd} is S or D by a field z of one bit, {@code Zd} B
 *       to D by one of two bits, {@code ZWd} the next larger.
 *   <li>{@code Vd.T}: a vector of a {@link VectorShape}; {@code Vd.4S}: of a fixed one.
 *   <li>{@code Vn.S[i]}, {@code Vn.S[j]}: an element of a copy; {@code Vn.D[1]}: the upper half;
 *       {@code Vm.T[]} and {@code Vm.F[]}: an element of instructions by element, index in slot
 *       imm; {@code Vm.H[hl]}: a complex number of two halfwords.
 *   <li>{@code {Vt.T*3}}: a list; {@code {Vt.S*3}[]}: an element of each of a list, field x.
 * </ul>
 *
 * <p>The layout that defines the instruction is left in slot aux: where several operands have one,
 * that of the last whose shape is {@link VectorShape#leading}.
 */
final class VectorOperands {
  private static final Pattern NUMBER = Pattern.compile("\\{?\\s*[vbhsdq]([0-9]{1,2}).*");

  private VectorOperands() {}

  static void define(Map<String, Operand> byName) {
    for (char letter : "dtunma".toCharArray()) {
      defineScalars(byName, letter);
      for (VectorShape shape : VectorShape.values()) {
        byName.put("V" + letter + "." + shape, new Vector(letter, shape, -1));
      }
      for (int full = 0; full <= VectorShape.FULL; full += VectorShape.FULL) {
        for (int size = 0; size <= 3 + full / VectorShape.FULL; size++) {
          String name = VectorShape.name(size | full).toUpperCase(Locale.ROOT);
          byName.put("V" + letter + "." + name, new Vector(letter, VectorShape.B, size | full));
        }
      }
    }
    for (int size = 0; size <= 3; size++) {
      String element = VectorShape.element(size).toUpperCase(Locale.ROOT);
      byName.put("Vd." + element + "[i]", new CopyElement('d', size, 'i'));
      byName.put("Vn." + element + "[i]", new CopyElement('n', size, 'i'));
      byName.put("Vn." + element + "[j]", new CopyElement('n', size, 'j'));
    }
    byName.put("Vm.S[i]", new CopyElement('m', 2, 'i'));
    byName.put("Vm.H[hl]", new ComplexElement());
    byName.put("Vd.D[1]", new UpperHalf('d'));
    byName.put("Vn.D[1]", new UpperHalf('n'));
    byName.put("Vm.T[]", new IndexedElement(0, ""));
    byName.put("Vm.F[]", new IndexedElement(2, ""));
    byName.put("Vm.H[]", new IndexedElement(1, ""));
    byName.put("Vm.4B[]", new IndexedElement(2, "4b"));
    byName.put("Vm.2H[]", new IndexedElement(2, "2h"));
    for (int count = 1; count <= 4; count++) {
      for (VectorShape shape : new VectorShape[] {VectorShape.A, VectorShape.T}) {
        byName.put("{Vt." + shape + "*" + count + "}", new RegisterList('t', count, shape, false));
      }
      byName.put("{Vn.16B*" + count + "}", new RegisterList('n', count, null, false));
      for (VectorShape s :
          new VectorShape[] {VectorShape.B, VectorShape.H, VectorShape.S, VectorShape.D}) {
        byName.put("{Vt." + s + "*" + count + "}[]", new RegisterList('t', count, s, true));
      }
    }
  }

  private static void defineScalars(Map<String, Operand> byName, char letter) {
    for (int size = 0; size <= 4; size++) {
      String name = VectorShape.element(size).toUpperCase(Locale.ROOT) + letter;
      byName.put(name, new Scalar(letter, VectorShape.B, size));
    }
    byName.put("F" + letter, new Scalar(letter, VectorShape.F, -1));
    byName.put("Z" + letter, new Scalar(letter, VectorShape.A, -1));
    byName.put("ZW" + letter, new Scalar(letter, VectorShape.L, -1));
  }

  /** An operand that is one register and some fields that say how it is written. */
  private abstract static class VectorOperand implements Operand {
    final char letter;

    VectorOperand(char letter) {
      this.letter = letter;
    }

    /** Returns the fields, besides the register, that the text depends on. */
    abstract String letters();

    int number(Encoding encoding, int word) {
      return encoding.field(letter, word);
    }

    void decodeNumber(Encoding encoding, int word, Instruction.Slots slots) {
      int number = number(encoding, word);
      switch (letter) {
        case 'd', 't' -> slots.d = number;
        case 'n' -> slots.n = number;
        case 'm' -> slots.m = number;
        case 'a', 'u' -> slots.a = number;
        default -> throw new IllegalStateException("register field " + letter);
      }
    }

    int placeNumber(Encoding encoding, int number) {
      return encoding.place(letter, number);
    }

    /** Tries every value of the fields, which are few, until the text comes out. */
    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String wanted = text.toLowerCase(Locale.ROOT).strip();
      Matcher matcher = NUMBER.matcher(wanted);
      if (matcher.matches()) {
        int register = placeNumber(encoding, Integer.parseInt(matcher.group(1)) & 31);
        int free = 0;
        for (char field : letters().toCharArray()) {
          free |= encoding.place(field, -1);
        }
        int subset = 0;
        do {
          int word = encoding.value() | register | subset;
          if (allocated(encoding, word) && matches(wanted, format(encoding, word, 0))) {
            return register | subset;
          }
          subset = (subset - free) & free;
        } while (subset != 0);
      }
      throw new SyntaxError("expected " + describe(encoding) + ", not " + text);
    }

    boolean matches(String wanted, String formatted) {
      return wanted.replaceAll("\\s", "").equals(formatted.replaceAll("\\s", ""));
    }

    private String describe(Encoding encoding) {
      return "an operand like " + format(encoding, encoding.value(), 0);
    }
  }

  private static final class Scalar extends VectorOperand {
    private final VectorShape shape;
    private final int fixed;

    Scalar(char letter, VectorShape shape, int fixed) {
      super(letter);
      this.shape = shape;
      this.fixed = fixed;
    }

    private int size(Encoding encoding, int word) {
      return fixed >= 0 ? fixed : shape.size(encoding, word);
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      if (fixed >= 0 ? letter == 'd' : shape.leading) {
        slots.aux = size(encoding, word) | VectorShape.SCALAR;
      }
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      int size = size(encoding, word);
      return size >= 0 && size <= (fixed >= 0 ? 4 : 3);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int size = Math.clamp(size(encoding, word), 0, 4);
      return VectorShape.element(size) + number(encoding, word);
    }

    @Override
    String letters() {
      return fixed >= 0 ? "" : shape.letters.replace("Q", "");
    }
  }

  private static final class Vector extends VectorOperand {
    private final VectorShape shape;
    private final int fixed;

    Vector(char letter, VectorShape shape, int fixed) {
      super(letter);
      this.shape = shape;
      this.fixed = fixed;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      if (fixed >= 0 ? letter == 'd' : shape.leading) {
        slots.aux = fixed >= 0 ? fixed : shape.layout(encoding, word);
      }
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      return fixed >= 0 || shape.layout(encoding, word) >= 0;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int layout = fixed >= 0 ? fixed : Math.max(shape.layout(encoding, word), 0);
      return "v" + number(encoding, word) + "." + shape.suffix(layout);
    }

    @Override
    String letters() {
      return fixed >= 0 ? "" : shape.letters;
    }
  }

  /** {@code v1.s[2]} of a copy: the index is field i, left in slot imm, or j, left in slot a. */
  private static final class CopyElement extends VectorOperand {
    private final int size;
    private final char index;

    CopyElement(char letter, int size, char index) {
      super(letter);
      this.size = size;
      this.index = index;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      if (index == 'j') {
        slots.a = encoding.field('j', word);
      } else {
        slots.imm = encoding.field('i', word);
        // DUP reads an element and writes vectors: those say the layout.
        slots.aux = Math.max(slots.aux, size);
      }
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      String element = VectorShape.element(size);
      return "v%d.%s[%d]".formatted(number(encoding, word), element, encoding.field(index, word));
    }

    @Override
    String letters() {
      return String.valueOf(index);
    }
  }

  /** {@code v1.h[2]}: fields h, l (bits 11, 21) are the index of a pair, left in slot imm. */
  private static final class ComplexElement extends VectorOperand {
    ComplexElement() {
      super('m');
    }

    private static int index(Encoding encoding, int word) {
      return encoding.field('h', word) << 1 | encoding.field('l', word);
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      slots.imm = index(encoding, word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "v%d.h[%d]".formatted(number(encoding, word), index(encoding, word));
    }

    @Override
    String letters() {
      return "hl";
    }
  }

  /** {@code v1.d[1]} of FMOV. */
  private static final class UpperHalf extends VectorOperand {
    UpperHalf(char letter) {
      super(letter);
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "v" + number(encoding, word) + ".d[1]";
    }

    @Override
    String letters() {
      return "";
    }
  }

  /**
   * {@code v1.s[2]}: fields h, l, p (bits 11, 21, 20) are the index; of halfwords p is its lowest
   * bit, and of the others the highest bit of the register.
   */
  private static final class IndexedElement extends VectorOperand {
    /** The size where field z is 0, or missing. */
    private final int smallest;

    /** The smaller elements that are taken as one, or nothing. */
    private final String group;

    IndexedElement(int smallest, String group) {
      super('m');
      this.smallest = smallest;
      this.group = group;
    }

    private int size(Encoding encoding, int word) {
      return encoding.field('z', word) + smallest;
    }

    @Override
    int number(Encoding encoding, int word) {
      int high = size(encoding, word) == 1 ? 0 : encoding.field('p', word) << 4;
      return encoding.field('m', word) | high;
    }

    @Override
    int placeNumber(Encoding encoding, int number) {
      // Where p belongs to the index instead, it is one of the fields to try.
      return encoding.place('m', number);
    }

    private int index(Encoding encoding, int word) {
      int h = encoding.field('h', word);
      int l = encoding.field('l', word);
      return switch (size(encoding, word)) {
        case 1 -> h << 2 | l << 1 | encoding.field('p', word);
        case 2 -> h << 1 | l;
        default -> h;
      };
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      slots.imm = index(encoding, word);
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      int size = size(encoding, word);
      return size == 1
          || size == 2
          || (size == 3 && smallest == 2 && encoding.field('l', word) == 0);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      String element = group.isEmpty() ? VectorShape.element(size(encoding, word)) : group;
      return "v%d.%s[%d]".formatted(number(encoding, word), element, index(encoding, word));
    }

    @Override
    String letters() {
      return "zhlp";
    }
  }

  /**
   * {@code {v0.4s, v1.4s}}; three and four registers are written as a range, if they do not wrap.
   */
  private static final class RegisterList extends VectorOperand {
    private final int count;
    private final @Nullable VectorShape shape;
    private final boolean element;

    RegisterList(char letter, int count, @Nullable VectorShape shape, boolean element) {
      super(letter);
      this.count = count;
      this.shape = shape;
      this.element = element;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      decodeNumber(encoding, word, slots);
      if (element) {
        slots.aux = encoding.field('x', word);
      } else if (shape != null) {
        slots.aux = shape.layout(encoding, word);
      }
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      return element || shape == null || shape.layout(encoding, word) >= 0;
    }

    private String suffix(Encoding encoding, int word) {
      if (shape == null) {
        return "16b";
      }
      return element
          ? VectorShape.element(shape.size(encoding, word))
          : VectorShape.name(Math.max(shape.layout(encoding, word), 0));
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return text(encoding, word, count > 2 && number(encoding, word) + count <= 32);
    }

    private String text(Encoding encoding, int word, boolean range) {
      String suffix = "." + suffix(encoding, word);
      int first = number(encoding, word);
      StringBuilder s = new StringBuilder("{v").append(first).append(suffix);
      if (range) {
        s.append("-v").append(first + count - 1).append(suffix);
      } else {
        for (int i = 1; i < count; i++) {
          s.append(", v").append((first + i) % 32).append(suffix);
        }
      }
      s.append('}');
      return element
          ? s.append('[').append(encoding.field('x', word)).append(']').toString()
          : s.toString();
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      // Both spellings of a list are read.
      try {
        return super.parse(encoding, text, resolver);
      } catch (SyntaxError e) {
        return super.parse(encoding, spelledAsRange(text), resolver);
      }
    }

    private static String spelledAsRange(String text) {
      Matcher m =
          Pattern.compile("\\{\\s*(v[0-9]+\\.\\w+)\\s*,.*,\\s*(v[0-9]+\\.\\w+)\\s*}(.*)")
              .matcher(text.toLowerCase(Locale.ROOT).strip());
      return m.matches() ? "{" + m.group(1) + "-" + m.group(2) + "}" + m.group(3) : text;
    }

    @Override
    String letters() {
      return element ? "x" : shape == null ? "" : shape.letters;
    }
  }
}
