package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.InstructionSet;
import dev.seedkernel.aarch64.translate.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytecode of what is executed often, and interprets the rest.
 *
 * <p>The results are those of the {@link Interpreter}, and so are the numbers of instructions: when
 * something is translated changes nothing but the time that it takes. Translated code is shared by
 * all address spaces of the JVM that hold the same words at the same addresses.
 *
 * <p>Guest calls are calls of the JVM. They take at most about half a megabyte of the stack of the
 * thread that calls {@link #run}.
 */
public final class Translator implements Engine {
  /** Instructions executed from one address on before it is translated. */
  public static final int DEFAULT_THRESHOLD = 1500;

  /** After how many instructions a request for interruption is looked at: a few milliseconds. */
  private static final int QUANTUM = 1 << 20;

  /**
   * Translated code counts to within so many instructions, so the last ones of a budget are
   * interpreted: the reach of a region, and the longest way through one.
   */
  private static final int SLACK = 1 << 13;

  private static final int INDEX_MASK = AddressSpace.PAGE_SIZE / 4 - 1;
  private static final long PAGE = -AddressSpace.PAGE_SIZE;

  private final int threshold;

  /** Creates a translator with {@link #DEFAULT_THRESHOLD}. */
  public Translator() {
    this(DEFAULT_THRESHOLD);
  }

  /**
   * Creates a translator.
   *
   * @param threshold instructions executed from one address on before it is translated; 0
   *     translates all that is branched to
   */
  public Translator(int threshold) {
    this.threshold = threshold;
  }

  @Override
  public FeatureSet features() {
    return InstructionSet.a64().features();
  }

  @Override
  public Exit run(Cpu cpu, long budget) {
    FeatureSet wanted = cpu.features();
    if (!features().containsAll(wanted)) {
      throw new IllegalArgumentException("the translator does not have all of " + wanted);
    }
    Turn turn = new Turn(cpu, TranslatedCode.of(cpu.memory(), wanted), threshold);
    // Entering EL0 is a return from an exception, and that clears the monitor (Arm ARM D1.3.4).
    cpu.clearExclusive();
    long left = budget;
    while (left > 0) {
      if (cpu.takeInterrupt()) {
        return new Exit.Interrupted();
      }
      int quantum = (int) Math.min(left, QUANTUM);
      Exit exit = turn.execute(quantum);
      left -= quantum - turn.left;
      if (exit != null) {
        return exit;
      }
    }
    return new Exit.BudgetExhausted();
  }

  /** What a call of {@link #run} has at hand. */
  private static final class Turn {
    private final Cpu cpu;
    private final TranslatedCode code;
    private final int threshold;

    /** How many instructions may still be executed. */
    int left;

    Turn(Cpu cpu, TranslatedCode code, int threshold) {
      this.cpu = cpu;
      this.code = code;
      this.threshold = threshold;
    }

    /** Executes so many instructions; returns null when it has. */
    @Nullable Exit execute(int quantum) {
      left = quantum;
      try {
        cpu.pc(AddressSpace.withoutTag(cpu.pc()));
        RegionCode region = threshold == 0 ? hot(cpu.pc(), 0) : code.find(cpu.pc());
        while (left > 0) {
          if (region != null && left > SLACK) {
            region = translated(region);
          } else {
            region = null;
            Exit exit = interpret();
            if (exit != null) {
              return exit;
            }
            region = code.context().find(cpu.pc());
          }
        }
        return null;
      } catch (MemoryFault fault) {
        return Interpreter.abort(fault);
      } finally {
        cpu.addInstructions(quantum - left);
      }
    }

    /** Runs a region; returns the one that is next, if there is one. */
    private @Nullable RegionCode translated(RegionCode region) {
      try {
        long next = code.context().run(region, cpu, left - SLACK);
        cpu.pc(AddressSpace.withoutTag(next));
      } finally {
        left = code.context().fuel() + SLACK;
      }
      long pc = cpu.pc();
      RegionCode known = code.context().find(pc);
      return known != null ? known : hot(pc, 16);
    }

    private @Nullable RegionCode hot(long pc, int executed) {
      return (pc & 3) == 0 ? code.findSlowly(pc, executed, threshold) : null;
    }

    /**
     * Interprets until a region begins, or nothing is left; returns null then.
     *
     * @throws MemoryFault with the program counter at the instruction
     */
    private @Nullable Exit interpret() {
      int remaining = left;
      long pc = cpu.pc();
      try {
        while (remaining > 0) {
          pc = AddressSpace.withoutTag(pc);
          if ((pc & 3) != 0) {
            cpu.pc(pc);
            return new Exit.PcAlignmentFault();
          }
          @Nullable Instruction[] page = code.page(pc);
          long begin = pc;
          int before = remaining;
          boolean straight;
          do {
            Instruction instruction = page[(int) (pc >>> 2) & INDEX_MASK];
            if (instruction == null) {
              instruction = code.decode(page, pc);
            }
            cpu.pc(pc + 4);
            instruction.execute(cpu);
            remaining--;
            long next = cpu.pc();
            straight = next == pc + 4;
            pc = next;
          } while (straight && (pc & ~PAGE) != 0 && remaining > 0);
          if (!straight) {
            Exit exit = cpu.takeExit();
            if (exit != null) {
              if (!(exit instanceof Exit.SupervisorCall)) {
                remaining++; // It raised an exception instead of completing.
              }
              return exit;
            }
          }
          hot(begin, before - remaining);
          pc = AddressSpace.withoutTag(pc);
          if (hot(pc, 0) != null && remaining > SLACK) {
            break;
          }
        }
        cpu.pc(AddressSpace.withoutTag(pc));
        return null;
      } catch (MemoryFault fault) {
        cpu.pc(pc);
        throw fault;
      } finally {
        left = remaining;
      }
    }
  }
}
