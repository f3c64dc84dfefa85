package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.action;
import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.askAction;
import static dev.seedkernel.spec.properties.Parts.askMask;
import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;
import static dev.seedkernel.spec.properties.Parts.killing;
import static dev.seedkernel.spec.properties.Parts.mask;
import static dev.seedkernel.spec.properties.Parts.pending;
import static dev.seedkernel.spec.properties.Parts.raise;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** SIG: signals, their handlers and masks. */
final class SignalProperties {
  private SignalProperties() {}

  private static final long SA_SIGINFO = 4;
  private static final long SA_RESTORER = 0x0400_0000L;
  private static final long SA_RESTART = 0x1000_0000L;
  private static final long SA_NODEFER = 0x4000_0000L;
  private static final long SA_RESETHAND = 0x8000_0000L;

  private static Arbitrary<Integer> anySignal() {
    return Arbitraries.of(1, 2, 3, 6, 10, 12, 13, 14, 15, 17, 18, 20, 23, 28, 30, 31, 34, 40, 64);
  }

  private static Arbitrary<Long> flags() {
    return Arbitraries.of(SA_RESTORER, SA_RESTART, SA_NODEFER, SA_RESETHAND)
        .list()
        .uniqueElements()
        .ofMaxSize(4)
        .map(all -> all.stream().reduce(0L, (a, b) -> a | b));
  }

  /** Handlers see the signal, its sender and their mask, and go back to where the program was. */
  @Clause({"SIG-24", "SIG-25", "SIG-26", "SIG-27", "SIG-29", "SIG-30"})
  static Arbitrary<CallProgram> handlersAreEntered() {
    return around(
        Combinators.combine(
                anySignal(),
                flags(),
                Arbitraries.longs(),
                Arbitraries.longs(),
                Arbitraries.of(true, false))
            .as((signal, flags, mask, blocked, info) ->
                p -> {
                  mask(p, 2, blocked & ~(1L << (signal - 1)));
                  action(
                      p,
                      signal,
                      info ? CaseLayout.HANDLER : CaseLayout.PLAIN_HANDLER,
                      flags | (info ? SA_SIGINFO : 0),
                      mask);
                  raise(p, signal);
                  askMask(p);
                  askAction(p, signal);
                  if ((flags & SA_RESETHAND) == 0) {
                    raise(p, signal);
                  }
                }));
  }

  /** The default action of each signal. */
  @Clause({"SIG-15"})
  static Arbitrary<CallProgram> defaults() {
    return around(
        integer(1, 64)
            .map(signal ->
                p -> {
                  boolean stops = signal == 19;
                  Arg id =
                      child(
                          p,
                          c -> {
                            raise(c, signal);
                            c.step(Calls.exit(5));
                          });
                  if (stops) {
                    Parts.waitid(p, Parts.P_PID, id, Parts.WSTOPPED);
                    Parts.kill(p, id, 18);
                  }
                  Parts.wait(p, id);
                }));
  }

  /** {@code kill} of others, of nobody, and of wrong signals. */
  @Clause({"SIG-16", "PROC-3"})
  static Arbitrary<CallProgram> killFinds() {
    return around(
        Combinators.combine(Arbitraries.of(-1, 0, 64, 65, 1000, 28), Arbitraries.of(9, 15, 34))
            .as((signal, last) ->
                p -> {
                  p.step(killing(Arg.of(888_888), signal));
                  Arg id = Parts.stoppedChild(p, c -> {});
                  p.step(killing(id, 0));
                  p.step(killing(id, signal));
                  p.step(killing(id, 9));
                  p.step(killing(id, last));
                  Parts.wait(p, id);
                  p.step(killing(id, signal));
                }));
  }

  /** SIGKILL and SIGSTOP cannot be refused. */
  @Clause({"SIG-17", "SIG-20"})
  static Arbitrary<CallProgram> twoCannotBeRefused() {
    return around(
        Combinators.combine(
                Arbitraries.of(0L, 1L, CaseLayout.HANDLER),
                Arbitraries.longs(),
                Arbitraries.of(true, false))
            .as((handler, set, stop) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            action(c, 9, handler, 0, 0);
                            action(c, 19, handler, 0, 0);
                            mask(c, 2, set | 1L << 8 | 1L << 18);
                            askMask(c);
                            action(c, 10, 1, 0, -1);
                            askAction(c, 10);
                            raise(c, stop ? 19 : 9);
                          });
                  if (stop) {
                    Parts.waitid(p, Parts.P_PID, id, Parts.WSTOPPED);
                    Parts.kill(p, id, 9);
                  }
                  Parts.wait(p, id);
                }));
  }

  /** Process 1 cannot be killed. */
  @Clause({"SIG-18"})
  static Arbitrary<CallProgram> initStays() {
    return around(
        Arbitraries.of(1, 2, 9, 15, 19, 20, 34, 64)
            .map(signal ->
                p -> {
                  p.step(killing(Arg.of(1), signal));
                  p.step(killing(Arg.of(1), 0));
                }));
  }

  /** {@code rt_sigaction}: what it keeps and what it refuses. */
  @Clause({"SIG-19", "SIG-20"})
  static Arbitrary<CallProgram> actions() {
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of(-1, 0, 1, 9, 10, 19, 31, 32, 64, 65),
                Arbitraries.of(0, 1, 2),
                Arbitraries.of(8L, 8L, 8L, 16L, 0L),
                Arbitraries.longs())
            .as((signal, which, size, mask) ->
                p -> {
                  Bytes content =
                      Bytes.ofNumber(1, 8)
                          .then(Bytes.ofNumber(SA_RESTART, 8))
                          .then(Bytes.ofNumber(mask, 8))
                          .then(Bytes.ofNumber(mask, 8));
                  Arg taken =
                      which == 0 ? Arg.of(0) : which == 1 ? p.bytes(content) : Parts.nowhere();
                  Range old = p.allot(32);
                  p.step(
                      Calls.call(
                              "rt_sigaction",
                              134,
                              Arg.of(signal),
                              taken,
                              ProgramBuilder.address(old),
                              Arg.of(size))
                          .output(old));
                });
    return around(
        call.list().ofMinSize(1).ofMaxSize(5).map(all -> p -> all.forEach(one -> one.accept(p))));
  }

  /** {@code rt_sigprocmask}: what it sets and what it refuses. */
  @Clause({"SIG-21"})
  static Arbitrary<CallProgram> masks() {
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of(-1, 0, 1, 2, 3),
                Arbitraries.of(0, 1, 1, 2),
                Arbitraries.of(8L, 8L, 8L, 4L),
                Arbitraries.longs())
            .as((how, which, size, set) ->
                p -> {
                  Arg taken =
                      which == 0
                          ? Arg.of(0)
                          : which == 1 ? p.bytes(Bytes.ofNumber(set, 8)) : Parts.nowhere();
                  Range old = p.allot(8);
                  p.step(
                      Calls.call(
                              "rt_sigprocmask",
                              135,
                              Arg.of(how),
                              taken,
                              ProgramBuilder.address(old),
                              Arg.of(size))
                          .output(old));
                  askMask(p);
                });
    return around(
        call.list().ofMinSize(1).ofMaxSize(5).map(all -> p -> all.forEach(one -> one.accept(p))));
  }

  /** Signals that wait while they are blocked, once or as often as sent. */
  @Clause({"SIG-22", "SIG-23"})
  static Arbitrary<CallProgram> blockedSignalsWait() {
    return around(
        Combinators.combine(anySignal(), integer(1, 3), Arbitraries.of(0, 1, 2))
            .as((signal, times, then) ->
                p -> {
                  action(p, signal, CaseLayout.HANDLER, SA_SIGINFO, 0);
                  mask(p, 0, 1L << (signal - 1));
                  for (int i = 0; i < times; i++) {
                    raise(p, signal);
                    pending(p);
                  }
                  if (then == 1) {
                    action(p, signal, 1, 0, 0);
                    pending(p);
                  }
                  if (then == 2) {
                    mask(p, 2, -1);
                    pending(p);
                  }
                  mask(p, 1, 1L << (signal - 1));
                  pending(p);
                  p.step(Calls.call("getpid", Calls.GETPID).output(Parts.log()));
                }));
  }

  /** A handler may change the mask and registers of what it goes back to. */
  @Clause({"SIG-28", "SIG-27"})
  static Arbitrary<CallProgram> framesAreTaken() {
    String code =
        """
        mov     x15, x0
        mov     x14, x2
        movi    v0.16b, #0x11
        ldr     d1, [x3]
        fmov    x16, d1
        movi    v31.16b, #0x31
        mov     x17, #77
        cmp     x17, x17
        mov     x0, x15
        mov     x8, #129
        svc     #0
        cset    x9, ne                  // NZCV is as before
        cmp     x17, #77
        cset    x10, ne
        fmov    x11, d0
        cmp     x11, x14                // the handler has put it there
        cset    x12, ne
        fmov    x13, d1
        cmp     x13, x16
        cset    x13, ne
        umov    x11, v31.d[1]
        movi    v2.16b, #0x31
        fmov    x16, d2
        cmp     x11, x16
        cset    x11, ne
        orr     x9, x9, x10
        orr     x9, x9, x11
        orr     x9, x9, x12
        orr     x9, x9, x13
        orr     x0, x0, x9
        """;
    return around(
        Combinators.combine(
                Arbitraries.longs(),
                Arbitraries.longs(),
                Arbitraries.longs(),
                Arbitraries.of(0L, SA_RESTORER))
            .as((asked, number, other, restorer) ->
                p -> {
                  long set = asked == 0 ? 1 : asked;
                  long v0 = number == 0 ? 1 : number;
                  p.step(Parts.store(new Arg.Buffer(CaseLayout.LOG + 8), 8, set));
                  p.step(Parts.store(new Arg.Buffer(CaseLayout.LOG + 16), 8, v0));
                  action(p, 10, CaseLayout.HANDLER, SA_SIGINFO | restorer, 0);
                  Arg id = p.result(Parts.getpid(p));
                  p.step(
                      Parts.run(
                          code,
                          new Step.Effect.Sends(10),
                          id,
                          Arg.of(10),
                          Arg.of(v0),
                          p.bytes(Bytes.ofNumber(other, 8))));
                  askMask(p);
                }));
  }

  /** The frame has to fit the stack. */
  @Clause({"SIG-31"})
  static Arbitrary<CallProgram> framesNeedAStack() {
    return around(
        Combinators.combine(anySignal(), integer(0, 40))
            .as((signal, words) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            action(c, signal, CaseLayout.HANDLER, SA_SIGINFO, 0);
                            Arg self = c.result(Parts.getpid(c));
                            c.step(
                                Parts.run(
                                    "mov sp, x2\n mov x8, #129\n svc #0\n udf #0",
                                    new Step.Effect.Faults(11, 1, Arg.of(0)),
                                    self,
                                    Arg.of(signal),
                                    new Arg.Buffer(words * 16)));
                          });
                  Parts.wait(p, id);
                }));
  }

  /** The end of a child tells its parent by a signal. */
  @Clause({"SIG-26", "SIG-32"})
  static Arbitrary<CallProgram> endsSendSignals() {
    return around(
        Combinators.combine(
                integer(0, 255), Arbitraries.of(true, false), Arbitraries.of(0L, SA_RESTART))
            .as((status, killed, restart) ->
                p -> {
                  action(p, 17, CaseLayout.HANDLER, SA_SIGINFO | restart, 0);
                  Arg id =
                      child(
                          p,
                          c -> {
                            if (killed) {
                              raise(c, 9);
                            }
                            c.step(Calls.exit(status));
                          });
                  Range info = p.allot(128);
                  p.step(
                      Calls.waitid(Arg.of(1), id, info, Parts.WEXITED | Parts.WNOWAIT)
                          .output(Parts.log()));
                  p.step(Calls.waitid(Arg.of(1), id, info, Parts.WEXITED).output(Parts.log()));
                }));
  }

  /** A handler interrupts a call that waits. */
  @Clause({"SIG-32"})
  static Arbitrary<CallProgram> waitingIsInterrupted() {
    return around(
        Combinators.combine(
                Arbitraries.of(10, 34, 15),
                Arbitraries.of(0L, SA_RESTART),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false))
            .as((signal, restart, four, ignored) ->
                p -> {
                  action(
                      p,
                      signal,
                      ignored ? 1 : CaseLayout.HANDLER,
                      ignored ? 0 : SA_SIGINFO | restart,
                      0);
                  int self = Parts.getpid(p);
                  Arg waited = Parts.stoppedChild(p, c -> c.step(Calls.exit(4)));
                  // Another child sends the signal, and then lets the first go on.
                  int waitedFor = p.size() - 2;
                  Arg sender =
                      child(
                          p,
                          c -> {
                            c.step(killing(new Arg.Inherited(self, 0), signal));
                            c.step(killing(new Arg.Inherited(waitedFor, 0), 18));
                          });
                  Range place = p.allot(128);
                  for (int i = 0; i < 2; i++) {
                    p.step(
                        (four
                                ? Calls.call(
                                    "wait4",
                                    Calls.WAIT4,
                                    waited,
                                    ProgramBuilder.address(place),
                                    Arg.of(0),
                                    Arg.of(0))
                                : Calls.waitid(Arg.of(1), waited, place, Parts.WEXITED))
                            .output(Parts.log()));
                  }
                  Parts.wait(p, sender);
                }));
  }

  /** Signals in any order, to the process itself. */
  @Clause({"SIG-15", "SIG-19", "SIG-21", "SIG-22", "SIG-23"})
  static Arbitrary<CallProgram> anything() {
    Arbitrary<Parts.Part> part =
        Arbitraries.oneOf(
            Combinators.combine(
                    Arbitraries.of(10, 12, 17, 34), Arbitraries.of(1L, CaseLayout.HANDLER), flags())
                .as((signal, handler, flags) ->
                    p -> action(p, signal, handler, flags | SA_SIGINFO, 0)),
            Combinators.combine(integer(0, 2), Arbitraries.of(9, 11, 16, 33))
                .as((how, bit) -> p -> mask(p, how, 1L << bit)),
            Arbitraries.of(10, 12, 17, 34).map(signal -> p -> raise(p, signal)),
            Arbitraries.of(0).map(_ -> p -> pending(p)),
            Arbitraries.of(10, 12, 17, 34).map(signal -> p -> askAction(p, signal)));
    return Parts.sequence(part, 12);
  }
}
