package dev.seedkernel.spec.model.files;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The descriptors of one process: the numbers of open file descriptions by descriptor.
 *
 * @param open what is open
 */
public record Descriptors(Map<Integer, Integer> open) {
  public Descriptors {
    open = Map.copyOf(open);
  }

  /** Returns the description that a descriptor refers to. */
  public Optional<Integer> get(int descriptor) {
    return Optional.ofNullable(open.get(descriptor));
  }

  /** Returns the lowest descriptor that is not open. */
  public int lowestFree() {
    int descriptor = 0;
    while (open.containsKey(descriptor)) {
      descriptor++;
    }
    return descriptor;
  }

  public Descriptors with(int descriptor, int description) {
    Map<Integer, Integer> changed = new TreeMap<>(open);
    changed.put(descriptor, description);
    return new Descriptors(changed);
  }

  public Descriptors without(int descriptor) {
    Map<Integer, Integer> changed = new TreeMap<>(open);
    changed.remove(descriptor);
    return new Descriptors(changed);
  }
}
