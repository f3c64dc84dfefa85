package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;
import static dev.seedkernel.spec.model.calls.Flags.AT_EMPTY_PATH;
import static dev.seedkernel.spec.model.calls.Flags.AT_REMOVEDIR;
import static dev.seedkernel.spec.model.calls.Flags.AT_SYMLINK_FOLLOW;
import static dev.seedkernel.spec.model.calls.Flags.has;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Inode.SymbolicLink;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** Calls that make and remove names: FS-14 to FS-25. */
final class NameRules {
  private NameRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.MKDIRAT,
        Caller.rule(NameRules::mkdirat),
        (int) Calls.SYMLINKAT,
        Caller.rule(NameRules::symlinkat),
        (int) Calls.LINKAT,
        Caller.rule(NameRules::linkat),
        (int) Calls.UNLINKAT,
        Caller.rule(NameRules::unlinkat));
  }

  /** Returns a name that is to be made: EEXIST if it is there, a link too (FS-15, FS-16, FS-18). */
  private static Paths.Last free(Caller call, int dirfd, String path) {
    Paths.Last last = Paths.last(call, dirfd, path);
    require(last.isName(), Errno.EEXIST);
    require(Paths.lookUp(call.files(), last).isEmpty(), Errno.EEXIST);
    return last;
  }

  private static Set<Outcome> mkdirat(Caller call) {
    Paths.Last name = free(call, call.intArgument(0), call.namedPath(1));
    int permissions = (int) call.argument(2) & 01777 & ~call.place().umask(); // FS-14
    Directory made = Directory.empty(name.directory(), permissions);
    return call.done(call.files().make(name.directory(), name.name(), made));
  }

  private static Set<Outcome> symlinkat(Caller call) {
    String target = call.namedPath(0); // FS-16
    Paths.Last name = free(call, call.intArgument(1), call.namedPath(2));
    require(!name.slash(), Errno.ENOENT); // FS-16
    SymbolicLink made = new SymbolicLink(target);
    return call.done(call.files().make(name.directory(), name.name(), made));
  }

  private static Set<Outcome> linkat(Caller call) {
    int flags = call.intArgument(4);
    require((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) == 0, Errno.EINVAL); // FS-18
    int old =
        StatusRules.file(
            call, call.intArgument(0), 1, flags, has(flags, AT_SYMLINK_FOLLOW)); // FS-10
    Paths.Last name = free(call, call.intArgument(2), call.namedPath(3)); // FS-18
    require(!name.slash(), Errno.ENOENT);
    Inode inode = call.files().inode(old);
    require(!(inode instanceof Inode.Pipe), Errno.EXDEV);
    require(!(inode instanceof Directory), Errno.EPERM); // FS-18
    require(call.files().links(old) > 0, Errno.ENOENT);
    return call.done(call.files().link(name.directory(), name.name(), old)); // FS-17
  }

  private static Set<Outcome> unlinkat(Caller call) {
    int flags = call.intArgument(2);
    require((flags & ~AT_REMOVEDIR) == 0, Errno.EINVAL); // FS-22
    Paths.Last last = Paths.last(call, call.intArgument(0), call.namedPath(1));
    return has(flags, AT_REMOVEDIR) ? removeDirectory(call, last) : removeFile(call, last);
  }

  private static Set<Outcome> removeFile(Caller call, Paths.Last last) {
    require(last.isName(), Errno.EISDIR); // FS-20
    int inode =
        Paths.lookUp(call.files(), last).orElseThrow(() -> new Refusal(Errno.ENOENT)); // FS-21
    require(call.files().directory(inode).isEmpty(), Errno.EISDIR); // FS-20
    require(!last.slash(), Errno.ENOTDIR); // FS-21
    return call.done(call.files().unlink(last.directory(), last.name())); // FS-19
  }

  private static Set<Outcome> removeDirectory(Caller call, Paths.Last last) {
    require(!last.name().equals("."), Errno.EINVAL); // FS-24
    require(!last.name().equals(".."), Errno.ENOTEMPTY);
    require(!last.name().isEmpty(), Errno.EBUSY);
    Files files = call.files();
    int inode = Paths.lookUp(files, last).orElseThrow(() -> new Refusal(Errno.ENOENT)); // FS-21
    Directory directory =
        files.directory(inode).orElseThrow(() -> new Refusal(Errno.ENOTDIR)); // FS-23
    require(directory.known() && directory.names().isEmpty(), Errno.ENOTEMPTY);
    return call.done(files.unlink(last.directory(), last.name()));
  }
}
