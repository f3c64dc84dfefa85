package dev.seedkernel.kernel;

import java.util.Map;

/**
 * What a run took. All of it depends on the guest alone: two runs of one image give the same.
 *
 * @param instructions instructions that all processes executed
 * @param processes how many processes there were
 * @param systemCalls how often each system call was made, by name; {@code #number} for unknown ones
 * @param peakMemoryBytes most bytes of process memory at one time, in pages that were written to
 * @param peakFileBytes most bytes of file content at one time, in pages
 */
public record Statistics(
    long instructions,
    long processes,
    Map<String, Long> systemCalls,
    long peakMemoryBytes,
    long peakFileBytes) {
  public Statistics {
    systemCalls = Map.copyOf(systemCalls);
  }
}
