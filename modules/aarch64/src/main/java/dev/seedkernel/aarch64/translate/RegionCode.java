package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;

/** The code of a region: a hidden class extends it. */
public abstract class RegionCode {
  private final long entry;

  /**
   * Creates code.
   *
   * @param entry address of the first instruction
   */
  protected RegionCode(long entry) {
    this.entry = entry;
  }

  /** Returns the address of the first instruction. */
  public final long entry() {
    return entry;
  }

  /**
   * Executes instructions from the entry on, and leaves the registers in the processor, but for the
   * program counter.
   *
   * @param context has what may be executed in {@link TranslationContext#fuel}
   * @return the address of the next instruction
   * @throws dev.seedkernel.aarch64.MemoryFault where the interpreter would; the program counter is
   *     that of the instruction then
   */
  public abstract long run(Cpu cpu, TranslationContext context);
}
