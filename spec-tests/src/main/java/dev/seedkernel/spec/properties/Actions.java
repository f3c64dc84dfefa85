package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Steps before they have numbers: a list of actions becomes a program, and stays one when actions
 * are left out of it, which is how what fails shrinks.
 */
final class Actions {
  private Actions() {}

  /** What is added to a program. */
  @FunctionalInterface
  interface Action {
    void addTo(Builder program);
  }

  /** A program in the making, and the descriptors that its steps have opened. */
  static final class Builder {
    final ProgramBuilder program = new ProgramBuilder();
    private final List<Integer> opened = new ArrayList<>();

    /** Adds an {@code openat} of a name in the working directory. */
    void open(String name, int flags, int mode) {
      opened.add(program.step(Calls.openat(Calls.AT_FDCWD, program.string(name), flags, mode)));
    }

    /** Returns the result of one of the opens so far; without any, a descriptor that is closed. */
    Arg descriptor(int choice) {
      return opened.isEmpty()
          ? Arg.of(50L + choice)
          : program.result(opened.get(choice % opened.size()));
    }
  }

  /** Returns programs of a few actions. */
  static Arbitrary<CallProgram> programs(Arbitrary<Action> action, int most) {
    return action
        .list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .map(actions -> {
          Builder builder = new Builder();
          actions.forEach(one -> one.addTo(builder));
          return builder.program.build();
        });
  }

  /** Opens one of few names with one of some flags. */
  static Arbitrary<Action> open(Integer... flags) {
    return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.of(flags))
        .as((name, chosen) -> program -> program.open(name, chosen, 0644));
  }

  static Arbitrary<Integer> descriptor() {
    return Arbitraries.integers().between(0, 3);
  }

  static Arbitrary<Action> close() {
    return descriptor()
        .map(choice -> program -> program.program.step(Calls.close(program.descriptor(choice))));
  }

  static Arbitrary<Action> read() {
    return Combinators.combine(descriptor(), Arbitraries.integers().between(0, 40))
        .as((choice, length) ->
            program ->
                program.program.step(
                    Calls.read(program.descriptor(choice), program.program.allot(length))));
  }

  static Arbitrary<Action> write() {
    return Combinators.combine(
            descriptor(),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between('A', 'Z'))
        .as((choice, length, value) ->
            program ->
                program.program.step(
                    Calls.write(
                        program.descriptor(choice),
                        program.program.content(Bytes.filled(value, length)))));
  }

  static Arbitrary<Action> lseek(Arbitrary<Long> offsets, Arbitrary<Long> whences) {
    return Combinators.combine(descriptor(), offsets, whences)
        .as((choice, offset, whence) ->
            program ->
                program.program.step(Calls.lseek(program.descriptor(choice), offset, whence)));
  }
}
