package dev.seedkernel.spec.faults;

import static dev.seedkernel.spec.faults.Edit.in;

import java.lang.classfile.Opcode;
import java.util.List;

/** Faults of programs, memory, processes and signals. */
final class ProcessFaults {
  private static final int WNOWAIT = 0x100_0000;
  private static final int AT_PAGESZ_VALUE = 4096;

  static final List<Fault> ALL =
      List.of(
          Fault.of(
              "BOOT-5",
              "/init has no standard error",
              in("process.Lifecycle.startInit").constant(2).nth(1).becomes(1)),
          Fault.of(
              "IMG-15",
              "a program starts with what its registers had before",
              in("process.Lifecycle.start").call("reset").leftOut()),
          Fault.of(
              "IMG-17",
              "the strings of argv are in the wrong order",
              in("process.InitialStack.pushAll").call("addFirst").becomes("addLast")),
          Fault.of(
              "IMG-19",
              "AT_PAGESZ is 64 KiB",
              in("process.InitialStack.write").constant(AT_PAGESZ_VALUE).becomes(0x1_0000)),
          Fault.of(
              "MEM-1",
              "brk does not map the page that the heap ends in",
              in("process.UserMemory.brk").call("pageUp").nth(2).becomes("pageDown")),
          Fault.of(
              "MEM-5",
              "brk gives back old pages and does not zero them",
              in("process.MemoryMap.shrinkHeap").call("remove").leftOut(),
              in("process.MemoryMap.growHeap").constant(0).nth(1).becomes(1)),
          Fault.of(
              "MEM-9",
              "MAP_FIXED does not replace what is mapped",
              in("syscall.MemoryCalls.request").constant(0x10).becomes(0)),
          Fault.of(
              "MEM-13",
              "a private mapping begins at the start of the file",
              in("process.MappedContent.copy").call("position").nth(2).gives(0)),
          Fault.of(
              "MEM-18",
              "munmap leaves the page that the range ends in",
              in("process.MemoryMap.unmap").call("pageUp").becomes("pageDown")),
          Fault.of(
              "MEM-20",
              "mprotect leaves the page that the range ends in",
              in("process.MemoryMap.alignedRange").call("pageUp").becomes("pageDown")),
          Fault.of(
              "SPAWN-3",
              "spawn of an empty path gives EINVAL",
              in("syscall.ProcessCalls.path").constant("ENOENT").becomes("EINVAL")),
          Fault.of(
              "SPAWN-7",
              "a descriptor with FD_CLOEXEC leaks over spawn",
              in("process.Lifecycle.spawn").call("closeForExec").leftOut()),
          Fault.of(
              "SPAWN-8",
              "a child by spawn keeps handlers",
              in("process.Lifecycle.spawn").call("resetHandlers").leftOut()),
          Fault.of(
              "PROC-1",
              "the exit status is not masked",
              in("process.Endings.exitGroup").constant(0xff).becomes(0xffff)),
          Fault.of(
              "PROC-4",
              "a child that ends does not wake its parent",
              in("process.Endings.tellParent").call("wakeAll").leftOut()),
          Fault.of(
              "PROC-5",
              "si_status is 4 bytes too low",
              in("syscall.WaitCalls.writeInfo").constant(24).becomes(20)),
          Fault.of(
              "PROC-8",
              "waitid with P_PID means the child before",
              in("syscall.WaitCalls$Selector.selects").call("pid").plus(1)),
          Fault.of(
              "PROC-10",
              "WNOWAIT takes the child",
              in("syscall.WaitCalls.waitForChange").constant(WNOWAIT).becomes(0)),
          Fault.of(
              "PROC-11",
              "WNOHANG with nothing to tell sets si_signo",
              in("syscall.WaitCalls.writeInfo").constant(0).nth(2).becomes(17)),
          Fault.of(
              "PROC-12",
              "a wait misses a child that runs, and gives ECHILD",
              in("syscall.WaitCalls.find").opcode(Opcode.IFNE).nth(1).becomes(Opcode.IFEQ)),
          Fault.of(
              "PROC-15",
              "orphans are lost",
              in("process.Endings.giveChildrenAway").call("adopt").leftOut()),
          Fault.of(
              "PROC-19",
              "a child by clone has its parent's memory",
              in("process.Lifecycle.copy").call("fork").becomes("share")),
          Fault.of(
              "PROC-21",
              "the caller of vfork goes on at once",
              in("syscall.CloneCalls.clone").call("waitForVfork").leftOut()),
          Fault.of(
              "PROC-25",
              "execve keeps handlers",
              in("process.Lifecycle.exec").call("resetHandlers").leftOut()),
          Fault.of(
              "PROC-28",
              "wait4 gives the status where signals belong",
              in("process.Termination.waitStatus").constant(8).becomes(0)),
          Fault.of(
              "SIG-1",
              "an address where nothing is mapped has SEGV_ACCERR",
              in("process.Faults.ofMemory").constant(1).nth(1).becomes(2)),
          Fault.of(
              "SIG-5",
              "an undefined instruction has ILL_ILLOPN",
              in("process.Faults.raise").constant(1).nth(3).becomes(2)),
          Fault.of(
              "SIG-17",
              "SIGKILL can be blocked",
              in("syscall.SignalCalls.sigprocmask").opcode(Opcode.LAND).nth(2).becomes(Opcode.LOR)),
          Fault.of(
              "SIG-22",
              "a signal that is sent twice is taken twice",
              in("signal.PendingSignals.add").call("has").leftOut()),
          Fault.of(
              "SIG-26",
              "kill has SI_TKILL as si_code",
              in("syscall.SignalCalls.kill").constant(0).nth(2).becomes(-6)),
          Fault.of(
              "SIG-28",
              "rt_sigreturn leaves the mask",
              in("process.SignalFrame.pop").call("signalMask").leftOut()),
          Fault.of(
              "SIG-29",
              "a signal is not blocked while its handler runs",
              in("process.Signals.handle").call("of").leftOut()),
          Fault.of(
              "SIG-30",
              "SA_RESETHAND is ignored",
              in("process.Signals.handle").call("reset").nth(2).leftOut()),
          Fault.of(
              "MISC-1",
              "an unknown call gives EINVAL",
              in("syscall.SystemCalls.dispatch").constant("ENOSYS").becomes("EINVAL")),
          Fault.of(
              "MISC-2",
              "fields of uname have 64 bytes",
              in("syscall.MachineCalls.uname").constant(65).nth(2).becomes(64)),
          Fault.of(
              "MISC-3",
              "clocks 10 and above are taken",
              in("syscall.ClockCalls.isCommon").constant(11).becomes(127)));

  private ProcessFaults() {}
}
