package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import org.jspecify.annotations.Nullable;

/** The code of a region: a hidden class extends it. */
public abstract class RegionCode {
  private final long entry;

  /** Not volatile: the old code is as right as the new one. */
  private @Nullable RegionCode successor;

  /**
   * Creates code.
   *
   * @param entry address of the first instruction
   */
  protected RegionCode(long entry) {
    this.entry = entry;
  }

  /** Returns what has taken the place of this, or null. */
  final @Nullable RegionCode successor() {
    return successor;
  }

  /** Lets other code take the place of this wherever it is found. */
  public final void replaceBy(RegionCode other) {
    successor = other;
  }

  /** Returns the address of the first instruction. */
  public final long entry() {
    return entry;
  }

  /** Returns whether arithmetic of this has been other than the host's. */
  public boolean hasBeenRare() {
    return false;
  }

  /**
   * Executes instructions from the entry on, and leaves the registers in the processor and the
   * flags in the context, but not the program counter.
   *
   * @param context has what may be executed in {@link TranslationContext#fuel}
   * @param room bytes of the JVM's stack that may be taken, about
   * @return the address of the next instruction; the entry, with nothing done, if there is no fuel
   *     or no room
   * @throws dev.seedkernel.aarch64.MemoryFault where the interpreter would; the program counter is
   *     that of the instruction then
   */
  public abstract long run(Cpu cpu, TranslationContext context, int room);
}
