package dev.seedkernel.aarch64.isa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** What a flight recording says of the regions that were made meanwhile. */
final class RegionRecording {
  private RegionRecording() {}

  /**
   * Runs something, and returns how many instructions each region that it made with an entry has.
   *
   * @param directory for the recording while it is read
   */
  static List<Integer> sizes(Path directory, long entry, Runnable action) throws IOException {
    Path file = directory.resolve("regions.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.seedkernel.RegionTranslated").withoutThreshold();
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    try {
      return RecordingFile.readAllEvents(file).stream()
          .filter(e -> e.hasField("entry") && e.getLong("entry") == entry)
          .map(e -> e.getInt("instructions"))
          .toList();
    } finally {
      Files.delete(file);
    }
  }
}
