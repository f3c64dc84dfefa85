package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.has;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code renameat2}: FS-27 to FS-35. */
final class RenameRules {
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;
  private static final int ALL = 7;

  private RenameRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.RENAMEAT2, Caller.rule(RenameRules::renameat2));
  }

  private static Set<Outcome> renameat2(Caller call) {
    int flags = call.intArgument(4);
    boolean exchange = has(flags, RENAME_EXCHANGE);
    boolean noReplace = has(flags, RENAME_NOREPLACE);
    require((flags & ~ALL) == 0 && !(exchange && flags != RENAME_EXCHANGE), Errno.EINVAL); // FS-35
    Paths.Last old = Paths.last(call, call.intArgument(0), call.namedPath(1));
    Paths.Last made = Paths.last(call, call.intArgument(2), call.namedPath(3));
    require(old.isName(), Errno.EBUSY); // FS-32
    require(made.isName(), noReplace ? Errno.EEXIST : Errno.EBUSY);
    Files files = call.files();
    int source = Paths.lookUp(files, old).orElseThrow(() -> new Refusal(Errno.ENOENT)); // FS-35
    Optional<Integer> replaced = Paths.lookUp(files, made);
    require(!noReplace || replaced.isEmpty(), Errno.EEXIST); // FS-35
    require(!exchange || replaced.isPresent(), Errno.ENOENT); // FS-34
    checkSlashes(files, old, made, source, replaced, exchange);
    checkNesting(files, old, made, source, replaced, exchange);
    if (replaced.isPresent() && replaced.get() == source) {
      return call.give(0); // FS-31
    }
    if (exchange) {
      return call.done(
          files
              .link(old.directory(), old.name(), replaced.orElseThrow())
              .link(made.directory(), made.name(), source)); // FS-34
    }
    replaced.ifPresent(inode -> checkReplaced(files, source, inode));
    return call.done(
        files
            .unlink(old.directory(), old.name())
            .link(made.directory(), made.name(), source)); // FS-27
  }

  /** FS-33. */
  private static void checkSlashes(
      Files files,
      Paths.Last old,
      Paths.Last made,
      int source,
      Optional<Integer> replaced,
      boolean exchange) {
    boolean moved = files.directory(source).isPresent();
    boolean other = replaced.isPresent() && files.directory(replaced.get()).isPresent();
    require(!exchange || other || !made.slash(), Errno.ENOTDIR);
    require(moved || !old.slash(), Errno.ENOTDIR);
    require(moved || exchange || !made.slash(), Errno.ENOTDIR);
  }

  /** FS-30, and FS-34 of names that lie within each other. */
  private static void checkNesting(
      Files files,
      Paths.Last old,
      Paths.Last made,
      int source,
      Optional<Integer> replaced,
      boolean exchange) {
    boolean intoItself =
        files.directory(source).isPresent() && files.isWithin(made.directory(), source);
    require(!intoItself, Errno.EINVAL);
    boolean ontoOuter =
        replaced.isPresent()
            && files.directory(replaced.get()).isPresent()
            && files.isWithin(old.directory(), replaced.get());
    require(!ontoOuter, exchange ? Errno.EINVAL : Errno.ENOTEMPTY);
  }

  /** FS-28, FS-29. */
  private static void checkReplaced(Files files, int source, int replaced) {
    boolean moved = files.directory(source).isPresent();
    Optional<Directory> other = files.directory(replaced);
    require(!moved || other.isPresent(), Errno.ENOTDIR);
    require(moved || other.isEmpty(), Errno.EISDIR);
    require(
        other.isEmpty() || (other.get().known() && other.get().names().isEmpty()), Errno.ENOTEMPTY);
  }
}
