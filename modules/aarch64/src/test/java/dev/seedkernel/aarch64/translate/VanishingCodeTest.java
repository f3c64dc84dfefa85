package dev.seedkernel.aarch64.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * What has been decoded may be gone the next time a region's maker looks, as another thread has
 * changed the code: no region may be made of nothing, as that would never come to an end.
 */
class VanishingCodeTest {
  private static final long ENTRY = 0x1_0000;
  private static final int ADD = 0x9100_0400; // add x0, x0, #1
  private static final int BACK = 0x17ff_fff8; // b .-32

  /** Answers, and then answers now and then. */
  private static final class Vanishing implements RegionCompiler.Source {
    private final Random random;
    private int left;

    Vanishing(Random random, int first) {
      this.random = random;
      this.left = first;
    }

    @Override
    public @Nullable Instruction at(long address) {
      return left-- > 0 || random.nextInt(3) != 0
          ? InstructionSet.a64().decode((address & 60) == 60 ? BACK : ADD)
          : null;
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

  @Property(tries = 300)
  void regionHasItsEntryOrIsNotMade(@ForAll long seed, @ForAll @IntRange(max = 40) int first) {
    RegionCompiler.Translation translation =
        RegionCompiler.compile(ENTRY, new Vanishing(new Random(seed), first));
    if (translation != null) {
      assertThat(translation.region().addresses().toArray()).contains(ENTRY);
    } else {
      assertThat(first).as("answers that were certain").isZero();
    }
  }
}
