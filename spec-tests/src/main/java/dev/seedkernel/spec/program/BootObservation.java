package dev.seedkernel.spec.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a boot left.
 *
 * @param console all that was printed
 * @param status that of the machine, where the system has one
 * @param message what the system says in another place than on the console: why nothing was
 *     executed, or what has killed {@code /init}
 * @param init what the program of {@link BootCase#init} recorded
 * @param account more about the run, where the system keeps such
 * @param disks what became of the disks, in the order of {@link BootInput.Disks}
 */
public record BootObservation(
    Bytes console,
    Optional<Integer> status,
    Optional<String> message,
    Observation init,
    Optional<Account> account,
    List<DiskLog> disks) {
  public BootObservation {
    disks = List.copyOf(disks);
  }

  /** Returns what a boot left that had disks. */
  public BootObservation with(List<DiskLog> logs) {
    return new BootObservation(console, status, message, init, account, logs);
  }

  /**
   * What a system knows of a run beside what the run printed.
   *
   * @param files those that the run left, as an archive
   * @param counts by name what was counted: instructions, calls
   * @param trace a line for each call; none where it was not asked for
   */
  public record Account(Bytes files, Map<String, Long> counts, List<String> trace) {
    public Account {
      counts = Map.copyOf(counts);
      trace = List.copyOf(trace);
    }
  }
}
