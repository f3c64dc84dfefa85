package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** The working directory and the mask: FS-50 to FS-52. */
final class PlaceRules {
  private static final int MASK = 0777;

  private PlaceRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.CHDIR,
        Caller.rule(call -> in(call, Paths.file(call, Flags.AT_FDCWD, call.namedPath(0), true))),
        (int) Calls.FCHDIR,
        Caller.rule(call -> in(call, call.anyOpen(call.intArgument(0)).file())),
        (int) Calls.GETCWD,
        Caller.rule(PlaceRules::getcwd),
        (int) Calls.UMASK,
        Caller.rule(PlaceRules::umask));
  }

  /** FS-50. */
  private static Set<Outcome> in(Caller call, int inode) {
    require(call.files().directory(inode).isPresent(), Errno.ENOTDIR);
    return Outcome.of(call.state().with(call.process(), call.place().in(inode)), 0);
  }

  /** FS-51. */
  private static Set<Outcome> getcwd(Caller call) {
    String path =
        call.files().path(call.place().directory()).orElseThrow(() -> new Refusal(Errno.ENOENT));
    Bytes text = Bytes.ofText(path + "\0");
    require(Long.compareUnsigned(call.argument(1), text.length()) >= 0, Errno.ERANGE);
    return call.store(call.state(), call.argument(0), Pattern.of(text), text.length());
  }

  /** FS-52. */
  private static Set<Outcome> umask(Caller call) {
    int mask = (int) call.argument(0) & MASK;
    return Outcome.of(
        call.state().with(call.process(), call.place().withUmask(mask)), call.place().umask());
  }
}
