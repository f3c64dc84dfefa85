package dev.seedkernel.spec.faults;

import static dev.seedkernel.spec.faults.Edit.in;
import static dev.seedkernel.spec.faults.Edit.inLibrary;

import java.lang.classfile.Opcode;
import java.util.List;

/** Faults of the hand-over, the device tree and the initramfs. */
final class StartFaults {
  private static final int MOST_TREE = 2 << 20;
  private static final int SECOND = 1_000_000_000;

  static final List<Fault> ALL =
      List.of(
          Fault.of(
              "BOOT-1",
              "a device tree at any address is taken",
              in("boot.HandOver.tree").constant(8).becomes(1)),
          Fault.of(
              "BOOT-2",
              "a device tree of 2 MiB is refused",
              in("boot.HandOver.tree").constant(MOST_TREE).becomes(MOST_TREE - 1)),
          Fault.of(
              "BOOT-9",
              "bootargs go on behind a NUL",
              in("boot.HandOver.bootArguments").call("indexOf").gives(-1)),
          Fault.of(
              "BOOT-11",
              "/init.argv is not looked at",
              in("Kernel.arguments").call("isEmpty").nth(2).gives(1)),
          Fault.of(
              "BOOT-15",
              "/init that is killed gives the number of the signal",
              in("Outcome.exitStatus").constant(128).becomes(0)),
          Fault.of(
              "BOOT-17",
              "an /init that is missing has the status of one that cannot be executed",
              in("Kernel.start").constant("NOT_FOUND").becomes("NOT_EXECUTABLE")),
          Fault.of(
              "BOOT-19",
              "a machine in which nothing can happen ends by SIGTERM",
              in("Execution.run").constant("SIGKILL").becomes("SIGTERM")),
          Fault.of(
              "DTB-1",
              "memory that is disabled counts",
              in("boot.HandOver.isAvailable").call("contains").gives(1)),
          Fault.of(
              "DTB-2",
              "addresses have one cell where nothing is said",
              inLibrary("dtb.Node.addressCells").constant(2).becomes(1)),
          Fault.of(
              "DTB-3",
              "memory of 0 bytes is taken",
              in("boot.HandOver.memorySize").opcode(Opcode.IFNE).taken()),
          Fault.of(
              "DTB-4",
              "addresses of the initrd have 8 bytes",
              inLibrary("dtb.Property.number").constant(4).nth(1).becomes(8)),
          Fault.of(
              "DTB-5",
              "without its start an initrd is not there",
              in("boot.HandOver.initrd").call("isEmpty").nth(2).gives(1)),
          Fault.of(
              "DTB-7",
              "an initrd may be anywhere",
              in("boot.HandOver.initrd").call("isInMemory").gives(1)),
          Fault.of(
              "DTB-10",
              "trees for later readers are taken",
              inLibrary("dtb.DtbReader.<init>").opcode(Opcode.IFLE).taken()),
          Fault.of(
              "CPIO-12",
              "a file that comes again keeps its permissions",
              in("boot.Initramfs.attributes").call("permissions").nth(2).leftOut()),
          Fault.of(
              "CPIO-2",
              "minor numbers are major ones",
              in("boot.Initramfs.device").call("minor").becomes("major")),
          Fault.of(
              "CPIO-8",
              "hard links have the content of the first member",
              in("boot.Initramfs.linked").call("write").leftOut()),
          Fault.of(
              "CPIO-9",
              "inode numbers are those of all archives",
              inLibrary("cpio.MemberReader.member").constant(1).nth(2).becomes(0)),
          Fault.of(
              "CPIO-12",
              "a file that comes again keeps the rest of its content",
              in("boot.Initramfs.file").call("truncate").leftOut()),
          Fault.of(
              "CPIO-14",
              "directories that are missing are made with 0700",
              in("boot.Initramfs.directory").constant(0755).becomes(0700)),
          Fault.of(
              "CPIO-15",
              "times are in milliseconds",
              in("boot.Initramfs.attributes").constant(SECOND).becomes(SECOND / 1000)),
          Fault.of(
              "CPIO-16",
              "what follows the members of a compressed part is passed over",
              inLibrary("cpio.CpioReader.compressedPart").opcode(Opcode.IFLT).taken()),
          Fault.of(
              "CPIO-17",
              "sums are of bytes with a sign",
              inLibrary("cpio.MemberReader.checkSum").constant(0xff).becomes(-1)),
          Fault.of(
              "CPIO-18",
              "names need no NUL",
              inLibrary("cpio.MemberReader.name").opcode(Opcode.IFEQ).nth(1).taken()),
          Fault.of(
              "CPIO-19",
              "the limit that a member does not fit is not named",
              in("boot.Initramfs.write").constant("ENOSPC").becomes("EFBIG")));

  private StartFaults() {}
}
