package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.BitSet;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * HotSpot never compiles a method of more than 8000 bytes: then a region would be slow for ever.
 */
class RegionSizeTest {
  private static final int LIMIT = 8000;
  private static final int CALL = 0x9400_0040;
  private static final long ENTRY = 0x1_0000;

  private record Instructions(LongFunction<Instruction> at) implements RegionCompiler.Source {
    @Override
    public Instruction at(long address) {
      return at.apply(address);
    }

    @Override
    public Link link(long address) {
      return new Link(address);
    }

    @Override
    public long[] targets(long branch) {
      return new long[0];
    }

    @Override
    public long windowPages() {
      return 1 << 20;
    }

    @Override
    public boolean isEntry(long address) {
      return false;
    }
  }

  private static int length(RegionGraph graph, RegionCompiler.Source source) {
    Emitter first = RegionCompiler.emit(graph, source, false, null);
    return length(RegionCompiler.emit(graph, source, false, first.code.flow()));
  }

  private static int length(Emitter e) {
    int length =
        ClassFile.of().parse(RegionCompiler.write(e, ENTRY)).methods().stream()
            .filter(m -> m.methodName().equalsString("run"))
            .mapToInt(m -> ((CodeAttribute) m.code().orElseThrow()).codeLength())
            .sum();
    assertThat(length).isPositive().isLessThanOrEqualTo(e.code.size());
    return length;
  }

  private static Instruction instruction(Random random) {
    while (true) {
      Instruction i = InstructionSet.a64().decode(random.nextInt());
      if (Flow.fallsThrough(i)) {
        return i;
      }
    }
  }

  @Test
  void whatIsEstimatedIsAnUpperBoundForAnyInstructions() {
    Random random = new Random(1);
    for (int n = 0; n < 300; n++) {
      RegionCompiler.Source source = new Instructions(address -> instruction(random));
      assertThat(length(RegionGraph.discover(ENTRY, source, 60, new BitSet()), source))
          .isPositive();
    }
  }

  @Test
  void regionsThatWouldBeTooLongAreCut() {
    Instruction call = InstructionSet.a64().decode(CALL);
    RegionCompiler.Source source =
        new Instructions(address ->
            // Every register is used, and every other instruction is a call.
            (address & 4) == 0
                ? call
                : InstructionSet.a64().decode(0x8b00_0000 | (int) (address >> 3 & 31) * 0x1_0021));
    RegionGraph whole = RegionGraph.discover(ENTRY, source, 1000, new BitSet());
    assertThat(length(whole, source)).isGreaterThan(LIMIT);

    RegionCompiler.Made made = Objects.requireNonNull(RegionCompiler.fitting(ENTRY, source, null));
    assertThat(length(made.emitter())).isLessThan(LIMIT);
    assertThat(RegionCompiler.compile(ENTRY, source)).isNotNull();
  }
}
