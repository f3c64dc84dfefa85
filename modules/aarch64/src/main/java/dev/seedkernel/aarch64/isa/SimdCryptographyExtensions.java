package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.ChineseCryptography;
import dev.seedkernel.aarch64.arith.Sha512;
import dev.seedkernel.aarch64.isa.SimdCryptography.Step;

/** Cryptographic three-register, four-register and XAR: SHA-512, SHA-3, SM3, SM4 (C4.1.96). */
final class SimdCryptographyExtensions {
  private SimdCryptographyExtensions() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.SHA512);
    if (t.line("11001110011mmmmm100000nnnnnddddd", "sha512h",   "Qd Qn Vm.2D",                "C7.2 SHA512H")) t.does(halves(Sha512::firstHash));
    if (t.line("11001110011mmmmm100001nnnnnddddd", "sha512h2",  "Qd Qn Vm.2D",                "C7.2 SHA512H2")) t.does(halves(Sha512::secondHash));
    if (t.line("11001110011mmmmm100010nnnnnddddd", "sha512su1", "Vd.2D Vn.2D Vm.2D",          "C7.2 SHA512SU1")) t.does(halves(Sha512::secondSchedule));
    if (t.line("1100111011000000100000nnnnnddddd", "sha512su0", "Vd.2D Vn.2D",                "C7.2 SHA512SU0")) t.does(halves((d, n, m) -> Sha512.firstSchedule(d, n)));
    t.feature(Feature.SHA3);
    if (t.line("11001110000mmmmm0aaaaannnnnddddd", "eor3",      "Vd.16B Vn.16B Vm.16B Va.16B", "C7.2 EOR3")) t.does(SimdCryptographyExtensions::exclusiveOr3);
    if (t.line("11001110001mmmmm0aaaaannnnnddddd", "bcax",      "Vd.16B Vn.16B Vm.16B Va.16B", "C7.2 BCAX")) t.does(SimdCryptographyExtensions::clearAndExclusiveOr);
    if (t.line("11001110011mmmmm100011nnnnnddddd", "rax1",      "Vd.2D Vn.2D Vm.2D",          "C7.2 RAX1")) t.does(SimdCryptographyExtensions::rotateAndExclusiveOr);
    if (t.line("11001110100mmmmmbbbbbbnnnnnddddd", "xar",       "Vd.2D Vn.2D Vm.2D #shl",     "C7.2 XAR")) t.does(SimdCryptographyExtensions::exclusiveOrAndRotate);
    t.feature(Feature.SM3);
    if (t.line("11001110010mmmmm0aaaaannnnnddddd", "sm3ss1",    "Vd.4S Vn.4S Vm.4S Va.4S",    "C7.2 SM3SS1")) t.does(SimdCryptographyExtensions::sm3First);
    if (t.line("11001110010mmmmm10ii00nnnnnddddd", "sm3tt1a",   "Vd.4S Vn.4S Vm.S[i]",        "C7.2 SM3TT1A")) t.does(withWord((d, n, w) -> ChineseCryptography.sm3FirstHalf(d, n, w, false)));
    if (t.line("11001110010mmmmm10ii01nnnnnddddd", "sm3tt1b",   "Vd.4S Vn.4S Vm.S[i]",        "C7.2 SM3TT1B")) t.does(withWord((d, n, w) -> ChineseCryptography.sm3FirstHalf(d, n, w, true)));
    if (t.line("11001110010mmmmm10ii10nnnnnddddd", "sm3tt2a",   "Vd.4S Vn.4S Vm.S[i]",        "C7.2 SM3TT2A")) t.does(withWord((d, n, w) -> ChineseCryptography.sm3SecondHalf(d, n, w, false)));
    if (t.line("11001110010mmmmm10ii11nnnnnddddd", "sm3tt2b",   "Vd.4S Vn.4S Vm.S[i]",        "C7.2 SM3TT2B")) t.does(withWord((d, n, w) -> ChineseCryptography.sm3SecondHalf(d, n, w, true)));
    if (t.line("11001110011mmmmm110000nnnnnddddd", "sm3partw1", "Vd.4S Vn.4S Vm.4S",          "C7.2 SM3PARTW1")) t.does(SimdCryptography.three(ChineseCryptography::sm3FirstSchedule));
    if (t.line("11001110011mmmmm110001nnnnnddddd", "sm3partw2", "Vd.4S Vn.4S Vm.4S",          "C7.2 SM3PARTW2")) t.does(SimdCryptography.three(ChineseCryptography::sm3SecondSchedule));
    t.feature(Feature.SM4);
    if (t.line("1100111011000000100001nnnnnddddd", "sm4e",      "Vd.4S Vn.4S",                "C7.2 SM4E")) t.does(SimdCryptography.three((d, n, m) -> ChineseCryptography.sm4Encrypt(d, n)));
    if (t.line("11001110011mmmmm110010nnnnnddddd", "sm4ekey",   "Vd.4S Vn.4S Vm.4S",          "C7.2 SM4EKEY")) t.does(SimdCryptography.three((d, n, m) -> ChineseCryptography.sm4Key(n, m)));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  @FunctionalInterface
  private interface StepOfHalves {
    long[] apply(long[] d, long[] n, long[] m);
  }

  private static long[] halves(Cpu cpu, int register) {
    return new long[] {cpu.vLow(register), cpu.vHigh(register)};
  }

  private static Semantics halves(StepOfHalves step) {
    return (cpu, i) -> {
      long[] r = step.apply(halves(cpu, i.d), halves(cpu, i.n), halves(cpu, i.m));
      cpu.v(i.d, r[0], r[1]);
    };
  }

  private static void exclusiveOr3(Cpu cpu, Instruction i) {
    long low = cpu.vLow(i.n) ^ cpu.vLow(i.m) ^ cpu.vLow(i.a);
    cpu.v(i.d, low, cpu.vHigh(i.n) ^ cpu.vHigh(i.m) ^ cpu.vHigh(i.a));
  }

  private static void clearAndExclusiveOr(Cpu cpu, Instruction i) {
    long low = cpu.vLow(i.n) ^ (cpu.vLow(i.m) & ~cpu.vLow(i.a));
    cpu.v(i.d, low, cpu.vHigh(i.n) ^ (cpu.vHigh(i.m) & ~cpu.vHigh(i.a)));
  }

  private static void rotateAndExclusiveOr(Cpu cpu, Instruction i) {
    long low = cpu.vLow(i.n) ^ Long.rotateLeft(cpu.vLow(i.m), 1);
    cpu.v(i.d, low, cpu.vHigh(i.n) ^ Long.rotateLeft(cpu.vHigh(i.m), 1));
  }

  private static void exclusiveOrAndRotate(Cpu cpu, Instruction i) {
    int distance = (int) i.imm;
    long low = Long.rotateRight(cpu.vLow(i.n) ^ cpu.vLow(i.m), distance);
    cpu.v(i.d, low, Long.rotateRight(cpu.vHigh(i.n) ^ cpu.vHigh(i.m), distance));
  }

  private static void sm3First(Cpu cpu, Instruction i) {
    int[] a = SimdCryptography.words(cpu, i.a);
    Step step = (d, n, m) -> ChineseCryptography.sm3First(n, m, a);
    SimdCryptography.three(step).execute(cpu, i);
  }

  @FunctionalInterface
  private interface StepWithWord {
    int[] apply(int[] d, int[] n, int word);
  }

  private static Semantics withWord(StepWithWord step) {
    return (cpu, i) -> {
      int word = SimdCryptography.words(cpu, i.m)[(int) i.imm];
      int[] d = SimdCryptography.words(cpu, i.d);
      SimdCryptography.write(cpu, i.d, step.apply(d, SimdCryptography.words(cpu, i.n), word));
    };
  }
}
