package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Checker;
import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs cases on a system, programs of calls together and boots alone, and says how each did. */
final class Judge {
  private final SystemUnderTest system;
  private final Specification specification;

  Judge(SystemUnderTest system, Specification specification) {
    this.system = system;
    this.specification = specification;
  }

  SystemUnderTest system() {
    return system;
  }

  /**
   * How a case did.
   *
   * @param trace what it left; empty where it held
   */
  record Judged(Verdict verdict, Trace trace) {}

  /** Runs cases, and returns how they did in their order. */
  List<Judged> judge(List<? extends Case> cases) throws IOException, InterruptedException {
    List<CallProgram> programs = new ArrayList<>();
    for (Case one : cases) {
      if (one instanceof CallProgram program) {
        programs.add(program);
      }
    }
    List<Observation> observations = programs.isEmpty() ? List.of() : system.run(programs);
    List<Judged> judged = new ArrayList<>();
    int next = 0;
    for (Case one : cases) {
      judged.add(
          switch (one) {
            case CallProgram program -> judge(program, observations.get(next++));
            case BootCase boot -> judge(boot, system.boot(boot));
          });
    }
    return judged;
  }

  private Judged judge(CallProgram program, Observation seen) {
    Verdict verdict;
    try {
      verdict = Checker.check(specification, program, seen);
    } catch (RuntimeException e) {
      // Shrunk like any other failure, it shows which program the specification has no answer to.
      verdict = new Verdict.Failed("the specification", List.of("an answer"), e.toString());
    }
    return new Judged(
        verdict, verdict instanceof Verdict.Held ? Trace.EMPTY : Trace.of(program, seen, ""));
  }

  private static Judged judge(BootCase boot, BootObservation seen) {
    Optional<String> wrong = boot.check().apply(seen);
    return wrong.isEmpty()
        ? new Judged(new Verdict.Held(), Trace.EMPTY)
        : new Judged(
            new Verdict.Failed(boot.title(), List.of("what the clauses say"), wrong.get()),
            boot.init()
                .map(program -> Trace.of(program, seen.init(), seen.console().text()))
                .orElseGet(() -> new Trace(List.of(), seen.console().text())));
  }
}
