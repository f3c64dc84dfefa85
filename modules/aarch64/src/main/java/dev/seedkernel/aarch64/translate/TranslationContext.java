package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import org.jspecify.annotations.Nullable;

/**
 * The translated code of one address space by its entry, and what the code needs while it runs.
 *
 * <p>The table is a cache with one place for each hash: what is not there is not lost, but has to
 * be asked for by way of the engine.
 */
public abstract class TranslationContext {
  /**
   * In the place of an address: the engine has to come back, and knows why. If it does not, a
   * branch led to this address, at which there is no instruction, so that it has to come back, too.
   */
  public static final long EXIT = 1;

  /**
   * Bytes of the JVM's stack that calls of regions may take on any thread, by an estimate of their
   * frames that errs on the side of too much: threads have at least 512 KiB.
   */
  public static final int LEAST_STACK = 256 << 10;

  /** With less than this no region is tried: the largest frame fits into it. */
  private static final int LEAST_ROOM = 8 << 10;

  /** Bytes of the frames of {@link #resume}, {@link #runOn} and {@link #interpret}. */
  private static final int NESTED = 1024;

  private static final int FIRST_SIZE = 1 << 10;
  private static final int LAST_SIZE = 1 << 15;

  /**
   * How many instructions may be executed, exactly, while no region has it in a local variable:
   * code returns soon after it is 0 or less.
   */
  public int fuel;

  /** The condition flags as {@link LazyFlags} has them. */
  private int flagsKind;

  private long flagsA;
  private long flagsB;

  /** Whether all frames have to return, as there is no more fuel or room. */
  private boolean unwinding;

  /** What {@link #ELSEWHERE} stands for. */
  private long target;

  private int room = LEAST_STACK;

  private @Nullable RegionCode[] table = new RegionCode[FIRST_SIZE];

  /** Creates an empty one. */
  protected TranslationContext() {}

  /** Returns the code with an entry, or null if it is not in the table. */
  public final @Nullable RegionCode find(long pc) {
    @Nullable RegionCode[] t = table;
    RegionCode code = t[(int) (pc >>> 2) & (t.length - 1)];
    if (code == null || code.entry() != pc) {
      return null;
    }
    return code.successor() == null ? code : latest(code);
  }

  private RegionCode latest(RegionCode replaced) {
    RegionCode code = replaced;
    for (RegionCode next = code; next != null; next = code.successor()) {
      code = next;
    }
    table[(int) (code.entry() >>> 2) & (table.length - 1)] = code;
    return code;
  }

  /** Puts code into the table. */
  public final void put(RegionCode code) {
    int index = (int) (code.entry() >>> 2) & (table.length - 1);
    RegionCode other = table[index];
    if (other != null && other.entry() != code.entry() && table.length < LAST_SIZE) {
      grow();
      put(code);
    } else {
      table[index] = code;
    }
  }

  private void grow() {
    @Nullable RegionCode[] old = table;
    table = new RegionCode[old.length * 4];
    for (RegionCode code : old) {
      if (code != null) {
        table[(int) (code.entry() >>> 2) & (table.length - 1)] = code;
      }
    }
  }

  /** Takes all code out of the table. */
  public final void clear() {
    table = new RegionCode[FIRST_SIZE];
  }

  /**
   * Runs code from the engine, and on while there is code; {@link #fuel} is how many instructions
   * may be executed, some thousands more or less.
   *
   * @return the address of the next instruction, or {@link #EXIT}
   */
  public final long run(RegionCode first, Cpu cpu) {
    takeFlags(cpu);
    try {
      RegionCode code = first;
      while (true) {
        int before = fuel;
        unwinding = false;
        long next = code.run(cpu, this, room);
        RegionCode following = next == EXIT ? null : find(next);
        if (following == null || fuel <= 0 || fuel == before) {
          return next;
        }
        code = following;
      }
    } finally {
      giveFlags(cpu);
    }
  }

  /** Sets how many bytes of the JVM's stack calls may take. */
  public final void room(int bytes) {
    room = bytes;
  }

  private void takeFlags(Cpu cpu) {
    flagsKind = LazyFlags.KNOWN;
    flagsA = cpu.nzcv();
  }

  private void giveFlags(Cpu cpu) {
    cpu.nzcv(nzcv());
  }

  // For translated code

  /** Sets the condition flags. */
  public final void flags(int kind, long a, long b) {
    flagsKind = kind;
    flagsA = a;
    flagsB = b;
  }

  /** Sets the condition flags, of an operation whose flags follow from one number. */
  public final void flags(int kind, long a) {
    flagsKind = kind;
    flagsA = a;
  }

  /** Returns N, Z, C, V. */
  public final int nzcv() {
    return LazyFlags.nzcv(flagsKind, flagsA, flagsB);
  }

  /** Returns the code to call at an address that is not known before. */
  public final RegionCode code(long pc) {
    RegionCode code = find(pc);
    if (code == null) {
      target = pc;
      return ELSEWHERE;
    }
    return code;
  }

  /**
   * Goes on where code that was called has left for other code, until it comes back.
   *
   * @param next where the code that was called has got to
   * @param back the address behind the call
   * @return {@code back}, or where the engine has to go on
   */
  public final long resume(long next, long back, Cpu cpu, int room) {
    if (next != back && room < LEAST_ROOM) {
      unwinding = true;
    }
    return next == back || unwinding ? next : runOn(next, back, cpu, room - NESTED);
  }

  /** Stands for code that is not there: what is called is left to {@link #runOn}. */
  private static final RegionCode ELSEWHERE =
      new RegionCode(-1) {
        @Override
        public final long run(Cpu cpu, TranslationContext context, int room) {
          return context.target;
        }
      };

  private long runOn(long first, long back, Cpu cpu, int room) {
    long next = first;
    while (next != back && next != EXIT && !unwinding) {
      if (fuel <= 0) {
        unwinding = true;
        break;
      }
      RegionCode code = find(next);
      int before = fuel;
      if (code != null) {
        next = code.run(cpu, this, room);
      }
      if (fuel == before && !unwinding) {
        next = interpretOn(next, back, cpu);
      }
    }
    return next;
  }

  private long interpretOn(long next, long back, Cpu cpu) {
    giveFlags(cpu);
    try {
      return interpret(cpu, next, back);
    } finally {
      takeFlags(cpu);
    }
  }

  /**
   * Interprets at least one instruction, and on until a region begins, an address is reached, there
   * is no fuel, or something else is the engine's business. It takes from the fuel.
   *
   * @return the address of the next instruction, or {@link #EXIT}
   */
  protected abstract long interpret(Cpu cpu, long pc, long back);
}
