package dev.seedkernel.spec.program;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An output disk, for what takes the files off it.
 *
 * @param title what is wrong or right with it, for reports
 * @param disk its content
 * @param check says what is wrong with the files that were taken off, by absolute path; nothing
 *     stands for a refusal
 */
public record DiskCase(
    String title, Bytes disk, Function<Optional<Map<String, Bytes>>, Optional<String>> check)
    implements Case {
  @Override
  public int size() {
    return 0;
  }
}
