package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Lanes;
import java.util.Locale;
import java.util.Map;

/** Immediates of floating point and Advanced SIMD. The value is left in slot imm. */
final class VectorImmediates {
  private VectorImmediates() {}

  static void define(Map<String, Operand> byName) {
    byName.put("#shl", new ShiftAmount(false));
    byName.put("#shr", new ShiftAmount(true));
    byName.put("#esize", new ElementSize());
    byName.put("#0", new Constant("#0"));
    byName.put("#0.0", new Constant("#0.0"));
    byName.put("#ext", new ByteIndex());
    byName.put("#fbits", new FractionBits());
    byName.put("#rotate", new Rotation());
    byName.put("#fp.H", new FloatImmediate(1));
    byName.put("#fp.S", new FloatImmediate(2));
    byName.put("#fp.D", new FloatImmediate(3));
    for (Replication r : Replication.values()) {
      byName.put("#imm8." + r, new ModifiedImmediate(r));
    }
    byName.put("lsl8", new ModifiedShift("lsl", 0));
    byName.put("msl8", new ModifiedShift("msl", 8));
    for (int count = 1; count <= 4; count++) {
      byName.put("#list*" + count, new TransferSize(count, -1));
      byName.put("#replicate*" + count, new TransferSize(count, -2));
      for (int size = 0; size <= 3; size++) {
        byName.put("#element*" + (count << size), new TransferSize(count << size, 0));
      }
    }
  }

  /** A number that is written in decimal, and encoded in fields that may say other things too. */
  private abstract static class SmallNumber implements Operand {
    abstract int value(Encoding encoding, int word);

    /** Returns the fields that the value depends on. */
    abstract String letters();

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = value(encoding, word);
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return "#" + value(encoding, word);
    }

    /**
     * Finds the fields for a value. Fields that other operands know too, such as the size of
     * elements, are only tried where the value alone decides them.
     */
    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long wanted = Numbers.parse(text, resolver);
      int free = 0;
      for (char field : letters().toCharArray()) {
        free |= encoding.place(field, -1);
      }
      int subset = 0;
      do {
        int word = encoding.value() | subset;
        if (allocated(encoding, word) && value(encoding, word) == wanted) {
          return subset;
        }
        subset = (subset - free) & free;
      } while (subset != 0);
      throw new SyntaxError("value cannot be encoded: " + text);
    }
  }

  /** What immh:immb of a shift leave for the amount, field b: as wide as the size asks for. */
  private static final class ShiftAmount extends SmallNumber {
    private final boolean right;

    ShiftAmount(boolean right) {
      this.right = right;
    }

    @Override
    int value(Encoding encoding, int word) {
      int b = encoding.field('b', word);
      return right ? (1 << encoding.width('b')) - b : b;
    }

    @Override
    String letters() {
      return "b";
    }
  }

  /** The shift of SHLL, which is the size of the elements in bits. */
  private static final class ElementSize extends SmallNumber {
    @Override
    int value(Encoding encoding, int word) {
      return 8 << encoding.field('z', word);
    }

    @Override
    String letters() {
      return "z";
    }
  }

  /** The lowest byte of EXT; of 64-bit vectors only 8 can be. */
  private static final class ByteIndex extends SmallNumber {
    @Override
    int value(Encoding encoding, int word) {
      return encoding.field('i', word);
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      return encoding.field('Q', word) != 0 || encoding.field('i', word) < 8;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      return encoding.place('i', (int) Numbers.parse(text, resolver, 0, 15));
    }

    @Override
    String letters() {
      return "i";
    }
  }

  /** Fraction bits of a conversion: 64 - field s. Of a 32-bit register at most 32. */
  private static final class FractionBits extends SmallNumber {
    @Override
    int value(Encoding encoding, int word) {
      return 64 - encoding.field('s', word);
    }

    @Override
    public boolean allocated(Encoding encoding, int word) {
      return word < 0 || encoding.field('s', word) >= 32;
    }

    @Override
    String letters() {
      return "s";
    }
  }

  /**
   * The angle of a complex operation in degrees, field r; left in slot a, in quarters of a circle.
   * Where the field has one bit, an angle is 90 or 270.
   */
  private static final class Rotation extends SmallNumber {
    private static int quarters(Encoding encoding, int word) {
      int r = encoding.field('r', word);
      return encoding.width('r') == 1 ? 1 + 2 * r : r;
    }

    @Override
    int value(Encoding encoding, int word) {
      return 90 * quarters(encoding, word);
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.a = quarters(encoding, word);
    }

    @Override
    String letters() {
      return "r";
    }
  }

  /** The offset of a post-indexed address, which is what the transfer register list takes. */
  private static final class TransferSize extends SmallNumber {
    private final int count;

    /** 0: count is in bytes; -1: in registers of 8 or 16 bytes; -2: in elements of field z. */
    private final int unit;

    TransferSize(int count, int unit) {
      this.count = count;
      this.unit = unit;
    }

    @Override
    int value(Encoding encoding, int word) {
      return switch (unit) {
        case -1 -> count * (8 << encoding.field('Q', word));
        case -2 -> count << encoding.field('z', word);
        default -> count;
      };
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      super.decode(encoding, word, slots);
      slots.m = Cpu.ZR;
    }

    @Override
    String letters() {
      return unit == -1 ? "Q" : unit == -2 ? "z" : "";
    }
  }

  private static final class Constant implements Operand {
    private final String text;

    Constant(String text) {
      this.text = text;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = 0;
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return text;
    }

    @Override
    public int parse(Encoding encoding, String operand, Resolver resolver) throws SyntaxError {
      String number = operand.startsWith("#") ? operand.substring(1).strip() : operand;
      if (!number.matches("0(\\.0*)?|0x0+|0\\.0*e[+-]?0+")) {
        throw new SyntaxError("expected " + text + ", not " + operand);
      }
      return 0;
    }
  }

  /** {@code #1.5}: sign, three bits of exponent and four of fraction (Arm ARM, VFPExpandImm). */
  private static final class FloatImmediate implements Operand {
    private final int size;

    FloatImmediate(int size) {
      this.size = size;
    }

    private static double value(int imm8) {
      int exponent = ((imm8 >> 4 & 7) ^ 4) - 3;
      double magnitude = Math.scalb((16 + (imm8 & 15)) / 16.0, exponent);
      return (imm8 & 0x80) != 0 ? -magnitude : magnitude;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      double value = value(encoding.field('i', word));
      slots.imm =
          switch (size) {
            case 1 -> Lanes.replicate(Float.floatToFloat16((float) value), 1);
            case 2 -> Lanes.replicate(Float.floatToRawIntBits((float) value), 2);
            default -> Double.doubleToRawLongBits(value);
          };
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      return String.format(Locale.ROOT, "#%.18e", value(encoding.field('i', word)));
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      String number = text.startsWith("#") ? text.substring(1).strip() : text;
      try {
        double wanted = Double.parseDouble(number);
        for (int imm8 = 0; imm8 < 256; imm8++) {
          if (value(imm8) == wanted) {
            return encoding.place('i', imm8);
          }
        }
      } catch (NumberFormatException e) {
        throw new SyntaxError("not a number: " + text);
      }
      throw new SyntaxError("not +-n/16 * 2^r with n from 16 to 31 and r from -3 to 4: " + text);
    }
  }

  /** How eight bits become 64 (Arm ARM, AdvSIMDExpandImm). Field k is the shift in bytes. */
  private enum Replication {
    B {
      @Override
      long expand(int imm8, int k) {
        return imm8 * 0x0101_0101_0101_0101L;
      }
    },
    H {
      @Override
      long expand(int imm8, int k) {
        return ((long) imm8 << (8 * k) & 0xffff)
            | ((long) imm8 << (8 * k) & 0xffff) * 0x1_0001_0001_0000L;
      }
    },
    S {
      @Override
      long expand(int imm8, int k) {
        long word = (long) imm8 << (8 * k);
        return word << 32 | word;
      }
    },
    /** Shifts in ones. */
    M {
      @Override
      long expand(int imm8, int k) {
        int shift = 8 * (k + 1);
        long word = (long) imm8 << shift | (1L << shift) - 1;
        return word << 32 | word;
      }
    },
    /** Each bit becomes a byte. */
    D {
      @Override
      long expand(int imm8, int k) {
        return Long.expand(imm8, 0x0101_0101_0101_0101L) * 0xff;
      }
    };

    abstract long expand(int imm8, int k);
  }

  private static final class ModifiedImmediate implements Operand {
    private final Replication replication;

    ModifiedImmediate(Replication replication) {
      this.replication = replication;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      slots.imm = replication.expand(encoding.field('i', word), encoding.field('k', word));
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int imm8 = encoding.field('i', word);
      long value = replication == Replication.D ? replication.expand(imm8, 0) : imm8;
      return "#0x" + Long.toHexString(value);
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      long wanted = Numbers.parse(text, resolver);
      for (int imm8 = 0; imm8 < 256; imm8++) {
        if (wanted == (replication == Replication.D ? replication.expand(imm8, 0) : imm8)) {
          return encoding.place('i', imm8);
        }
      }
      throw new SyntaxError("value cannot be encoded: " + text);
    }
  }

  /** The shift after a modified immediate; field k. */
  private static final class ModifiedShift implements Operand {
    private final String name;
    private final int first;

    ModifiedShift(String name, int first) {
      this.name = name;
      this.first = first;
    }

    @Override
    public void decode(Encoding encoding, int word, Instruction.Slots slots) {
      // The immediate has taken it in.
    }

    @Override
    public String format(Encoding encoding, int word, long pc) {
      int amount = first + 8 * encoding.field('k', word);
      return amount == 0 ? "" : name + " #" + amount;
    }

    @Override
    public boolean optional() {
      return first == 0;
    }

    @Override
    public int parse(Encoding encoding, String text, Resolver resolver) throws SyntaxError {
      if (text.isBlank() && optional()) {
        return 0;
      }
      String lower = text.toLowerCase(Locale.ROOT).strip();
      if (lower.startsWith(name)) {
        long amount = Numbers.parse(lower.substring(name.length()).strip(), resolver);
        long k = (amount - first) / 8;
        if (k >= 0 && k < 1L << encoding.width('k') && first + 8 * k == amount) {
          return encoding.place('k', (int) k);
        }
      }
      throw new SyntaxError("expected " + name + " and an amount, not " + text);
    }
  }
}
