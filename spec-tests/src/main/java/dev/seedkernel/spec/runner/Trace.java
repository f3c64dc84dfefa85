package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Companion;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * What the processes of a case did and were answered, step by step.
 *
 * @param rows in the order of the program's text: a child's behind the step that made it, those of
 *     companions at the end
 * @param console what a boot printed; empty for a program of calls
 */
record Trace(List<Row> rows, String console) {
  static final Trace EMPTY = new Trace(List.of(), "");

  Trace {
    rows = List.copyOf(rows);
  }

  /**
   * A step.
   *
   * @param process the name of its record, or of the program if it has no record
   * @param number of the step in its process
   * @param answer its result and outputs, or that there is none
   */
  record Row(String process, int number, String step, String answer) {}

  static Trace of(CallProgram program, Observation seen, String console) {
    List<Row> rows = new ArrayList<>();
    add(rows, program, seen, "0", program.steps());
    for (Companion companion : program.companions()) {
      // Its records have names that argv gave it; which those are only the run shows.
      List<String> names =
          seen.records().keySet().stream()
              .filter(name -> !name.equals("0") && !name.startsWith("0."))
              .filter(name -> name.indexOf('.') < 0)
              .sorted()
              .toList();
      boolean one = program.companions().size() == 1;
      for (String name : one ? names : List.<String>of()) {
        add(rows, program, seen, name, companion.steps());
      }
      if (!one || names.isEmpty()) {
        add(rows, program, seen, "program " + companion.name(), companion.steps());
      }
    }
    return new Trace(rows, console);
  }

  private static void add(
      List<Row> rows, CallProgram program, Observation seen, String process, List<Step> steps) {
    List<Answer> answers = seen.records().getOrDefault(process, List.of());
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String answer = i < answers.size() ? text(answers.get(i)) : "none";
      rows.add(new Row(process, i, ProgramText.of(step, program.arena()), answer));
      if (step instanceof Step.Fork fork) {
        add(rows, program, seen, process + "." + i, fork.child());
      }
    }
  }

  private static String text(Answer answer) {
    StringBuilder text = new StringBuilder(Errno.show(answer.result()));
    answer.outputs().forEach(output -> text.append("  ").append(output));
    return text.toString();
  }
}
