package dev.seedkernel.spec.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a {@link CallProgram}, or the steps of a child or a companion: numbers the steps and allots
 * the arena.
 */
public final class ProgramBuilder {
  /** Allotment of the arena, which a program shares with its children and companions. */
  private static final class Arena {
    Bytes content = Bytes.EMPTY;
    int used;
  }

  private final Arena arena;
  private final List<Companion> companions;
  private final List<Step> steps = new ArrayList<>();

  /** Creates a builder of a program without steps. */
  public ProgramBuilder() {
    this(new Arena(), new ArrayList<>());
  }

  private ProgramBuilder(Arena arena, List<Companion> companions) {
    this.arena = arena;
    this.companions = companions;
  }

  /** Adds a step and returns its index. */
  public int step(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  /** Adds a child by {@code clone} with flags, and returns the index of the step. */
  public int fork(long flags, Consumer<ProgramBuilder> child) {
    ProgramBuilder inner = new ProgramBuilder(arena, companions);
    child.accept(inner);
    return step(new Step.Fork(flags, inner.steps));
  }

  /** Adds a program as a file with permissions 0755. */
  public void companion(String name, Consumer<ProgramBuilder> content) {
    ProgramBuilder inner = new ProgramBuilder(arena, companions);
    content.accept(inner);
    companions.add(new Companion(name, inner.steps, 0755, Optional.empty()));
  }

  /** Adds a file of the property's own making; {@code behaviour} is what it does if it runs. */
  public void file(String name, Bytes content, int permissions, Step... behaviour) {
    companions.add(new Companion(name, List.of(behaviour), permissions, Optional.of(content)));
  }

  /** Returns the result of a step as an argument of later ones. */
  public Arg result(int step) {
    return new Arg.Result(step, 0);
  }

  /** Returns how many steps there are. */
  public int size() {
    return steps.size();
  }

  /** Allots bytes of the arena, at a multiple of 8, which are zero at first. */
  public Range allot(int length) {
    Range range = new Range((arena.used + 7) & -8, length);
    arena.used = range.offset() + length;
    return range;
  }

  /** Allots bytes with a content. */
  public Range content(Bytes bytes) {
    Range range = allot(bytes.length());
    place(range.offset(), bytes);
    return range;
  }

  /** Sets the initial content of a part of the arena, allotted or not. */
  public void place(int offset, Bytes bytes) {
    Range range = new Range(offset, bytes.length());
    int length = Math.max(arena.content.length(), range.offset() + range.length());
    arena.content = arena.content.resized(length).with(offset, bytes);
  }

  /** Allots bytes with a content, and returns their address. */
  public Arg bytes(Bytes content) {
    return address(content(content));
  }

  /** Allots a string with a NUL behind it, and returns its address. */
  public Arg string(String text) {
    return bytes(Bytes.ofText(text + "\0"));
  }

  /** Allots a vector of addresses of strings with a zero word behind them, as argv is. */
  public Arg strings(List<String> texts) {
    Bytes vector = Bytes.EMPTY;
    for (String text : texts) {
      vector = vector.then(Bytes.ofNumber(content(Bytes.ofText(text + "\0")).address(), 8));
    }
    return bytes(vector.then(Bytes.zeros(8)));
  }

  /** Returns the address of a part of the arena. */
  public static Arg address(Range range) {
    return new Arg.Buffer(range.offset());
  }

  /** Returns the program. */
  public CallProgram build() {
    return new CallProgram(steps, arena.content, companions);
  }
}
