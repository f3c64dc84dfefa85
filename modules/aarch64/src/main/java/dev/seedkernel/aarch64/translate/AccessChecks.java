package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.isa.Instruction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds which loads and stores of a region need a check of the page map, and of how many bytes.
 *
 * <p>While a region runs, the map only gains rights: what takes rights away are system calls, and
 * none is made before the region is left. So what was checked stays so as long as the register that
 * it was addressed by keeps its value, plus or minus constants.
 *
 * <ul>
 *   <li>Backwards: which bytes around the value of a register will be accessed in any case,
 *       whatever conditional branches do. A check is for all of them, and never for more pages: it
 *       would be refused where the accesses are not.
 *   <li>Forwards: which bytes were checked on each way that leads to an instruction.
 * </ul>
 *
 * <p>Where a check says no, the region is left before the instruction, and that is right even if
 * the access that it says no to comes later: the interpreter gets there.
 */
final class AccessChecks {
  /** Loads are checked together with stores, as if they were stores, up to so many bytes. */
  private static final int MIXED = 256;

  /**
   * What an instruction has to check.
   *
   * @param offset of the first byte from the base register
   * @param length bytes; 0 if there is nothing to check, 1 if the page of the byte is all
   * @param store whether they have to be storable, too
   * @param alignment whether the stack pointer has to be a multiple of 16
   */
  record Check(int offset, int length, boolean store, boolean alignment) {
    static final Check NONE = new Check(0, 0, false, false);
  }

  private final RegionGraph graph;
  private final int first;
  private final int count;

  /** The index of each register that is a base somewhere, or -1. */
  private final int[] index = new int[32];

  private int bases;
  private final @Nullable Access[] accesses;

  /** What will be accessed from an instruction on; null where it is not known yet. */
  private final @Nullable Spans[] ahead;

  /** What was checked before an instruction that branches lead to. */
  private final @Nullable Spans[] before;

  private final @Nullable Check[] checks;

  AccessChecks(RegionGraph graph) {
    this.graph = graph;
    this.first = graph.first();
    this.count = graph.last() - first + 1;
    this.accesses = new Access[count];
    this.ahead = new Spans[count];
    this.before = new Spans[count];
    this.checks = new Check[count];
    Arrays.fill(index, -1);
    findBases();
    if (bases > 0) {
      while (lookAhead()) {
        // Until nothing changes: what is known only shrinks.
      }
      before[-first] = new Spans(bases);
      while (goForward()) {
        // The same.
      }
    }
  }

  /** Returns what an instruction has to check: a load or store at a constant offset to a base. */
  Check at(int number) {
    Check check = checks[number - first];
    return check == null ? Check.NONE : check;
  }

  private void findBases() {
    for (int n = 0; n < count; n++) {
      Instruction i = graph.at(first + n);
      Access access = i == null ? null : Access.of(i);
      accesses[n] = access;
      if (i != null && access != null && access.mode() != Access.Mode.LITERAL && index[i.n] < 0) {
        index[i.n] = bases++;
      }
    }
  }

  private static boolean isCall(Instruction i) {
    Flow.Kind kind = Flow.kind(i);
    return kind == Flow.Kind.CALL || kind == Flow.Kind.CALL_REGISTER;
  }

  // Backwards

  private boolean lookAhead() {
    boolean changed = false;
    for (int n = count - 1; n >= 0; n--) {
      Instruction i = graph.at(first + n);
      if (i == null) {
        continue;
      }
      Spans spans = behind(i, n);
      if (spans == null) {
        continue;
      }
      undo(i, accesses[n], spans);
      Spans old = ahead[n];
      if (old == null) {
        ahead[n] = spans;
        changed = true;
      } else {
        changed |= old.meet(spans);
      }
    }
    return changed;
  }

  /** Returns what will be accessed after an instruction, or null where that is not known yet. */
  private @Nullable Spans behind(Instruction i, int n) {
    if (isCall(i)) {
      return new Spans(bases);
    }
    int offset = Flow.offset(i);
    boolean through = Flow.fallsThrough(i);
    if (!through && offset == 0) {
      return new Spans(bases);
    }
    Spans result = null;
    if (through) {
      result = from(n + 1);
    }
    if (offset != 0) {
      Spans there = from(n + offset);
      if (result == null || there == null) {
        result = result == null ? there : result;
      } else {
        result.meet(there);
      }
    }
    return result;
  }

  private @Nullable Spans from(int n) {
    if (graph.at(first + n) == null) {
      // What was never executed says nothing, so that it forbids nothing.
      return graph.isUnseen(first + n) ? null : new Spans(bases);
    }
    Spans known = ahead[n];
    return known == null ? null : known.copy();
  }

  private void undo(Instruction i, @Nullable Access access, Spans spans) {
    if (access != null && access.writesBack()) {
      forget(spans, RegisterWrites.of(i) & ~(1L << i.n));
      spans.moveBack(index[i.n], index[i.n], i.imm);
    } else if (isMove(i)) {
      spans.moveBack(index[i.d], index[RegisterWrites.source(i)], RegisterWrites.distance(i));
    } else {
      forget(spans, RegisterWrites.of(i));
    }
    if (access != null && access.hasConstantOffset()) {
      int at = access.offset(i);
      spans.add(index[i.n], !access.load(), at, at + access.length());
    }
  }

  // Forwards

  private boolean goForward() {
    boolean changed = false;
    Spans spans = null;
    for (int n = 0; n < count; n++) {
      Instruction i = graph.at(first + n);
      if (i == null) {
        spans = null;
        continue;
      }
      if (graph.isTarget(first + n)) {
        if (spans != null) {
          changed |= reach(n, spans);
        }
        Spans known = before[n];
        spans = known == null ? null : known.copy();
      }
      if (spans == null) {
        continue;
      }
      execute(i, n, spans);
      int offset = Flow.offset(i);
      if (offset != 0 && graph.at(first + n + offset) != null) {
        changed |= reach(n + offset, spans);
      }
      if (Flow.isSwitch(i)) {
        for (int to : graph.switchTargets()) {
          changed |= reach(to - first, spans);
        }
      }
      if (!Flow.fallsThrough(i)) {
        spans = null;
      }
    }
    return changed;
  }

  private boolean reach(int n, Spans spans) {
    Spans known = before[n];
    if (known == null) {
      before[n] = spans.copy();
      return true;
    }
    return known.meet(spans);
  }

  private void execute(Instruction i, int n, Spans spans) {
    Access access = accesses[n];
    if (access != null && access.mode() != Access.Mode.LITERAL) {
      checks[n] = check(i, access, spans, n);
    }
    if (isCall(i)) {
      spans.forgetAll();
    } else if (access != null && access.writesBack()) {
      forget(spans, RegisterWrites.of(i) & ~(1L << i.n));
      spans.move(index[i.n], index[i.n], i.imm);
    } else if (isMove(i)) {
      spans.move(index[i.d], index[RegisterWrites.source(i)], RegisterWrites.distance(i));
    } else {
      forget(spans, RegisterWrites.of(i));
    }
  }

  /** Returns whether an instruction sets a base to another, or to itself, plus a constant. */
  private boolean isMove(Instruction i) {
    return RegisterWrites.moves(i) && index[i.d] >= 0 && index[RegisterWrites.source(i)] >= 0;
  }

  private void forget(Spans spans, long registers) {
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int base = index[Long.numberOfTrailingZeros(rest)];
      if (base >= 0) {
        spans.forget(base);
      }
    }
  }

  /** Decides what is checked, and notes it. */
  private Check check(Instruction i, Access access, Spans spans, int n) {
    int base = index[i.n];
    boolean alignment = i.n == Cpu.SP && !spans.isAligned(base);
    if (alignment) {
      spans.setAligned(base);
    }
    if (access.hasConstantOffset()) {
      int from = access.offset(i);
      boolean store = !access.load();
      if (!spans.covers(base, store, from, from + access.length())) {
        return span(base, store, from, from + access.length(), alignment, spans, ahead[n]);
      }
    }
    return alignment ? new Check(0, 0, false, true) : Check.NONE;
  }

  private static Check span(
      int base,
      boolean isStore,
      int from,
      int to,
      boolean alignment,
      Spans spans,
      @Nullable Spans ahead) {
    boolean store = isStore;
    int begin = from;
    int end = to;
    if (ahead != null && ahead.covers(base, isStore, from, to)) {
      begin = ahead.first(base, isStore);
      end = ahead.end(base, isStore);
      if (!isStore && !ahead.isEmpty(base, true)) {
        int both = Math.min(begin, ahead.first(base, true));
        int bothEnd = Math.max(end, ahead.end(base, true));
        if (bothEnd - both <= MIXED) {
          store = true;
          begin = both;
          end = bothEnd;
        }
      }
    }
    boolean join = spans.mayJoin(base, store, begin, end);
    boolean below = !join || begin < spans.first(base, store);
    boolean above = !join || end > spans.end(base, store);
    boolean together = spans.isAligned(base) && begin >> 4 == (end - 1) >> 4;
    int offset = below || together ? begin : end - 1;
    int length = below && above && !together ? end - begin : 1;
    spans.add(base, store, begin, end);
    if (store) {
      spans.add(base, false, begin, end);
    }
    return new Check(offset, length, store, alignment);
  }
}
