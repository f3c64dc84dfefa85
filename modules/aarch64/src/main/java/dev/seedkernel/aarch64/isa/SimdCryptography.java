package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.arith.Cryptography;
import dev.seedkernel.aarch64.arith.Cryptography.RoundFunction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.UnaryOperator;

/** Cryptographic AES and SHA (Arm ARM C4.1.96). */
final class SimdCryptography {
  private SimdCryptography() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.AES);
    if (t.line("0100111000101000010010nnnnnddddd", "aese",      "Vd.16B Vn.16B",       "C7.2 AESE")) t.does(withKey(Cryptography::aesEncrypt));
    if (t.line("0100111000101000010110nnnnnddddd", "aesd",      "Vd.16B Vn.16B",       "C7.2 AESD")) t.does(withKey(Cryptography::aesDecrypt));
    if (t.line("0100111000101000011010nnnnnddddd", "aesmc",     "Vd.16B Vn.16B",       "C7.2 AESMC")) t.does(mix(Cryptography::aesMixColumns));
    if (t.line("0100111000101000011110nnnnnddddd", "aesimc",    "Vd.16B Vn.16B",       "C7.2 AESIMC")) t.does(mix(Cryptography::aesInverseMixColumns));
    t.feature(Feature.SHA1);
    if (t.line("01011110000mmmmm000000nnnnnddddd", "sha1c",     "Qd Sn Vm.4S",         "C7.2 SHA1C")) t.does(sha1(Cryptography::choose));
    if (t.line("01011110000mmmmm000100nnnnnddddd", "sha1p",     "Qd Sn Vm.4S",         "C7.2 SHA1P")) t.does(sha1(Cryptography::parity));
    if (t.line("01011110000mmmmm001000nnnnnddddd", "sha1m",     "Qd Sn Vm.4S",         "C7.2 SHA1M")) t.does(sha1(Cryptography::majority));
    if (t.line("01011110000mmmmm001100nnnnnddddd", "sha1su0",   "Vd.4S Vn.4S Vm.4S",   "C7.2 SHA1SU0")) t.does(three(Cryptography::sha1Schedule0));
    if (t.line("0101111000101000000010nnnnnddddd", "sha1h",     "Sd Sn",               "C7.2 SHA1H")) t.does(SimdCryptography::sha1h);
    if (t.line("0101111000101000000110nnnnnddddd", "sha1su1",   "Vd.4S Vn.4S",         "C7.2 SHA1SU1")) t.does(three((d, n, m) -> Cryptography.sha1Schedule1(d, n)));
    t.feature(Feature.SHA256);
    if (t.line("01011110000mmmmm010000nnnnnddddd", "sha256h",   "Qd Qn Vm.4S",         "C7.2 SHA256H")) t.does(three((d, n, m) -> Cryptography.sha256Rounds(d, n, m, true)));
    if (t.line("01011110000mmmmm010100nnnnnddddd", "sha256h2",  "Qd Qn Vm.4S",         "C7.2 SHA256H2")) t.does(three((d, n, m) -> Cryptography.sha256Rounds(n, d, m, false)));
    if (t.line("01011110000mmmmm011000nnnnnddddd", "sha256su1", "Vd.4S Vn.4S Vm.4S",   "C7.2 SHA256SU1")) t.does(three(Cryptography::sha256Schedule1));
    if (t.line("0101111000101000001010nnnnnddddd", "sha256su0", "Vd.4S Vn.4S",         "C7.2 SHA256SU0")) t.does(three((d, n, m) -> Cryptography.sha256Schedule0(d, n)));
    t.feature(Feature.ADV_SIMD);
  }
  // spotless:on

  private static byte[] bytes(long low, long high) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(low)
        .putLong(high)
        .array();
  }

  private static void write(Cpu cpu, int register, byte[] bytes) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    cpu.v(register, b.getLong(0), b.getLong(8));
  }

  private static Semantics withKey(UnaryOperator<byte[]> step) {
    return (cpu, i) -> {
      long low = cpu.vLow(i.d) ^ cpu.vLow(i.n);
      write(cpu, i.d, step.apply(bytes(low, cpu.vHigh(i.d) ^ cpu.vHigh(i.n))));
    };
  }

  private static Semantics mix(UnaryOperator<byte[]> step) {
    return (cpu, i) -> write(cpu, i.d, step.apply(bytes(cpu.vLow(i.n), cpu.vHigh(i.n))));
  }

  static int[] words(Cpu cpu, int register) {
    long low = cpu.vLow(register);
    long high = cpu.vHigh(register);
    return new int[] {(int) low, (int) (low >>> 32), (int) high, (int) (high >>> 32)};
  }

  static void write(Cpu cpu, int register, int[] words) {
    long low = (words[0] & 0xffff_ffffL) | (long) words[1] << 32;
    cpu.v(register, low, (words[2] & 0xffff_ffffL) | (long) words[3] << 32);
  }

  private static Semantics sha1(RoundFunction function) {
    return (cpu, i) -> {
      int e = (int) cpu.vLow(i.n);
      write(cpu, i.d, Cryptography.sha1Rounds(words(cpu, i.d), e, words(cpu, i.m), function));
    };
  }

  private static void sha1h(Cpu cpu, Instruction i) {
    cpu.d(i.d, Integer.rotateLeft((int) cpu.vLow(i.n), 30) & 0xffff_ffffL);
  }

  @FunctionalInterface
  interface Step {
    int[] apply(int[] d, int[] n, int[] m);
  }

  static Semantics three(Step step) {
    return (cpu, i) ->
        write(cpu, i.d, step.apply(words(cpu, i.d), words(cpu, i.n), words(cpu, i.m)));
  }
}
