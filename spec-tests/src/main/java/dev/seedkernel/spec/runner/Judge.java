package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Checker;
import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.BootObservation.Account;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.DiskCase;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.TranscriptCase;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs cases on a system, programs of calls together and boots alone, and says how each did. */
final class Judge {
  private static final Account NONE = new Account(Bytes.EMPTY, Map.of(), List.of());

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
            case BootCase boot ->
                boot.again() ? judgeAll(boot, system.repeat(boot)) : judge(boot, system.boot(boot));
            case TranscriptCase transcript ->
                judged(
                    transcript.title(),
                    transcript.check().apply(system.extract(transcript.console())),
                    new Trace(List.of(), transcript.console().text()));
            case DiskCase disk ->
                judged(
                    disk.title(),
                    disk.check().apply(system.extractDisk(disk.disk())),
                    new Trace(List.of(), disk.disk().toString()));
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
    return judged(
        boot.title(),
        boot.check().apply(seen),
        boot.init()
            .map(program -> Trace.of(program, seen.init(), console(seen)))
            .orElseGet(() -> new Trace(List.of(), console(seen))));
  }

  private static String console(BootObservation seen) {
    return seen.message()
        .map(message -> seen.console().text() + message + "\n")
        .orElse(seen.console().text());
  }

  private static Judged judged(String title, Optional<String> wrong, Trace trace) {
    return wrong.isEmpty()
        ? new Judged(new Verdict.Held(), Trace.EMPTY)
        : new Judged(
            new Verdict.Failed(title, List.of("what the clauses say"), wrong.get()), trace);
  }

  private static Judged judgeAll(BootCase boot, List<BootObservation> all) {
    BootObservation first = all.getFirst();
    Judged judged = judge(boot, first);
    for (BootObservation other : all) {
      if (judged.verdict() instanceof Verdict.Held && !other.equals(first)) {
        judged =
            judged(
                boot.title(),
                Optional.of(difference(first, other)),
                new Trace(List.of(), first.console().text()));
      }
    }
    return judged;
  }

  private static String difference(BootObservation first, BootObservation other) {
    if (!other.console().equals(first.console())) {
      return "another console: " + other.console().text();
    }
    if (!other.status().equals(first.status()) || !other.message().equals(first.message())) {
      return "another end: " + other.status() + " " + other.message();
    }
    if (!other.disks().equals(first.disks())) {
      return "other bytes on the disks, or in another order";
    }
    return other.account().equals(first.account())
        ? "another record: " + other.init()
        : difference(first.account().orElse(NONE), other.account().orElse(NONE));
  }

  private static String difference(Account first, Account other) {
    if (!other.counts().equals(first.counts())) {
      return "other counts: " + other.counts() + " after " + first.counts();
    }
    return other.files().equals(first.files()) ? "another trace" : "other files";
  }
}
