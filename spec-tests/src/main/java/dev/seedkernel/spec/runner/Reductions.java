package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Companion;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs with fewer steps: what shrinking by the way in which a program was generated leaves.
 * Steps are left out whose result no other step needs, so that a program keeps its meaning.
 */
final class Reductions {
  private Reductions() {}

  /** Returns the programs that have one step less, or one companion. */
  static List<CallProgram> of(CallProgram program) {
    List<CallProgram> smaller = new ArrayList<>();
    for (List<Step> steps : fewer(program.steps())) {
      smaller.add(new CallProgram(steps, program.arena(), program.companions()));
    }
    for (int i = 0; i < program.companions().size(); i++) {
      Companion companion = program.companions().get(i);
      for (List<Step> steps : fewer(companion.steps())) {
        List<Companion> companions = new ArrayList<>(program.companions());
        companions.set(
            i,
            new Companion(companion.name(), steps, companion.permissions(), companion.content()));
        smaller.add(new CallProgram(program.steps(), program.arena(), companions));
      }
    }
    return smaller;
  }

  private static List<List<Step>> fewer(List<Step> steps) {
    List<List<Step>> all = new ArrayList<>();
    for (int i = steps.size() - 1; i >= 0; i--) {
      without(steps, i).ifPresent(all::add);
      if (steps.get(i) instanceof Step.Fork(long flags, List<Step> child)) {
        for (List<Step> fewer : fewer(child)) {
          List<Step> changed = new ArrayList<>(steps);
          changed.set(i, new Step.Fork(flags, fewer));
          all.add(changed);
        }
      }
    }
    return all;
  }

  private static Optional<List<Step>> without(List<Step> steps, int index) {
    List<Step> rest = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (i != index) {
        Optional<Step> moved = moved(steps.get(i), index);
        if (moved.isEmpty()) {
          return Optional.empty();
        }
        rest.add(moved.get());
      }
    }
    return Optional.of(rest);
  }

  /** Returns a step as it is without another, or nothing if it needs that one's result. */
  private static Optional<Step> moved(Step step, int without) {
    return moved(step, without, false);
  }

  /** With {@code ofParent} the step that is left out is one of the parent's. */
  private static Optional<Step> moved(Step step, int without, boolean ofParent) {
    return switch (step) {
      case Step.Call call -> {
        List<Arg> arguments = new ArrayList<>();
        for (Arg argument : call.arguments()) {
          moved(argument, without, ofParent).ifPresent(arguments::add);
        }
        yield arguments.size() < call.arguments().size()
            ? Optional.empty()
            : Optional.of(
                new Step.Call(
                    call.name(), call.number(), arguments, call.outputs(), call.mayEnd()));
      }
      case Step.Store(Arg address, int size, long value) ->
          moved(address, without, ofParent).map(moved -> new Step.Store(moved, size, value));
      case Step.Load(Arg address, int size) ->
          moved(address, without, ofParent).map(moved -> new Step.Load(moved, size));
      case Step.Execute(Arg address) -> moved(address, without, ofParent).map(Step.Execute::new);
      case Step.Run run -> {
        List<Arg> arguments = new ArrayList<>();
        for (Arg argument : run.arguments()) {
          moved(argument, without, ofParent).ifPresent(arguments::add);
        }
        yield arguments.size() < run.arguments().size()
            ? Optional.empty()
            : moved(run.effect(), without, ofParent)
                .map(effect ->
                    new Step.Run(run.name(), run.code(), arguments, run.outputs(), effect));
      }
      case Step.Fork(long flags, List<Step> child) -> {
        List<Step> steps = new ArrayList<>();
        child.forEach(
            one -> (ofParent ? Optional.of(one) : moved(one, without, true)).ifPresent(steps::add));
        yield steps.size() < child.size()
            ? Optional.empty()
            : Optional.of(new Step.Fork(flags, steps));
      }
      case Step.Undefined undefined -> Optional.of(undefined);
    };
  }

  private static Optional<Step.Effect> moved(Step.Effect effect, int without, boolean ofParent) {
    return switch (effect) {
      case Step.Effect.Returns returns -> Optional.of(returns);
      case Step.Effect.Sends sends -> Optional.of(sends);
      case Step.Effect.Fills(Arg address, int count, int value) ->
          moved(address, without, ofParent)
              .map(moved -> new Step.Effect.Fills(moved, count, value));
      case Step.Effect.Faults(int signal, int code, Arg address) ->
          moved(address, without, ofParent)
              .map(moved -> new Step.Effect.Faults(signal, code, moved));
    };
  }

  private static Optional<Arg> moved(Arg argument, int without, boolean ofParent) {
    return switch (argument) {
      case Arg.Result(int step, long plus) when !ofParent && step >= without ->
          step == without ? Optional.empty() : Optional.of(new Arg.Result(step - 1, plus));
      case Arg.Inherited(int step, long plus) when ofParent && step >= without ->
          step == without ? Optional.empty() : Optional.of(new Arg.Inherited(step - 1, plus));
      default -> Optional.of(argument);
    };
  }
}
