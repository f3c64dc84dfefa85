package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.program.Calls;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code truncate} and {@code ftruncate}: FS-48, FS-49. */
final class SizeRules {
  /** Files may certainly be as large; beyond, a kernel may refuse (RW-12). */
  static final long CERTAIN = 1L << 40;

  private SizeRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.TRUNCATE,
        Caller.rule(SizeRules::truncate),
        (int) Calls.FTRUNCATE,
        Caller.rule(SizeRules::ftruncate));
  }

  private static Set<Outcome> truncate(Caller call) {
    require(call.argument(1) >= 0, Errno.EINVAL); // FS-49
    int number = Paths.file(call, Flags.AT_FDCWD, call.namedPath(0), true);
    Inode inode = call.files().inode(number);
    require(!(inode instanceof Inode.Directory), Errno.EISDIR);
    if (!(inode instanceof RegularFile file)) {
      throw new Refusal(Errno.EINVAL);
    }
    require(!OpenRules.isExecuted(call, file), Errno.ETXTBSY);
    return resize(call, number, file);
  }

  private static Set<Outcome> ftruncate(Caller call) {
    require(call.argument(1) >= 0, Errno.EINVAL); // FS-49
    Caller.Open open = call.open(call.intArgument(0));
    if (!(open.inode() instanceof RegularFile file) || !open.description().writable()) {
      throw new Refusal(Errno.EINVAL);
    }
    return resize(call, open.file(), file);
  }

  /** FS-48. */
  private static Set<Outcome> resize(Caller call, int number, RegularFile file) {
    long size = call.argument(1);
    RegularFile resized = file.with(file.content().resized(size));
    Outcome done =
        new Outcome(
            call.state().with(call.files().with(number, resized)), new Result.Exact(0), List.of());
    return size > CERTAIN ? Set.of(done, call.failure(Errno.EFBIG)) : Set.of(done);
  }
}
