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
  /** In the place of an address: the engine has to come back, and knows why. */
  public static final long EXIT = 1;

  /** Bytes of the stack for the frames between two regions, about. */
  private static final int NESTED = 512;

  /**
   * Bytes of the JVM's stack that calls of regions may take, as estimated from their local
   * variables; frames may be some larger, and threads have at least 512 KiB.
   */
  public static final int ROOM = 256 << 10;

  private static final int FIRST_SIZE = 1 << 10;
  private static final int LAST_SIZE = 1 << 15;

  /** How many instructions may be executed: code returns soon after it is 0 or less. */
  private int fuel;

  /** Bytes of the stack that are left. */
  private int room;

  /** Whether all frames have to return, as there is no more fuel or room. */
  private boolean unwinding;

  /** What {@link #UNKNOWN} stands for. */
  private long target;

  private @Nullable RegionCode[] table = new RegionCode[FIRST_SIZE];

  /** Creates an empty one. */
  protected TranslationContext() {}

  /** Returns the code with an entry, or null if it is not in the table. */
  public final @Nullable RegionCode find(long pc) {
    @Nullable RegionCode[] t = table;
    RegionCode code = t[(int) (pc >>> 2) & (t.length - 1)];
    return code != null && code.entry() == pc ? code : null;
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

  /** Takes code out of the table. */
  public final void remove(RegionCode code) {
    int index = (int) (code.entry() >>> 2) & (table.length - 1);
    if (code.equals(table[index])) {
      table[index] = null;
    }
  }

  /**
   * Runs code from the engine.
   *
   * @param newFuel how many instructions may be executed, some thousands more or less
   * @return the address of the next instruction
   */
  public final long run(RegionCode code, Cpu cpu, int newFuel) {
    fuel = newFuel;
    room = ROOM;
    unwinding = false;
    return code.run(cpu, this);
  }

  /** Returns what is left of the fuel, exactly; it may be negative. */
  public final int fuel() {
    return fuel;
  }

  // For translated code

  /** Sets what is left of the fuel. */
  public final void fuel(int left) {
    fuel = left;
  }

  /**
   * Returns the code to call, or null if it is time to return to the engine.
   *
   * @param left what is left of the fuel
   * @param frame bytes that the caller's frame takes, which are given back by {@link #resume}
   */
  public final @Nullable RegionCode enter(long pc, int left, int frame) {
    fuel = left;
    if (left <= 0 || room < frame) {
      unwinding = true;
      return null;
    }
    room -= frame;
    RegionCode code = find(pc);
    if (code == null) {
      target = pc;
      return UNKNOWN;
    }
    return code;
  }

  /**
   * Goes on behind a call until it has come back.
   *
   * @param next where the code that was called has got to
   * @param back the address behind the call
   * @return {@code back}, or where the engine has to go on
   */
  public final long resume(long next, long back, Cpu cpu, int frame) {
    long reached = next == back ? back : runOn(next, back, cpu);
    room += frame;
    return reached;
  }

  /** Stands for code that is not there: what is called is left to {@link #runOn}. */
  private static final RegionCode UNKNOWN =
      new RegionCode(-1) {
        @Override
        public final long run(Cpu cpu, TranslationContext context) {
          return context.target;
        }
      };

  /** The code that was called has left for other code, which it may come back from. */
  private long runOn(long first, long back, Cpu cpu) {
    long next = first;
    while (next != back && next != EXIT && !unwinding) {
      if (fuel <= 0 || room < NESTED) {
        unwinding = true;
        break;
      }
      RegionCode code = find(next);
      int before = fuel;
      room -= NESTED;
      if (code != null) {
        next = code.run(cpu, this);
      }
      if (fuel == before) {
        next = interpret(cpu, next, back);
      }
      room += NESTED;
    }
    return next;
  }

  /**
   * Interprets at least one instruction, and on until a region begins, an address is reached, there
   * is no fuel, or something else is the engine's business. It takes from the fuel.
   *
   * @return the address of the next instruction, or {@link #EXIT}
   */
  protected abstract long interpret(Cpu cpu, long pc, long back);
}
