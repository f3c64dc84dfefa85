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
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a processor does not have is undefined there, and not shown. */
class FeatureTest {
  private static final long CODE = 0x1_0000;

  /** Runs words on a processor of its own, in a memory that others may have run in. */
  private static Exit run(AddressSpace memory, FeatureSet features, Cpu[] used, int... words) {
    for (int i = 0; i < words.length; i++) {
      memory.store32(CODE + i * 4L, words[i]);
    }
    memory.codeChanged(CODE, words.length * 4L);
    Cpu cpu = new Cpu(memory, features);
    cpu.pc(CODE);
    used[0] = cpu;
    return new Interpreter().run(cpu, words.length);
  }

  private static AddressSpace memory() {
    AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
    memory.map(CODE, 4096, Rights.ALL);
    return memory;
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void instructionsOfAnAbsentFeatureAreUndefined(Feature feature) {
    if (feature == Feature.BASE || !FeatureSet.ALL.contains(feature)) {
      return; // The base is always there, and what is missing for all is so by the table.
    }
    FeatureSet without = FeatureSet.ALL.without(feature);
    Random random = new Random(6);
    int defined = 0;
    int tried = 0;
    try (AddressSpace memory = memory()) {
      for (Encoding e : InstructionSet.a64().encodings()) {
        for (int n = 0; e.features().contains(feature) && n < words(e, feature); n++) {
          int word = e.value() | (random.nextInt() & ~e.mask());
          if (InstructionSet.a64().owner(word) != e) {
            continue;
          }
          tried++;
          // With the feature first, so that it is in the caches.
          Exit with = run(memory, FeatureSet.ALL, new Cpu[1], word);
          assertThat(with).as("%08x %s", word, e).isNotInstanceOf(Exit.UndefinedInstruction.class);
          Exit exit = run(memory, without, new Cpu[1], word);
          if (e.mnemonic().equals("hint")) {
            assertThat(exit).as("%08x is a NOP", word).isEqualTo(new Exit.BudgetExhausted());
          } else {
            assertThat(exit).as("%08x %s", word, e).isEqualTo(new Exit.UndefinedInstruction(word));
          }
          assertThat(run(memory, FeatureSet.ALL, new Cpu[1], word)).hasSameClassAs(with);
          defined++;
        }
      }
    }
    assertThat(defined).isEqualTo(tried).isPositive();
  }

  /** Returns how many words to try: of what a line came with more than of what that stands on. */
  private static int words(Encoding e, Feature feature) {
    return e.feature() == feature ? 20 : 2;
  }

  /** A line may need several features; each alone is not enough. */
  @ParameterizedTest
  @CsvSource({
    "'fcadd v0.4h, v1.4h, v2.4h, #90', FCMA, FP16",
    "'fcmla v0.8h, v1.8h, v2.8h, #180', FCMA, FP16",
    "'fcmla v0.8h, v1.8h, v2.h[3], #0', FCMA, FP16",
    "'frint32z v0.4s, v1.4s', FRINTTS, ADV_SIMD"
  })
  void aLineOfTwoFeaturesNeedsBoth(String text, Feature first, Feature second) {
    int word = TableAssembler.assemble(text, CODE);
    Exit undefined = new Exit.UndefinedInstruction(word);
    try (AddressSpace memory = memory()) {
      for (Feature one : new Feature[] {first, second}) {
        assertThat(run(memory, FeatureSet.of(one), new Cpu[1], word)).isEqualTo(undefined);
        assertThat(run(memory, FeatureSet.ALL.without(one), new Cpu[1], word)).isEqualTo(undefined);
      }
      assertThat(run(memory, FeatureSet.of(first, second), new Cpu[1], word))
          .isEqualTo(new Exit.BudgetExhausted());
    }
  }

  /** The other forms of the same instructions do without the second feature. */
  @ParameterizedTest
  @CsvSource({
    "'fcadd v0.4s, v1.4s, v2.4s, #90', FCMA",
    "'fcmla v0.2d, v1.2d, v2.2d, #180', FCMA",
    "'fcmla v0.4s, v1.4s, v2.s[1], #0', FCMA",
    "'frint32z d0, d1', FRINTTS",
    "'fjcvtzs w0, d1', JSCVT"
  })
  void aLineOfOneFeatureNeedsNoOther(String text, Feature feature) {
    int word = TableAssembler.assemble(text, CODE);
    try (AddressSpace memory = memory()) {
      assertThat(run(memory, FeatureSet.of(feature), new Cpu[1], word))
          .isEqualTo(new Exit.BudgetExhausted());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'ldadd w0, w1, [sp]', ARMV8_1",
    "'sqrdmlah v0.4s, v1.4s, v2.4s', ARMV8_1",
    "'sys #3, C7, C12, #1, x0', ARMV8_2",
    "'paciza x0', ARMV8_3",
    "'fcadd v0.4s, v1.4s, v2.4s, #90', ARMV8_3",
    "'fjcvtzs w0, d1', ARMV8_3",
    "'sdot v0.4s, v1.16b, v2.16b', ARMV8_4",
    "'cfinv', ARMV8_4",
    "'msr dit, #1', ARMV8_4",
    "'sb', ARMV8_5",
    "'frint64x v0.4s, v1.4s', ARMV8_5",
    "'mrs x0, cntvctss_el0', ARMV8_6",
    "'bfdot v0.4s, v1.8h, v2.8h', ARMV8_6"
  })
  void versionsOfTheArchitectureBeginWhereTheManualSays(String text, String version)
      throws ReflectiveOperationException {
    int word = TableAssembler.assemble(text, CODE);
    Encoding owner = InstructionSet.a64().owner(word);
    boolean reached = false;
    for (String name : "ARMV8_0 ARMV8_1 ARMV8_2 ARMV8_3 ARMV8_4 ARMV8_5 ARMV8_6".split(" ", -1)) {
      FeatureSet set = (FeatureSet) FeatureSet.class.getField(name).get(null);
      reached |= name.equals(version);
      assertThat(InstructionSet.a64().decode(word, set).encoding == owner)
          .as("%s in %s", text, name)
          .isEqualTo(reached);
    }
  }

  /** Where each feature is shown: register, lowest bit, and what stands there with all features. */
  @Test
  void identificationRegistersFollowTheProcessor() {
    Map<Feature, String> where = new EnumMap<>(Feature.class);
    where.put(Feature.FP, "id_aa64pfr0_el1 16");
    where.put(Feature.ADV_SIMD, "id_aa64pfr0_el1 20");
    where.put(Feature.DIT, "id_aa64pfr0_el1 48");
    where.put(Feature.SSBS, "id_aa64pfr1_el1 4");
    where.put(Feature.AES, "id_aa64isar0_el1 4");
    where.put(Feature.PMULL, "id_aa64isar0_el1 4");
    where.put(Feature.SHA1, "id_aa64isar0_el1 8");
    where.put(Feature.SHA256, "id_aa64isar0_el1 12");
    where.put(Feature.SHA512, "id_aa64isar0_el1 12");
    where.put(Feature.CRC32, "id_aa64isar0_el1 16");
    where.put(Feature.LSE, "id_aa64isar0_el1 20");
    where.put(Feature.RDM, "id_aa64isar0_el1 28");
    where.put(Feature.SHA3, "id_aa64isar0_el1 32");
    where.put(Feature.SM3, "id_aa64isar0_el1 36");
    where.put(Feature.SM4, "id_aa64isar0_el1 40");
    where.put(Feature.DOTPROD, "id_aa64isar0_el1 44");
    where.put(Feature.FHM, "id_aa64isar0_el1 48");
    where.put(Feature.FLAGM, "id_aa64isar0_el1 52");
    where.put(Feature.FLAGM2, "id_aa64isar0_el1 52");
    where.put(Feature.RNG, "id_aa64isar0_el1 60");
    where.put(Feature.DPB, "id_aa64isar1_el1 0");
    where.put(Feature.DPB2, "id_aa64isar1_el1 0");
    where.put(Feature.PAUTH, "id_aa64isar1_el1 4");
    where.put(Feature.JSCVT, "id_aa64isar1_el1 12");
    where.put(Feature.FCMA, "id_aa64isar1_el1 16");
    where.put(Feature.LRCPC, "id_aa64isar1_el1 20");
    where.put(Feature.LRCPC2, "id_aa64isar1_el1 20");
    where.put(Feature.FRINTTS, "id_aa64isar1_el1 32");
    where.put(Feature.SB, "id_aa64isar1_el1 36");
    where.put(Feature.BF16, "id_aa64isar1_el1 44");
    where.put(Feature.DGH, "id_aa64isar1_el1 48");
    where.put(Feature.I8MM, "id_aa64isar1_el1 52");
    where.put(Feature.ECV, "id_aa64mmfr0_el1 60");
    try (AddressSpace memory = memory()) {
      for (Feature feature : Feature.values()) {
        String place = where.get(feature);
        // Linux shows neither the limited ordering regions nor, in a field of its own, FP16.
        if (place == null || !FeatureSet.ALL.contains(feature)) {
          continue;
        }
        long with = field(memory, FeatureSet.ALL, place);
        long without = field(memory, FeatureSet.ALL.without(feature), place);
        assertThat(with).as("%s in %s", feature, place).isNotEqualTo(without);
        if (place.startsWith("id_aa64pfr0_el1 16") || place.startsWith("id_aa64pfr0_el1 20")) {
          assertThat(without).isEqualTo(15);
        } else {
          assertThat(with).isGreaterThan(without);
        }
      }
    }
  }

  private static long field(AddressSpace memory, FeatureSet features, String place) {
    String[] part = place.split(" ", -1);
    Cpu[] used = new Cpu[1];
    Exit exit = run(memory, features, used, TableAssembler.assemble("mrs x0, " + part[0], CODE));
    assertThat(exit).isEqualTo(new Exit.BudgetExhausted());
    return used[0].x(0) >>> Integer.parseInt(part[1]) & 15;
  }

  /** ID_AA64ISAR1_EL1 says QARMA5 for addresses and for pacga: APA, GPA; not API and GPI. */
  @Test
  void pointerAuthenticationIsShownAsQarma() {
    try (AddressSpace memory = memory()) {
      assertThat(field(memory, FeatureSet.ALL, "id_aa64isar1_el1 4")).isEqualTo(1);
      assertThat(field(memory, FeatureSet.ALL, "id_aa64isar1_el1 8")).isZero();
      assertThat(field(memory, FeatureSet.ALL, "id_aa64isar1_el1 24")).isEqualTo(1);
      assertThat(field(memory, FeatureSet.ALL, "id_aa64isar1_el1 28")).isZero();
    }
  }
}
