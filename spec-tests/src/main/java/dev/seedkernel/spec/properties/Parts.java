package dev.seedkernel.spec.properties;

import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What programs of processes, signals and memory are put together from. */
final class Parts {
  static final int SIGCHLD = 17;
  static final int WNOHANG = 1;
  static final int WSTOPPED = 2;
  static final int WEXITED = 4;
  static final int WCONTINUED = 8;
  static final int WNOWAIT = 0x100_0000;
  static final int P_ALL = 0;
  static final int P_PID = 1;
  static final int SIGINFO = 128;

  private Parts() {}

  /** Adds steps to a program. */
  interface Part extends Consumer<ProgramBuilder> {}

  /** Returns programs of a part, with steps before and behind it that it does not depend on. */
  static Arbitrary<CallProgram> around(Arbitrary<Part> core) {
    Arbitrary<List<Part>> others = other().list().ofMaxSize(3);
    return Combinators.combine(others, core, others)
        .as((before, part, behind) -> {
          ProgramBuilder program = new ProgramBuilder();
          before.forEach(one -> one.accept(program));
          part.accept(program);
          behind.forEach(one -> one.accept(program));
          return program.build();
        });
  }

  /** Returns programs of several parts, one behind the other. */
  static Arbitrary<CallProgram> sequence(Arbitrary<Part> part, int most) {
    return part.list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .map(parts -> {
          ProgramBuilder program = new ProgramBuilder();
          parts.forEach(one -> one.accept(program));
          return program.build();
        });
  }

  /** Steps that change nothing which others look at. */
  static Arbitrary<Part> other() {
    return Arbitraries.oneOf(
        integer(20, 40).map(fd -> p -> p.step(Calls.close(Arg.of(fd)))),
        Arbitraries.longs()
            .map(value ->
                p -> {
                  Range place = p.allot(8);
                  p.step(new Step.Store(ProgramBuilder.address(place), 8, value));
                  p.step(new Step.Load(ProgramBuilder.address(place), 4));
                }),
        Arbitraries.of(Calls.GETPID, Calls.GETPPID)
            .map(number -> p -> p.step(Calls.call("getid", number))),
        integer(0, 255).map(status -> p -> wait(p, child(p, c -> c.step(Calls.exit(status))))),
        Arbitraries.longs().map(x -> p -> p.step(Calls.call("none", 999, Arg.of(x)))));
  }

  static Arbitrary<Integer> integer(int low, int high) {
    return Arbitraries.integers().between(low, high);
  }

  /** Adds a child by {@code clone} that is a copy, and returns its process id. */
  static Arg child(ProgramBuilder p, Consumer<ProgramBuilder> steps) {
    return p.result(p.fork(SIGCHLD, steps));
  }

  /** Adds a {@code waitid} for the end of a child. */
  static void wait(ProgramBuilder p, Arg child) {
    waitid(p, P_PID, child, WEXITED);
  }

  static void waitid(ProgramBuilder p, int type, Arg id, int options) {
    p.step(Calls.waitid(Arg.of(type), id, p.allot(SIGINFO), options));
  }

  /** Adds a {@code waitid} whose buffer is not zero before. */
  static void waitid(ProgramBuilder p, int type, Arg id, int options, int before) {
    Range info = p.content(Bytes.filled(before, SIGINFO));
    p.step(Calls.waitid(Arg.of(type), id, info, options));
  }

  static int getpid(ProgramBuilder p) {
    return p.step(Calls.call("getpid", Calls.GETPID));
  }

  static void kill(ProgramBuilder p, Arg process, long signal) {
    p.step(killing(process, signal).ending());
  }

  static Step.Call killing(Arg process, long signal) {
    return Calls.call("kill", 129, process, Arg.of(signal));
  }

  /** Adds a signal that the process sends itself, recorded with what handlers left. */
  static void raise(ProgramBuilder p, long signal) {
    p.step(killing(p.result(getpid(p)), signal).ending().output(log()));
  }

  /** Returns the log of handlers, its first entries. */
  static Range log() {
    return new Range(CaseLayout.LOG, 64 + 4 * CaseLayout.LOG_ENTRY);
  }

  /** Adds a {@code rt_sigaction}, with what was before recorded. */
  static void action(ProgramBuilder p, int signal, long handler, long flags, long mask) {
    Bytes action =
        Bytes.ofNumber(handler, 8)
            .then(Bytes.ofNumber(flags, 8))
            .then(Bytes.ofNumber(CaseLayout.RESTORER, 8))
            .then(Bytes.ofNumber(mask, 8));
    Range old = p.allot(32);
    p.step(
        Calls.call(
                "rt_sigaction",
                134,
                Arg.of(signal),
                p.bytes(action),
                ProgramBuilder.address(old),
                Arg.of(8))
            .output(old));
  }

  /** Adds a {@code rt_sigaction} that only asks. */
  static void askAction(ProgramBuilder p, int signal) {
    Range old = p.allot(32);
    p.step(
        Calls.call(
                "rt_sigaction",
                134,
                Arg.of(signal),
                Arg.of(0),
                ProgramBuilder.address(old),
                Arg.of(8))
            .output(old));
  }

  /** Adds a {@code rt_sigprocmask}, with what was before recorded, and what handlers left. */
  static void mask(ProgramBuilder p, int how, long set) {
    Range old = p.allot(8);
    p.step(
        Calls.call(
                "rt_sigprocmask",
                135,
                Arg.of(how),
                p.bytes(Bytes.ofNumber(set, 8)),
                ProgramBuilder.address(old),
                Arg.of(8))
            .output(old)
            .output(log())
            .ending());
  }

  /** Adds a question for the mask. */
  static void askMask(ProgramBuilder p) {
    Range old = p.allot(8);
    p.step(
        Calls.call(
                "rt_sigprocmask", 135, Arg.of(0), Arg.of(0), ProgramBuilder.address(old), Arg.of(8))
            .output(old));
  }

  static void pending(ProgramBuilder p) {
    Range set = p.allot(8);
    p.step(Calls.call("rt_sigpending", 136, ProgramBuilder.address(set), Arg.of(8)).output(set));
  }

  /** Adds a child that is stopped when the parent goes on, and returns its process id. */
  static Arg stoppedChild(ProgramBuilder p, Consumer<ProgramBuilder> afterwards) {
    Arg child =
        child(
            p,
            c -> {
              kill(c, c.result(getpid(c)), 19);
              afterwards.accept(c);
            });
    waitid(p, P_PID, child, WSTOPPED);
    return child;
  }

  static Step.Load load(Arg address, int size) {
    return new Step.Load(address, size);
  }

  static Step.Store store(Arg address, int size, long value) {
    return new Step.Store(address, size, value);
  }

  /** Returns instructions. */
  static Bytes code(String text) {
    try {
      return Bytes.of(Assembler.standard().at(CaseLayout.TEXT).assemble(text + "\n").text());
    } catch (AssemblyException e) {
      throw new IllegalStateException("a property's own code is wrong", e);
    }
  }

  /** Returns a step of instructions; {@code ret} is added. */
  static Step.Run run(String text, Step.Effect effect, Arg... arguments) {
    return new Step.Run(
        text.strip().replaceAll("\\s+", " "),
        code(text + "\n ret"),
        List.of(arguments),
        List.of(),
        effect);
  }

  /** Returns the address of a place that is not mapped: behind the arena. */
  static Arg nowhere() {
    return new Arg.Buffer(CaseLayout.ARENA_SIZE + 16);
  }
}
