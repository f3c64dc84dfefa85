package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.kernel.abi.Signal;
import dev.seedkernel.kernel.signal.SignalInfo;

/** Turns the exceptions of a processor into signals, as arch/arm64/mm/fault.c and traps.c do. */
public final class Faults {
  // ESR_EL1 (Arm ARM D17.2.37): exception class, a 32-bit instruction, and the fault status code.
  private static final int INSTRUCTION_ABORT = 0x20 << 26 | 1 << 25;
  private static final int DATA_ABORT = 0x24 << 26 | 1 << 25;
  private static final int PC_ALIGNMENT = 0x22 << 26 | 1 << 25;
  private static final int SP_ALIGNMENT = 0x26 << 26 | 1 << 25;
  private static final int BREAKPOINT = 0x3c << 26 | 1 << 25;
  private static final int WRITE = 1 << 6;
  private static final int TRANSLATION_LEVEL_3 = 0b000111;
  private static final int PERMISSION_LEVEL_3 = 0b001111;
  private static final int ALIGNMENT = 0b100001;

  private Faults() {}

  /**
   * Raises the signal of an exit that is a fault.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void raise(Machine machine, GuestThread thread, Exit exit) {
    Signals signals = machine.signals();
    long pc = thread.cpu().pc();
    switch (exit) {
      case Exit.UndefinedInstruction(int word) ->
          signals.force(
              thread,
              info(
                  Signal.SIGILL,
                  SignalInfo.ILL_ILLOPC,
                  pc,
                  "undefined instruction 0x%08x".formatted(word),
                  pc),
              0);
      case Exit.Breakpoint(int immediate) ->
          signals.force(
              thread,
              info(Signal.SIGTRAP, SignalInfo.TRAP_BRKPT, pc, "brk #" + immediate, pc),
              BREAKPOINT | immediate);
      case Exit.DataAbort(MemoryFault fault) -> dataAbort(machine, thread, fault);
      case Exit.InstructionAbort(MemoryFault fault) -> instructionAbort(machine, thread, fault);
      case Exit.PcAlignmentFault _ ->
          signals.force(
              thread,
              info(Signal.SIGBUS, SignalInfo.BUS_ADRALN, pc, "misaligned pc", pc),
              PC_ALIGNMENT);
      case Exit.SpAlignmentFault _ ->
          signals.force(
              thread,
              info(Signal.SIGBUS, SignalInfo.BUS_ADRALN, thread.cpu().sp(), "misaligned sp", pc),
              SP_ALIGNMENT);
      case Exit.SupervisorCall _, Exit.BudgetExhausted _, Exit.Interrupted _ ->
          throw new IllegalArgumentException(exit + " is no fault");
    }
  }

  private static void dataAbort(Machine machine, GuestThread thread, MemoryFault fault) {
    if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
      machine.endings().killForMemory(thread, fault);
      return;
    }
    int write = fault.access() == MemoryFault.Access.STORE ? WRITE : 0;
    machine
        .signals()
        .force(thread, ofMemory(fault, thread.cpu().pc()), DATA_ABORT | write | status(fault));
  }

  /** A fetch from shared memory may need a page, as a load does. */
  private static void instructionAbort(Machine machine, GuestThread thread, MemoryFault fault) {
    if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
      machine.endings().killForMemory(thread, fault);
      return;
    }
    machine
        .signals()
        .force(thread, ofMemory(fault, thread.cpu().pc()), INSTRUCTION_ABORT | status(fault));
  }

  private static SignalInfo ofMemory(MemoryFault fault, long pc) {
    Signal signal = Signal.SIGSEGV;
    int code = SignalInfo.SEGV_MAPERR;
    switch (fault.reason()) {
      case UNMAPPED -> {}
      case PERMISSION, OUT_OF_PAGES -> code = SignalInfo.SEGV_ACCERR;
      case ALIGNMENT, SP_ALIGNMENT -> {
        signal = Signal.SIGBUS;
        code = SignalInfo.BUS_ADRALN;
      }
      case NO_BACKING -> {
        signal = Signal.SIGBUS;
        code = SignalInfo.BUS_ADRERR;
      }
    }
    return info(signal, code, fault.address(), String.valueOf(fault.getMessage()), pc);
  }

  private static int status(MemoryFault fault) {
    return switch (fault.reason()) {
      case UNMAPPED, NO_BACKING -> TRANSLATION_LEVEL_3;
      case PERMISSION, OUT_OF_PAGES -> PERMISSION_LEVEL_3;
      case ALIGNMENT, SP_ALIGNMENT -> ALIGNMENT;
    };
  }

  private static SignalInfo info(Signal signal, int code, long address, String what, long pc) {
    return SignalInfo.ofFault(signal.number(), code, address, "%s, pc 0x%x".formatted(what, pc));
  }
}
