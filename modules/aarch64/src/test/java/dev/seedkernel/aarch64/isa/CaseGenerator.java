package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.regex.Pattern;

/** Makes random cases of a line of the table, whose addresses lie in the sandbox of the case. */
final class CaseGenerator {
  private static final long[] EDGES = {
    0,
    1,
    2,
    -1,
    -2,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x5555_5555_5555_5555L,
    31,
    32,
    63,
    64
  };

  private static final Pattern ALIGNED =
      Pattern.compile(
          "(ldx|ldax|stx|stlx|ldar|stlr|ldlar|stllr|ldap|stlur|cas|swp"
              + "|ldadd|ldclr|ldeor|ldset|ldsmax|ldsmin|ldumax|ldumin).*");

  /** Shows whether a branch was taken. */
  private static final int ADD_TO_X7 = TableAssembler.assemble("add x7, x7, #1", 0);

  private final Random random;
  private final int count;

  CaseGenerator(Random random, int count) {
    this.random = random;
    this.count = count;
  }

  /** Makes the case that will be number {@code index} of the program. */
  InstructionCase next(Encoding encoding, int index) {
    while (true) {
      InstructionCase c = new InstructionCase(encoding);
      c.word = encoding.value() | (random.nextInt() & ~encoding.mask());
      for (int i = 0; i < c.registers.length; i++) {
        c.registers[i] = value();
      }
      c.registers[InstructionCase.NZCV] = (long) random.nextInt(16) << 28;
      random.nextBytes(c.sandbox);
      if (owns(c) && prepare(c, index) && owns(c)) {
        return c;
      }
    }
  }

  private static boolean owns(InstructionCase c) {
    return InstructionSet.a64().owner(c.word) == c.encoding;
  }

  private long value() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> (1L << random.nextInt(64)) - random.nextInt(3);
      case 2 -> random.nextInt(256) - 128;
      default -> random.nextLong();
    };
  }

  /** Points addresses to the sandbox and branches to the next word but one. */
  private boolean prepare(InstructionCase c, int index) {
    Encoding encoding = c.encoding;
    String mnemonic = encoding.mnemonic();
    String operands = String.join(" ", TableAssembler.operandTexts(encoding, c.word, 0));
    if (operands.contains("[")) {
      return mnemonic.startsWith("prf") || pointToSandbox(c, index, operands);
    }
    if (mnemonic.matches("br|blr|ret")) {
      int n = encoding.field('n', c.word);
      c.registers[n] = CaseProgram.instructionAddress(index) + 8;
      c.after = ADD_TO_X7;
      return n != 31;
    }
    if (mnemonic.equals("sys")) {
      int t = encoding.field('t', c.word);
      c.registers[t] = CaseProgram.sandboxAddress(index, count);
      return t != 31;
    }
    if (mnemonic.matches("ldr|ldrsw")) {
      return setOffset(c, random.nextInt(256) - 128);
    }
    if (mnemonic.matches("b|bl|b\\..*|cbz|cbnz|tbz|tbnz")) {
      c.after = ADD_TO_X7;
      return setOffset(c, 2);
    }
    return true;
  }

  private static boolean setOffset(InstructionCase c, int words) {
    c.word = (c.word & ~c.encoding.place('i', -1)) | c.encoding.place('i', words);
    return true;
  }

  private boolean pointToSandbox(InstructionCase c, int index, String operands) {
    Instruction i = c.decode();
    String address = operands.substring(operands.indexOf('['));
    boolean registerOffset = address.matches("\\[\\w+, [xw].*");
    boolean baseOnly = address.matches("\\[\\w+\\].*");
    int m = c.encoding.field('m', c.word);
    if (registerOffset && m == i.n && m != 31) {
      return false;
    }
    boolean aligned = ALIGNED.matcher(c.encoding.mnemonic()).matches();
    int at = aligned ? 16 : 16 + random.nextInt(16);
    long target = CaseProgram.sandboxAddress(index, count) + at;
    long offset = registerOffset ? indexValue(c, i, m) : baseOnly ? 0 : i.imm;
    long base = target - offset;
    if (i.n == InstructionCase.SP && (base & 15) != 0) {
      if (aligned) {
        return false;
      }
      base &= -16;
    }
    c.registers[i.n] = base;
    if (c.encoding.mnemonic().startsWith("cas") && random.nextBoolean()) {
      expectMemory(c, i, at);
    }
    if (c.encoding.mnemonic().matches("st.*x[rp].*") && random.nextInt(4) != 0) {
      c.before = exclusiveLoad(c, i.n);
    }
    return c.registers[i.n] == base;
  }

  /** Computed as the manual's pseudocode ExtendReg does, and not as the product does. */
  private static long indexValue(InstructionCase c, Instruction i, int m) {
    long register = m == 31 ? 0 : c.registers[m];
    long extended =
        switch (i.word >>> 13 & 7) {
          case 2 -> register & 0xffff_ffffL;
          case 6 -> (int) register;
          default -> register;
        };
    return extended << ((i.word >>> 12 & 1) * (i.word >>> 30));
  }

  /** Makes a compare and swap succeed. */
  private static void expectMemory(InstructionCase c, Instruction i, int at) {
    ByteBuffer memory = ByteBuffer.wrap(c.sandbox).order(ByteOrder.LITTLE_ENDIAN);
    boolean pair = c.encoding.mnemonic().startsWith("casp");
    int s = c.encoding.field('s', c.word);
    if (s != i.n && s < 31) {
      c.registers[s] = memory.getLong(at);
    }
    if (pair && s + 1 != i.n && s + 1 < 31) {
      c.registers[s + 1] = memory.getLong(at + ((c.word >>> 30 & 1) == 0 ? 4 : 8));
    }
  }

  /** The load of the same size that sets the monitor; its destination is not the base. */
  private int exclusiveLoad(InstructionCase c, int n) {
    int t = (n + 1 + random.nextInt(30)) % 32;
    boolean pair = (c.word >>> 21 & 1) != 0;
    int size = c.word & 0xc000_0000;
    return pair ? size | 0x087f_0000 | 31 << 10 | n << 5 | t : size | 0x085f_7c00 | n << 5 | t;
  }
}
