package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.AT_EMPTY_PATH;
import static dev.seedkernel.spec.model.calls.Flags.AT_FDCWD;
import static dev.seedkernel.spec.model.calls.Flags.AT_SYMLINK_NOFOLLOW;
import static dev.seedkernel.spec.model.calls.Flags.has;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.Device;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.Pipe;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.model.files.Inode.SymbolicLink;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** Calls that tell and set what a file is: FS-36 to FS-41, FS-45 to FS-47. */
final class StatusRules {
  private static final int STAT_FLAGS = 0x7900;
  private static final int BLOCK_SIZE = 4096;
  private static final int BLOCKS_A_PAGE = 8;
  private static final int X_OK = 1;
  private static final int ACCESS_MODES = 7;

  private StatusRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.NEWFSTATAT,
        Caller.rule(StatusRules::newfstatat),
        (int) Calls.FSTAT,
        Caller.rule(StatusRules::fstat),
        (int) Calls.READLINKAT,
        Caller.rule(StatusRules::readlinkat),
        (int) Calls.FACCESSAT,
        Caller.rule(StatusRules::faccessat),
        (int) Calls.FCHMOD,
        Caller.rule(StatusRules::fchmod),
        (int) Calls.FCHMODAT,
        Caller.rule(StatusRules::fchmodat));
  }

  /** Returns the file of a path, or of the descriptor if that is empty and may be (FS-6). */
  static int file(Caller call, int dirfd, int pathIndex, int flags, boolean follow) {
    String path = has(flags, AT_EMPTY_PATH) ? call.path(pathIndex) : call.namedPath(pathIndex);
    if (!path.isEmpty()) {
      return Paths.file(call, dirfd, path, follow);
    }
    return dirfd == AT_FDCWD ? call.place().directory() : call.anyOpen(dirfd).file();
  }

  private static Set<Outcome> newfstatat(Caller call) {
    int flags = call.intArgument(3);
    require((flags & ~STAT_FLAGS) == 0, Errno.EINVAL); // FS-40
    int file = file(call, call.intArgument(0), 1, flags, !has(flags, AT_SYMLINK_NOFOLLOW));
    return call.store(call.state(), call.argument(2), stat(call.files(), file), 0); // FS-41
  }

  private static Set<Outcome> fstat(Caller call) {
    int file = call.anyOpen(call.intArgument(0)).file(); // FS-41, FD-14
    return call.store(call.state(), call.argument(1), stat(call.files(), file), 0);
  }

  /** Returns {@code struct stat} of a file (FS-36). */
  private static Pattern stat(Files files, int number) {
    Inode inode = files.inode(number);
    Pattern start = Pattern.EMPTY.file(number); // st_dev, st_ino: FS-37
    Pattern mode =
        isShared(inode)
            ? start.any(4)
            : start.fixed(Bytes.ofNumber(((long) inode.type() << 12) | inode.permissions(), 4));
    Pattern links = isShared(inode) ? mode.any(4) : number(mode, files.links(number), 4); // FS-38
    Pattern owner = number(links, 0, 8);
    Pattern device = inode instanceof Device ? owner.any(8) : number(owner, 0, 8);
    Pattern padded = number(device, 0, 8);
    Pattern size =
        switch (inode) {
          case RegularFile file when file.companion().isPresent() -> padded.any(8);
          case RegularFile file -> number(padded, file.content().size(), 8);
          case SymbolicLink(String target) -> number(padded, target.length(), 8); // FS-39
          case Pipe _ -> number(padded, 0, 8); // PIPE-9
          case Directory _, Device _ -> padded.any(8);
        };
    Pattern blockSize = number(number(size, BLOCK_SIZE, 4), 0, 4); // FS-39
    Pattern blocks =
        inode instanceof RegularFile file && file.companion().isEmpty()
            ? number(blockSize, (long) file.content().pages().size() * BLOCKS_A_PAGE, 8) // FS-39
            : blockSize.any(8);
    return number(blocks.any(48), 0, 8);
  }

  /** Whether a file has names that the model does not know. */
  private static boolean isShared(Inode inode) {
    return inode instanceof Device || (inode instanceof Directory directory && !directory.known());
  }

  private static Pattern number(Pattern start, long value, int size) {
    return start.fixed(Bytes.ofNumber(value, size));
  }

  /** FS-45. */
  private static Set<Outcome> readlinkat(Caller call) {
    int size = call.intArgument(3);
    require(size > 0, Errno.EINVAL);
    int file = Paths.file(call, call.intArgument(0), call.namedPath(1), false);
    if (!(call.files().inode(file) instanceof SymbolicLink(String target))) {
      throw new Refusal(Errno.EINVAL);
    }
    Bytes given = Bytes.ofText(target.substring(0, Math.min(size, target.length())));
    return call.store(call.state(), call.argument(2), Pattern.of(given), given.length());
  }

  /** FS-46. */
  private static Set<Outcome> faccessat(Caller call) {
    int mode = call.intArgument(2);
    require((mode & ~ACCESS_MODES) == 0, Errno.EINVAL);
    int file = Paths.file(call, call.intArgument(0), call.namedPath(1), true);
    Inode inode = call.files().inode(file);
    boolean executable = inode instanceof Directory || (inode.permissions() & 0111) != 0;
    require(executable || !has(mode, X_OK), Errno.EACCES);
    return call.give(0);
  }

  /** FS-47. */
  private static Set<Outcome> fchmod(Caller call) {
    Caller.Open open = call.open(call.intArgument(0)); // FD-14
    int permissions = (int) call.argument(1) & 07777;
    return call.done(call.files().with(open.file(), open.inode().withPermissions(permissions)));
  }

  /** FS-47. */
  private static Set<Outcome> fchmodat(Caller call) {
    int file = Paths.file(call, call.intArgument(0), call.namedPath(1), true);
    int permissions = (int) call.argument(2) & 07777;
    Inode inode = call.files().inode(file);
    return call.done(call.files().with(file, inode.withPermissions(permissions)));
  }
}
