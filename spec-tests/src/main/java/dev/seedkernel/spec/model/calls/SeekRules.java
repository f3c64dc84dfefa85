package dev.seedkernel.spec.model.calls;

import static dev.seedkernel.spec.model.calls.Caller.require;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.files.Inode.RegularFile;
import dev.seedkernel.spec.program.Calls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code lseek}: RW-17 to RW-23. */
final class SeekRules {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private SeekRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.LSEEK, Caller.rule(SeekRules::lseek));
  }

  private static Set<Outcome> lseek(Caller call) {
    Caller.Open open = call.open(call.intArgument(0)); // RW-23
    long offset = call.argument(1);
    long whence = call.context().unsignedArgument(2);
    require(whence <= SEEK_HOLE, Errno.EINVAL); // RW-20, RW-23
    return switch (open.inode()) {
      case RegularFile file -> ofFile(call, open, file.content(), offset, (int) whence);
      case Inode.Directory _ -> ofDirectory(call, open, offset, (int) whence);
      case Inode.Device(Inode.Device.Kind kind, _) -> {
        require(kind != Inode.Device.Kind.CONSOLE, Errno.ESPIPE); // RW-23
        yield Set.of(new Outcome(call.state(), new Result.Any(), List.of()));
      }
      case Inode.Pipe _, Inode.SymbolicLink _ -> throw new Refusal(Errno.ESPIPE); // RW-23
    };
  }

  private static Set<Outcome> ofFile(
      Caller call, Caller.Open open, Content content, long offset, int whence) {
    return switch (whence) {
      case SEEK_SET -> moveTo(call, open, 0, offset);
      case SEEK_CUR -> moveTo(call, open, open.description().position(), offset);
      case SEEK_END -> moveTo(call, open, content.size(), offset);
      default -> search(call, open, content, offset, whence == SEEK_DATA);
    };
  }

  /** RW-17 to RW-19. */
  private static Set<Outcome> moveTo(Caller call, Caller.Open open, long base, long offset) {
    // The base is not negative: a sum beyond 2⁶³-1 is, as one below 0.
    long position = base + offset;
    require(position >= 0, Errno.EINVAL);
    return Set.of(moved(call, open, position));
  }

  private static Outcome moved(Caller call, Caller.Open open, long position) {
    State after =
        call.state()
            .with(call.files().withDescription(open.number(), open.description().at(position)));
    return new Outcome(after, new Result.Exact(position), List.of());
  }

  /** RW-21, RW-22. A page that has only zeros may count as either. */
  private static Set<Outcome> search(
      Caller call, Caller.Open open, Content content, long offset, boolean data) {
    require(offset >= 0 && offset < content.size(), Errno.ENXIO);
    Set<Outcome> outcomes = new HashSet<>();
    for (long at = offset; at < content.size(); at = nextPage(content, at)) {
      if (content.isZeroData(at)) {
        outcomes.add(moved(call, open, at));
      } else if (content.isData(at) == data) {
        outcomes.add(moved(call, open, at));
        return outcomes;
      }
    }
    outcomes.add(data ? call.failure(Errno.ENXIO) : moved(call, open, content.size()));
    return outcomes;
  }

  /** Returns where the page behind one begins; many holes are gone over at once. */
  private static long nextPage(Content content, long at) {
    long next = (at / Content.PAGE + 1) * Content.PAGE;
    if (content.isData(at) || content.isData(next)) {
      return next;
    }
    return content.pages().keySet().stream()
        .map(page -> page * Content.PAGE)
        .filter(start -> start > at)
        .min(Long::compare)
        .orElse(content.size());
  }

  /** FS-43 of the start, RW-23; where else a directory is, is left open. */
  private static Set<Outcome> ofDirectory(Caller call, Caller.Open open, long offset, int whence) {
    require(whence <= SEEK_CUR, Errno.EINVAL);
    if (whence == SEEK_SET && offset == 0) {
      Description rewound = open.description().withListing(Optional.empty());
      return call.done(call.files().withDescription(open.number(), rewound));
    }
    return Set.of(new Outcome(call.state(), new Result.Any(), List.of()));
  }
}
