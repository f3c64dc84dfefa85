package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.guest.CaseAssembler;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** A program for {@code /init} with what its steps must be answered. */
final class InitProgram {
  private static final String RECORD = "0";

  private final ProgramBuilder program = new ProgramBuilder();
  private final Map<Integer, Function<Answer, Optional<String>>> checks = new TreeMap<>();

  /** Returns the builder, for steps whose answers are not checked. */
  ProgramBuilder program() {
    return program;
  }

  /** Adds a step whose answer is looked at. */
  int step(Step step, Function<Answer, Optional<String>> check) {
    int index = program.step(step);
    checks.put(index, check);
    return index;
  }

  /** Adds a step that must have a result. */
  int gives(Step step, long result) {
    return step(
        step,
        answer ->
            answer.result() == result
                ? Optional.empty()
                : Optional.of("gave " + answer.result() + ", not " + result));
  }

  /** Adds a step that must have a result, and leave bytes at the start of its first output. */
  int gives(Step step, long result, Bytes output) {
    return step(
        step,
        answer -> {
          Bytes seen = answer.outputs().getFirst().slice(0, output.length());
          return answer.result() == result && seen.equals(output)
              ? Optional.empty()
              : Optional.of(
                  "gave %d and %s, not %d and %s".formatted(answer.result(), seen, result, output));
        });
  }

  /** Adds a step that must succeed. */
  int succeeds(Step step) {
    return step(
        step,
        answer -> answer.result() >= 0 ? Optional.empty() : Optional.of("gave " + answer.result()));
  }

  /** Adds a line on the console. */
  void prints(String text) {
    gives(Calls.write(Arg.of(1), program.content(Bytes.ofText(text))), text.length());
  }

  /** Adds steps that must find argv as it says. */
  void hasArguments(List<String> expected) {
    hasStrings(ImageParts.ARGUMENTS, expected, expected.size());
  }

  /** Adds steps that must find the environment as it says. */
  void hasEnvironment(List<String> expected) {
    hasStrings(ImageParts.ENVIRONMENT, expected, 0);
  }

  private void hasStrings(String code, List<String> expected, long result) {
    Bytes strings = Bytes.EMPTY;
    for (String one : expected) {
      strings = strings.then(Bytes.ofText(one + "\0"));
    }
    Range place = program.allot(strings.length() + 64);
    gives(
        Parts.run(code, Step.Effect.anything(), ProgramBuilder.address(place)).output(place),
        result,
        strings.then(Bytes.zeros(8)));
  }

  /** Returns the file. */
  static Bytes file(CallProgram program) {
    return Bytes.of(CaseAssembler.init(program));
  }

  CallProgram build() {
    return program.build();
  }

  /** Returns what is wrong with the answers that a boot left. */
  Optional<String> wrong(CallProgram built, BootObservation seen) {
    List<Answer> answers = seen.init().records().getOrDefault(RECORD, List.of());
    if (seen.init().failure().isPresent()) {
      return Optional.of("no record: " + seen.init().failure().get());
    }
    for (Map.Entry<Integer, Function<Answer, Optional<String>>> check : checks.entrySet()) {
      int index = check.getKey();
      String step = ProgramText.of(built.steps().get(index), built.arena());
      if (index >= answers.size()) {
        return Optional.of("no answer to " + step + seen.message().map(m -> ": " + m).orElse(""));
      }
      Optional<String> wrong = check.getValue().apply(answers.get(index));
      if (wrong.isPresent()) {
        return Optional.of("r" + index + " = " + step + " " + wrong.get());
      }
    }
    return Optional.empty();
  }

  /** Returns the results that /init recorded. */
  static List<Long> results(BootObservation seen) {
    return seen.init().records().getOrDefault(RECORD, List.of()).stream()
        .map(Answer::result)
        .toList();
  }

  /** Returns a boot with nothing but this program, which must be answered so. */
  BootCase boot(String title) {
    return boot(title, Optional.empty(), List.of());
  }

  /** Returns a boot with this program and more files, whose members come first. */
  BootCase boot(String title, Optional<String> arguments, List<Member> more) {
    CallProgram built = build();
    List<Member> members = new ArrayList<>(more);
    members.addAll(members(built));
    return boot(title, built, new BootInput.Files(Member.archive(members), arguments));
  }

  /** Returns a boot of any input that has the program. */
  BootCase boot(String title, CallProgram built, BootInput input) {
    return BootCase.of(title, input, Optional.of(built), seen -> wrong(built, seen));
  }

  /** Returns the members that a program needs to be /init. */
  static List<Member> members(CallProgram program) {
    return List.of(
        Member.of("dev", Member.S_IFDIR | 0755, Bytes.EMPTY),
        Member.of("dev/console", Member.S_IFCHR | 0600, Bytes.EMPTY)
            .with(Member.Field.RDEVMAJOR, 5)
            .with(Member.Field.RDEVMINOR, 1),
        Member.of("init", Member.S_IFREG | 0755, file(program)));
  }
}
