package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JVM shows of the translator. */
class TranslationEventsTest {
  /** Where no other test has code. */
  private static final long CODE = 0x77_0000;

  private static final long WRITABLE = 0x78_0000;
  private static final long LONG = 0x79_0000;

  @TempDir private Path directory;

  private List<RecordedEvent> recorded(Runnable action) throws IOException {
    Path file = directory.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("RegionTranslated", "RegionRefused", "CodeImage", "CodeChanged")) {
        recording.enable("dev.seedkernel." + name).withThreshold(Duration.ZERO);
      }
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Files.delete(file);
    return events;
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(e -> e.getEventType().getName().endsWith("." + name)).toList();
  }

  private static List<RecordedEvent> at(List<RecordedEvent> events, String field, long address) {
    return events.stream().filter(e -> e.getLong(field) == address).toList();
  }

  private static Twins loop(int marker) {
    Twins twins = Twins.create(1 << 24);
    twins.code(
        CODE,
        Rights.READ | Rights.EXECUTE,
        "movz x1, #%d".formatted(marker),
        "movz x28, #20000",
        "add x0, x0, #1", // 8: the region
        "subs x28, x28, #1",
        "b.ne 0x%x".formatted(CODE + 8),
        "svc #0");
    twins.both(cpu -> cpu.pc(CODE));
    return twins;
  }

  @Test
  void regionsAndImagesAreTold() throws IOException {
    int marker = (int) (System.nanoTime() & 0x7fff); // Nobody has such an image yet.
    List<RecordedEvent> events =
        recorded(() -> {
          try (Twins first = loop(marker);
              Twins second = loop(marker)) {
            first.run(new Translator(10), Engine.UNLIMITED, "first");
            second.run(new Translator(10), Engine.UNLIMITED, "second");
          }
        });
    List<RecordedEvent> regions = at(named(events, "RegionTranslated"), "entry", CODE + 8);
    // The second space has it from the first. The SVC was not executed at first.
    assertThat(regions).extracting(e -> e.getInt("instructions")).containsExactly(3, 4);
    RecordedEvent region = regions.getFirst();
    assertThat(region.getInt("bytecode")).isBetween(20, 400);
    assertThat(region.getString("cutBy")).isEmpty();
    assertThat(region.getDuration()).isPositive();

    List<RecordedEvent> images = at(named(events, "CodeImage"), "start", CODE);
    assertThat(images).extracting(e -> e.getString("action")).containsExactly("made", "shared");
    assertThat(images).allMatch(e -> e.getBoolean("fixed") && e.getLong("size") == 4096);
    assertThat(images).extracting(e -> e.getInt("regions")).containsExactly(0, 1);
  }

  @Test
  void changesOfCodeAreTold() throws IOException {
    List<RecordedEvent> events =
        recorded(() -> {
          try (Twins twins = Twins.create(1 << 24)) {
            twins.code(
                WRITABLE,
                Rights.ALL,
                "movz x28, #20000",
                "add x0, x0, #1",
                "subs x28, x28, #1",
                "b.ne 0x%x".formatted(WRITABLE + 4),
                "sys #3, c7, c5, #1, x1",
                "svc #0");
            twins.both(cpu -> cpu.pc(WRITABLE));
            twins.both(cpu -> cpu.x(1, WRITABLE));
            twins.run(new Translator(10), Engine.UNLIMITED, "writable");
          }
        });
    List<RecordedEvent> images = at(named(events, "CodeImage"), "start", WRITABLE);
    assertThat(images).isNotEmpty();
    assertThat(images).noneMatch(e -> e.getBoolean("fixed"));
    RecordedEvent change = named(events, "CodeChanged").getFirst();
    assertThat(change.getLong("start")).isEqualTo(WRITABLE);
    assertThat(change.getLong("size")).isPositive();
    assertThat(change.getInt("regions")).isPositive();
  }

  @Test
  void whatIsRefusedOrCutIsToldWithTheReason() throws IOException {
    int marker = (int) (System.nanoTime() & 0x7fff);
    List<RecordedEvent> events =
        recorded(() -> {
          try (Twins twins = Twins.create(1 << 24)) {
            String[] lines = new String[701];
            Arrays.fill(lines, "add x0, x0, #1");
            lines[0] = "movz x1, #%d".formatted(marker);
            lines[1] = "movz x28, #3";
            lines[2] = "b 0x%x".formatted(LONG + 20);
            lines[3] = "svc #0";
            lines[4] = "b 0x%x".formatted(LONG + 12);
            lines[697] = "mrs x2, cntvct_el0"; // For the interpreter.
            lines[698] = "subs x28, x28, #1";
            lines[696] = "b 0x%x".formatted(LONG + 697 * 4);
            lines[700] = "b 0x%x".formatted(LONG + 16);
            lines[699] = "b.ne 0x%x".formatted(LONG + 20);
            twins.code(LONG, Rights.READ | Rights.EXECUTE, lines);
            twins.both(cpu -> cpu.pc(LONG));
            twins.run(new Translator(0), Engine.UNLIMITED, "long");
          }
        });
    assertThat(at(named(events, "RegionTranslated"), "entry", LONG + 20))
        .isNotEmpty()
        .allSatisfy(e -> {
          assertThat(e.getString("cutBy")).isEqualTo("instructions");
          assertThat(e.getInt("instructions")).isGreaterThan(100);
        });
    assertThat(at(named(events, "RegionRefused"), "entry", LONG + 697 * 4))
        .singleElement()
        .satisfies(e -> assertThat(e.getString("reason")).isEqualTo("mrs"));
  }
}
