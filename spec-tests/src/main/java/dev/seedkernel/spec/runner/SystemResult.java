package dev.seedkernel.spec.runner;

import java.util.List;

/**
 * How a system did.
 *
 * @param system its name
 * @param seconds how long it took
 */
public record SystemResult(
    String system, long seed, List<PropertyResult> properties, double seconds) {
  public SystemResult {
    properties = List.copyOf(properties);
  }

  public int cases() {
    return properties.stream().mapToInt(PropertyResult::cases).sum();
  }

  public boolean passed() {
    return properties.stream().allMatch(result -> result.failure().isEmpty());
  }
}
