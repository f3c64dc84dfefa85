package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.FeatureSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a program is told of the processor: AT_HWCAP and AT_HWCAP2 (Linux,
 * Documentation/arch/arm64/elf_hwcaps.rst).
 */
final class HardwareCapabilities {
  /** HWCAP_CPUID: the identification registers can be read. */
  private static final long CPUID = 1L << 11;

  /** As arch/arm64/kernel/cpuinfo.c writes them: not always what the constant is called. */
  private static final List<String> HWCAP_NAMES =
      List.of(
          "fp",
          "asimd",
          "evtstrm",
          "aes",
          "pmull",
          "sha1",
          "sha2",
          "crc32",
          "atomics",
          "fphp",
          "asimdhp",
          "cpuid",
          "asimdrdm",
          "jscvt",
          "fcma",
          "lrcpc",
          "dcpop",
          "sha3",
          "sm3",
          "sm4",
          "asimddp",
          "sha512",
          "sve",
          "asimdfhm",
          "dit",
          "uscat",
          "ilrcpc",
          "flagm",
          "ssbs",
          "sb",
          "paca",
          "pacg");

  private static final List<String> HWCAP2_NAMES =
      List.of(
          "dcpodp",
          "sve2",
          "sveaes",
          "svepmull",
          "svebitperm",
          "svesha3",
          "svesm4",
          "flagm2",
          "frint",
          "svei8mm",
          "svef32mm",
          "svef64mm",
          "svebf16",
          "i8mm",
          "bf16",
          "dgh",
          "rng",
          "bti",
          "mte",
          "ecv");

  private static final Map<Feature, Integer> HWCAP_BITS = new EnumMap<>(Feature.class);
  private static final Map<Feature, Integer> HWCAP2_BITS = new EnumMap<>(Feature.class);

  static {
    HWCAP_BITS.put(Feature.FP, 0);
    HWCAP_BITS.put(Feature.ADV_SIMD, 1);
    HWCAP_BITS.put(Feature.AES, 3);
    HWCAP_BITS.put(Feature.PMULL, 4);
    HWCAP_BITS.put(Feature.SHA1, 5);
    HWCAP_BITS.put(Feature.SHA256, 6);
    HWCAP_BITS.put(Feature.CRC32, 7);
    HWCAP_BITS.put(Feature.LSE, 8);
    HWCAP_BITS.put(Feature.FP16, 9);
    HWCAP_BITS.put(Feature.RDM, 12);
    HWCAP_BITS.put(Feature.JSCVT, 13);
    HWCAP_BITS.put(Feature.FCMA, 14);
    HWCAP_BITS.put(Feature.LRCPC, 15);
    HWCAP_BITS.put(Feature.DPB, 16);
    HWCAP_BITS.put(Feature.SHA3, 17);
    HWCAP_BITS.put(Feature.SM3, 18);
    HWCAP_BITS.put(Feature.SM4, 19);
    HWCAP_BITS.put(Feature.DOTPROD, 20);
    HWCAP_BITS.put(Feature.SHA512, 21);
    HWCAP_BITS.put(Feature.FHM, 23);
    HWCAP_BITS.put(Feature.DIT, 24);
    HWCAP_BITS.put(Feature.LRCPC2, 26);
    HWCAP_BITS.put(Feature.FLAGM, 27);
    HWCAP_BITS.put(Feature.SSBS, 28);
    HWCAP_BITS.put(Feature.SB, 29);
    HWCAP_BITS.put(Feature.PAUTH, 30);
    HWCAP2_BITS.put(Feature.DPB2, 0);
    HWCAP2_BITS.put(Feature.FLAGM2, 7);
    HWCAP2_BITS.put(Feature.FRINTTS, 8);
    HWCAP2_BITS.put(Feature.I8MM, 13);
    HWCAP2_BITS.put(Feature.BF16, 14);
    HWCAP2_BITS.put(Feature.DGH, 15);
    HWCAP2_BITS.put(Feature.RNG, 16);
    HWCAP2_BITS.put(Feature.ECV, 19);
  }

  private HardwareCapabilities() {}

  static long hwcap(FeatureSet features) {
    long bits = CPUID | bits(features, HWCAP_BITS);
    // FEAT_FP16 is HWCAP_FPHP for scalars and HWCAP_ASIMDHP for vectors.
    bits |= features.contains(Feature.FP16) ? 1L << 10 : 0;
    // FEAT_PAuth is HWCAP_PACA for addresses and HWCAP_PACG for pacga.
    return features.contains(Feature.PAUTH) ? bits | 1L << 31 : bits;
  }

  static long hwcap2(FeatureSet features) {
    return bits(features, HWCAP2_BITS);
  }

  /**
   * Returns the names of what {@link #hwcap} and {@link #hwcap2} say, in the order of their bits,
   * as /proc/cpuinfo gives them.
   */
  static List<String> names(FeatureSet features) {
    List<String> names = new ArrayList<>();
    addNames(names, hwcap(features), HWCAP_NAMES);
    addNames(names, hwcap2(features), HWCAP2_NAMES);
    return names;
  }

  private static void addNames(List<String> names, long bits, List<String> byBit) {
    for (int bit = 0; bit < byBit.size(); bit++) {
      if ((bits >>> bit & 1) != 0) {
        names.add(byBit.get(bit));
      }
    }
  }

  private static long bits(FeatureSet features, Map<Feature, Integer> positions) {
    long bits = 0;
    for (Feature feature : features.toSet()) {
      Integer position = positions.get(feature);
      if (position != null) {
        bits |= 1L << position;
      }
    }
    return bits;
  }
}
