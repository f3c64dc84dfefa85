package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.O_CLOEXEC;
import static dev.seedkernel.spec.model.calls.Flags.O_CREAT;
import static dev.seedkernel.spec.model.calls.Flags.O_DIRECT;
import static dev.seedkernel.spec.model.calls.Flags.O_DIRECTORY;
import static dev.seedkernel.spec.model.calls.Flags.O_EXCL;
import static dev.seedkernel.spec.model.calls.Flags.O_NOFOLLOW;
import static dev.seedkernel.spec.model.calls.Flags.O_PATH;
import static dev.seedkernel.spec.model.calls.Flags.O_TRUNC;
import static dev.seedkernel.spec.model.calls.Flags.has;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.model.files.Inode.SymbolicLink;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code openat} and {@code close}: OPEN. */
final class OpenRules {
  /** Flags that mean something with O_PATH; all others are as if they were not given. */
  private static final int WITH_PATH = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

  private OpenRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.OPENAT,
        Caller.rule(OpenRules::openat),
        (int) Calls.CLOSE,
        Caller.rule(OpenRules::close));
  }

  private static Set<Outcome> openat(Caller call) {
    int given = call.intArgument(2);
    int flags = has(given, O_PATH) ? given & WITH_PATH : given;
    require(!has(flags, O_CREAT | O_DIRECTORY), Errno.EINVAL); // OPEN-9
    String path = call.namedPath(1); // OPEN-17
    int descriptor = call.lowestFree(0); // OPEN-1, OPEN-17
    return has(flags, O_CREAT)
        ? create(call, path, flags, descriptor)
        : openOld(call, path, flags, descriptor);
  }

  /** Without O_CREAT. */
  private static Set<Outcome> openOld(Caller call, String path, int flags, int descriptor) {
    int inode =
        Paths.file(call, call.intArgument(0), path, !has(flags, O_NOFOLLOW)); // OPEN-4, OPEN-13
    Inode file = call.files().inode(inode);
    require(!has(flags, O_DIRECTORY) || file instanceof Directory, Errno.ENOTDIR); // OPEN-12
    if (!has(flags, O_PATH)) {
      checkThere(call, file, flags);
    }
    return opened(call, call.files(), inode, flags, descriptor);
  }

  private static Set<Outcome> create(Caller call, String path, int flags, int descriptor) {
    // OPEN-7, OPEN-8; OPEN-10: what a link leads to does not matter.
    boolean follow = (flags & (O_NOFOLLOW | O_EXCL)) == 0 && !path.endsWith("/");
    Paths.Target target = Paths.toCreate(call, call.intArgument(0), path, follow);
    if (target.inode().isPresent()) {
      require(!has(flags, O_EXCL), Errno.EEXIST); // OPEN-8
      Inode file = call.files().inode(target.file());
      require(!(file instanceof Directory), Errno.EISDIR); // OPEN-11
      checkThere(call, file, flags);
      return opened(call, call.files(), target.file(), flags, descriptor);
    }
    int permissions = (int) call.argument(3) & 07777 & ~call.place().umask(); // OPEN-5
    Files made =
        call.files()
            .make(
                target.last().directory(),
                target.last().name(),
                RegularFile.empty(permissions)); // OPEN-6: permissions are not looked at
    if (has(flags, O_DIRECT)) {
      // OPEN-16 asks for the error; whether the file is made before is left open.
      Outcome error = call.failure(Errno.EINVAL);
      return Set.of(error, new Outcome(call.state().with(made), error.result(), List.of()));
    }
    return opened(call, made, call.files().next(), flags, descriptor);
  }

  /** What a file that is there must allow. */
  private static void checkThere(Caller call, Inode file, int flags) {
    boolean writes = (flags & Flags.O_ACCMODE) != 0 || has(flags, O_TRUNC);
    switch (file) {
      case SymbolicLink _ -> throw new Refusal(Errno.ELOOP); // OPEN-13
      case Directory _ -> require(!writes, Errno.EISDIR); // OPEN-11
      case RegularFile regular -> {
        boolean takesWriteAccess =
            (flags & Flags.O_ACCMODE) == Flags.O_WRONLY
                || (flags & Flags.O_ACCMODE) == Flags.O_RDWR
                || has(flags, O_TRUNC);
        require(!takesWriteAccess || !isExecuted(call, regular), Errno.ETXTBSY); // OPEN-18
      }
      case Inode.Pipe _, Inode.Device _ -> {}
    }
    require(!has(flags, O_DIRECT) || file instanceof Inode.Pipe, Errno.EINVAL); // OPEN-16
  }

  /** Whether a process executes a file. */
  static boolean isExecuted(Caller call, RegularFile file) {
    return file.companion().isPresent()
        && call.state().processes().all().values().stream()
            .anyMatch(process ->
                process.end().isEmpty()
                    && process.program().index() == file.companion().getAsInt());
  }

  private static Set<Outcome> opened(
      Caller call, Files files, int inode, int flags, int descriptor) {
    Files truncated =
        has(flags, O_TRUNC) && files.inode(inode) instanceof RegularFile file
            ? files.with(inode, file.with(Content.EMPTY)) // OPEN-14
            : files;
    int number = truncated.next();
    Files after = truncated.withDescription(number, Description.of(inode, told(flags))); // OPEN-19
    State state =
        call.state()
            .with(after)
            .with(
                call.process(),
                call.descriptors().with(descriptor, number, has(flags, O_CLOEXEC))); // FD-6
    return Set.of(new Outcome(state, new Result.Exact(descriptor), List.of()));
  }

  /** The flags that F_GETFL tells (FD-9). */
  private static int told(int flags) {
    int kept =
        Flags.O_ACCMODE
            | Flags.O_APPEND
            | Flags.O_NONBLOCK
            | O_DIRECTORY
            | O_NOFOLLOW
            | Flags.O_NOATIME
            | Flags.O_SYNC
            | O_DIRECT
            | O_PATH;
    return (flags & kept) | (has(flags, O_PATH) ? 0 : Flags.O_LARGEFILE);
  }

  /** OPEN-20. */
  private static Set<Outcome> close(Caller call) {
    int descriptor = call.intArgument(0);
    call.anyOpen(descriptor);
    return Outcome.of(call.state().with(call.process(), call.descriptors().without(descriptor)), 0);
  }
}
