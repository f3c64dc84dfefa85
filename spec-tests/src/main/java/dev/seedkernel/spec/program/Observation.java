package dev.seedkernel.spec.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a case left.
 *
 * @param records by name the records of the processes that were there: {@code 0} is the case's own,
 *     {@code 0.3} that of the child of its step 3, and a companion's has the name that its argv
 *     gave it
 * @param status the siginfo of the case, if its parent was told of its end
 * @param failure why there is no more, if the system did not come so far
 */
public record Observation(
    Map<String, List<Answer>> records, Optional<Bytes> status, Optional<String> failure) {
  public Observation {
    records = Map.copyOf(records);
  }

  /**
   * What a step left.
   *
   * @param result the result of 64 bits
   * @param outputs the content of its outputs
   */
  public record Answer(long result, List<Bytes> outputs) {
    public Answer {
      outputs = List.copyOf(outputs);
    }
  }

  /** Returns the observation of a case that the system did not run. */
  public static Observation failed(String why) {
    return new Observation(Map.of(), Optional.empty(), Optional.of(why));
  }
}
