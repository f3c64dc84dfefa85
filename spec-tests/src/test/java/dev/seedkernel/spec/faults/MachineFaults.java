package dev.seedkernel.spec.faults;

import static dev.seedkernel.spec.faults.Edit.in;
import static dev.seedkernel.spec.faults.Edit.inLibrary;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** Faults of quotas and of the dump, and differences between equal runs. */
final class MachineFaults {
  private static final int LINE = 64;

  static final List<Fault> ALL =
      List.of(
          Fault.of(
              "LIMIT-3",
              "a write that fits in part gives ENOSPC",
              in("fs.RegularFile.write").opcode(Opcode.IFNE).nth(2).becomes(Opcode.IFEQ)),
          Fault.of(
              "LIMIT-4",
              "a process has one descriptor more",
              in("process.Descriptors.add").opcode(Opcode.IF_ICMPLT).becomes(Opcode.IF_ICMPLE)),
          Fault.of(
              "LIMIT-5",
              "there is a generation more",
              in("process.ProcessTable.requireDepth")
                  .opcode(Opcode.IF_ICMPLT)
                  .becomes(Opcode.IF_ICMPLE)),
          Fault.of(
              "LIMIT-5",
              "there is a process less",
              in("quota.Quota.tryTake").opcode(Opcode.IFLE).becomes(Opcode.IFLT)),
          Fault.of(
              "LIMIT-6",
              "a call that needs a page beyond the limit gives EFAULT",
              in("syscall.SystemCalls.answer").constant("OUT_OF_PAGES").becomes("UNMAPPED")),
          Fault.of(
              "LIMIT-7",
              "processes that were waited for count",
              in("process.ProcessTable.reap").call("giveBack").leftOut()),
          Fault.of(
              "LIMIT-7",
              "files that were removed count",
              in("fs.Inode.freeIfUnused").call("giveBack").leftOut()),
          Fault.of(
              "LIMIT-7",
              "bytes that were cut off count",
              in("fs.RegularFile.drop").call("giveBack").leftOut()),
          Fault.of(
              "DUMP-1", "dumpfs asks for nothing", in("boot.HandOver.of").constant(1).becomes(0)),
          Fault.of(
              "DUMP-2",
              "a line has 65 bytes",
              in("boot.Dump.write").constant(LINE).nth(1).becomes(LINE + 1),
              in("boot.Dump.write").constant(LINE).nth(1).becomes(LINE + 1),
              in("boot.Dump.write").constant(LINE).becomes(LINE + 1)),
          Fault.of(
              "DUMP-4",
              "spaces are not escaped",
              inLibrary("cpio.CpioNames.escape").constant(' ').becomes(' ' - 1)),
          Fault.of(
              "DUMP-5",
              "holes that exceed the limit are written",
              in("boot.Dump.write").opcode(Opcode.IFLE).taken()),
          Fault.of(
              "DUMP-6",
              "a beginning behind other output is not found",
              in("boot.Dump.extract").call("endsWith").becomes("startsWith")),
          Fault.of(
              "DUMP-8", "a path may come twice", in("boot.Dump$Frame.path").call("add").gives(1)),
          Fault.of(
              "DET-3",
              "every other process id is left out",
              in("process.ProcessTable.takeId").constant(1).nth(2).becomes(2)),
          Fault.of(
              "DET-5",
              "clocks are those of the host",
              in("time.VirtualClock.nanoseconds").beginsWith(code -> hostTime(code).lreturn())),
          Fault.of(
              "DET-6",
              "random bytes differ",
              in("fs.RandomBytes.<init>").beginsWith(code -> hostTime(code).lstore(1))));

  private static CodeBuilder hostTime(CodeBuilder code) {
    return code.invokestatic(
        ClassDesc.of("java.lang.System"), "nanoTime", MethodTypeDesc.of(ConstantDescs.CD_long));
  }

  private MachineFaults() {}
}
