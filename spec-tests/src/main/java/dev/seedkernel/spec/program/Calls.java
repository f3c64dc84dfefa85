package dev.seedkernel.spec.program;

import dev.seedkernel.spec.program.Step.Call;
import java.util.List;

/**
 * The system calls with the names and argument orders of the ABI. What is recorded is added by
 * {@link Call#output}.
 */
public final class Calls {
  public static final long GETCWD = 17;
  public static final long DUP = 23;
  public static final long DUP3 = 24;
  public static final long FCNTL = 25;
  public static final long MKDIRAT = 34;
  public static final long UNLINKAT = 35;
  public static final long SYMLINKAT = 36;
  public static final long LINKAT = 37;
  public static final long TRUNCATE = 45;
  public static final long FTRUNCATE = 46;
  public static final long FACCESSAT = 48;
  public static final long CHDIR = 49;
  public static final long FCHDIR = 50;
  public static final long FCHMOD = 52;
  public static final long FCHMODAT = 53;
  public static final long OPENAT = 56;
  public static final long CLOSE = 57;
  public static final long PIPE2 = 59;
  public static final long GETDENTS64 = 61;
  public static final long LSEEK = 62;
  public static final long READ = 63;
  public static final long WRITE = 64;
  public static final long READV = 65;
  public static final long WRITEV = 66;
  public static final long PREAD64 = 67;
  public static final long PWRITE64 = 68;
  public static final long READLINKAT = 78;
  public static final long NEWFSTATAT = 79;
  public static final long FSTAT = 80;
  public static final long EXIT = 93;
  public static final long EXIT_GROUP = 94;
  public static final long WAITID = 95;
  public static final long UMASK = 166;
  public static final long GETPID = 172;
  public static final long GETPPID = 173;
  public static final long BRK = 214;
  public static final long CLONE = 220;
  public static final long EXECVE = 221;
  public static final long WAIT4 = 260;
  public static final long RENAMEAT2 = 276;
  public static final long SPAWN = 1024;

  /** The working directory, as {@code dirfd}. */
  public static final Arg AT_FDCWD = Arg.of(-100);

  private Calls() {}

  /** Returns any call. */
  public static Call call(String name, long number, Arg... arguments) {
    return new Call(name, number, List.of(arguments), List.of(), false);
  }

  public static Call openat(Arg directory, Arg path, Arg flags, Arg mode) {
    return call("openat", OPENAT, directory, path, flags, mode);
  }

  public static Call openat(Arg directory, Arg path, long flags, long mode) {
    return openat(directory, path, Arg.of(flags), Arg.of(mode));
  }

  public static Call close(Arg descriptor) {
    return call("close", CLOSE, descriptor);
  }

  public static Call lseek(Arg descriptor, Arg offset, Arg whence) {
    return call("lseek", LSEEK, descriptor, offset, whence);
  }

  public static Call lseek(Arg descriptor, long offset, long whence) {
    return lseek(descriptor, Arg.of(offset), Arg.of(whence));
  }

  /** Returns {@code read} into a part of the arena, which is recorded. */
  public static Call read(Arg descriptor, Range buffer) {
    return read(descriptor, ProgramBuilder.address(buffer), Arg.of(buffer.length())).output(buffer);
  }

  /** Returns {@code read} of which nothing is recorded. */
  public static Call read(Arg descriptor, Arg buffer, Arg count) {
    return call("read", READ, descriptor, buffer, count);
  }

  public static Call write(Arg descriptor, Arg buffer, Arg count) {
    return call("write", WRITE, descriptor, buffer, count);
  }

  public static Call write(Arg descriptor, Range buffer) {
    return write(descriptor, ProgramBuilder.address(buffer), Arg.of(buffer.length()));
  }

  public static Call unlinkat(Arg directory, Arg path, long flags) {
    return call("unlinkat", UNLINKAT, directory, path, Arg.of(flags));
  }

  public static Call brk(Arg end) {
    return call("brk", BRK, end);
  }

  public static Call exit(long status) {
    return call("exit", EXIT, Arg.of(status)).ending();
  }

  public static Call exitGroup(long status) {
    return call("exit_group", EXIT_GROUP, Arg.of(status)).ending();
  }

  /** Returns {@code waitid} with a siginfo of 128 bytes that is recorded. */
  public static Call waitid(Arg type, Arg id, Range info, long options) {
    return call(
            "waitid", WAITID, type, id, ProgramBuilder.address(info), Arg.of(options), Arg.of(0))
        .output(info);
  }

  public static Call execve(Arg path, Arg argv, Arg envp) {
    return call("execve", EXECVE, path, argv, envp).ending();
  }

  public static Call spawn(Arg path, Arg argv) {
    return call("spawn", SPAWN, path, argv);
  }
}
