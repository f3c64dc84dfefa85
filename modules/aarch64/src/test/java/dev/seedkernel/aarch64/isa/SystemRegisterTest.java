package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every system register that EL0 has under Linux, what it shows for each set of features, and that
 * there are no others.
 *
 * <p>The identification registers are what Linux shows to programs
 * (arch/arm64/kernel/cpufeature.c): of a visible field what the processor has, of a hidden one a
 * safe value, and 0 for the rest.
 */
class SystemRegisterTest {
  private static final long CODE = 0x1_0000;
  private static final Exit DONE = new Exit.BudgetExhausted();

  /** The registers that are shown other than as zero: name, bits that no feature changes. */
  private static final List<Register> IDENTIFICATION =
      List.of(
          new Register("midr_el1", 0xf_0000L),
          new Register("mpidr_el1", 0x8000_0000L),
          new Register("id_aa64dfr0_el1", 6),
          new Register(
              "id_aa64pfr0_el1",
              0x11,
              field(48, Feature.DIT),
              new Field(16, -1, 1, List.of(Feature.FP, Feature.FP16)),
              new Field(20, -1, 1, List.of(Feature.ADV_SIMD, Feature.FP16))),
          new Register("id_aa64pfr1_el1", 0, new Field(4, 0, 2, List.of(Feature.SSBS))),
          new Register("id_aa64mmfr0_el1", 0x111_ff00_0000L, field(60, Feature.ECV)),
          new Register(
              "id_aa64isar0_el1",
              0,
              field(4, Feature.AES, Feature.PMULL),
              field(8, Feature.SHA1),
              field(12, Feature.SHA256, Feature.SHA512),
              field(16, Feature.CRC32),
              new Field(20, 0, 2, List.of(Feature.LSE)),
              field(28, Feature.RDM),
              field(32, Feature.SHA3),
              field(36, Feature.SM3),
              field(40, Feature.SM4),
              field(44, Feature.DOTPROD),
              field(48, Feature.FHM),
              field(52, Feature.FLAGM, Feature.FLAGM2),
              field(60, Feature.RNG)),
          new Register(
              "id_aa64isar1_el1",
              0,
              field(0, Feature.DPB, Feature.DPB2),
              field(4, Feature.PAUTH),
              field(12, Feature.JSCVT),
              field(16, Feature.FCMA),
              field(20, Feature.LRCPC, Feature.LRCPC2),
              field(24, Feature.PAUTH),
              field(32, Feature.FRINTTS),
              field(36, Feature.SB),
              field(44, Feature.BF16),
              field(48, Feature.DGH),
              field(52, Feature.I8MM)));

  /**
   * A field of 4 bits.
   *
   * @param none what stands for none of the features; -1 is 0xf
   * @param step by how much each feature, which needs those before it, makes it more
   */
  private record Field(int shift, int none, int step, List<Feature> features) {
    long value(FeatureSet set) {
      long count = features.stream().takeWhile(set::contains).count();
      return (none + step * count & 0xf) << shift;
    }
  }

  private static Field field(int shift, Feature... features) {
    return new Field(shift, 0, 1, List.of(features));
  }

  private record Register(String name, long always, List<Field> fields) {
    Register(String name, long always, Field... fields) {
      this(name, always, List.of(fields));
    }

    long value(FeatureSet features) {
      long value = always;
      for (Field field : fields) {
        value |= field.value(features);
      }
      return value;
    }
  }

  private final AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);

  SystemRegisterTest() {
    memory.map(CODE, 4096, Rights.ALL);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private Exit run(Cpu cpu, int word) {
    memory.store32(CODE, word);
    memory.codeChanged(CODE, 4);
    cpu.pc(CODE);
    return new Interpreter().run(cpu, 1);
  }

  /** Returns what a register shows. */
  private long read(FeatureSet features, String name) {
    Cpu cpu = new Cpu(memory, features);
    cpu.x(0, -1);
    Exit exit = run(cpu, TableAssembler.assemble("mrs x0, " + name, CODE));
    assertThat(exit).as(name).isEqualTo(DONE);
    return cpu.x(0);
  }

  /** All features, none, and each alone present and alone absent, so far as it can be alone. */
  private static List<FeatureSet> sets() {
    List<FeatureSet> sets = new ArrayList<>(List.of(FeatureSet.ALL, FeatureSet.BASE));
    for (Feature feature : FeatureSet.ALL.toSet()) {
      sets.add(FeatureSet.of(feature));
      if (feature != Feature.BASE) {
        sets.add(FeatureSet.ALL.without(feature));
      }
    }
    return sets;
  }

  @Test
  void identificationRegistersShowTheFeaturesAsLinuxDoes() {
    for (FeatureSet features : sets()) {
      for (Register register : IDENTIFICATION) {
        assertThat(read(features, register.name))
            .as("%s of %s", register.name, features)
            .isEqualTo(register.value(features));
      }
    }
  }

  /** CRm 0 and 2 to 7 of op0 3, op1 0, CRn 0 are emulated: nothing but the above is not zero. */
  @Test
  void allOtherIdentificationRegistersAreZeroOrUndefined() {
    List<String> shown = IDENTIFICATION.stream().map(Register::name).toList();
    for (int crm = 0; crm < 16; crm++) {
      for (int op2 = 0; op2 < 8; op2++) {
        String name = SystemRegisters.name(3 << 14 | crm << 3 | op2, false);
        if (shown.contains(name)) {
          continue;
        }
        boolean revision = crm == 0 && op2 == 6;
        int word = 0xd538_0000 | crm << 8 | op2 << 5;
        Cpu cpu = new Cpu(memory);
        cpu.x(0, -1);
        Exit exit = run(cpu, word);
        if (revision || (crm >= 2 && crm <= 7)) {
          assertThat(exit).as(name).isEqualTo(DONE);
          assertThat(cpu.x(0)).as(name).isZero();
        } else {
          assertThat(exit).as(name).isEqualTo(new Exit.UndefinedInstruction(word));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nzcv, rw, BASE",
    "fpcr, rw, FP",
    "fpsr, rw, FP",
    "tpidr_el0, rw, BASE",
    "tpidrro_el0, r, BASE",
    "ctr_el0, r, BASE",
    "dczid_el0, r, BASE",
    "cntfrq_el0, r, BASE",
    "cntvct_el0, r, BASE",
    "cntvctss_el0, r, ECV",
    "rndr, r, RNG",
    "rndrrs, r, RNG",
    "dit, rw, DIT",
    "ssbs, rw, SSBS"
  })
  void registersOfEl0AreThereWithTheirFeature(String name, String access, Feature feature) {
    int read = TableAssembler.assemble("mrs x0, " + name, CODE);
    int write = read & ~(1 << 21);
    for (FeatureSet features : sets()) {
      boolean present = features.contains(feature);
      Exit readExit = run(new Cpu(memory, features), read);
      assertThat(readExit.equals(DONE)).as("%s of %s", name, features).isEqualTo(present);
      Exit writeExit = run(new Cpu(memory, features), write);
      assertThat(writeExit.equals(DONE))
          .as("write %s of %s", name, features)
          .isEqualTo(present && access.equals("rw"));
    }
  }

  /** Of all 32768 codes of MRS and of MSR, those alone that the tests above name are defined. */
  @Test
  void noOtherRegisterIsDefined() {
    List<String> readable = new ArrayList<>();
    List<String> writable = new ArrayList<>();
    for (int code = 2 << 14; code < 4 << 14; code++) {
      boolean identification = code >>> 7 == 3 << 7;
      int read = 0xd520_0000 | code << 5;
      if (!identification && run(new Cpu(memory), read).equals(DONE)) {
        readable.add(SystemRegisters.name(code, false));
      }
      if (run(new Cpu(memory), read & ~(1 << 21)).equals(DONE)) {
        writable.add(SystemRegisters.name(code, true));
      }
    }
    assertThat(readable)
        .containsExactlyInAnyOrder(
            "nzcv",
            "fpcr",
            "fpsr",
            "tpidr_el0",
            "tpidrro_el0",
            "ctr_el0",
            "dczid_el0",
            "cntfrq_el0",
            "cntvct_el0",
            "cntvctss_el0",
            "rndr",
            "rndrrs",
            "dit",
            "ssbs");
    assertThat(writable)
        .containsExactlyInAnyOrder("nzcv", "fpcr", "fpsr", "tpidr_el0", "dit", "ssbs");
  }

  @Test
  void valuesThatNoFeatureChanges() {
    for (FeatureSet features : sets()) {
      assertThat(read(features, "ctr_el0")).isEqualTo(0x8444_c004L);
      assertThat(read(features, "dczid_el0")).isEqualTo(4);
      assertThat(read(features, "cntfrq_el0")).isEqualTo(1_000_000_000);
      assertThat(read(features, "tpidrro_el0")).isZero();
      assertThat(read(features, "tpidr_el0")).isZero();
      assertThat(read(features, "nzcv")).isZero();
    }
  }

  /**
   * FPCR holds AHP, DN, FZ and RMode, and FZ16 with FEAT_FP16. The enables of traps, bits 15 and 12
   * to 8, read as zero, as on every processor that traps no floating-point exception (Arm ARM
   * C5.2.8); Len and Stride are AArch32's, and bits 2 to 0 FEAT_AFP's.
   */
  @Test
  void bitsOfFpcrThatCanBeWritten() {
    for (FeatureSet features : sets()) {
      if (features.contains(Feature.FP)) {
        long fz16 = features.contains(Feature.FP16) ? 1 << 19 : 0;
        assertThat(written(features, "fpcr")).as("%s", features).isEqualTo(0x07c0_0000L | fz16);
      }
    }
  }

  /** FPSR holds QC, IDC, IXC, UFC, OFC, DZC and IOC (Arm ARM C5.2.9); N, Z, C, V are AArch32's. */
  @Test
  void bitsOfFpsrThatCanBeWritten() {
    assertThat(written(FeatureSet.ALL, "fpsr")).isEqualTo(0x0800_009fL);
    assertThat(written(FeatureSet.of(Feature.FP), "fpsr")).isEqualTo(0x0800_009fL);
  }

  @Test
  void bitsOfOtherRegistersThatCanBeWritten() {
    assertThat(written(FeatureSet.ALL, "nzcv")).isEqualTo(0xf000_0000L);
    assertThat(written(FeatureSet.ALL, "dit")).isEqualTo(1 << 24);
    assertThat(written(FeatureSet.ALL, "ssbs")).isEqualTo(1 << 12);
    assertThat(written(FeatureSet.ALL, "tpidr_el0")).isEqualTo(-1);
  }

  /** Returns the bits that can be 0 and 1, after many random values, each of which must stay. */
  private long written(FeatureSet features, String name) {
    Cpu cpu = new Cpu(memory, features);
    int read = TableAssembler.assemble("mrs x0, " + name, CODE);
    int write = TableAssembler.assemble("msr " + name + ", x1", CODE);
    cpu.x(1, -1);
    assertThat(run(cpu, write)).isEqualTo(DONE);
    assertThat(run(cpu, read)).isEqualTo(DONE);
    long mask = cpu.x(0);
    Random random = new Random(7);
    for (int n = 0; n < 100; n++) {
      cpu.x(1, random.nextLong());
      run(cpu, write);
      run(cpu, read);
      assertThat(cpu.x(0)).as(name).isEqualTo(cpu.x(1) & mask);
    }
    return mask;
  }

  /** A fork copies FPCR, and execve clears it, whatever the processor has. */
  @Test
  void fz16OfACopyIsTheProcessorsOwn() {
    Cpu with = new Cpu(memory);
    with.fpcr(1 << 19);
    Cpu copy = new Cpu(memory);
    copy.copyRegisters(with);
    assertThat(copy.fpcr()).isEqualTo(1 << 19);
    Cpu without = new Cpu(memory, FeatureSet.ALL.without(Feature.FP16));
    without.copyRegisters(with);
    assertThat(without.fpcr()).isZero();
    copy.reset();
    assertThat(copy.fpcr()).isZero();
  }
}
