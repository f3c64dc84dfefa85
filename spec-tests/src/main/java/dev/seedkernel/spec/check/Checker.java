package dev.seedkernel.spec.check;

import dev.seedkernel.spec.check.Configuration.Cursor;
import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.InitialState;
import dev.seedkernel.spec.model.Instructions;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Sharing;
import dev.seedkernel.spec.model.Signalling;
import dev.seedkernel.spec.model.Specification;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for an order of the steps of all processes in which the specification allows each answer.
 * With one process there is one order; with several all are tried, each configuration once.
 */
public final class Checker {
  /** More configurations are given up: those of a property that holds are fewer than a thousand. */
  private static final int MOST = 20_000;

  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;
  private static final int SI_CODE = 8;
  private static final int SI_STATUS = 24;

  private final Specification specification;
  private final CallProgram program;
  private final Observation observation;
  private final Deque<Node> open = new ArrayDeque<>();
  private final Set<Configuration> visited = new HashSet<>();
  private int deepest = -1;
  private Verdict.Failed reason =
      new Verdict.Failed(
          "all processes", List.of("an order of their steps"), "none that explains them");

  /** What a process and its parent were answered. */
  private record Known(List<Answer> own, List<Answer> parent) {}

  private Known known(String record) {
    int last = record.lastIndexOf('.');
    return new Known(answers(record), last < 0 ? List.of() : answers(record.substring(0, last)));
  }

  private List<Answer> answers(String record) {
    return observation.records().getOrDefault(record, List.of());
  }

  /** A configuration and how many steps led to it. */
  private record Node(Configuration configuration, int depth) {}

  private Checker(Specification specification, CallProgram program, Observation observation) {
    this.specification = specification;
    this.program = program;
    this.observation = observation;
  }

  /** Returns whether what a case left is allowed. */
  public static Verdict check(
      Specification specification, CallProgram program, Observation observation) {
    return observation
        .failure()
        .<Verdict>map(why -> new Verdict.Failed(Verdict.Failed.CASE, List.of("a record"), why))
        .orElseGet(() -> new Checker(specification, program, observation).search());
  }

  private Verdict search() {
    State initial = InitialState.of(program);
    push(started(new Configuration(initial, Map.of(), Map.of()), Processes.CASE, "0"), 0);
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (node.configuration.cursors().isEmpty() && endsAsSeen(node)) {
        return new Verdict.Held();
      }
      if (visited.size() > MOST) {
        return new Verdict.Failed(
            "the check", List.of("at most " + MOST + " configurations"), "more");
      }
      for (Map.Entry<Integer, Cursor> entry : node.configuration.cursors().entrySet()) {
        step(node, entry.getKey(), entry.getValue());
      }
    }
    return reason;
  }

  private void push(Configuration configuration, int depth) {
    if (visited.add(configuration)) {
      open.push(new Node(configuration, depth));
    }
  }

  private void fail(int depth, Verdict.Failed failed) {
    if (depth > deepest) {
      deepest = depth;
      reason = failed;
    }
  }

  /** Returns a configuration in which a process begins a program, with a record of that name. */
  private static Configuration started(Configuration before, int process, String record) {
    ProcessState state = before.state().process(process);
    int index = state.program().index();
    return before
        .with(
            before
                .state()
                .with(process, state.withProgram(new ProcessState.Program(index, record))))
        .with(process, new Cursor(index, record, 0));
  }

  private List<Step> steps(Cursor cursor) {
    List<Step> steps =
        cursor.program() == 0
            ? program.steps()
            : program.companions().get(cursor.program() - 1).steps();
    String[] path = cursor.record().split("\\.", -1);
    for (int i = 1; i < path.length; i++) {
      steps = ((Step.Fork) steps.get(Integer.parseInt(path[i]))).child();
    }
    return steps;
  }

  private void step(Node node, int process, Cursor cursor) {
    Configuration before = node.configuration;
    if (!isAlive(before.state(), process)) {
      // Another process has ended it.
      push(before.without(process), node.depth + 1);
      return;
    }
    if (!before.state().process(process).runs()) {
      return;
    }
    List<Step> steps = steps(cursor);
    List<Answer> answers = observation.records().getOrDefault(cursor.record(), List.of());
    boolean last = cursor.step() == steps.size();
    Step step = last ? Calls.exitGroup(0) : steps.get(cursor.step());
    Optional<Answer> answer =
        !last && cursor.step() < answers.size()
            ? Optional.of(answers.get(cursor.step()))
            : Optional.empty();
    Set<Outcome> outcomes = outcomes(before, process, step, known(cursor.record()));
    if (Signalling.handlerWaits(before.state(), process)) {
      push(handled(before, process), node.depth + 1);
      outcomes = outcomes.isEmpty() ? interrupted(before, process, step) : Set.of();
    }
    boolean any = false;
    for (Outcome outcome : outcomes) {
      Optional<Configuration> after = after(before, process, cursor, step, outcome, answer);
      after.ifPresent(configuration -> push(configuration, node.depth + 1));
      any |= after.isPresent();
    }
    if (!any) {
      fail(
          node.depth,
          Verdict.Failed.at(
              cursor.record(),
              cursor.step(),
              last ? "its end" : ProgramText.of(step, program.arena()),
              outcomes.isEmpty()
                  ? List.of("to wait")
                  : outcomes.stream().map(outcome -> Shown.outcome(outcome)).sorted().toList(),
              answer.map(a -> Shown.answer(a, step)).orElse("no answer")));
    }
  }

  /** Returns a configuration in which a process has run its handlers before its next step. */
  private static Configuration handled(Configuration before, int process) {
    State after = Signalling.handle(before.state(), process, before.processIds());
    Configuration next = before.with(after);
    return isAlive(after, process) ? next : next.without(process);
  }

  /** Returns what a call gives that waits when a handler interrupts it (SIG-32). */
  private static Set<Outcome> interrupted(Configuration before, int process, Step step) {
    State after = Signalling.handle(before.state(), process, before.processIds());
    return step instanceof Step.Call && Signalling.interrupts(before.state(), process)
        ? Outcome.error(after, Errno.EINTR)
        : Set.of();
  }

  private Set<Outcome> outcomes(Configuration before, int process, Step step, Known answers) {
    return step(before, process, step, answers).stream()
        .flatMap(outcome -> returning(outcome, before, process))
        .collect(Collectors.toSet());
  }

  /** Signals that a call has sent or unblocked are taken before it returns. */
  private static Stream<Outcome> returning(Outcome outcome, Configuration before, int process) {
    boolean returns =
        !(outcome.result() instanceof Result.Gone) && isAlive(outcome.state(), process);
    return returns && outcome.state().process(process).runs()
        ? Signalling.returning(outcome, process, before.processIds()).stream()
        : Stream.of(outcome);
  }

  private Set<Outcome> step(Configuration before, int process, Step step, Known answers) {
    State state = before.state();
    return switch (step) {
      case Step.Call call ->
          specification.outcomes(
              call.number(), state, process, context(before, process, call.arguments(), answers));
      case Step.Fork fork ->
          specification.outcomes(
              Calls.CLONE,
              state,
              process,
              context(before, process, List.of(Arg.of(fork.flags())), answers));
      case Step.Load load ->
          Instructions.load(state, process, value(load.address(), answers), load.size());
      case Step.Store store ->
          Instructions.store(
              state, process, value(store.address(), answers), store.size(), store.value());
      case Step.Undefined _ -> Instructions.undefined(state, process);
      case Step.Execute execute ->
          Instructions.execute(state, process, value(execute.address(), answers));
      case Step.Run run ->
          Instructions.run(state, process, run.effect(), argument -> value(argument, answers));
    };
  }

  private CallContext context(
      Configuration before, int process, List<Arg> arguments, Known answers) {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      values.add(i < arguments.size() ? value(arguments.get(i), answers) : 0L);
    }
    Map<Integer, Integer> processes = new HashMap<>();
    before.processIds().forEach((number, id) -> processes.put(id, number));
    return new CallContext(values, before.state().process(process).memory(), processes, program);
  }

  private static long result(List<Answer> answers, int step) {
    return step < answers.size() ? answers.get(step).result() : 0;
  }

  private static long value(Arg argument, Known answers) {
    return switch (argument) {
      case Arg.Value(long value) -> value;
      case Arg.Buffer buffer -> buffer.address();
      case Arg.Result(int step, long plus) -> plus + result(answers.own, step);
      case Arg.Inherited(int step, long plus) -> plus + result(answers.parent, step);
    };
  }

  private Optional<Configuration> after(
      Configuration before,
      int process,
      Cursor cursor,
      Step step,
      Outcome outcome,
      Optional<Answer> answer) {
    if (outcome.result() instanceof Result.Gone) {
      return answer.isPresent()
          ? Optional.empty()
          : Optional.of(gone(before, process, outcome.state()));
    }
    if (answer.isEmpty() && outcome.state().process(process).life().stopped()) {
      // It may be killed before it goes on and has a record of the step.
      return Optional.of(before.with(outcome.state()).with(process, cursor.next()));
    }
    Outcome resolved = answer.map(seen -> outcome.resolved(seen.result())).orElse(outcome);
    return answer
        .flatMap(seen ->
            Match.of(
                resolved,
                seen,
                step.outputs(),
                resolved.state().process(process).memory(),
                before.processIds()))
        .map(learned -> {
          State state =
              Sharing.settled(
                  before.state(),
                  resolved.state().with(learned.files()).with(process, learned.memory()),
                  process);
          Configuration next =
              new Configuration(state, before.cursors(), learned.processIds())
                  .with(process, cursor.next());
          return withNewProcesses(before, next, cursor);
        });
  }

  /** Goes on behind a process that ended, or that executes another program. */
  private static Configuration gone(Configuration before, int process, State state) {
    Configuration next = before.with(state);
    return isAlive(state, process)
        ? started(next, process, state.process(process).program().record())
        : next.without(process);
  }

  private static boolean isAlive(State state, int process) {
    return state.processes().all().containsKey(process) && state.process(process).end().isEmpty();
  }

  /** Lets processes begin that a step has made: children of clone, or those of spawn. */
  private static Configuration withNewProcesses(
      Configuration before, Configuration next, Cursor parent) {
    Configuration result = next;
    for (Map.Entry<Integer, ProcessState> entry : next.state().processes().all().entrySet()) {
      int number = entry.getKey();
      if (!before.state().processes().all().containsKey(number)) {
        ProcessState.Program child = entry.getValue().program();
        boolean clone = child.index() == parent.program() && child.record().equals(parent.record());
        result =
            started(result, number, clone ? parent.record() + "." + parent.step() : child.record());
      }
    }
    return result;
  }

  /** Compares the siginfo that the driver was given. */
  private boolean endsAsSeen(Node node) {
    Optional<Bytes> status = observation.status();
    Optional<End> end =
        Optional.ofNullable(node.configuration.state().processes().all().get(Processes.CASE))
            .flatMap(ProcessState::end);
    boolean same =
        status.isPresent()
            && end.isPresent()
            && status.get().number(SI_CODE, 4) == code(end.get())
            && status.get().number(SI_STATUS, 4) == number(end.get());
    if (!same) {
      fail(
          node.depth,
          new Verdict.Failed(
              "the end of the case",
              List.of(end.map(Object::toString).orElse("none")),
              status
                  .map(s ->
                      "si_code " + s.number(SI_CODE, 4) + ", si_status " + s.number(SI_STATUS, 4))
                  .orElse("none")));
    }
    return same;
  }

  private static int code(End end) {
    return end instanceof End.Exited ? CLD_EXITED : CLD_KILLED;
  }

  private static int number(End end) {
    return switch (end) {
      case End.Exited(int status) -> status;
      case End.Killed(int signal) -> signal;
    };
  }
}
