package dev.seedkernel.spec.faults;

import static dev.seedkernel.spec.faults.Edit.in;
import static dev.seedkernel.spec.faults.Edit.inLibrary;

import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** Faults of disks: where they are found, what they hold, and what becomes of results. */
final class DiskFaults {
  static final List<Fault> ALL =
      List.of(
          Fault.of(
              "DISK-1",
              "addresses are those of the bus",
              in("boot.HandOver.virtioAddresses").call("translatedReg").becomes("reg")),
          Fault.of(
              "DISK-1",
              "nodes that are not in use are looked at",
              in("boot.HandOver.isReachable").constant(0).becomes(1)),
          Fault.of(
              "DISK-2",
              "legacy disks are taken for empty slots",
              in("disk.Disks.probe").opcode(Opcode.IFNE).nth(1).becomes(Opcode.IFEQ)),
          Fault.of(
              "DISK-3",
              "the second output does not matter",
              in("disk.Disks.output").opcode(Opcode.IF_ICMPLE).becomes(Opcode.IF_ICMPGE)),
          Fault.of(
              "DISK-4",
              "inputs are not unpacked",
              in("disk.Disks.unpack").call("unpack").leftOut()),
          Fault.of(
              "DISK-5",
              "prefixes of names are left out",
              inLibrary("cpio.TarHeader.name").call("isEmpty").gives(1)),
          Fault.of(
              "DISK-5",
              "records of pax are those of all later members, too",
              inLibrary("cpio.TarReader.read").call("clear").leftOut()),
          Fault.of(
              "DISK-6",
              "checksums of tar are not looked at",
              inLibrary("cpio.TarReader.read").call("isHeader").gives(1)),
          Fault.of(
              "DISK-6",
              "what is behind the end of tar does not matter",
              inLibrary("cpio.TarReader.read").opcode(Opcode.IFLT).taken()),
          Fault.of(
              "DISK-8",
              "an old result stays until there is a new one",
              in("disk.OutputDisk.prepare").call("write").leftOut()),
          Fault.of(
              "DISK-8",
              "an old result may come back",
              in("disk.OutputDisk.prepare").call("flush").leftOut()),
          Fault.of(
              "DISK-8",
              "a disk with something else is taken",
              in("disk.OutputDisk.prepare").call("hasMagic").gives(1)),
          Fault.of(
              "DISK-9",
              "times of modification are 0",
              in("boot.FileTree.changesWithTimes").constant(1).nth(2).becomes(0)),
          Fault.of(
              "DISK-9",
              "what has not changed is on the output",
              in("boot.FileTree.changesWithTimes").constant(1).nth(1).becomes(0)),
          Fault.of(
              "DISK-10",
              "the header may be there before the archive",
              in("disk.OutputDisk.write").call("flush").nth(1).leftOut()),
          Fault.of(
              "DISK-10",
              "the header is not flushed",
              in("disk.OutputDisk.write").call("flush").nth(2).leftOut()),
          Fault.of(
              "DISK-10",
              "the header's checksum is one more",
              in("disk.ResultHeader.toSector").call("crc").plus(1)),
          Fault.of(
              "DISK-11",
              "what no archive can hold is left out",
              in("disk.OutputDisk.write").call("isEmpty").gives(1)),
          Fault.of(
              "DISK-12",
              "the status is that of /init though there is no result",
              in("Outcome.exitStatus").opcode(Opcode.IFNULL).taken()),
          Fault.of(
              "DISK-13",
              "digests are not compared",
              in("disk.DiskResult.content").call("hasDigest").gives(1)),
          Fault.of(
              "DISK-13",
              "later versions are taken",
              in("disk.ResultHeader.parse")
                  .opcode(Opcode.IF_ICMPEQ)
                  .nth(1)
                  .becomes(Opcode.IF_ICMPGE)),
          Fault.of(
              "DISK-14",
              "the header differs from run to run",
              in("disk.ResultHeader.<init>")
                  .beginsWith(code ->
                      code.invokestatic(
                              ClassDesc.of("java.lang.System"),
                              "nanoTime",
                              MethodTypeDesc.of(ConstantDescs.CD_long))
                          .lstore(1))));

  private DiskFaults() {}
}
