package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Descriptors;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.Map;
import java.util.Set;

/** Descriptors and the tree: OPEN, FS. Skeleton: names of regular files in the case's directory. */
final class FileRules {
  private static final int O_CREAT = 0x40;
  private static final int O_TRUNC = 0x200;

  private FileRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of(
        (int) Calls.OPENAT,
        FileRules::openat,
        (int) Calls.CLOSE,
        (state, process, call) -> close(state, process, call.intArgument(0)));
  }

  private static Set<Outcome> openat(State state, int process, CallContext call) {
    if (!(call.path(1) instanceof CallContext.Text.Found(String name))) {
      return Outcome.error(state, Errno.EFAULT);
    }
    int flags = call.intArgument(2);
    Files files = state.files();
    if (!files.names().containsKey(name)) {
      if ((flags & O_CREAT) == 0) {
        return Outcome.error(state, Errno.ENOENT);
      }
      files = files.withFile(name);
    }
    int inode = files.names().getOrDefault(name, 0);
    if ((flags & O_TRUNC) != 0) {
      files = files.withContent(inode, Bytes.EMPTY);
    }
    int description = files.next();
    Descriptors descriptors = state.process(process).descriptors();
    int descriptor = descriptors.lowestFree();
    State after =
        state
            .with(files.withDescription(description, new Description(inode, 0, flags)))
            .with(process, descriptors.with(descriptor, description));
    return Outcome.of(after, descriptor);
  }

  /** OPEN-20. */
  private static Set<Outcome> close(State state, int process, int descriptor) {
    Descriptors descriptors = state.process(process).descriptors();
    return descriptors.get(descriptor).isEmpty()
        ? Outcome.error(state, Errno.EBADF)
        : Outcome.of(state.with(process, descriptors.without(descriptor)), 0);
  }
}
