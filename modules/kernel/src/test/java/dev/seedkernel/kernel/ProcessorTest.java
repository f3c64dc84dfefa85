package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What programs see of a processor with all features, and of one with fewer. */
@Tag(Engines.GUEST)
class ProcessorTest {
  /** HWCAP_CPUID: the identification registers may be read. */
  private static final long CPUID = 1 << 11;

  /**
   * What each bit of AT_HWCAP and AT_HWCAP2 says (Linux, uapi/asm/hwcap.h) in terms of the
   * identification registers (arm64_elf_hwcaps in cpufeature.c): word, bit, register, lowest bit of
   * the field, the least value.
   */
  private static final String BITS =
      """
      hwcap  0  pfr0  16 0   FP
      hwcap  1  pfr0  20 0   ASIMD
      hwcap  3  isar0 4  1   AES
      hwcap  4  isar0 4  2   PMULL
      hwcap  5  isar0 8  1   SHA1
      hwcap  6  isar0 12 1   SHA2
      hwcap  7  isar0 16 1   CRC32
      hwcap  8  isar0 20 2   ATOMICS
      hwcap  9  pfr0  16 1   FPHP
      hwcap  10 pfr0  20 1   ASIMDHP
      hwcap  12 isar0 28 1   ASIMDRDM
      hwcap  13 isar1 12 1   JSCVT
      hwcap  14 isar1 16 1   FCMA
      hwcap  15 isar1 20 1   LRCPC
      hwcap  16 isar1 0  1   DCPOP
      hwcap  17 isar0 32 1   SHA3
      hwcap  18 isar0 36 1   SM3
      hwcap  19 isar0 40 1   SM4
      hwcap  20 isar0 44 1   ASIMDDP
      hwcap  21 isar0 12 2   SHA512
      hwcap  23 isar0 48 1   ASIMDFHM
      hwcap  24 pfr0  48 1   DIT
      hwcap  25 mmfr2 32 1   USCAT
      hwcap  26 isar1 20 2   ILRCPC
      hwcap  27 isar0 52 1   FLAGM
      hwcap  28 pfr1  4  2   SSBS
      hwcap  29 isar1 36 1   SB
      hwcap  30 isar1 4  1   PACA
      hwcap  31 isar1 24 1   PACG
      hwcap2 0  isar1 0  2   DCPODP
      hwcap2 7  isar0 52 2   FLAGM2
      hwcap2 8  isar1 32 1   FRINT
      hwcap2 13 isar1 52 1   I8MM
      hwcap2 14 isar1 44 1   BF16
      hwcap2 15 isar1 48 1   DGH
      hwcap2 16 isar0 60 1   RNG
      hwcap2 19 mmfr0 60 1   ECV
      """;

  private static Guest.Run run(FeatureSet features, String what) {
    return Guest.run(
        Guest.program("processor"),
        Limits.DEFAULT,
        tree -> tree,
        kernel -> kernel.withFeatures(features),
        what);
  }

  private static Map<String, Long> shown(FeatureSet features) {
    return run(features, "features").lines().stream()
        .map(line -> line.split(" ", -1))
        .collect(Collectors.toMap(part -> part[0], part -> Long.parseLong(part[1])));
  }

  private static long get(Map<String, Long> shown, String name) {
    return Objects.requireNonNull(shown.get(name), name);
  }

  @Test
  void capabilitiesAreWhatTheIdentificationRegistersSay() {
    List<FeatureSet> sets = new ArrayList<>(List.of(FeatureSet.ALL, FeatureSet.BASE));
    for (Feature feature : FeatureSet.ALL.toSet()) {
      sets.add(FeatureSet.of(feature));
      if (feature != Feature.BASE) {
        sets.add(FeatureSet.ALL.without(feature));
      }
    }
    for (FeatureSet features : sets) {
      Map<String, Long> shown = shown(features);
      assertThat(get(shown, "hwcap")).as("%s", features).isEqualTo(CPUID | bits("hwcap", shown));
      assertThat(get(shown, "hwcap2")).as("%s", features).isEqualTo(bits("hwcap2", shown));
    }
    assertThat(get(shown(FeatureSet.BASE), "hwcap")).isEqualTo(CPUID);
  }

  private static long bits(String word, Map<String, Long> registers) {
    long bits = 0;
    for (String line : BITS.lines().toList()) {
      String[] part = line.split(" +", -1);
      long field = get(registers, part[2]) << (60 - Integer.parseInt(part[3])) >> 60;
      // The fields of PFR0 are signed, with -1 for none; the others are not.
      long value = part[2].equals("pfr0") ? field : field & 0xf;
      if (part[0].equals(word) && value >= Integer.parseInt(part[4])) {
        bits |= 1L << Integer.parseInt(part[1]);
      }
    }
    return bits;
  }

  @Test
  void aProgramThatUsesAnAbsentFeatureDiesOfAnIllegalInstruction() {
    Guest.Run with = run(FeatureSet.ALL, "atomic");
    assertThat(with.lines()).containsExactly("old = 40", "sum = 42");
    assertThat(with.outcome().end()).isEqualTo(new Outcome.End.Exited(0));

    FeatureSet without = FeatureSet.ALL.without(Feature.LSE);
    assertThat(run(without, "atomic").outcome().end())
        .isInstanceOfSatisfying(
            Outcome.End.Killed.class,
            end -> {
              assertThat(end.signal()).isEqualTo(4);
              assertThat(end.description()).startsWith("undefined instruction 0x");
            });
    long atomics = 1 << 8;
    assertThat(get(shown(FeatureSet.ALL), "hwcap") & atomics).isNotZero();
    assertThat(get(shown(without), "hwcap"))
        .isEqualTo(get(shown(FeatureSet.ALL), "hwcap") & ~atomics);
  }

  /** Linux has no call that starts a program in one step; the keys must be others all the same. */
  @Test
  void spawnGivesOtherKeysOfPointerAuthentication() {
    assertThat(run(FeatureSet.ALL, "spawned").lines())
        .containsExactly(
            "read(open(\"/codes\", O_RDONLY), now, sizeof now) = 160",
            "same_keys(mine, now) = 0",
            "same_keys(mine, now) = 5");
  }

  @Test
  void whatTheEngineDoesNotOfferCannotBeChosen() {
    Kernel kernel = Kernel.create(Limits.DEFAULT, new Silent()).withEngine(new Old());
    assertThatThrownBy(() -> kernel.withFeatures(FeatureSet.ARMV8_1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LSE");
  }

  /** An engine decides what there is unless a choice is made. */
  @Test
  void anotherEngineBringsItsFeatures() {
    Guest.Run run =
        Guest.run(
            Guest.program("processor"),
            Limits.DEFAULT,
            tree -> tree,
            kernel -> kernel.withEngine(new Old()),
            "atomic");
    assertThat(run.outcome().end()).isInstanceOf(Outcome.End.Killed.class);
  }

  /** Offers the first version of the architecture alone. */
  private static final class Old implements Engine {
    private final Engine interpreter = new Interpreter();

    @Override
    public Exit run(Cpu cpu, long budget) {
      return interpreter.run(cpu, budget);
    }

    @Override
    public FeatureSet features() {
      return FeatureSet.ARMV8_0;
    }
  }

  private static final class Silent implements Console {
    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {}
  }
}
