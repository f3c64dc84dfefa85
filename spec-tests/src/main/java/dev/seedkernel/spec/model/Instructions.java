package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.memory.Memory.Access;
import dev.seedkernel.spec.model.processes.Signals;
import dev.seedkernel.spec.model.processes.Signals.Sent;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What single instructions do: loads, stores, and what faults (SIG). */
public final class Instructions {
  private static final int ILL_ILLOPC = 1;
  private static final int SEGV_MAPERR = 1;
  private static final int SEGV_ACCERR = 2;
  private static final int BUS_ADRERR = 2;
  private static final int BUS_ADRALN = 1;
  private static final int INSTRUCTION = 4;
  private static final long RETURN = 0xd65f03c0L;
  private static final long LAST_UNDEFINED = 0xffff;

  private Instructions() {}

  /** A load of 1, 2, 4 or 8 bytes. */
  public static Set<Outcome> load(State state, int process, long address, int size) {
    Memory memory = state.process(process).memory();
    long at = withoutTag(address);
    long usable = memory.readable(at, size);
    return usable < size
        ? refused(state, process, at + usable, CaseLayout.FAULTED)
        : Outcome.of(state, memory.read(at, size).orElseThrow().number(0, size));
  }

  /** A store of 1, 2, 4 or 8 bytes. */
  public static Set<Outcome> store(State state, int process, long address, int size, long value) {
    Memory memory = state.process(process).memory();
    long at = withoutTag(address);
    long usable = memory.writable(at, size);
    return usable < size
        ? refused(state, process, at + usable, CaseLayout.FAULTED)
        : Outcome.of(state.with(process, memory.write(at, Bytes.ofNumber(value, size))), 0);
  }

  /** An undefined instruction (SIG-5). */
  public static Set<Outcome> undefined(State state, int process) {
    return Signalling.fault(state, process, Signals.SIGILL, ILL_ILLOPC, 0, CaseLayout.FAULTED);
  }

  /** A jump; what is there should be {@code ret} or {@code udf}. */
  public static Set<Outcome> execute(State state, int process, long address) {
    Memory memory = state.process(process).memory();
    if (memory.usable(address, 1, Access.EXECUTE) == 0) {
      return refused(state, process, address, 0);
    }
    if ((address & (INSTRUCTION - 1)) != 0) {
      return Signalling.fault(state, process, Signals.SIGBUS, BUS_ADRALN, address, 0); // SIG-8
    }
    long instruction = memory.word(address);
    if (instruction == RETURN) {
      return Outcome.of(state, 0);
    }
    return instruction <= LAST_UNDEFINED
        ? Signalling.fault(state, process, Signals.SIGILL, ILL_ILLOPC, 0, 0)
        : Set.of(new Outcome(state, new Result.Any(), List.of()));
  }

  /** A property's own instructions, whose effect it names. */
  public static Set<Outcome> run(
      State state, int process, Step.Effect effect, ToLongFunction<Arg> values) {
    return switch (effect) {
      case Step.Effect.Returns returns -> {
        List<Outcome.Fill> fills =
            returns.stores().stream()
                .map(s -> new Outcome.Fill(s.range().address(), Pattern.of(s.bytes())))
                .toList();
        Result result = returns.result().<Result>map(Result.Exact::new).orElseGet(Result.Any::new);
        yield Set.of(new Outcome(state, result, fills));
      }
      case Step.Effect.Fills fills -> {
        Memory memory = state.process(process).memory();
        long address = values.applyAsLong(fills.address());
        int usable = (int) memory.writable(address, fills.count());
        State after =
            state.with(process, memory.write(address, Bytes.filled(fills.value(), usable)));
        yield usable == fills.count()
            ? Outcome.of(after, 0)
            : refused(after, process, address + usable, CaseLayout.FAULTED);
      }
      case Step.Effect.Sends(int signal) ->
          Outcome.of(
              Signalling.send(state, process, new Sent(signal, 0, Optional.of(process), 0)), 0);
      case Step.Effect.Faults faults ->
          Signalling.fault(
              state,
              process,
              faults.signal(),
              faults.code(),
              values.applyAsLong(faults.address()),
              CaseLayout.FAULTED);
    };
  }

  /** SIG-1, SIG-2, SIG-4, MEM-15. */
  private static Set<Outcome> refused(State state, int process, long address, long result) {
    Memory memory = state.process(process).memory();
    if (memory.isBeyond(address)) {
      return Signalling.fault(state, process, Signals.SIGBUS, BUS_ADRERR, address, result);
    }
    int code = memory.isMapped(address) ? SEGV_ACCERR : SEGV_MAPERR;
    return Signalling.fault(state, process, Signals.SIGSEGV, code, address, result);
  }

  /** Loads and stores ignore bits 63:56 of an address (SIG-3). */
  private static long withoutTag(long address) {
    return address << 8 >> 8;
  }
}
