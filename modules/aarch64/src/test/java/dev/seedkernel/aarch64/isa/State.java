package dev.seedkernel.aarch64.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * All that an instruction can read and write, as one record: X0 to X30, SP, NZCV, FPCR, FPSR, V0 to
 * V31, and a sandbox in memory.
 */
final class State {
  static final int SP = 31;
  static final int NZCV = 32 * 8;
  static final int FPCR = NZCV + 8;
  static final int FPSR = FPCR + 8;
  static final int VECTORS = FPSR + 16;
  static final int SANDBOX = VECTORS + 32 * 16;
  static final int SIZE = 1024;
  static final int SANDBOX_SIZE = SIZE - SANDBOX;

  private final ByteBuffer bytes;

  State() {
    this(new byte[SIZE]);
  }

  State(byte[] content) {
    if (content.length != SIZE) {
      throw new IllegalArgumentException(content.length + " bytes are no state");
    }
    bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  long get(int offset) {
    return bytes.getLong(offset);
  }

  void put(int offset, long value) {
    bytes.putLong(offset, value);
  }

  /** Returns X0 to X30, or SP as number 31. */
  long general(int register) {
    return get(register * 8);
  }

  void general(int register, long value) {
    put(register * 8, value);
  }

  byte[] content() {
    return bytes.array();
  }

  State copy() {
    return new State(bytes.array().clone());
  }

  /** Describes each quantity in which two states differ, a line each. */
  static String difference(State qemu, State here) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < SIZE; at += 8) {
      if (qemu.get(at) != here.get(at)) {
        text.append(
            "\n  %s: QEMU %x, interpreter %x".formatted(name(at), qemu.get(at), here.get(at)));
      }
    }
    return text.toString();
  }

  /** Describes each quantity that another state changes, a line each. */
  String changes(State after) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < SIZE; at += 8) {
      if (get(at) != after.get(at)) {
        text.append("\n  %s: %x becomes %x".formatted(name(at), get(at), after.get(at)));
      }
    }
    return text.toString();
  }

  static String name(int offset) {
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
      case SP * 8 -> "sp";
      default -> "x" + offset / 8;
    };
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes.array());
  }
}
