package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One instruction with all that it reads: X0 to X27, NZCV, FPCR, FPSR, V0 to V31 and a sandbox in
 * memory, as one record. X28 to X30 belong to the program around it.
 */
final class VectorCase {
  static final int GENERAL = 28;
  static final int NZCV = GENERAL * 8;
  static final int FPCR = NZCV + 8;
  static final int FPSR = FPCR + 8;

  /** The address of the instruction. */
  static final int CODE = FPSR + 8;

  static final int VECTORS = CODE + 8;
  static final int SANDBOX = VECTORS + 32 * 16;
  static final int RECORD = 1024;

  final Encoding encoding;
  int word;
  final ByteBuffer record = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);

  VectorCase(Encoding encoding) {
    this.encoding = encoding;
  }

  void general(int register, long value) {
    record.putLong(register * 8, value);
  }

  long general(int register) {
    return register == 31 ? 0 : record.getLong(register * 8);
  }

  /** Returns the name of the quantity that starts at an offset in the record. */
  static String nameOf(int offset) {
    if (offset >= SANDBOX) {
      return "memory+" + (offset - SANDBOX);
    }
    if (offset >= VECTORS) {
      return "v" + (offset - VECTORS) / 16 + ((offset & 8) == 0 ? ".low" : ".high");
    }
    return switch (offset) {
      case NZCV -> "nzcv";
      case FPCR -> "fpcr";
      case FPSR -> "fpsr";
      case CODE -> "code";
      default -> "x" + offset / 8;
    };
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("%08x ".formatted(word));
    s.append(TableAssembler.disassemble(encoding, word, 0)).append("\n  with");
    s.append(" fpcr=%x fpsr=%x".formatted(record.getLong(FPCR), record.getLong(FPSR)));
    s.append(" nzcv=%x".formatted(record.getLong(NZCV)));
    for (char field : "dtnmau".toCharArray()) {
      if (encoding.has(field)) {
        int register = encoding.field(field, word);
        int at = VECTORS + register * 16;
        s.append(
            " v%d=%016x:%016x".formatted(register, record.getLong(at + 8), record.getLong(at)));
        if (register < GENERAL) {
          s.append(" x%d=%x".formatted(register, record.getLong(register * 8)));
        }
      }
    }
    return s.toString();
  }
}
