package dev.seedkernel.kernel;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.ProcessTable;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.syscall.SystemCalls;
import dev.seedkernel.kernel.syscall.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a machine: whose turn it is runs until it calls, faults, or has used up its slice.
 */
final class Execution {
  /** Instructions that a process may execute in one turn while others wait. */
  private static final long SLICE = 10_000_000;

  private final Machine machine;
  private final Engine engine;
  private final SystemCalls systemCalls;
  private long instructions;

  Execution(Machine machine, Engine engine, @Nullable Tracer tracer) {
    this.machine = machine;
    this.engine = engine;
    this.systemCalls = new SystemCalls(machine, tracer);
    if (tracer != null) {
      machine.lifecycle().whenKilled(tracer::killed);
    }
  }

  /** Runs until /init has ended. */
  Outcome run() {
    ProcessTable processes = machine.processes();
    GuestProcess init = processes.find(ProcessTable.INIT_PID);
    if (init == null) {
      throw new IllegalStateException("no /init");
    }
    while (init.termination() == null) {
      GuestProcess process = processes.next();
      if (process == null) {
        // /init waits for something that cannot come any more: as if it were told to stop.
        machine.lifecycle().kill(init, Signal.SIGKILL.number(), "every process waits for another");
        break;
      }
      turn(process);
    }
    return new Outcome(end(init), machine.fileSystem(), statistics());
  }

  private void turn(GuestProcess process) {
    ProcessTable processes = machine.processes();
    if (processes.takeRetry(process)) {
      systemCalls.dispatch(process, true);
      return;
    }
    long before = process.cpu().instructions();
    Exit exit = engine.run(process.cpu(), processes.othersRunnable() ? SLICE : Engine.UNLIMITED);
    instructions += process.cpu().instructions() - before;
    switch (exit) {
      case Exit.SupervisorCall _ -> systemCalls.dispatch(process, false);
      case Exit.BudgetExhausted _, Exit.Interrupted _ -> processes.yieldTurn();
      case Exit.UndefinedInstruction(int word) ->
          fault(process, Signal.SIGILL, "undefined instruction 0x%08x".formatted(word));
      case Exit.Breakpoint(int immediate) -> fault(process, Signal.SIGTRAP, "brk #" + immediate);
      case Exit.DataAbort(MemoryFault fault) -> {
        if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
          machine.lifecycle().killForMemory(process, fault);
        } else {
          fault(process, signalOf(fault), fault.getMessage());
        }
      }
      case Exit.InstructionAbort(MemoryFault fault) -> {
        if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
          machine.lifecycle().killForMemory(process, fault);
        } else {
          fault(process, signalOf(fault), fault.getMessage());
        }
      }
      case Exit.PcAlignmentFault _ -> fault(process, Signal.SIGBUS, "misaligned pc");
      case Exit.SpAlignmentFault _ -> fault(process, Signal.SIGBUS, "misaligned sp");
    }
  }

  private static Signal signalOf(MemoryFault fault) {
    return switch (fault.reason()) {
      case UNMAPPED, PERMISSION, OUT_OF_PAGES -> Signal.SIGSEGV;
      case ALIGNMENT, SP_ALIGNMENT, NO_BACKING -> Signal.SIGBUS;
    };
  }

  private void fault(GuestProcess process, Signal signal, String what) {
    String reason = "%s, pc 0x%x".formatted(what, process.cpu().pc());
    machine.lifecycle().kill(process, signal.number(), reason);
  }

  private Outcome.End end(GuestProcess init) {
    return switch (init.termination()) {
      case Termination.Exited(int status) -> new Outcome.End.Exited(status);
      case Termination.Killed(int signal, String reason) -> new Outcome.End.Killed(signal, reason);
      case null -> throw new IllegalStateException("/init has not ended");
    };
  }

  private Statistics statistics() {
    return new Statistics(
        instructions,
        machine.processes().created(),
        systemCalls.counts(),
        machine.memory().peak(),
        machine.fileSystem().bytes().peak());
  }
}
