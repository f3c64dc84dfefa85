package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.files.Description;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode.Directory;
import dev.seedkernel.spec.model.files.Listing;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code getdents64}: FS-42 to FS-44. */
final class ListRules {
  private static final int NAME = 19;

  private ListRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.GETDENTS64, Caller.rule(ListRules::getdents64));
  }

  private static Set<Outcome> getdents64(Caller call) {
    Caller.Open open = call.open(call.intArgument(0));
    if (!(open.inode() instanceof Directory directory)) {
      throw new Refusal(Errno.ENOTDIR); // FS-44
    }
    Caller.require(!call.files().isRemoved(open.file()), Errno.ENOENT); // FS-25
    Set<String> now = new TreeSet<>(directory.names().keySet());
    now.add(".");
    now.add("..");
    Listing listing =
        open.description().listing().orElseGet(() -> new Listing(now, Set.of())); // FS-43
    return new Walk(call, open, now).from(listing);
  }

  /** All orders in which names can be given; how many there are, the generators keep small. */
  private static final class Walk {
    private final Caller call;
    private final Caller.Open open;
    private final Set<String> now;
    private final long address;
    private final long size;
    private final Set<Outcome> outcomes = new HashSet<>();

    Walk(Caller call, Caller.Open open, Set<String> now) {
      this.call = call;
      this.open = open;
      this.now = now;
      this.address = call.argument(1);
      this.size = call.context().unsignedArgument(2);
    }

    Set<Outcome> from(Listing listing) {
      extend(listing, Pattern.EMPTY);
      return outcomes;
    }

    private void extend(Listing listing, Pattern records) {
      List<String> next = next(listing);
      boolean mayEnd = next.stream().noneMatch(name -> isCertain(listing, name));
      if (mayEnd) {
        give(listing, records);
      }
      for (String name : next) {
        int length = length(name);
        if (records.length() + length > size) {
          if (records.length() == 0) {
            outcomes.add(call.failure(Errno.EINVAL)); // FS-43
          } else {
            give(listing, records);
          }
        } else if (call.writable(address, records.length() + length) < records.length() + length) {
          fault(listing, records);
        } else {
          extend(listing.with(name), record(records, name));
        }
      }
    }

    /** Returns which names may come next: those that were removed or made since may be missing. */
    private List<String> next(Listing listing) {
      for (String first : List.of(".", "..")) {
        if (!listing.given().contains(first)) {
          return List.of(first);
        }
      }
      return Stream.concat(listing.names().stream(), now.stream())
          .distinct()
          .filter(name -> !listing.given().contains(name))
          .toList();
    }

    private boolean isCertain(Listing listing, String name) {
      return listing.names().contains(name) && now.contains(name);
    }

    private void give(Listing listing, Pattern records) {
      give(listing, records.length(), records);
    }

    private void give(Listing listing, int length, Pattern records) {
      Description moved = open.description().withListing(Optional.of(listing));
      outcomes.add(
          new Outcome(
              call.state().with(call.files().withDescription(open.number(), moved)),
              new Result.Exact(length),
              records.length() == 0 ? List.of() : List.of(new Outcome.Fill(address, records))));
    }

    private void fault(Listing listing, Pattern records) {
      if (records.length() == 0) {
        outcomes.add(call.fault(address, call.writable(address, size)));
      } else {
        long more = call.writable(address, size) - records.length();
        give(listing, records.length(), records.any((int) more));
      }
    }

    private Pattern record(Pattern records, String name) {
      int length = length(name);
      int type = type(name);
      Pattern start =
          records.any(16).fixed(Bytes.ofNumber(length, 2)); // d_ino and d_off are left open
      Pattern typed = type < 0 ? start.any(1) : start.fixed(Bytes.ofNumber(type, 1));
      return typed.fixed(Bytes.ofText(name + "\0")).any(length - NAME - 1 - name.length());
    }

    /** Returns d_type, or -1 for a name that was removed. */
    private int type(String name) {
      Files files = call.files();
      return switch (name) {
        case ".", ".." -> files.inode(Files.ROOT).type();
        default ->
            files
                .directory(open.file())
                .map(directory -> directory.names().get(name))
                .map(inode -> files.inode(inode).type())
                .orElse(-1);
      };
    }

    private static int length(String name) {
      return (NAME + name.length() + 1 + 7) & -8;
    }
  }
}
