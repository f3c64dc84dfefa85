package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import dev.seedkernel.aarch64.arith.Lanes;

/**
 * Makes semantics of vector instructions out of arithmetic: what is done to which elements.
 *
 * <p>Arithmetic is done on halves of a register, 64 bits each; {@link #each(Operation2)} turns what
 * is done to one element into that. Slot aux is the layout that {@link VectorShape} describes. An
 * operation on a scalar is one on the lowest element.
 */
final class VectorSemantics {
  private VectorSemantics() {}

  /** One operand: 64 bits of elements, or one element, zero-extended. */
  @FunctionalInterface
  interface Operation1 {
    long apply(long a, int size, FpEnvironment fp);
  }

  @FunctionalInterface
  interface Operation2 {
    long apply(long a, long b, int size, FpEnvironment fp);
  }

  /** The first operand is what the destination holds. */
  @FunctionalInterface
  interface Operation3 {
    long apply(long accumulator, long a, long b, int size, FpEnvironment fp);
  }

  @FunctionalInterface
  interface Plain1 {
    long apply(long a, int size);
  }

  @FunctionalInterface
  interface Plain2 {
    long apply(long a, long b, int size);
  }

  // From elements to halves

  static Operation1 plain(Plain1 operation) {
    return (a, size, fp) -> operation.apply(a, size);
  }

  static Operation2 plain(Plain2 operation) {
    return (a, b, size, fp) -> operation.apply(a, b, size);
  }

  static Operation1 each(Operation1 operation) {
    return (a, size, fp) -> {
      int bits = 8 << size;
      long mask = Lanes.mask(size);
      long result = 0;
      for (int at = 0; at < 64; at += bits) {
        result |= (operation.apply(a >>> at & mask, size, fp) & mask) << at;
      }
      return result;
    };
  }

  static Operation2 each(Operation2 operation) {
    return (a, b, size, fp) -> {
      int bits = 8 << size;
      long mask = Lanes.mask(size);
      long result = 0;
      for (int at = 0; at < 64; at += bits) {
        result |= (operation.apply(a >>> at & mask, b >>> at & mask, size, fp) & mask) << at;
      }
      return result;
    };
  }

  static Operation3 each(Operation3 operation) {
    return (c, a, b, size, fp) -> {
      int bits = 8 << size;
      long mask = Lanes.mask(size);
      long result = 0;
      for (int at = 0; at < 64; at += bits) {
        long r = operation.apply(c >>> at & mask, a >>> at & mask, b >>> at & mask, size, fp);
        result |= (r & mask) << at;
      }
      return result;
    };
  }

  // Results

  /** Writes a vector of 128 or 64 bits, or the lowest element. */
  static void write(Cpu cpu, Instruction i, long low, long high) {
    if ((i.aux & VectorShape.FULL) != 0) {
      cpu.v(i.d, low, high);
    } else if ((i.aux & VectorShape.SCALAR) != 0) {
      cpu.d(i.d, low & Lanes.mask(i.aux & VectorShape.SIZE));
    } else {
      cpu.d(i.d, low);
    }
  }

  /** Writes the narrowed result of an instruction: its "2" form leaves the low half as it is. */
  static void writeNarrow(Cpu cpu, Instruction i, long value) {
    if ((i.aux & VectorShape.FULL) != 0) {
      cpu.v(i.d, cpu.vLow(i.d), value);
    } else if ((i.aux & VectorShape.SCALAR) != 0) {
      cpu.d(i.d, value & Lanes.mask(i.aux & VectorShape.SIZE));
    } else {
      cpu.d(i.d, value);
    }
  }

  /** Returns the half that a "2" form of a widening instruction reads. */
  static long narrowSource(Cpu cpu, Instruction i, int register) {
    return (i.aux & VectorShape.FULL) != 0 ? cpu.vHigh(register) : cpu.vLow(register);
  }

  static int size(Instruction i) {
    return i.aux & VectorShape.SIZE;
  }

  static boolean full(Instruction i) {
    return (i.aux & VectorShape.FULL) != 0;
  }

  /** Returns the low half for an operation, of a scalar without what stands above it. */
  private static long low(Cpu cpu, Instruction i, int register) {
    long low = cpu.vLow(register);
    return (i.aux & VectorShape.SCALAR) != 0 ? low & Lanes.mask(size(i)) : low;
  }

  // Operands and results of the same shape

  static Semantics unary(Operation1 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long low = operation.apply(cpu.vLow(i.n), size, fp);
      write(cpu, i, low, full(i) ? operation.apply(cpu.vHigh(i.n), size, fp) : 0);
    };
  }

  static Semantics binary(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long low = operation.apply(cpu.vLow(i.n), cpu.vLow(i.m), size, fp);
      long high = full(i) ? operation.apply(cpu.vHigh(i.n), cpu.vHigh(i.m), size, fp) : 0;
      write(cpu, i, low, high);
    };
  }

  static Semantics ternary(Operation3 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long low = operation.apply(cpu.vLow(i.d), cpu.vLow(i.n), cpu.vLow(i.m), size, fp);
      long high =
          full(i) ? operation.apply(cpu.vHigh(i.d), cpu.vHigh(i.n), cpu.vHigh(i.m), size, fp) : 0;
      write(cpu, i, low, high);
    };
  }

  /** One element in, one out, by an operation on an element. */
  static Semantics scalar(Operation1 operation) {
    return (cpu, i) -> write(cpu, i, operation.apply(low(cpu, i, i.n), size(i), cpu.fp()), 0);
  }

  static Semantics scalar(Operation2 operation) {
    return (cpu, i) ->
        write(cpu, i, operation.apply(low(cpu, i, i.n), low(cpu, i, i.m), size(i), cpu.fp()), 0);
  }

  /** The accumulator is the destination. */
  static Semantics scalar(Operation3 operation) {
    return (cpu, i) -> {
      long accumulator = low(cpu, i, i.d);
      long a = low(cpu, i, i.n);
      write(cpu, i, operation.apply(accumulator, a, low(cpu, i, i.m), size(i), cpu.fp()), 0);
    };
  }

  /** The second operand is slot imm: a shift, or zero. */
  static Semantics immediate(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long low = operation.apply(low(cpu, i, i.n), i.imm, size, fp);
      write(cpu, i, low, full(i) ? operation.apply(cpu.vHigh(i.n), i.imm, size, fp) : 0);
    };
  }

  /** Like {@link #immediate}, with the destination as an accumulator. */
  static Semantics immediateInto(Operation3 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long low = operation.apply(low(cpu, i, i.d), low(cpu, i, i.n), i.imm, size, fp);
      long high = full(i) ? operation.apply(cpu.vHigh(i.d), cpu.vHigh(i.n), i.imm, size, fp) : 0;
      write(cpu, i, low, high);
    };
  }

  /** Makes an operation on halves of one on elements whose second operand is the same for all. */
  static Operation2 eachWith(Operation2 operation) {
    return (a, b, size, fp) -> {
      int bits = 8 << size;
      long mask = Lanes.mask(size);
      long result = 0;
      for (int at = 0; at < 64; at += bits) {
        result |= (operation.apply((a >>> at) & mask, b, size, fp) & mask) << at;
      }
      return result;
    };
  }

  // By element: one element of the second operand, for all

  private static long element(Cpu cpu, Instruction i) {
    int size = size(i);
    int at = (int) i.imm << (3 + size);
    long half = at < 64 ? cpu.vLow(i.m) : cpu.vHigh(i.m);
    return half >>> at & Lanes.mask(size);
  }

  static Semantics byElement(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long b = Lanes.replicate(element(cpu, i), size);
      long low = operation.apply(cpu.vLow(i.n), b, size, fp);
      write(cpu, i, low, full(i) ? operation.apply(cpu.vHigh(i.n), b, size, fp) : 0);
    };
  }

  static Semantics byElement(Operation3 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long b = Lanes.replicate(element(cpu, i), size);
      long low = operation.apply(cpu.vLow(i.d), cpu.vLow(i.n), b, size, fp);
      long high = full(i) ? operation.apply(cpu.vHigh(i.d), cpu.vHigh(i.n), b, size, fp) : 0;
      write(cpu, i, low, high);
    };
  }

  static Semantics byElementScalar(Operation2 operation) {
    return (cpu, i) ->
        write(cpu, i, operation.apply(low(cpu, i, i.n), element(cpu, i), size(i), cpu.fp()), 0);
  }

  static Semantics byElementScalar(Operation3 operation) {
    return (cpu, i) -> {
      long accumulator = low(cpu, i, i.d);
      long a = low(cpu, i, i.n);
      write(cpu, i, operation.apply(accumulator, a, element(cpu, i), size(i), cpu.fp()), 0);
    };
  }

  // Pairwise: the elements of both operands, two by two

  static Semantics pairwise(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long n = cpu.vLow(i.n);
      long m = cpu.vLow(i.m);
      if (!full(i)) {
        cpu.d(i.d, operation.apply(Lanes.even(n, m, size), Lanes.odd(n, m, size), size, fp));
      } else {
        long n2 = cpu.vHigh(i.n);
        long m2 = cpu.vHigh(i.m);
        long low = pairs(operation, n, n2, size, fp);
        cpu.v(i.d, low, pairs(operation, m, m2, size, fp));
      }
    };
  }

  private static long pairs(Operation2 operation, long low, long high, int size, FpEnvironment fp) {
    return size == 3
        ? operation.apply(low, high, size, fp)
        : operation.apply(Lanes.even(low, high, size), Lanes.odd(low, high, size), size, fp);
  }

  /** The two lowest elements of a register, to one. */
  static Semantics pair(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      long a = cpu.vLow(i.n);
      long b = size == 3 ? cpu.vHigh(i.n) : a >>> (8 << size);
      cpu.d(
          i.d,
          operation.apply(a & Lanes.mask(size), b & Lanes.mask(size), size, cpu.fp())
              & Lanes.mask(size));
    };
  }

  /** Reduces a vector to one element, as a tree, by an operation on elements. */
  static Semantics across(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      long result =
          reduce(operation, cpu.vLow(i.n), cpu.vHigh(i.n), full(i) ? 128 : 64, size, cpu.fp());
      cpu.d(i.d, result & Lanes.mask(size));
    };
  }

  static long reduce(
      Operation2 operation, long low, long high, int bits, int size, FpEnvironment fp) {
    if (bits == 8 << size) {
      return low & Lanes.mask(size);
    }
    int half = bits / 2;
    long upper = half == 64 ? high : low >>> half;
    long a = reduce(operation, low, 0, half, size, fp);
    return operation.apply(a, reduce(operation, upper, 0, half, size, fp), size, fp)
        & Lanes.mask(size);
  }

  // Widening: operands are widened first, and the operation is one of the result's size

  static long widen(boolean signed, long half, int size) {
    return signed ? Lanes.widenSigned(half, size) : Lanes.widenUnsigned(half, size);
  }

  static Semantics widening(boolean signed, Operation2 operation) {
    return wideningInto(signed, (acc, a, b, size, fp) -> operation.apply(a, b, size, fp));
  }

  static Semantics wideningInto(boolean signed, Operation3 operation) {
    return (cpu, i) -> wide(cpu, i, signed, narrowSource(cpu, i, i.m), operation);
  }

  static Semantics wideningByElement(boolean signed, Operation2 operation) {
    return wideningIntoByElement(signed, (acc, a, b, size, fp) -> operation.apply(a, b, size, fp));
  }

  static Semantics wideningIntoByElement(boolean signed, Operation3 operation) {
    return (cpu, i) -> wide(cpu, i, signed, Lanes.replicate(element(cpu, i), size(i)), operation);
  }

  private static void wide(Cpu cpu, Instruction i, boolean signed, long m, Operation3 operation) {
    int size = size(i);
    FpEnvironment fp = cpu.fp();
    long n = narrowSource(cpu, i, i.n);
    long low =
        operation.apply(
            cpu.vLow(i.d), widen(signed, n, size), widen(signed, m, size), size + 1, fp);
    long high =
        operation.apply(
            cpu.vHigh(i.d),
            widen(signed, n >>> 32, size),
            widen(signed, m >>> 32, size),
            size + 1,
            fp);
    cpu.v(i.d, low, high);
  }

  /** One element, widened; the result has twice its size. */
  static Semantics wideningScalar(Operation3 operation) {
    return (cpu, i) -> wideScalar(cpu, i, low(cpu, i, i.m), operation);
  }

  static Semantics wideningScalarByElement(Operation3 operation) {
    return (cpu, i) -> wideScalar(cpu, i, element(cpu, i), operation);
  }

  private static void wideScalar(Cpu cpu, Instruction i, long m, Operation3 operation) {
    int size = size(i);
    long mask = Lanes.mask(size + 1);
    long n = Lanes.signed(cpu.vLow(i.n), size) & mask;
    long b = Lanes.signed(m, size) & mask;
    cpu.d(i.d, operation.apply(cpu.vLow(i.d) & mask, n, b, size + 1, cpu.fp()) & mask);
  }

  /** One operand, widened with zeros. */
  static Semantics wideningUnary(Operation1 operation) {
    Operation1 halves = each(operation);
    return (cpu, i) -> {
      int size = size(i);
      long n = narrowSource(cpu, i, i.n);
      long low = halves.apply(Lanes.widenUnsigned(n, size), size + 1, cpu.fp());
      long high = halves.apply(Lanes.widenUnsigned(n >>> 32, size), size + 1, cpu.fp());
      cpu.v(i.d, low, high);
    };
  }

  /** What a shift does to 64 bits of elements. */
  @FunctionalInterface
  interface Shift {
    long apply(long a, int amount, int size);
  }

  /** One operand, widened, and slot imm. */
  static Semantics wideningImmediate(boolean signed, Shift shift) {
    return (cpu, i) -> {
      int size = size(i);
      long n = narrowSource(cpu, i, i.n);
      long low = shift.apply(widen(signed, n, size), (int) i.imm, size + 1);
      long high = shift.apply(widen(signed, n >>> 32, size), (int) i.imm, size + 1);
      cpu.v(i.d, low, high);
    };
  }

  /** The first operand is wide already. */
  static Semantics wideningSecond(boolean signed, Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      long m = narrowSource(cpu, i, i.m);
      long low = operation.apply(cpu.vLow(i.n), widen(signed, m, size), size + 1, fp);
      long high = operation.apply(cpu.vHigh(i.n), widen(signed, m >>> 32, size), size + 1, fp);
      cpu.v(i.d, low, high);
    };
  }

  // Narrowing: the operation is on wide elements, and its result is taken from each

  /** Narrows a sum or difference to its upper half. */
  static Semantics narrowingHigh(Plain2 operation, boolean rounding) {
    return (cpu, i) -> {
      int size = size(i);
      long half = rounding ? Lanes.replicate(1L << ((8 << size) - 1), size + 1) : 0;
      long low = operation.apply(cpu.vLow(i.n), cpu.vLow(i.m), size + 1);
      long high = operation.apply(cpu.vHigh(i.n), cpu.vHigh(i.m), size + 1);
      writeNarrow(
          cpu, i, Lanes.odd(Lanes.add(low, half, size + 1), Lanes.add(high, half, size + 1), size));
    };
  }

  /**
   * Narrows every element by an operation that is told slot imm and the size of the result; the
   * element is not extended.
   */
  static Semantics narrowing(Operation2 operation) {
    return (cpu, i) -> {
      int size = size(i);
      FpEnvironment fp = cpu.fp();
      if ((i.aux & VectorShape.SCALAR) != 0) {
        long a = cpu.vLow(i.n) & Lanes.mask(size + 1);
        writeNarrow(cpu, i, operation.apply(a, i.imm, size, fp));
        return;
      }
      int bits = 16 << size;
      long result = 0;
      for (int at = 0; at < 128; at += bits) {
        long half = at < 64 ? cpu.vLow(i.n) : cpu.vHigh(i.n);
        long r = operation.apply(half >>> at & Lanes.mask(size + 1), i.imm, size, fp);
        result |= (r & Lanes.mask(size)) << (at >>> 1);
      }
      writeNarrow(cpu, i, result);
    };
  }
}
