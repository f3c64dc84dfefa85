package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import org.jspecify.annotations.Nullable;

/**
 * The translated code of one address space by its entry, and what the code needs while it runs.
 *
 * <p>The table is a cache with one place for each hash: what is not there is not lost, but has to
 * be asked for by way of the engine.
 */
public final class TranslationContext {
  /**
   * Bytes of the JVM's stack that calls of regions may take, as estimated from their local
   * variables; frames may be some larger, and threads have at least 512 KiB.
   */
  public static final int ROOM = 256 << 10;

  private static final int FIRST_SIZE = 1 << 10;
  private static final int LAST_SIZE = 1 << 15;

  /** How many instructions may be executed: code returns soon after it is 0 or less. */
  int fuel;

  /** Bytes of the stack that are left. */
  int room;

  private @Nullable RegionCode[] table = new RegionCode[FIRST_SIZE];

  /** Creates an empty one. */
  public TranslationContext() {}

  /** Returns the code with an entry, or null if it is not in the table. */
  public @Nullable RegionCode find(long pc) {
    @Nullable RegionCode[] t = table;
    RegionCode code = t[(int) (pc >>> 2) & (t.length - 1)];
    return code != null && code.entry() == pc ? code : null;
  }

  /** Puts code into the table. */
  public void put(RegionCode code) {
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
  public void remove(RegionCode code) {
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
  public long run(RegionCode code, Cpu cpu, int newFuel) {
    fuel = newFuel;
    room = ROOM;
    return code.run(cpu, this);
  }

  /** Returns what is left of the fuel, exactly; it may be negative. */
  public int fuel() {
    return fuel;
  }

  // For translated code

  void fuel(int left) {
    fuel = left;
  }

  /**
   * Returns the code to call, or null if there is none or it is time to return to the engine.
   *
   * @param left what is left of the fuel
   * @param frame bytes that the caller's frame takes, which are given back by {@link #resume}
   */
  @Nullable RegionCode enter(long pc, int left, int frame) {
    fuel = left;
    if (left <= 0 || room < frame) {
      return null;
    }
    RegionCode code = find(pc);
    if (code != null) {
      room -= frame;
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
  long resume(long next, long back, Cpu cpu, int frame) {
    room += frame;
    return next == back ? back : runOn(next, back, cpu, frame);
  }

  /** The code that was called has left for other code, which it may come back from. */
  private long runOn(long first, long back, Cpu cpu, int frame) {
    long next = first;
    while (next != back) {
      RegionCode code = enter(next, fuel, frame);
      if (code == null) {
        return next;
      }
      next = code.run(cpu, this);
      room += frame;
    }
    return next;
  }
}
