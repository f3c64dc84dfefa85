package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import java.util.Arrays;

/**
 * Which registers have to move between local variables and the processor, and where flags have to
 * be stored.
 *
 * <p>Two facts about each place of a region, by the usual iterations over its control flow graph: a
 * register is <em>dirty</em> if on some way to there it was changed and not stored since, and
 * <em>live</em> if on some way from there it is read, or stored as it is dirty, before it is set.
 * What is dirty is stored where a region ends or calls; what is live is loaded where it begins and
 * after calls. So each local variable that is read has a value.
 *
 * <p>Flags are in the context all the time, as to keep them in local variables until a region ends
 * costs more than to store them; but not if other flags are set before anybody can see them.
 *
 * <p>A set of registers is a word, as in {@link Bytecode}. Instructions are numbered as in {@link
 * RegionGraph}.
 */
final class RegisterFlow {
  /** What the bytecode of an instruction does, each for itself. */
  static final class Effects {
    /** Registers whose local variables are read. */
    long reads;

    /** Registers that are set, on some path. */
    long sets;

    /** Registers that are set as a whole, on each path. */
    long kills;

    /** Registers that are stored in the processor before anything else, where they are dirty. */
    long stores;

    /** Whether the region may be left before the instruction, with everything stored. */
    boolean leaves;

    /** Whether the region may be left behind the instruction. */
    boolean exits;

    /** Whether it calls: all that is dirty is stored, and loaded again behind it. */
    boolean calls;

    /** Whether the flags of the context are read, or others may see them. */
    boolean readsFlags;

    boolean setsFlags;

    /** What the flags are of behind the instruction ({@link LazyFlags}), or {@link #SAME}. */
    int flags = SAME;
  }

  private static final long GENERAL = 0xffff_ffffL;

  /** The flags are what they were. */
  private static final int SAME = -2;

  /** It is not known yet what the flags are of. */
  private static final int UNSEEN = -3;

  private final RegionGraph graph;
  private final int first;
  private final Effects[] effects;
  private final long[] dirtyBefore;

  /** Registers that are dirty at the switch that all BR of the region share. */
  private long dirtyAtSwitch;

  private final long[] liveBefore;
  private final boolean[] flagsLiveBefore;
  private final int[] flagsBefore;

  /** Registers that are stored in the processor as soon as they are set, but not in inner loops. */
  private final long through;

  private final InnerLoops loops;

  /**
   * Analyses a region.
   *
   * <p>What is dirty all through a loop, but not set in it, would keep a register of the host from
   * start to end; so it is stored when it is set. Vector registers are not: an instruction may set
   * half of one, and the other half need not be loaded.
   *
   * @param effects by number, less that of the first
   */
  static RegisterFlow of(RegionGraph graph, Effects[] effects) {
    RegisterFlow flow = new RegisterFlow(graph, effects, 0);
    long through = 0;
    for (InnerLoops.Loop loop : flow.loops.all()) {
      long set = 0;
      for (int at = loop.first(); at <= loop.last(); at++) {
        set |= effects[at - flow.first].sets;
      }
      through |= flow.dirtyBefore(loop.first()) & ~set;
    }
    through &= GENERAL;
    return through == 0 ? flow : new RegisterFlow(graph, effects, through);
  }

  private RegisterFlow(RegionGraph graph, Effects[] effects, long through) {
    this.through = through;
    this.loops = new InnerLoops(graph);
    this.graph = graph;
    this.first = graph.first();
    this.effects = Arrays.copyOf(effects, effects.length);
    this.dirtyBefore = new long[effects.length];
    this.liveBefore = new long[effects.length];
    this.flagsLiveBefore = new boolean[effects.length];
    this.flagsBefore = new int[effects.length];
    Arrays.fill(flagsBefore, UNSEEN);
    flagsBefore[-first] = Emitter.UNKNOWN;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int at = first; at <= graph.last(); at++) {
        changed |= graph.at(at) != null && forward(at);
      }
    }
    changed = true;
    while (changed) {
      changed = false;
      for (int at = graph.last(); at >= first; at--) {
        changed |= graph.at(at) != null && backward(at);
      }
    }
  }

  /** Returns the registers that are stored as soon as an instruction sets them. */
  long storedAt(int number) {
    return through == 0 || loops.contain(number) ? 0 : through & effects(number).sets;
  }

  private Effects effects(int number) {
    return effects[number - first];
  }

  /** Registers that are dirty before an instruction. */
  long dirtyBefore(int number) {
    return dirtyBefore[number - first];
  }

  /** Registers that are dirty when an instruction is done, and for one that calls, when it does. */
  long dirtyAfter(int number) {
    Effects e = effects(number);
    return ((dirtyBefore(number) & ~e.stores) | e.sets) & ~storedAt(number);
  }

  /** Registers that are dirty where control goes on behind an instruction. */
  long dirtyOut(int number) {
    Instruction i = graph.at(number);
    if (i != null && graph.hasSwitch() && Flow.isSwitch(i)) {
      return dirtyAtSwitch;
    }
    return effects(number).calls ? 0 : dirtyAfter(number);
  }

  /** Registers that are live before an instruction. */
  long liveBefore(int number) {
    return liveBefore[number - first];
  }

  /** Registers that are live behind an instruction. */
  long liveAfter(int number) {
    Instruction i = graph.at(number);
    long live = 0;
    if (i != null) {
      if (Flow.fallsThrough(i) && graph.at(number + 1) != null) {
        live |= liveBefore(number + 1);
      }
      int offset = Flow.offset(i);
      if (offset != 0 && graph.at(number + offset) != null) {
        live |= liveBefore(number + offset);
      }
      if (Flow.isSwitch(i)) {
        for (int to : graph.switchTargets()) {
          live |= liveBefore(to);
        }
      }
    }
    return effects(number).exits ? live | dirtyOut(number) : live;
  }

  private boolean areFlagsLiveBefore(int number) {
    return graph.at(number) != null && flagsLiveBefore[number - first];
  }

  /** Whether somebody may look at the flags that an instruction has set. */
  boolean areFlagsLiveAfter(int number) {
    Effects e = effects(number);
    if (e.exits || e.calls) {
      return true;
    }
    Instruction i = graph.at(number);
    if (i == null) {
      return false;
    }
    int offset = Flow.offset(i);
    return (Flow.fallsThrough(i) && areFlagsLiveBefore(number + 1))
        || (offset != 0 && areFlagsLiveBefore(number + offset));
  }

  /**
   * Returns what the flags are of before an instruction: what all ways there agree upon, or {@link
   * Emitter#UNKNOWN}.
   */
  int flagsBefore(int number) {
    int flags = flagsBefore[number - first];
    return flags == UNSEEN ? Emitter.UNKNOWN : flags;
  }

  private boolean meetFlags(int number, int flags) {
    if (graph.at(number) == null || flags == UNSEEN) {
      return false;
    }
    int index = number - first;
    int old = flagsBefore[index];
    flagsBefore[index] = old == UNSEEN || old == flags ? flags : Emitter.UNKNOWN;
    return flagsBefore[index] != old;
  }

  private boolean forward(int number) {
    Instruction i = graph.at(number);
    if (i == null) {
      return false;
    }
    Effects e = effects(number);
    int flags = e.flags == SAME ? flagsBefore[number - first] : e.flags;
    boolean changed = false;
    if (Flow.isSwitch(i) && graph.hasSwitch()) {
      dirtyAtSwitch |= dirtyAfter(number);
      for (int to : graph.switchTargets()) {
        changed |= addDirty(to, dirtyAtSwitch);
        changed |= meetFlags(to, flags);
      }
    }
    long dirty = dirtyOut(number);
    if (Flow.fallsThrough(i)) {
      changed |= addDirty(number + 1, dirty);
      changed |= meetFlags(number + 1, flags);
    }
    int offset = Flow.offset(i);
    if (offset != 0) {
      changed |= addDirty(number + offset, dirty);
      changed |= meetFlags(number + offset, flags);
    }
    return changed;
  }

  private boolean addDirty(int number, long registers) {
    if (graph.at(number) == null) {
      return false;
    }
    int index = number - first;
    boolean changed = (registers & ~dirtyBefore[index]) != 0;
    dirtyBefore[index] |= registers;
    return changed;
  }

  private boolean backward(int number) {
    Effects e = effects(number);
    long live = e.calls ? dirtyAfter(number) : liveAfter(number);
    live = (live & ~e.kills) | e.reads | (dirtyBefore(number) & e.stores);
    if (e.leaves) {
      live |= dirtyBefore(number);
    }
    boolean flags = e.leaves || e.readsFlags || (!e.setsFlags && areFlagsLiveAfter(number));
    int index = number - first;
    boolean changed = live != liveBefore[index] || flags != flagsLiveBefore[index];
    liveBefore[index] = live;
    flagsLiveBefore[index] = flags;
    return changed;
  }
}
