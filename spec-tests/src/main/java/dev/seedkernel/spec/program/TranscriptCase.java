package dev.seedkernel.spec.program;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transcript of a console, for what takes the files out of it.
 *
 * @param title what is wrong or right with it, for reports
 * @param console the transcript
 * @param check says what is wrong with the files that were taken out, by absolute path; nothing
 *     stands for a refusal
 */
public record TranscriptCase(
    String title, Bytes console, Function<Optional<Map<String, Bytes>>, Optional<String>> check)
    implements Case {
  @Override
  public int size() {
    return 0;
  }
}
