package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.size;
import static dev.seedkernel.aarch64.isa.VectorSemantics.write;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Lanes;

/** Advanced SIMD extract, permute and table look-up (Arm ARM C4.1.96). */
final class SimdPermute {
  private SimdPermute() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q101110000mmmmm0iiii0nnnnnddddd", "ext",     "Vd.B Vn.B Vm.B #ext",  "C7.2 EXT")) t.does(SimdPermute::extract);
    if (t.line("0Q001110zz0mmmmm000110nnnnnddddd", "uzp1",    "Vd.T Vn.T Vm.T",       "C7.2 UZP1")) t.does(unzip(0));
    if (t.line("0Q001110zz0mmmmm010110nnnnnddddd", "uzp2",    "Vd.T Vn.T Vm.T",       "C7.2 UZP2")) t.does(unzip(1));
    if (t.line("0Q001110zz0mmmmm001010nnnnnddddd", "trn1",    "Vd.T Vn.T Vm.T",       "C7.2 TRN1")) t.does(transpose(0));
    if (t.line("0Q001110zz0mmmmm011010nnnnnddddd", "trn2",    "Vd.T Vn.T Vm.T",       "C7.2 TRN2")) t.does(transpose(1));
    if (t.line("0Q001110zz0mmmmm001110nnnnnddddd", "zip1",    "Vd.T Vn.T Vm.T",       "C7.2 ZIP1")) t.does(zip(0));
    if (t.line("0Q001110zz0mmmmm011110nnnnnddddd", "zip2",    "Vd.T Vn.T Vm.T",       "C7.2 ZIP2")) t.does(zip(1));
    if (t.line("0Q001110000mmmmm000000nnnnnddddd", "tbl",     "Vd.B {Vn.16B*1} Vm.B", "C7.2 TBL")) t.does(lookUp(1, false));
    if (t.line("0Q001110000mmmmm000100nnnnnddddd", "tbx",     "Vd.B {Vn.16B*1} Vm.B", "C7.2 TBX")) t.does(lookUp(1, true));
    if (t.line("0Q001110000mmmmm001000nnnnnddddd", "tbl",     "Vd.B {Vn.16B*2} Vm.B", "C7.2 TBL")) t.does(lookUp(2, false));
    if (t.line("0Q001110000mmmmm001100nnnnnddddd", "tbx",     "Vd.B {Vn.16B*2} Vm.B", "C7.2 TBX")) t.does(lookUp(2, true));
    if (t.line("0Q001110000mmmmm010000nnnnnddddd", "tbl",     "Vd.B {Vn.16B*3} Vm.B", "C7.2 TBL")) t.does(lookUp(3, false));
    if (t.line("0Q001110000mmmmm010100nnnnnddddd", "tbx",     "Vd.B {Vn.16B*3} Vm.B", "C7.2 TBX")) t.does(lookUp(3, true));
    if (t.line("0Q001110000mmmmm011000nnnnnddddd", "tbl",     "Vd.B {Vn.16B*4} Vm.B", "C7.2 TBL")) t.does(lookUp(4, false));
    if (t.line("0Q001110000mmmmm011100nnnnnddddd", "tbx",     "Vd.B {Vn.16B*4} Vm.B", "C7.2 TBX")) t.does(lookUp(4, true));
  }
  // spotless:on

  private static void extract(Cpu cpu, Instruction i) {
    int shift = (int) i.imm * 8;
    long a = cpu.vLow(i.n);
    if ((i.aux & VectorShape.FULL) == 0) {
      cpu.d(i.d, joined(a, cpu.vLow(i.m), shift));
      return;
    }
    long b = cpu.vHigh(i.n);
    long c = cpu.vLow(i.m);
    if (shift < 64) {
      cpu.v(i.d, joined(a, b, shift), joined(b, c, shift));
    } else {
      cpu.v(i.d, joined(b, c, shift - 64), joined(c, cpu.vHigh(i.m), shift - 64));
    }
  }

  /** Returns 64 bits of two words, from a bit of the lower one on. */
  private static long joined(long low, long high, int shift) {
    return shift == 0 ? low : low >>> shift | high << -shift;
  }

  private static Semantics unzip(int part) {
    return (cpu, i) -> {
      int size = size(i);
      long n = cpu.vLow(i.n);
      long m = cpu.vLow(i.m);
      if ((i.aux & VectorShape.FULL) == 0) {
        cpu.d(i.d, part == 0 ? Lanes.even(n, m, size) : Lanes.odd(n, m, size));
      } else if (size == 3) {
        cpu.v(i.d, part == 0 ? n : cpu.vHigh(i.n), part == 0 ? m : cpu.vHigh(i.m));
      } else {
        long n2 = cpu.vHigh(i.n);
        long m2 = cpu.vHigh(i.m);
        long low = part == 0 ? Lanes.even(n, n2, size) : Lanes.odd(n, n2, size);
        cpu.v(i.d, low, part == 0 ? Lanes.even(m, m2, size) : Lanes.odd(m, m2, size));
      }
    };
  }

  private static Semantics transpose(int part) {
    return (cpu, i) -> {
      int size = size(i);
      if (size == 3) {
        long low = part == 0 ? cpu.vLow(i.n) : cpu.vHigh(i.n);
        cpu.v(i.d, low, part == 0 ? cpu.vLow(i.m) : cpu.vHigh(i.m));
        return;
      }
      long low = transposed(cpu.vLow(i.n), cpu.vLow(i.m), part, size);
      write(cpu, i, low, transposed(cpu.vHigh(i.n), cpu.vHigh(i.m), part, size));
    };
  }

  private static long transposed(long n, long m, int part, int size) {
    int bits = 8 << size;
    long even = Lanes.replicate(Lanes.mask(size), size + 1);
    return part == 0 ? (n & even) | (m & even) << bits : (n >>> bits & even) | (m & ~even);
  }

  private static Semantics zip(int part) {
    return (cpu, i) -> {
      int size = size(i);
      boolean full = (i.aux & VectorShape.FULL) != 0;
      long n = part == 0 || !full ? cpu.vLow(i.n) : cpu.vHigh(i.n);
      long m = part == 0 || !full ? cpu.vLow(i.m) : cpu.vHigh(i.m);
      if (!full) {
        cpu.d(i.d, zipped(n >>> (32 * part), m >>> (32 * part), size));
      } else if (size == 3) {
        cpu.v(i.d, n, m);
      } else {
        cpu.v(i.d, zipped(n, m, size), zipped(n >>> 32, m >>> 32, size));
      }
    };
  }

  /** Interleaves the low halves. */
  private static long zipped(long n, long m, int size) {
    return Lanes.widenUnsigned(n, size) | Lanes.widenUnsigned(m, size) << (8 << size);
  }

  private static Semantics lookUp(int count, boolean keep) {
    return (cpu, i) -> {
      long low = lookUp(cpu, i, count, cpu.vLow(i.m), keep ? cpu.vLow(i.d) : 0);
      long high = lookUp(cpu, i, count, cpu.vHigh(i.m), keep ? cpu.vHigh(i.d) : 0);
      write(cpu, i, low, high);
    };
  }

  private static long lookUp(Cpu cpu, Instruction i, int count, long indices, long otherwise) {
    long result = otherwise;
    for (int at = 0; at < 64; at += 8) {
      int index = (int) (indices >>> at) & 0xff;
      if (index < 16 * count) {
        long element = SimdCopy.element(cpu, (i.n + (index >>> 4)) & 31, index & 15, 0);
        result = (result & ~(0xffL << at)) | element << at;
      }
    }
    return result;
  }
}
