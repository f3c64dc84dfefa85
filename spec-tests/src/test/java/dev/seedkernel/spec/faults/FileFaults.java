package dev.seedkernel.spec.faults;

import static dev.seedkernel.spec.faults.Edit.in;

import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;

/** Faults of descriptors, the tree, bytes and pipes. */
final class FileFaults {
  private static final int O_TRUNC = 0x200;
  private static final int O_APPEND = 0x400;

  /** O_APPEND, O_NONBLOCK, O_DIRECT and O_NOATIME: what F_SETFL sets. */
  private static final int SETTABLE = 0x5_0c00;

  private static final ClassDesc OPEN_REGULAR_FILE =
      ClassDesc.of("dev.seedkernel.kernel.fs.OpenRegularFile");

  static final List<Fault> ALL =
      List.of(
          Fault.of(
              "CALL-5",
              "a bad pointer gives EINVAL",
              in("syscall.SystemCalls.answer").constant("EFAULT").becomes("EINVAL")),
          Fault.of(
              "CALL-6",
              "pointers with a tag are taken",
              in("process.UserMemory.untagged").opcode(Opcode.IFEQ).taken()),
          Fault.of(
              "OPEN-1",
              "descriptor 3 is never given",
              in("syscall.Call.install").constant(0).becomes(4)),
          Fault.of(
              "OPEN-4",
              "a missing file gives ENOTDIR",
              in("syscall.OpenCalls.open").constant("ENOENT").becomes("ENOTDIR")),
          Fault.of(
              "OPEN-5",
              "openat ignores the umask",
              in("syscall.OpenCalls.create").call("umask").leftOut()),
          Fault.of(
              "OPEN-8",
              "O_EXCL finds a file and opens it",
              in("syscall.OpenCalls.open").opcode(Opcode.IFNULL).nth(1).taken()),
          Fault.of(
              "OPEN-13",
              "O_NOFOLLOW gives EINVAL for a link",
              in("syscall.OpenCalls.requireRights").constant("ELOOP").becomes("EINVAL")),
          Fault.of(
              "OPEN-14",
              "O_TRUNC leaves the file as it is",
              in("syscall.OpenCalls.open").call("truncate").leftOut()),
          Fault.of(
              "OPEN-18",
              "a program that runs can be opened for writing",
              in("syscall.OpenCalls.open").call("requireNotRunning").leftOut()),
          Fault.of(
              "FD-1",
              "dup sets FD_CLOEXEC",
              in("syscall.DescriptorCalls.dup").constant(0).nth(3).becomes(1)),
          Fault.of(
              "FD-3",
              "dup3 leaves open what it replaces",
              in("process.Descriptors.replace").call("letGo").leftOut()),
          Fault.of(
              "FD-10",
              "F_SETFL cannot set O_APPEND",
              in("fs.OpenFile.statusFlags").constant(SETTABLE).becomes(SETTABLE & ~O_APPEND)),
          Fault.of(
              "FD-12",
              "a child by clone shares the table of descriptors",
              in("process.Lifecycle.copy").call("copy").nth(1).becomes("share")),
          Fault.of(
              "FD-13",
              "execve keeps descriptors with FD_CLOEXEC",
              in("process.Lifecycle.exec").call("closeForExec").leftOut()),
          Fault.of(
              "FS-7",
              "names have at most 254 bytes",
              in("fs.PathWalker.step").constant(255).becomes(254)),
          Fault.of(
              "FS-11", "39 links are followed", in("fs.PathWalker.walk").constant(40).becomes(39)),
          Fault.of(
              "FS-14",
              "mkdirat ignores the umask",
              in("syscall.PathCalls.mkdirat").call("umask").leftOut()),
          Fault.of(
              "FS-19",
              "unlinkat leaves the link count as it was",
              in("fs.TmpfsDirectory.unlink").call("unlinked").nth(3).leftOut()),
          Fault.of(
              "FS-23",
              "a directory with names in it can be removed",
              in("syscall.PathCalls.requireRemovable").call("isEmpty").gives(1)),
          Fault.of(
              "FS-28",
              "renameat2 gives 0 and moves nothing",
              in("syscall.RenameCalls.rename").call("move").leftOut()),
          Fault.of(
              "FS-28",
              "a file that renameat2 replaces keeps its link count",
              in("fs.TmpfsDirectory.move").call("unlink").leftOut()),
          Fault.of(
              "FS-30",
              "a directory can be moved into itself",
              in("syscall.RenameCalls.requirePlaces").call("isWithin").nth(1).leftOut()),
          Fault.of(
              "FS-38",
              "a directory does not count those in it",
              in("fs.TmpfsDirectory.attach").call("linked").leftOut()),
          Fault.of(
              "FS-43",
              "getdents64 with no room for a record gives ENOENT",
              in("syscall.FileCalls.getdents64").constant("EINVAL").becomes("ENOENT")),
          Fault.of(
              "FS-45",
              "readlinkat adds a NUL and counts it",
              in("syscall.PathCalls.readlinkat").opcode(Opcode.ARRAYLENGTH).plus(1)),
          Fault.of(
              "FS-48",
              "ftruncate keeps bytes of the last page, and shows them again",
              in("fs.RegularFile.truncate").call("clear").leftOut()),
          Fault.of(
              "FS-51",
              "getcwd does not count the NUL",
              in("syscall.PathCalls.getcwd").opcode(Opcode.ARRAYLENGTH).nth(2).plus(-1)),
          Fault.of(
              "RW-6",
              "write to what is open for reading gives EINVAL",
              in("fs.OpenFile.requireWritable").constant("EBADF").becomes("EINVAL")),
          Fault.of(
              "RW-13",
              "O_APPEND is lost",
              in("fs.OpenRegularFile.write").constant(O_APPEND).becomes(0)),
          Fault.of(
              "RW-17",
              "SEEK_END is off by one",
              in("fs.OpenRegularFile.seek").call("size").plus(1)),
          Fault.of(
              "RW-19",
              "lseek to a position below 0 is done",
              in("fs.OpenRegularFile.seek").opcode(Opcode.IFGE).taken()),
          Fault.of(
              "RW-22",
              "SEEK_DATA at the end of a file gives the end",
              in("fs.OpenRegularFile.seekSparse").opcode(Opcode.IFLT).nth(2).becomes(Opcode.IFLE)),
          Fault.of(
              "RW-25",
              "pread64 sets the position of the description",
              in("fs.OpenRegularFile.readAt")
                  .beginsWith(code ->
                      code.aload(0)
                          .lload(1)
                          .putfield(OPEN_REGULAR_FILE, "position", ConstantDescs.CD_long))),
          Fault.of(
              "RW-27",
              "pwrite64 writes at its position in spite of O_APPEND",
              in("fs.OpenRegularFile.writeAt").constant(O_APPEND).becomes(O_TRUNC)),
          Fault.of(
              "RW-28",
              "readv stops behind the first element",
              in("syscall.VectorCalls.vector").opcode(Opcode.IFGE).becomes(Opcode.IFLT)),
          Fault.of(
              "PIPE-3",
              "a pipe without writers has no end",
              in("fs.Pipe.read").opcode(Opcode.IFLE).becomes(Opcode.IFLT)),
          Fault.of(
              "PIPE-5",
              "a full pipe gives EPIPE",
              in("fs.Pipe.write").constant("EAGAIN").becomes("EPIPE")),
          Fault.of(
              "PIPE-6", "a pipe holds 15 pages", in("fs.Pipe.<init>").constant(16).becomes(15)),
          Fault.of(
              "PIPE-7",
              "no SIGPIPE comes with EPIPE",
              in("syscall.FileWaits.raise").call("send").leftOut()));

  private FileFaults() {}
}
