package dev.seedkernel.kernel;

import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.process.Faults;
import dev.seedkernel.kernel.process.GuestProcess;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.Termination;
import dev.seedkernel.kernel.syscall.SystemCalls;
import dev.seedkernel.kernel.syscall.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a machine: whose turn it is runs until it calls, faults, or has used up its slice.
 */
final class Execution {
  /** Instructions that a thread may execute in one turn. */
  static final long SLICE = 10_000_000;

  /**
   * What each entry into the kernel takes from a turn, in instructions, so that a program which
   * does nothing but calls or faults does not keep the processor either.
   */
  private static final long ENTRY = 1_000;

  private final Machine machine;
  private final Engine engine;
  private final SystemCalls systemCalls;
  private final long slice;
  private long instructions;

  /** How many instructions the machine may still execute before it is stopped. */
  private long budget;

  /** Whose turn it was last, how much is left of that turn, and how much of it was instructions. */
  private @Nullable GuestThread current;

  private long left;
  private long executedInTurn;

  /** Whether the machine has been stopped by its budget, and nothing has happened since. */
  private boolean resumes;

  /**
   * Creates the loop of a machine.
   *
   * @param slice instructions in a turn; a virtual clock counts a nanosecond for each
   */
  Execution(Machine machine, Engine engine, @Nullable Tracer tracer, long slice) {
    this.slice = slice;
    this.machine = machine;
    this.engine = engine;
    this.systemCalls = new SystemCalls(machine, tracer);
    if (tracer != null) {
      machine.endings().whenEnded(tracer::ended);
      machine.signals().whenTaken(tracer::signal);
    }
  }

  /**
   * Runs until /init has ended, or so many instructions were executed. Going on after a stop is as
   * if there had been none.
   */
  Outcome run(long most) {
    budget = most;
    GuestProcess init = machine.processes().init();
    while (init.termination() == null && budget > 0) {
      machine.timers().run(machine.clock().uptime());
      GuestThread thread = machine.scheduler().next();
      if (thread != null) {
        turn(thread);
      } else if (!machine.idle()) {
        // /init waits for something that cannot come any more: as if it were told to stop.
        machine
            .endings()
            .kill(init.mainThread(), Signal.SIGKILL.number(), "every process waits for another");
      }
    }
    return new Outcome(end(init), machine.fileSystem(), statistics());
  }

  private void turn(GuestThread thread) {
    boolean goesOn = resumes;
    resumes = false;
    if (thread.call() != null) {
      systemCalls.dispatch(thread, true);
    } else if (!thread.hasSignal()) {
      if (goesOn && thread == current) {
        thread.cpu().keepExclusive();
      }
      runProgram(thread);
    }
    if (thread.state() == GuestThread.State.RUNNABLE && thread.hasSignal()) {
      machine.signals().deliver(thread);
    }
  }

  private void runProgram(GuestThread thread) {
    if (thread != current) {
      beginTurn(thread);
    }
    Cpu cpu = thread.cpu();
    long before = cpu.instructions();
    boolean stops = budget < left;
    Exit exit = engine.run(cpu, stops ? budget : left);
    long executed = cpu.instructions() - before;
    instructions += executed;
    executedInTurn += executed;
    budget -= executed;
    thread.worked(executed, 0);
    if (stops && exit instanceof Exit.BudgetExhausted) {
      // In the middle of a turn, and the guest must not notice: no entry into the kernel.
      left -= executed;
      resumes = true;
      return;
    }
    left -= executed + ENTRY;
    switch (exit) {
      case Exit.SupervisorCall _ -> systemCalls.dispatch(thread, false);
      case Exit.BudgetExhausted _ -> left = 0;
      case Exit.Interrupted _ -> {}
      default -> Faults.raise(machine, thread, exit);
    }
    if (thread.state() != GuestThread.State.ENDED) {
      thread.process().checkWork(machine);
    }
    if (left <= 0 && machine.scheduler().next() == thread) {
      machine.clock().advance(executedInTurn);
      machine.scheduler().yieldTurn();
      current = null;
    }
  }

  private void beginTurn(GuestThread thread) {
    current = thread;
    left = slice;
    executedInTurn = 0;
  }

  private Outcome.End end(GuestProcess init) {
    return switch (init.termination()) {
      case Termination.Exited(int status) -> new Outcome.End.Exited(status);
      case Termination.Killed(int signal, String reason) -> new Outcome.End.Killed(signal, reason);
      case null -> new Outcome.End.Stopped(instructions, place());
    };
  }

  /** Says where a machine has been stopped. */
  private String place() {
    GuestThread thread = machine.scheduler().next();
    if (thread == null) {
      return "every process waits";
    }
    return "process %d (%s) at 0x%x"
        .formatted(thread.process().pid(), thread.settings().name(), thread.cpu().pc());
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
