package dev.seedkernel.spec.model.files;

import java.util.Set;
import java.util.TreeSet;

/**
 * How far {@code getdents64} has come (FS-42).
 *
 * @param names what was in the directory at the start, with {@code .} and {@code ..}
 * @param given which names have been given
 */
public record Listing(Set<String> names, Set<String> given) {
  public Listing {
    names = Set.copyOf(names);
    given = Set.copyOf(given);
  }

  /** Returns this listing with one more name given. */
  public Listing with(String name) {
    Set<String> more = new TreeSet<>(given);
    more.add(name);
    return new Listing(names, more);
  }
}
