package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Feature;
import dev.seedkernel.aarch64.isa.Encoding;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which instructions on vectors have bytecode of their own. */
class VectorCoverageTest {
  private static final int WORDS_OF_LINE = 100;

  private static List<Encoding> lines(Set<Feature> features, int mask, int value) {
    return InstructionSet.a64().encodings().stream()
        .filter(line -> line.implemented() && features.contains(line.feature()))
        .filter(line -> (line.value() & mask) == value)
        .toList();
  }

  /** Emits an instruction, or says that it has to execute itself. */
  private interface Emission {
    boolean emit(Emitter e, Instruction i);
  }

  /** Returns the mnemonics of lines of which some word executes itself. */
  private static Set<String> withoutBytecode(List<Encoding> lines, Emission emission) {
    assertThat(lines).hasSizeGreaterThan(100);
    Random random = new Random(1);
    Set<String> result = new TreeSet<>();
    for (Encoding line : lines) {
      for (int n = 0; n < WORDS_OF_LINE; n++) {
        int word = line.value() | (random.nextInt() & ~line.mask());
        if (InstructionSet.a64().owner(word) != line) {
          continue;
        }
        Instruction i = InstructionSet.a64().decode(word);
        // With vectors of the host and without.
        for (boolean vectors : new boolean[] {true, false}) {
          Emitter e = new Emitter(vectors);
          e.code.begin(0, new RegisterFlow.Effects());
          if (!emission.emit(e, i)) {
            result.add(line.mnemonic());
          }
        }
      }
    }
    return result;
  }

  /** Estimates, conversions with a rounding of their own, of halves, and of fixed point. */
  @Test
  void allButRareOnesHaveBytecode() {
    Set<Feature> features = EnumSet.of(Feature.ADV_SIMD, Feature.RDM, Feature.DOTPROD);
    List<Encoding> lines = lines(features, 0x0e00_0000, 0x0e00_0000);
    assertThat(withoutBytecode(lines, (e, i) -> new VectorEmitter(e).emit(i)))
        .containsExactly(
            "fcvtas", "fcvtau", "fcvtl", "fcvtl2", "fcvtms", "fcvtmu", "fcvtn", "fcvtn2", "fcvtns",
            "fcvtnu", "fcvtps", "fcvtpu", "fcvtxn", "fcvtxn2", "fcvtzs", "fcvtzu", "fmulx",
            "frecpe", "frecps", "frecpx", "frsqrte", "frsqrts", "scvtf", "ucvtf", "urecpe",
            "ursqrte");
  }

  @Test
  void allLoadsAndStoresOfStructuresHaveBytecode() {
    List<Encoding> lines = lines(EnumSet.of(Feature.ADV_SIMD), 0xbe00_0000, 0x0c00_0000);
    assertThat(
            withoutBytecode(
                lines, (e, i) -> new SimdMemoryEmitter(e, new GuestMemory(e, 1)).emit(i)))
        .isEmpty();
  }

  /** Those of pairs are rare: compilers make them of 128-bit types only. */
  @Test
  void allAtomicsButPairsHaveBytecode() {
    Set<Feature> features =
        EnumSet.of(Feature.BASE, Feature.LSE, Feature.LOR, Feature.LRCPC, Feature.LRCPC2);
    List<Encoding> exclusives = lines(features, 0x3f00_0000, 0x0800_0000);
    List<Encoding> lines = new ArrayList<>(exclusives);
    lines.addAll(lines(features, 0x3f20_0c00, 0x3820_0000));
    lines.addAll(lines(features, 0x3f20_0c00, 0x1900_0000));
    assertThat(
            withoutBytecode(lines, (e, i) -> new AtomicEmitter(e, new GuestMemory(e, 1)).emit(i)))
        .containsExactly("casp", "caspa", "caspal", "caspl", "ldaxp", "ldxp", "stlxp", "stxp");
  }
}
