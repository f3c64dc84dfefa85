package dev.seedkernel.aarch64.isa;

import java.util.Random;
import java.util.regex.Pattern;

/** Makes random cases of a line, with the numbers that floating point finds difficult. */
final class VectorCaseGenerator {
  /** Registers that belong to the program, and the stack pointer. */
  private static final Pattern RESERVED = Pattern.compile(".*\\b([xw](28|29|30)|w?sp)\\b.*");

  private static final long[] CONTROLS = {
    1L << 26, 1L << 25, 1L << 24, 1L << 23, 1L << 22, 1L << 19
  };

  private final Random random;

  VectorCaseGenerator(Random random) {
    this.random = random;
  }

  /** Makes the case whose record will be at an address. */
  VectorCase next(Encoding encoding, long recordAddress) {
    while (true) {
      VectorCase c = new VectorCase(encoding);
      c.word = encoding.value() | (random.nextInt() & ~encoding.mask());
      String operands = String.join(" ", TableAssembler.operandTexts(encoding, c.word, 0));
      if (InstructionSet.a64().owner(c.word) != encoding || RESERVED.matcher(operands).matches()) {
        continue;
      }
      fill(c);
      if (encoding.mnemonic().equals("ldr") && !operands.contains("[")) {
        c.word &= ~encoding.place('i', -1);
        c.word |= encoding.place('i', random.nextInt(256) - 128);
        return c;
      }
      if (!operands.contains("[x") || pointToSandbox(c, recordAddress, operands)) {
        return c;
      }
    }
  }

  private void fill(VectorCase c) {
    for (int r = 0; r < VectorCase.GENERAL; r++) {
      c.general(r, integer(3));
    }
    c.record.putLong(VectorCase.NZCV, (long) random.nextInt(16) << 28);
    c.record.putLong(VectorCase.FPCR, control());
    c.record.putLong(VectorCase.FPSR, random.nextBoolean() ? 0x10 : random.nextInt() & 0x0800_009f);
    int size = random.nextInt(4);
    boolean same = random.nextInt(4) != 0;
    for (int half = 0; half < 64; half++) {
      int s = same ? size : random.nextInt(4);
      c.record.putLong(VectorCase.VECTORS + half * 8, elements(s));
    }
    for (int at = VectorCase.SANDBOX; at < VectorCase.RECORD; at += 8) {
      c.record.putLong(at, random.nextLong());
    }
  }

  private long control() {
    long fpcr = 0;
    if (random.nextBoolean()) {
      for (long bit : CONTROLS) {
        fpcr |= random.nextInt(3) == 0 ? bit : 0;
      }
    }
    return fpcr;
  }

  private long elements(int size) {
    long result = 0;
    for (int at = 0; at < 64; at += 8 << size) {
      long element = random.nextInt(4) == 0 || size == 0 ? integer(size) : number(size);
      result |= (element & (-1L >>> (64 - (8 << size)))) << at;
    }
    return result;
  }

  private long integer(int size) {
    int bits = 8 << size;
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> (1L << (bits - 1)) - random.nextInt(2);
      case 3 -> random.nextInt(256) - 128;
      case 4 -> (1L << random.nextInt(bits)) + random.nextInt(3) - 1;
      default -> random.nextLong();
    };
  }

  /** Returns a floating-point number: special, near a limit, near an integer, or any. */
  private long number(int size) {
    int fractionBits = new int[] {0, 10, 23, 52}[size];
    int exponentBits = (8 << size) - 1 - fractionBits;
    long ones = (1L << exponentBits) - 1;
    long bias = ones >>> 1;
    long fraction = random.nextLong() & ((1L << fractionBits) - 1);
    if (random.nextBoolean()) {
      // Few ones, so that much is exact.
      fraction &= random.nextLong();
      fraction &= random.nextLong();
    }
    long exponent =
        switch (random.nextInt(9)) {
          case 0 -> 0;
          case 1 -> ones;
          case 2 -> 1 + random.nextInt(3);
          case 3 -> ones - 1 - random.nextInt(3);
          case 4 -> bias + random.nextInt(5) - 2;
          case 5 -> bias + random.nextInt(fractionBits + 12);
          case 6 -> bias / 2 + random.nextInt(fractionBits) - fractionBits / 2;
          case 7 -> bias + bias / 2 + random.nextInt(3);
          default -> random.nextLong() & ones;
        };
    switch (random.nextInt(6)) {
      case 0 -> fraction = 0;
      case 1 -> fraction = (1L << fractionBits) - 1;
      case 2 -> {
        // An integer and a half.
        int keep = Math.clamp(exponent - bias + 1, 0, fractionBits);
        fraction = fraction >>> (fractionBits - keep) << (fractionBits - keep);
      }
      default -> {}
    }
    long sign = random.nextBoolean() ? 1L << ((8 << size) - 1) : 0;
    return sign | Math.min(exponent, ones) << fractionBits | fraction;
  }

  /** Sets the base register so that the address lies in the sandbox. */
  private boolean pointToSandbox(VectorCase c, long recordAddress, String operands) {
    Instruction i = InstructionSet.a64().decode(c.word);
    String address = operands.substring(operands.indexOf("[x"));
    boolean registerOffset = address.matches("\\[\\w+, [xw].*");
    boolean baseOnly = address.matches("\\[\\w+\\].*");
    int m = c.encoding.field('m', c.word);
    if (registerOffset && m == i.n) {
      return false;
    }
    long target = recordAddress + VectorCase.SANDBOX + 64 + random.nextInt(32);
    long offset = registerOffset ? indexValue(c, m) : baseOnly ? 0 : i.imm;
    c.general(i.n, target - offset);
    return true;
  }

  /** Computed as the manual's pseudocode ExtendReg does, and not as the product does. */
  private static long indexValue(VectorCase c, int m) {
    long register = c.general(m);
    long extended =
        switch (c.word >>> 13 & 7) {
          case 2 -> register & 0xffff_ffffL;
          case 6 -> (int) register;
          default -> register;
        };
    int scale = c.word >>> 30 | (c.word >>> 23 & 1) << 2;
    return extended << ((c.word >>> 12 & 1) * scale);
  }
}
