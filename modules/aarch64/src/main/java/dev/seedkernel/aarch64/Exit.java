package dev.seedkernel.aarch64;

/**
 * Why an {@link Engine} came back. Exceptions are named as the Arm Architecture Reference Manual
 * names them (D1.3). In each case {@link Cpu#pc()} is as the comment of the record says, and every
 * other register is as the instructions before it left it.
 */
public sealed interface Exit {

  /** An SVC instruction: {@code pc} is the instruction after it. */
  record SupervisorCall(int immediate) implements Exit {}

  /** A BRK instruction: {@code pc} is the BRK itself. */
  record Breakpoint(int immediate) implements Exit {}

  /**
   * The word at {@code pc} is unallocated, not implemented, or needs a feature that the Cpu lacks.
   *
   * @param word the instruction word
   */
  record UndefinedInstruction(int word) implements Exit {}

  /** A load or store that was refused: {@code pc} is the instruction that made it. */
  record DataAbort(MemoryFault fault) implements Exit {}

  /** A fetch that was refused: {@code pc} is the address of the fetch. */
  record InstructionAbort(MemoryFault fault) implements Exit {}

  /** {@code pc} is not a multiple of 4. */
  record PcAlignmentFault() implements Exit {}

  /** The instruction at {@code pc} used SP as a base, and SP is not a multiple of 16. */
  record SpAlignmentFault() implements Exit {}

  /** The instruction budget is used up, exactly: {@code pc} is the next instruction to run. */
  record BudgetExhausted() implements Exit {}

  /** {@link Cpu#interrupt()} was called: {@code pc} is the next instruction to run. */
  record Interrupted() implements Exit {}
}
