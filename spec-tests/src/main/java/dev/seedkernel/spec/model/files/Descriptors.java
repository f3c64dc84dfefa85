package dev.seedkernel.spec.model.files;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The descriptors of one process.
 *
 * @param open what is open, by descriptor
 */
public record Descriptors(Map<Integer, Entry> open) {
  /** How many descriptors a process may have, unless it asks for others. */
  public static final int LIMIT = 1024;

  public Descriptors {
    open = Map.copyOf(open);
  }

  /**
   * What a descriptor is.
   *
   * @param description the number of the open file description that it refers to
   * @param closeOnExec FD_CLOEXEC
   */
  public record Entry(int description, boolean closeOnExec) {}

  /** Returns what is known of a descriptor, if it is open. */
  public Optional<Entry> entry(int descriptor) {
    return Optional.ofNullable(open.get(descriptor));
  }

  /** Returns the description that a descriptor refers to. */
  public Optional<Integer> get(int descriptor) {
    return entry(descriptor).map(Entry::description);
  }

  /** Returns the lowest descriptor that is not open and not below another, if there is one. */
  public Optional<Integer> lowestFree(int from) {
    int descriptor = from;
    while (open.containsKey(descriptor)) {
      descriptor++;
    }
    return descriptor < LIMIT ? Optional.of(descriptor) : Optional.empty();
  }

  /** Returns these descriptors with one that refers to a description. */
  public Descriptors with(int descriptor, int description, boolean closeOnExec) {
    Map<Integer, Entry> changed = new HashMap<>(open);
    changed.put(descriptor, new Entry(description, closeOnExec));
    return new Descriptors(changed);
  }

  /** Returns these descriptors with one closed. */
  public Descriptors without(int descriptor) {
    Map<Integer, Entry> changed = new HashMap<>(open);
    changed.remove(descriptor);
    return new Descriptors(changed);
  }

  /** Returns those that stay open when the process executes another program (FD-13). */
  public Descriptors afterExec() {
    Map<Integer, Entry> changed = new HashMap<>(open);
    changed.values().removeIf(Entry::closeOnExec);
    return new Descriptors(changed);
  }
}
