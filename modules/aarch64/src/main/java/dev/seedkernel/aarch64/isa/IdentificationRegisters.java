package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;

/**
 * Reads of the identification registers from EL0 as Linux emulates them
 * (Documentation/arch/arm64/cpu-feature-registers.rst): it shows the features that user space may
 * use, safe values for the rest, 0 for registers that are reserved.
 *
 * <p>A feature is there if it is in the set of the processor.
 */
final class IdentificationRegisters {
  /** Implementer 0 is for software, architecture 0xf says that the features are in registers. */
  private static final long MIDR = 0x000f_0000L;

  /** What Linux shows in place of the true affinity: RES1 alone. */
  private static final long MPIDR = 0x8000_0000L;

  /** EL0 and EL1 in AArch64 only. */
  private static final long PFR0 = 0x11;

  /** Debug architecture 8.0. */
  private static final long DFR0 = 6;

  /** No granule of 4 or 64 KiB is shown, and none at stage 2, where 1 says so. */
  private static final long MMFR0 = 0x111_ff00_0000L;

  private final FeatureSet features;

  private IdentificationRegisters(FeatureSet features) {
    this.features = features;
  }

  /** MRS of a register with op0 3, op1 0, CRn 0. */
  static void read(Cpu cpu, Instruction i) {
    int register = i.field('m') << 3 | i.field('q');
    switch (register) {
      case 0 -> cpu.x(i.d, MIDR);
      case 5 -> cpu.x(i.d, MPIDR);
      case 6 -> cpu.x(i.d, 0); // REVIDR_EL1
      case 1, 2, 3, 4, 7 -> InstructionTable.UNDEFINED.execute(cpu, i);
      default -> cpu.x(i.d, new IdentificationRegisters(cpu.features()).value(register));
    }
  }

  /** Returns what a register CRm:op2 shows. */
  private long value(int register) {
    return switch (register) {
      case 0x20 -> processor0();
      case 0x21 -> level(4, Feature.SSBS) << 1; // ID_AA64PFR1_EL1
      case 0x28 -> DFR0;
      case 0x30 -> instructionSet0();
      case 0x31 -> instructionSet1();
      case 0x38 -> MMFR0 | level(60, Feature.ECV);
      default -> 0;
    };
  }

  /** ID_AA64PFR0_EL1. */
  private long processor0() {
    return PFR0
        | floatingPoint(Feature.FP) << 16
        | floatingPoint(Feature.ADV_SIMD) << 20
        | level(48, Feature.DIT);
  }

  /** ID_AA64ISAR0_EL1. */
  private long instructionSet0() {
    return level(4, Feature.AES, Feature.PMULL)
        | level(8, Feature.SHA1)
        | level(12, Feature.SHA256, Feature.SHA512)
        | level(16, Feature.CRC32)
        | level(20, Feature.LSE) << 1
        | level(28, Feature.RDM)
        | level(32, Feature.SHA3)
        | level(36, Feature.SM3)
        | level(40, Feature.SM4)
        | level(44, Feature.DOTPROD)
        | level(48, Feature.FHM)
        | level(52, Feature.FLAGM, Feature.FLAGM2)
        | level(60, Feature.RNG);
  }

  /** ID_AA64ISAR1_EL1. */
  private long instructionSet1() {
    return level(0, Feature.DPB, Feature.DPB2)
        | level(4, Feature.PAUTH) // APA: QARMA5
        | level(12, Feature.JSCVT)
        | level(16, Feature.FCMA)
        | level(20, Feature.LRCPC, Feature.LRCPC2)
        | level(24, Feature.PAUTH) // GPA
        | level(32, Feature.FRINTTS)
        | level(36, Feature.SB)
        | level(44, Feature.BF16)
        | level(48, Feature.DGH)
        | level(52, Feature.I8MM);
  }

  /** Returns a field of 4 bits: how many of the features, each of which needs those before it. */
  private long level(int shift, Feature... steps) {
    long level = 0;
    while (level < steps.length && features.contains(steps[(int) level])) {
      level++;
    }
    return level << shift;
  }

  /** Returns 0xf for none, 0 for single and double precision, 1 for half precision too. */
  private long floatingPoint(Feature feature) {
    if (!features.contains(feature)) {
      return 0xf;
    }
    return features.contains(Feature.FP16) ? 1 : 0;
  }
}
