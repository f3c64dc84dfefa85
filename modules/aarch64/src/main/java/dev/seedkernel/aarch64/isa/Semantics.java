package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Cpu;

/**
 * What an encoding does to a processor. The program counter is already that of the next
 * instruction.
 */
@FunctionalInterface
public interface Semantics {
  void execute(Cpu cpu, Instruction i);
}
