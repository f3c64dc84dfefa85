package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;

/** Advanced SIMD shift by immediate (Arm ARM C4.1.96), without the rounding and saturating ones. */
final class SimdShiftEmitter {
  private final Bytecode code;
  private final Halves halves;

  SimdShiftEmitter(Emitter e, Halves halves) {
    this.code = e.code;
    this.halves = halves;
  }

  /** Emits an instruction; returns false if it has to execute itself, or is not of this group. */
  boolean emit(Instruction i) {
    int w = i.word;
    if ((w & 0x8f80_0400) != 0x0f00_0400 || (w & 0x0078_0000) == 0) {
      return false;
    }
    int size = i.elementSize();
    int amount = (int) i.imm;
    switch (i.encoding.mnemonic()) {
      case "shl" -> halves.write(i, high -> left(i, high, amount, size));
      case "ushr" -> halves.write(i, high -> rightUnsigned(i, high, amount, size));
      case "sshr" -> halves.write(i, high -> rightSigned(i, high, amount, size));
      case "usra" ->
          halves.write(
              i,
              high -> {
                halves.push(i.d, high);
                rightUnsigned(i, high, amount, size);
                halves.add(size);
              });
      case "ssra" ->
          halves.write(
              i,
              high -> {
                halves.push(i.d, high);
                rightSigned(i, high, amount, size);
                halves.add(size);
              });
      case "sli" ->
          halves.write(
              i,
              high -> {
                keep(i, high, ~elements(-1L << amount, size));
                left(i, high, amount, size);
                code.plain(Emitter.LOR);
              });
      case "sri" ->
          halves.write(
              i,
              high -> {
                keep(i, high, ~elements(logicalRight(amount, size), size));
                rightUnsigned(i, high, amount, size);
                code.plain(Emitter.LOR);
              });
      case "sshll", "sshll2" -> widen(i, amount, size, "widenSigned");
      case "ushll", "ushll2" -> widen(i, amount, size, "widenUnsigned");
      case "shrn", "shrn2" -> {
        narrowSource(i, false, amount);
        narrowSource(i, true, amount);
        halves.binary("even", size);
        halves.writeNarrow(i);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Returns an element's bits in all elements of a word. */
  static long elements(long element, int size) {
    long result = 0;
    int bits = 8 << size;
    for (int at = 0; at < 64; at += bits) {
      result |= (element & -1L >>> (64 - bits)) << at;
    }
    return result;
  }

  /** Returns the bits of an element that are left after a shift, of up to all of its bits. */
  static long logicalRight(int amount, int size) {
    int bits = 8 << size;
    return amount == bits ? 0 : -1L >>> (64 - bits) >>> amount;
  }

  private void keep(Instruction i, boolean high, long mask) {
    halves.push(i.d, high);
    code.pushLong(mask);
    code.plain(Emitter.LAND);
  }

  private void left(Instruction i, boolean high, int amount, int size) {
    halves.push(i.n, high);
    code.pushInt(amount);
    code.plain(Emitter.LSHL);
    if (size < 3) {
      code.pushLong(elements(-1L << amount, size));
      code.plain(Emitter.LAND);
    }
  }

  private void rightUnsigned(Instruction i, boolean high, int amount, int size) {
    long left = logicalRight(amount, size);
    if (left == 0) {
      code.pushLong(0);
      return;
    }
    halves.push(i.n, high);
    code.pushInt(amount);
    code.plain(Emitter.LUSHR);
    if (size < 3) {
      code.pushLong(elements(left, size));
      code.plain(Emitter.LAND);
    }
  }

  private void rightSigned(Instruction i, boolean high, int amount, int size) {
    halves.push(i.n, high);
    if (size == 3) {
      code.pushInt(Math.min(amount, 63));
      code.plain(Emitter.LSHR);
    } else {
      halves.shift("shiftRightSigned", amount, size);
    }
  }

  private void widen(Instruction i, int amount, int size, String method) {
    halves.writeBoth(
        i,
        high -> {
          halves.pushNarrow(i, i.n);
          if (high) {
            halves.upper();
          }
          halves.unary(method, size);
          if (amount != 0) {
            // Nothing leaves an element at its top that does not belong into the next: mask it.
            code.pushInt(amount);
            code.plain(Emitter.LSHL);
            if (size + 1 < 3) {
              code.pushLong(elements(-1L << amount, size + 1));
              code.plain(Emitter.LAND);
            }
          }
        });
  }

  private void narrowSource(Instruction i, boolean high, int amount) {
    halves.push(i.n, high);
    code.pushInt(amount);
    code.plain(Emitter.LUSHR);
  }
}
