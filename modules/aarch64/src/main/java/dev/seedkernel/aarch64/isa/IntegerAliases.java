package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.arith.BitmaskImmediate;
import java.util.regex.Pattern;

/** Aliases of data processing, branches, and loads and stores (Arm ARM C3 and C6.2). */
final class IntegerAliases {
  private static final Pattern UNSCALED = Pattern.compile("(ld|st)ur(b|h|sb|sh|sw)?");

  private IntegerAliases() {}

  static void define(AliasTable t) {
    addSubtract(t);
    anyImmediate(t);
    logical(t);
    moves(t);
    bitfields(t);
    conditional(t);
    multiply(t);
    branches(t);
    atomics(t);
    unscaled(t);
  }

  private static int d(int word) {
    return word & 31;
  }

  private static int n(int word) {
    return word >>> 5 & 31;
  }

  private static int m(int word) {
    return word >>> 16 & 31;
  }

  private static int immr(int word) {
    return word >>> 16 & 63;
  }

  private static int imms(int word) {
    return word >>> 10 & 63;
  }

  // spotless:off
  private static void addSubtract(AliasTable t) {
    t.both("subs", "*11100010hiiiiiiiiiiiinnnnn11111", "cmp", "?n|SP #imm12 lsl12");
    t.both("adds", "*01100010hiiiiiiiiiiiinnnnn11111", "cmn", "?n|SP #imm12 lsl12");
    t.line("subs", "01101011hh0mmmmm0iiiiinnnnn11111", "h<3", "cmp", "Wn Wm shift", w -> true);
    t.line("subs", "11101011hh0mmmmmiiiiiinnnnn11111", "h<3", "cmp", "Xn Xm shift", w -> true);
    t.line("adds", "00101011hh0mmmmm0iiiiinnnnn11111", "h<3", "cmn", "Wn Wm shift", w -> true);
    t.line("adds", "10101011hh0mmmmmiiiiiinnnnn11111", "h<3", "cmn", "Xn Xm shift", w -> true);
    t.line("subs", "01101011001mmmmmoooiiinnnnn11111", "i<=4", "cmp", "Wn|SP Wm extend32", w -> true);
    t.line("subs", "11101011001mmmmmoooiiinnnnn11111", "i<=4", "cmp", "Xn|SP Rm extend64", w -> true);
    t.line("adds", "00101011001mmmmmoooiiinnnnn11111", "i<=4", "cmn", "Wn|SP Wm extend32", w -> true);
    t.line("adds", "10101011001mmmmmoooiiinnnnn11111", "i<=4", "cmn", "Xn|SP Rm extend64", w -> true);
    t.line("sub",  "01001011hh0mmmmm0iiiii11111ddddd", "h<3", "neg",  "Wd Wm shift", w -> true);
    t.line("sub",  "11001011hh0mmmmmiiiiii11111ddddd", "h<3", "neg",  "Xd Xm shift", w -> true);
    t.line("subs", "01101011hh0mmmmm0iiiii11111ddddd", "h<3", "negs", "Wd Wm shift", w -> d(w) != 31);
    t.line("subs", "11101011hh0mmmmmiiiiii11111ddddd", "h<3", "negs", "Xd Xm shift", w -> d(w) != 31);
    t.both("sbc",  "*1011010000mmmmm00000011111ddddd", "ngc",  "?d ?m");
    t.both("sbcs", "*1111010000mmmmm00000011111ddddd", "ngcs", "?d ?m");
  }

  /** Immediates that GNU as shifts or negates to make them fit. */
  private static void anyImmediate(AliasTable t) {
    t.spellings("add",  "*00100010hiiiiiiiiiiiinnnnnddddd", "add",  "?d|SP ?n|SP #imm12<<12");
    t.spellings("sub",  "*10100010hiiiiiiiiiiiinnnnnddddd", "sub",  "?d|SP ?n|SP #imm12<<12");
    t.spellings("adds", "*01100010hiiiiiiiiiiiinnnnnddddd", "adds", "?d ?n|SP #imm12<<12");
    t.spellings("subs", "*11100010hiiiiiiiiiiiinnnnnddddd", "subs", "?d ?n|SP #imm12<<12");
    t.spellings("adds", "*01100010hiiiiiiiiiiiinnnnn11111", "cmn",  "?n|SP #imm12<<12");
    t.spellings("subs", "*11100010hiiiiiiiiiiiinnnnn11111", "cmp",  "?n|SP #imm12<<12");
    t.spellings("sub",  "*10100010hiiiiiiiiiiiinnnnnddddd", "add",  "?d|SP ?n|SP -#imm12");
    t.spellings("add",  "*00100010hiiiiiiiiiiiinnnnnddddd", "sub",  "?d|SP ?n|SP -#imm12");
    t.spellings("subs", "*11100010hiiiiiiiiiiiinnnnnddddd", "adds", "?d ?n|SP -#imm12");
    t.spellings("adds", "*01100010hiiiiiiiiiiiinnnnnddddd", "subs", "?d ?n|SP -#imm12");
    t.spellings("subs", "*11100010hiiiiiiiiiiiinnnnn11111", "cmn",  "?n|SP -#imm12");
    t.spellings("adds", "*01100010hiiiiiiiiiiiinnnnn11111", "cmp",  "?n|SP -#imm12");
  }

  private static void logical(AliasTable t) {
    t.line("ands", "0111001000bbbbbbbbbbbbnnnnn11111", "tst", "Wn #bitmask32");
    t.line("ands", "111100100bbbbbbbbbbbbbnnnnn11111", "tst", "Xn #bitmask64");
    t.line("ands", "01101010hh0mmmmm0iiiiinnnnn11111", "tst", "Wn Wm shift");
    t.line("ands", "11101010hh0mmmmmiiiiiinnnnn11111", "tst", "Xn Xm shift");
    t.line("orn",  "00101010hh1mmmmm0iiiii11111ddddd", "mvn", "Wd Wm shift");
    t.line("orn",  "10101010hh1mmmmmiiiiii11111ddddd", "mvn", "Xd Xm shift");
  }

  private static void moves(AliasTable t) {
    t.both("orr",  "*0101010000mmmmm00000011111ddddd", "mov", "?d ?m");
    t.both("add",  "*001000100000000000000nnnnnddddd", "", "mov", "?d|SP ?n|SP", w -> d(w) == 31 || n(w) == 31);
    t.line("movz", "0101001010hiiiiiiiiiiiiiiiiddddd", "mov", "Wd #movz32", w -> !isZeroMovedUp(w));
    t.line("movz", "110100101hhiiiiiiiiiiiiiiiiddddd", "mov", "Xd #movz64", w -> !isZeroMovedUp(w));
    t.line("movn", "0001001010hiiiiiiiiiiiiiiiiddddd", "i!=65535", "mov", "Wd #movn32", w -> !isZeroMovedUp(w));
    t.line("movn", "100100101hhiiiiiiiiiiiiiiiiddddd", "mov", "Xd #movn64", w -> !isZeroMovedUp(w));
    t.line("orr",  "0011001000bbbbbbbbbbbb11111ddddd", "mov", "Wd|SP #movmask32", w -> d(w) == 31 || !isWideMove(w, 32));
    t.line("orr",  "101100100bbbbbbbbbbbbb11111ddddd", "mov", "Xd|SP #movmask64", w -> d(w) == 31 || !isWideMove(w, 64));
  }

  private static void bitfields(AliasTable t) {
    t.line("sbfm", "0001001100000000000111nnnnnddddd", "sxtb",  "Wd Wn");
    t.line("sbfm", "1001001101000000000111nnnnnddddd", "sxtb",  "Xd Wn");
    t.line("sbfm", "0001001100000000001111nnnnnddddd", "sxth",  "Wd Wn");
    t.line("sbfm", "1001001101000000001111nnnnnddddd", "sxth",  "Xd Wn");
    t.line("sbfm", "1001001101000000011111nnnnnddddd", "sxtw",  "Xd Wn");
    t.line("ubfm", "0101001100000000000111nnnnnddddd", "uxtb",  "Wd Wn");
    t.line("ubfm", "0101001100000000001111nnnnnddddd", "uxth",  "Wd Wn");
    t.line("sbfm", "00010011000rrrrr011111nnnnnddddd", "asr",   "Wd Wn #immr");
    t.line("sbfm", "1001001101rrrrrr111111nnnnnddddd", "asr",   "Xd Xn #immr");
    t.line("ubfm", "01010011000rrrrr011111nnnnnddddd", "lsr",   "Wd Wn #immr");
    t.line("ubfm", "1101001101rrrrrr111111nnnnnddddd", "lsr",   "Xd Xn #immr");
    t.line("ubfm", "01010011000rrrrr0sssssnnnnnddddd", "lsl",   "Wd Wn #lsl32", w -> imms(w) + 1 == immr(w));
    t.line("ubfm", "1101001101rrrrrrssssssnnnnnddddd", "lsl",   "Xd Xn #lsl64", w -> imms(w) + 1 == immr(w));
    t.line("bfm",  "00110011000rrrrr0sssss11111ddddd", "bfc",   "Wd #insert32", w -> imms(w) < immr(w));
    t.line("bfm",  "1011001101rrrrrrssssss11111ddddd", "bfc",   "Xd #insert64", w -> imms(w) < immr(w));
    t.line("sbfm", "00010011000rrrrr0sssssnnnnnddddd", "sbfiz", "Wd Wn #insert32",  w -> imms(w) < immr(w));
    t.line("sbfm", "1001001101rrrrrrssssssnnnnnddddd", "sbfiz", "Xd Xn #insert64",  w -> imms(w) < immr(w));
    t.line("bfm",  "00110011000rrrrr0sssssnnnnnddddd", "bfi",   "Wd Wn #insert32",  w -> imms(w) < immr(w));
    t.line("bfm",  "1011001101rrrrrrssssssnnnnnddddd", "bfi",   "Xd Xn #insert64",  w -> imms(w) < immr(w));
    t.line("ubfm", "01010011000rrrrr0sssssnnnnnddddd", "ubfiz", "Wd Wn #insert32",  w -> imms(w) < immr(w));
    t.line("ubfm", "1101001101rrrrrrssssssnnnnnddddd", "ubfiz", "Xd Xn #insert64",  w -> imms(w) < immr(w));
    t.line("sbfm", "00010011000rrrrr0sssssnnnnnddddd", "sbfx",  "Wd Wn #extract32", w -> imms(w) >= immr(w));
    t.line("sbfm", "1001001101rrrrrrssssssnnnnnddddd", "sbfx",  "Xd Xn #extract64", w -> imms(w) >= immr(w));
    t.line("bfm",  "00110011000rrrrr0sssssnnnnnddddd", "bfxil", "Wd Wn #extract32", w -> imms(w) >= immr(w));
    t.line("bfm",  "1011001101rrrrrrssssssnnnnnddddd", "bfxil", "Xd Xn #extract64", w -> imms(w) >= immr(w));
    t.line("ubfm", "01010011000rrrrr0sssssnnnnnddddd", "ubfx",  "Wd Wn #extract32", w -> imms(w) >= immr(w));
    t.line("ubfm", "1101001101rrrrrrssssssnnnnnddddd", "ubfx",  "Xd Xn #extract64", w -> imms(w) >= immr(w));
    t.line("extr", "00010011100mmmmm0iiiiinnnnnddddd", "ror",   "Wd Wnm #lsb", w -> n(w) == m(w));
    t.line("extr", "10010011110mmmmmiiiiiinnnnnddddd", "ror",   "Xd Xnm #lsb", w -> n(w) == m(w));
    t.both("lslv", "*0011010110mmmmm001000nnnnnddddd", "lsl",   "?d ?n ?m");
    t.both("lsrv", "*0011010110mmmmm001001nnnnnddddd", "lsr",   "?d ?n ?m");
    t.both("asrv", "*0011010110mmmmm001010nnnnnddddd", "asr",   "?d ?n ?m");
    t.both("rorv", "*0011010110mmmmm001011nnnnnddddd", "ror",   "?d ?n ?m");
    t.spelling("rev", "1101101011000000000011nnnnnddddd", "rev64", "Xd Xn");
  }

  private static void conditional(AliasTable t) {
    t.both("csinc", "*001101010011111cccc0111111ddddd", "c<14", "cset",  "?d cond!", w -> true);
    t.both("csinv", "*101101010011111cccc0011111ddddd", "c<14", "csetm", "?d cond!", w -> true);
    t.both("csinc", "*0011010100mmmmmcccc01nnnnnddddd", "c<14", "cinc",  "?d ?nm cond!", w -> n(w) == m(w) && n(w) != 31);
    t.both("csinv", "*1011010100mmmmmcccc00nnnnnddddd", "c<14", "cinv",  "?d ?nm cond!", w -> n(w) == m(w) && n(w) != 31);
    t.both("csneg", "*1011010100mmmmmcccc01nnnnnddddd", "c<14", "cneg",  "?d ?nm cond!", w -> n(w) == m(w));
  }

  private static void multiply(AliasTable t) {
    t.both("madd",   "*0011011000mmmmm011111nnnnnddddd", "mul",    "?d ?n ?m");
    t.both("msub",   "*0011011000mmmmm111111nnnnnddddd", "mneg",   "?d ?n ?m");
    t.line("smaddl", "10011011001mmmmm011111nnnnnddddd", "smull",  "Xd Wn Wm");
    t.line("smsubl", "10011011001mmmmm111111nnnnnddddd", "smnegl", "Xd Wn Wm");
    t.line("umaddl", "10011011101mmmmm011111nnnnnddddd", "umull",  "Xd Wn Wm");
    t.line("umsubl", "10011011101mmmmm111111nnnnnddddd", "umnegl", "Xd Wn Wm");
  }

  private static void branches(AliasTable t) {
    t.spelling("b.cs", "01010100iiiiiiiiiiiiiiiiiii00010", "b.hs", "label");
    t.spelling("b.cc", "01010100iiiiiiiiiiiiiiiiiii00011", "b.lo", "label");
    for (int c = 0; c < 16; c++) {
      String name = ShiftOperands.CONDITIONS.get(c);
      String code = Integer.toBinaryString(16 | c).substring(1);
      t.spelling("b." + name, "01010100iiiiiiiiiiiiiiiiiii0" + code, "b" + name, "label");
    }
    // A bit below 32 of an x register is that of the w register.
    t.spelling("tbz",  "00110110bbbbbiiiiiiiiiiiiiittttt", "tbz",  "Xt #bit label");
    t.spelling("tbnz", "00110111bbbbbiiiiiiiiiiiiiittttt", "tbnz", "Xt #bit label");
    t.spelling("b.cs", "01010100iiiiiiiiiiiiiiiiiii00010", "bhs",  "label");
    t.spelling("b.cc", "01010100iiiiiiiiiiiiiiiiiii00011", "blo",  "label");
  }
  // spotless:on

  /** Atomic operations whose result is thrown away: {@code stadd} is ldadd to the zero register. */
  private static void atomics(AliasTable t) {
    String[] operations = {"add", "clr", "eor", "set", "smax", "smin", "umax", "umin"};
    for (int operation = 0; operation < operations.length; operation++) {
      for (int release = 0; release < 2; release++) {
        for (int size = 0; size < 4; size++) {
          String suffix = (release == 1 ? "l" : "") + (size == 0 ? "b" : size == 1 ? "h" : "");
          String bits =
              binary(size, 2)
                  + "1110000"
                  + release
                  + "1sssss0"
                  + binary(operation, 3)
                  + "00nnnnn11111";
          String name = operations[operation] + suffix;
          t.line("ld" + name, bits, "st" + name, (size == 3 ? "Xs" : "Ws") + " [Xn]");
        }
      }
    }
  }

  /** Offsets that the scaled form cannot have are read as those of the unscaled one. */
  private static void unscaled(AliasTable t) {
    for (Encoding encoding : InstructionSet.a64().encodings()) {
      String mnemonic = encoding.mnemonic();
      if (UNSCALED.matcher(mnemonic).matches()) {
        t.spelling(encoding, mnemonic.substring(0, 2) + mnemonic.substring(3), encoding.operands());
      } else if (mnemonic.equals("prfum")) {
        t.spelling(encoding, "prfm", encoding.operands());
      }
    }
  }

  private static String binary(int value, int width) {
    return Integer.toBinaryString(1 << width | value).substring(1);
  }

  /** Returns whether movz or movn has a zero that is shifted, which no mov stands for. */
  private static boolean isZeroMovedUp(int word) {
    return (word >>> 5 & 0xffff) == 0 && (word >>> 21 & 3) != 0;
  }

  /** Returns whether movz or movn makes the value of a bitmask immediate; they are preferred. */
  private static boolean isWideMove(int word, int width) {
    long value = BitmaskImmediate.decode(word >>> 10 & 0x1fff, width);
    long inverted = width == 64 ? ~value : ~value & 0xffff_ffffL;
    for (int shift = 0; shift < width; shift += 16) {
      long mask = 0xffffL << shift;
      if ((value & ~mask) == 0 || (inverted & ~mask) == 0) {
        return true;
      }
    }
    return false;
  }
}
