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
 * thread that calls {@link #run}, unless {@link #withStack} says otherwise.
 */
public final class Translator implements Engine {
  /** Instructions executed from one address on before it is translated. */
  public static final int DEFAULT_THRESHOLD = 100_000;

  /** As how many translated instructions an interpreted one counts in {@link Quantum}. */
  private static final int INTERPRETED = 8;

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
  private final int room;
  private final @Nullable TranslationCache cache;

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
    this(threshold, TranslationContext.LEAST_STACK, null);
  }

  private Translator(int threshold, int room, @Nullable TranslationCache cache) {
    this.threshold = threshold;
    this.room = room;
    this.cache = cache;
  }

  /**
   * Returns a translator for threads with large stacks: guests that call deeply are faster there,
   * as their calls need not be taken off the JVM's stack.
   *
   * @param bytes of the stack of a thread that calls {@link #run} that guest calls may take; that
   *     is an estimate, so it should be half of the stack at most
   */
  public Translator withStack(int bytes) {
    return new Translator(threshold, Math.max(bytes, TranslationContext.LEAST_STACK), cache);
  }

  /**
   * Returns a translator that takes translations of earlier runs from a cache, and notes there what
   * it makes itself, for {@link TranslationCache#save}. Code that another translator of this JVM
   * has executed before, without it, stays without it.
   */
  public Translator withCache(TranslationCache translations) {
    return new Translator(threshold, room, translations);
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
    TranslatedCode code = TranslatedCode.of(cpu, threshold, cache);
    code.context().room(room);
    try {
      return run(cpu, code, budget);
    } finally {
      code.stop();
    }
  }

  private static Exit run(Cpu cpu, TranslatedCode code, long budget) {
    cpu.enter();
    Turn turn = new Turn(cpu, code, budget);
    try {
      while (turn.left > 0) {
        if (cpu.takeInterrupt()) {
          return new Exit.Interrupted();
        }
        Exit exit = turn.execute();
        if (exit != null) {
          return exit;
        }
      }
      return new Exit.BudgetExhausted();
    } catch (MemoryFault fault) {
      return Interpreter.abort(fault);
    } finally {
      cpu.addInstructions(budget - turn.left);
    }
  }

  /** What a call of {@link #run} has at hand. */
  private static final class Turn {
    private final Cpu cpu;
    private final TranslatedCode code;

    /** How many instructions may still be executed. */
    long left;

    /** Where execution is to go on; null for the interpreter. */
    private @Nullable RegionCode region;

    Turn(Cpu cpu, TranslatedCode code, long budget) {
      this.cpu = cpu;
      this.code = code;
      this.left = budget;
      cpu.pc(AddressSpace.withoutTag(cpu.pc()));
      this.region = code.heat(cpu.pc(), 0);
    }

    /** Executes instructions for a quantum; returns why it cannot go on, or null. */
    @Nullable Exit execute() {
      if (cpu.fp().takeHostExact()) {
        code.renewArithmetic();
      }
      Quantum quantum = code.quantum();
      int most = quantum.begin();
      long work = 0;
      while (left > 0 && work < most) {
        long before = left;
        boolean stuck = region == null || left <= SLACK || !translated(region, most);
        if (stuck) {
          interpret(most / INTERPRETED);
        }
        work += (before - left) * (stuck ? INTERPRETED : 1);
        Exit exit = code.takeExit();
        if (exit != null && !TranslatedCode.isChange(exit)) {
          return exit;
        }
        region = code.heat(cpu.pc(), stuck ? 0 : AFTER_REGION);
      }
      if (work >= most) {
        quantum.end();
      }
      return null;
    }

    /** Runs a region; returns whether it has executed anything. */
    private boolean translated(RegionCode from, int most) {
      int fuel = (int) Math.min(left - SLACK, most);
      TranslationContext context = code.context();
      long next;
      context.fuel = fuel;
      try {
        next = context.run(from, cpu);
      } finally {
        left -= fuel - context.fuel;
      }
      // A program may also branch to the address that stands for an exit.
      if (next != TranslationContext.EXIT || !code.hasExit()) {
        cpu.pc(AddressSpace.withoutTag(next));
      }
      return context.fuel != fuel;
    }

    private void interpret(int most) {
      try {
        code.interpret(cpu, (int) Math.min(left, most), NOWHERE);
      } finally {
        left -= code.executed;
      }
    }
  }
}
