package dev.seedkernel.aarch64.engine;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.isa.InstructionSet;
import dev.seedkernel.aarch64.translate.RegionCode;
import dev.seedkernel.aarch64.translate.TranslationContext;
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
  public static final int DEFAULT_THRESHOLD = 500_000;

  /** After how many instructions a request for interruption is looked at: a few milliseconds. */
  private static final int QUANTUM = 1 << 20;

  /**
   * Translated code counts to within so many instructions, so the last ones of a budget are
   * interpreted: the reach of a region, and the longest way through one.
   */
  private static final int SLACK = 1 << 13;

  /** What it counts for if a region leaves for an address. */
  private static final int AFTER_REGION = 16;

  /** No address of an instruction. */
  private static final long NOWHERE = -1;

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
    Turn turn = new Turn(cpu, TranslatedCode.of(cpu.memory(), wanted, threshold));
    cpu.enter();
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

    /** How many instructions may still be executed. */
    int left;

    Turn(Cpu cpu, TranslatedCode code) {
      this.cpu = cpu;
      this.code = code;
    }

    /** Executes so many instructions; returns null when it has. */
    @Nullable Exit execute(int quantum) {
      left = quantum;
      try {
        cpu.pc(AddressSpace.withoutTag(cpu.pc()));
        RegionCode region = code.heat(cpu.pc(), 0);
        while (left > 0) {
          boolean stuck = true;
          if (region != null && left > SLACK) {
            stuck = !translated(region);
          }
          if (stuck) {
            interpret();
          }
          Exit exit = code.takeExit();
          if (exit != null) {
            return exit;
          }
          region = code.heat(cpu.pc(), stuck ? 0 : AFTER_REGION);
        }
        return null;
      } catch (MemoryFault fault) {
        return Interpreter.abort(fault);
      } finally {
        cpu.addInstructions(quantum - left);
      }
    }

    /** Runs a region; returns whether it has executed anything. */
    private boolean translated(RegionCode region) {
      int before = left;
      long next;
      try {
        next = code.context().run(region, cpu, left - SLACK);
      } finally {
        left = code.context().fuel() + SLACK;
      }
      if (next != TranslationContext.EXIT) {
        cpu.pc(AddressSpace.withoutTag(next));
      }
      return left != before;
    }

    private void interpret() {
      try {
        code.interpret(cpu, left, NOWHERE);
      } finally {
        left -= code.executed;
      }
    }
  }
}
