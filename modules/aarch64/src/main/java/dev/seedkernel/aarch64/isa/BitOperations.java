package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.Bits;
import dev.seedkernel.aarch64.arith.Crc32;

/** Variable shifts, reversals, counts of leading bits, CRC-32. */
final class BitOperations {
  private BitOperations() {}

  // spotless:off
  static void define(InstructionTable t) {
    // The amount is taken modulo the width of the register, as in Java.
    if (t.line("00011010110mmmmm001000nnnnnddddd", "lslv",    "Wd Wn Wm", "C6.2 LSLV")) t.does(BitOperations::lslv32);
    if (t.line("10011010110mmmmm001000nnnnnddddd", "lslv",    "Xd Xn Xm", "C6.2 LSLV")) t.does(BitOperations::lslv64);
    if (t.line("00011010110mmmmm001001nnnnnddddd", "lsrv",    "Wd Wn Wm", "C6.2 LSRV")) t.does(BitOperations::lsrv32);
    if (t.line("10011010110mmmmm001001nnnnnddddd", "lsrv",    "Xd Xn Xm", "C6.2 LSRV")) t.does(BitOperations::lsrv64);
    if (t.line("00011010110mmmmm001010nnnnnddddd", "asrv",    "Wd Wn Wm", "C6.2 ASRV")) t.does(BitOperations::asrv32);
    if (t.line("10011010110mmmmm001010nnnnnddddd", "asrv",    "Xd Xn Xm", "C6.2 ASRV")) t.does(BitOperations::asrv64);
    if (t.line("00011010110mmmmm001011nnnnnddddd", "rorv",    "Wd Wn Wm", "C6.2 RORV")) t.does(BitOperations::rorv32);
    if (t.line("10011010110mmmmm001011nnnnnddddd", "rorv",    "Xd Xn Xm", "C6.2 RORV")) t.does(BitOperations::rorv64);
    // One source.
    if (t.line("0101101011000000000000nnnnnddddd", "rbit",    "Wd Wn",    "C6.2 RBIT")) t.does(BitOperations::rbit32);
    if (t.line("1101101011000000000000nnnnnddddd", "rbit",    "Xd Xn",    "C6.2 RBIT")) t.does(BitOperations::rbit64);
    if (t.line("0101101011000000000001nnnnnddddd", "rev16",   "Wd Wn",    "C6.2 REV16")) t.does(BitOperations::rev1632);
    if (t.line("1101101011000000000001nnnnnddddd", "rev16",   "Xd Xn",    "C6.2 REV16")) t.does(BitOperations::rev1664);
    if (t.line("0101101011000000000010nnnnnddddd", "rev",     "Wd Wn",    "C6.2 REV")) t.does(BitOperations::rev32);
    if (t.line("1101101011000000000010nnnnnddddd", "rev32",   "Xd Xn",    "C6.2 REV32")) t.does(BitOperations::rev3264);
    if (t.line("1101101011000000000011nnnnnddddd", "rev",     "Xd Xn",    "C6.2 REV")) t.does(BitOperations::rev64);
    if (t.line("0101101011000000000100nnnnnddddd", "clz",     "Wd Wn",    "C6.2 CLZ")) t.does(BitOperations::clz32);
    if (t.line("1101101011000000000100nnnnnddddd", "clz",     "Xd Xn",    "C6.2 CLZ")) t.does(BitOperations::clz64);
    if (t.line("0101101011000000000101nnnnnddddd", "cls",     "Wd Wn",    "C6.2 CLS")) t.does(BitOperations::cls32);
    if (t.line("1101101011000000000101nnnnnddddd", "cls",     "Xd Xn",    "C6.2 CLS")) t.does(BitOperations::cls64);
    t.feature(Feature.CRC32);
    if (t.line("00011010110mmmmm010000nnnnnddddd", "crc32b",  "Wd Wn Wm", "C6.2 CRC32B, CRC32H, CRC32W, CRC32X")) t.does(BitOperations::crc32b);
    if (t.line("00011010110mmmmm010001nnnnnddddd", "crc32h",  "Wd Wn Wm", "C6.2 CRC32B, CRC32H, CRC32W, CRC32X")) t.does(BitOperations::crc32h);
    if (t.line("00011010110mmmmm010010nnnnnddddd", "crc32w",  "Wd Wn Wm", "C6.2 CRC32B, CRC32H, CRC32W, CRC32X")) t.does(BitOperations::crc32w);
    if (t.line("10011010110mmmmm010011nnnnnddddd", "crc32x",  "Wd Wn Xm", "C6.2 CRC32B, CRC32H, CRC32W, CRC32X")) t.does(BitOperations::crc32x);
    if (t.line("00011010110mmmmm010100nnnnnddddd", "crc32cb", "Wd Wn Wm", "C6.2 CRC32CB, CRC32CH, CRC32CW, CRC32CX")) t.does(BitOperations::crc32cb);
    if (t.line("00011010110mmmmm010101nnnnnddddd", "crc32ch", "Wd Wn Wm", "C6.2 CRC32CB, CRC32CH, CRC32CW, CRC32CX")) t.does(BitOperations::crc32ch);
    if (t.line("00011010110mmmmm010110nnnnnddddd", "crc32cw", "Wd Wn Wm", "C6.2 CRC32CB, CRC32CH, CRC32CW, CRC32CX")) t.does(BitOperations::crc32cw);
    if (t.line("10011010110mmmmm010111nnnnnddddd", "crc32cx", "Wd Wn Xm", "C6.2 CRC32CB, CRC32CH, CRC32CW, CRC32CX")) t.does(BitOperations::crc32cx);
    t.feature(Feature.BASE);
  }
  // spotless:on

  private static void lslv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) << cpu.w(i.m));
  }

  private static void lslv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) << cpu.x(i.m));
  }

  private static void lsrv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) >>> cpu.w(i.m));
  }

  private static void lsrv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) >>> cpu.x(i.m));
  }

  private static void asrv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, cpu.w(i.n) >> cpu.w(i.m));
  }

  private static void asrv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, cpu.x(i.n) >> cpu.x(i.m));
  }

  private static void rorv32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Integer.rotateRight(cpu.w(i.n), cpu.w(i.m)));
  }

  private static void rorv64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Long.rotateRight(cpu.x(i.n), cpu.w(i.m)));
  }

  private static void rbit32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Integer.reverse(cpu.w(i.n)));
  }

  private static void rbit64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Long.reverse(cpu.x(i.n)));
  }

  private static void rev1632(Cpu cpu, Instruction i) {
    cpu.w(i.d, (int) Bits.reverseBytes16(cpu.w(i.n)));
  }

  private static void rev1664(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.reverseBytes16(cpu.x(i.n)));
  }

  private static void rev32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Integer.reverseBytes(cpu.w(i.n)));
  }

  private static void rev3264(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.reverseBytes32(cpu.x(i.n)));
  }

  private static void rev64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Long.reverseBytes(cpu.x(i.n)));
  }

  private static void clz32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Integer.numberOfLeadingZeros(cpu.w(i.n)));
  }

  private static void clz64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Long.numberOfLeadingZeros(cpu.x(i.n)));
  }

  private static void cls32(Cpu cpu, Instruction i) {
    cpu.w(i.d, Bits.leadingSignBits(cpu.w(i.n)));
  }

  private static void cls64(Cpu cpu, Instruction i) {
    cpu.x(i.d, Bits.leadingSignBits(cpu.x(i.n)));
  }

  private static void crc32b(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32(cpu.w(i.n), cpu.x(i.m), 1));
  }

  private static void crc32h(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32(cpu.w(i.n), cpu.x(i.m), 2));
  }

  private static void crc32w(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32(cpu.w(i.n), cpu.x(i.m), 4));
  }

  private static void crc32x(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32(cpu.w(i.n), cpu.x(i.m), 8));
  }

  private static void crc32cb(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32c(cpu.w(i.n), cpu.x(i.m), 1));
  }

  private static void crc32ch(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32c(cpu.w(i.n), cpu.x(i.m), 2));
  }

  private static void crc32cw(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32c(cpu.w(i.n), cpu.x(i.m), 4));
  }

  private static void crc32cx(Cpu cpu, Instruction i) {
    cpu.w(i.d, Crc32.crc32c(cpu.w(i.n), cpu.x(i.m), 8));
  }
}
