package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import org.jspecify.annotations.Nullable;

/**
 * Executes instructions that were decoded once, a page of code at a time.
 *
 * <p>The reference for every other engine, and where they leave what they do not do themselves.
 */
public final class Interpreter implements Engine {
  /** After how many instructions a request for interruption is looked at: about a millisecond. */
  private static final long INTERRUPT_INTERVAL = 1 << 16;

  /** A program counter that differs in one of these bits is on another page, or misaligned. */
  private static final long LEAVES_PAGE = -AddressSpace.PAGE_SIZE | 3;

  private static final int INDEX_MASK = AddressSpace.PAGE_SIZE / 4 - 1;

  /** Creates an interpreter; it holds no state. */
  public Interpreter() {}

  /**
   * Links the methods of all instructions, which otherwise happens when one is first decoded. For
   * the training run of an AOT cache, or before a measurement; it takes a few tenths of a second.
   */
  public static void prepare() {
    InstructionSet.a64().link();
  }

  @Override
  public Exit run(Cpu cpu, long budget) {
    FeatureSet wanted = cpu.features();
    if (!features().containsAll(wanted)) {
      throw new IllegalArgumentException("the interpreter does not have all of " + wanted);
    }
    DecodedCode code = DecodedCode.of(cpu.memory(), wanted);
    cpu.enter();
    long left = budget;
    while (left > 0) {
      if (cpu.takeInterrupt()) {
        return new Exit.Interrupted();
      }
      long before = cpu.instructions();
      Exit exit = runSlice(cpu, code, Math.min(left, INTERRUPT_INTERVAL));
      if (exit != null) {
        return exit;
      }
      left -= cpu.instructions() - before;
    }
    return new Exit.BudgetExhausted();
  }

  @Override
  public FeatureSet features() {
    return InstructionSet.a64().features();
  }

  /** Executes at most {@code slice} instructions; returns null when it has executed all of them. */
  private static @Nullable Exit runSlice(Cpu cpu, DecodedCode code, long slice) {
    long left = slice;
    long pc = cpu.pc();
    try {
      while (left > 0) {
        // A branch ignores the tag of its target (Arm ARM, BranchAddr): TCR_EL1.TBID0 is clear.
        pc = AddressSpace.withoutTag(pc);
        if ((pc & 3) != 0) {
          cpu.pc(pc);
          return new Exit.PcAlignmentFault();
        }
        @Nullable Instruction[] page = code.page(pc);
        long changed;
        do {
          Instruction instruction = page[(int) (pc >>> 2) & INDEX_MASK];
          if (instruction == null) {
            instruction = code.decode(page, pc);
          }
          cpu.pc(pc + 4);
          instruction.execute(cpu);
          left--;
          long next = cpu.pc();
          changed = (next ^ pc) & LEAVES_PAGE;
          pc = next;
        } while (changed == 0 && left > 0);
        Exit exit = cpu.takeExit();
        if (exit != null) {
          if (!(exit instanceof Exit.SupervisorCall)) {
            left++; // It raised an exception instead of completing.
          }
          return exit;
        }
      }
      cpu.pc(AddressSpace.withoutTag(pc));
      return null;
    } catch (MemoryFault fault) {
      cpu.pc(pc);
      return abort(fault);
    } finally {
      cpu.addInstructions(slice - left);
    }
  }

  static Exit abort(MemoryFault fault) {
    if (fault.reason() == MemoryFault.Cause.SP_ALIGNMENT) {
      return new Exit.SpAlignmentFault();
    }
    return fault.access() == MemoryFault.Access.FETCH
        ? new Exit.InstructionAbort(fault)
        : new Exit.DataAbort(fault);
  }
}
