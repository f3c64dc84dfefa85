package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
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
  private static final int WRITE = 1 << 6;
  private static final int TRANSLATION = 0b000100;
  private static final int PERMISSION_LEVEL_3 = 0b001111;
  private static final int ALIGNMENT = 0b100001;

  /** Behind the last user address: 48 bits of them. */
  private static final long USER_END = 1L << 48;

  /** What one entry of a level 2 table covers. */
  private static final long SECOND_LEVEL_BLOCK = 2L << 20;

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
      case Exit.UndefinedInstruction(int word) -> {
        thread.fault(0, 0);
        signals.force(
            thread,
            info(
                Signal.SIGILL,
                SignalInfo.ILL_ILLOPC,
                pc,
                "undefined instruction 0x%08x".formatted(word),
                pc));
      }
      case Exit.Breakpoint(int immediate) ->
          // The record of the last fault stays: brk tells a handler nothing that it could not read.
          signals.force(
              thread, info(Signal.SIGTRAP, SignalInfo.TRAP_BRKPT, pc, "brk #" + immediate, pc));
      case Exit.DataAbort(MemoryFault fault) -> dataAbort(machine, thread, fault);
      case Exit.InstructionAbort(MemoryFault fault) ->
          memoryAbort(machine, thread, fault, INSTRUCTION_ABORT);
      case Exit.PcAlignmentFault _ -> {
        thread.fault(0, PC_ALIGNMENT);
        signals.force(thread, info(Signal.SIGBUS, SignalInfo.BUS_ADRALN, pc, "misaligned pc", pc));
      }
      case Exit.SpAlignmentFault _ -> {
        thread.fault(0, SP_ALIGNMENT);
        signals.force(
            thread,
            info(Signal.SIGBUS, SignalInfo.BUS_ADRALN, thread.cpu().sp(), "misaligned sp", pc));
      }
      case Exit.SupervisorCall _, Exit.BudgetExhausted _, Exit.Interrupted _ ->
          throw new IllegalArgumentException(exit + " is no fault");
    }
  }

  private static void dataAbort(Machine machine, GuestThread thread, MemoryFault fault) {
    int write = fault.access() == MemoryFault.Access.STORE ? WRITE : 0;
    memoryAbort(machine, thread, fault, DATA_ABORT | write);
  }

  private static void memoryAbort(
      Machine machine, GuestThread thread, MemoryFault fault, int syndrome) {
    if (fault.reason() == MemoryFault.Cause.OUT_OF_PAGES) {
      machine.endings().killForMemory(thread, fault);
      return;
    }
    thread.fault(fault.address(), syndrome | status(thread.process().memory().space(), fault));
    machine.signals().force(thread, ofMemory(fault, thread.cpu().pc()));
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

  /**
   * Returns the fault status code. Its level is how far a walk of Linux's tables would have come:
   * the tables of programs have entries for all that is near, but none around address 0 and none
   * for what is beyond all user addresses.
   */
  private static int status(AddressSpace space, MemoryFault fault) {
    return switch (fault.reason()) {
      case UNMAPPED, NO_BACKING -> TRANSLATION | level(fault.address());
      case PERMISSION, OUT_OF_PAGES ->
          isReadable(space, fault.address()) ? PERMISSION_LEVEL_3 : TRANSLATION | 3;
      case ALIGNMENT, SP_ALIGNMENT -> ALIGNMENT;
    };
  }

  /** Pages of PROT_NONE have no entry in Linux's tables. */
  private static boolean isReadable(AddressSpace space, long address) {
    return space.accessible(address, 1, MemoryFault.Access.LOAD) == 1
        || space.accessible(address, 1, MemoryFault.Access.FETCH) == 1;
  }

  private static int level(long address) {
    if (Long.compareUnsigned(address, USER_END) >= 0) {
      return 0;
    }
    return address < SECOND_LEVEL_BLOCK ? 2 : 3;
  }

  private static SignalInfo info(Signal signal, int code, long address, String what, long pc) {
    return SignalInfo.ofFault(signal.number(), code, address, "%s, pc 0x%x".formatted(what, pc));
  }
}
