package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.ForgottenImages;
import dev.seedkernel.aarch64.engine.TranslationCache;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one run has translated the next one has, and it is as right as before: both engines agree
 * after each slice of a run without kept translations, of one with them, and of one whose files are
 * damaged. Each run begins as a new JVM does.
 */
class KeptTranslationsTest {
  private static final long CODE = 0x55_0000;
  private static final int PROGRAMS = 12;

  @TempDir private Path directory;
  @TempDir private Path recordings;

  @BeforeEach
  void forgetOthers() {
    ForgottenImages.forget();
  }

  /** A run with the cache, which it saves; returns of how many images it found translations. */
  private interface Run {
    void with(TranslationCache cache);
  }

  private int run(Run run) throws IOException {
    ForgottenImages.forget();
    TranslationCache cache = TranslationCache.in(directory);
    run.with(cache);
    cache.save();
    return cache.loaded();
  }

  private List<RecordedEvent> translations(Run run) throws IOException {
    Path file = recordings.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.seedkernel.RegionTranslated").withoutThreshold();
      recording.start();
      run(run);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Files.delete(file);
    return events.stream().filter(e -> e.getEventType().getName().endsWith("Translated")).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** A loop that takes another way when less than 16384 of its rounds are left. */
  private static void loop(TranslationCache cache, int rounds) {
    try (Twins twins = Twins.create(1 << 24)) {
      twins.code(
          CODE,
          Rights.READ | Rights.EXECUTE,
          "tbz w28, #14, 0x%x".formatted(CODE + 20), // The region.
          "add x0, x0, #1",
          "subs x28, x28, #1",
          "b.ne 0x%x".formatted(CODE),
          "svc #0",
          "add x1, x1, #1", // 20
          "b 0x%x".formatted(CODE + 4));
      twins.both(cpu -> {
        cpu.x(28, rounds);
        cpu.pc(CODE);
      });
      // The last instructions of a budget are interpreted.
      long budget = rounds < 0x8000 ? 4L * (rounds - 0x4000) : Engine.UNLIMITED;
      twins.run(new Translator(1000).withCache(cache), budget, "loop");
    }
  }

  @Test
  void regionOfAnEarlierRunIsNotTranslatedAgainAndGrows() throws IOException {
    Run whole = cache -> loop(cache, 60_000);
    Run without = cache -> loop(cache, 0x7fff);
    List<RecordedEvent> first = translations(without);
    assertThat(first).extracting(e -> e.getLong("entry")).containsExactly(CODE);
    assertThat(files()).hasSize(1);
    assertThat(translations(without)).isEmpty();

    // What is behind 20 was not executed in either run before: the region of the file grows by it.
    List<RecordedEvent> grown = translations(whole);
    assertThat(grown).isNotEmpty();
    assertThat(grown).extracting(e -> e.getLong("entry")).containsOnly(CODE);
    assertThat(grown.getLast().getInt("instructions"))
        .isGreaterThan(first.getFirst().getInt("instructions"));
    assertThat(files()).hasSize(1);
    assertThat(translations(whole)).isEmpty();
  }

  @Test
  void programsThatWanderAgree() throws IOException {
    int found = 0;
    for (long seed = 40_000; seed < 40_000 + PROGRAMS; seed++) {
      FixedCodeTest test = new FixedCodeTest();
      int threshold = (int) (seed % 3) * 100;
      boolean meddle = seed % 2 == 0;
      long program = seed;
      Run run = cache -> test.wander(program, meddle, new Translator(threshold).withCache(cache));
      run(run);
      found += run(run);
      found += run(run);
    }
    assertThat(found).isGreaterThan(PROGRAMS);
  }

  @Test
  void interpretersWhoseSwitchesAreKnownAgree() throws IOException {
    int found = 0;
    for (long seed = 50_000; seed < 50_000 + PROGRAMS; seed++) {
      long program = seed;
      Run run = cache -> SwitchesAndGrowthTest.run(program, new Translator(200).withCache(cache));
      run(run);
      found += run(run);
    }
    assertThat(found).isGreaterThanOrEqualTo(PROGRAMS);
  }

  @Test
  void damagedFilesAreNotUsed() throws IOException {
    Run run = cache -> loop(cache, 60_000);
    run(run);
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 1 + whole.length / 50) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(run(run)).as("byte %d", at).isZero();
      // It was made anew.
      assertThat(run(run)).isEqualTo(1);
    }
    Files.write(file, new byte[0]);
    assertThat(run(run)).isZero();
  }

  @Test
  void whatIsNoRegularFileIsNotOpened() throws Exception {
    Run run = cache -> loop(cache, 60_000);
    run(run);
    Path file = files().getFirst();
    Path elsewhere = Files.move(file, recordings.resolve("elsewhere"));
    for (Path target : List.of(elsewhere, Path.of("/dev/zero"), Path.of("nowhere"), file)) {
      Files.createSymbolicLink(file, target);
      assertThat(run(run)).as("link to %s", target).isZero();
      // It was made anew, in place of the link.
      assertThat(file).isRegularFile();
      assertThat(run(run)).isEqualTo(1);
      Files.delete(file);
    }
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThat(assertTimeoutPreemptively(Duration.ofSeconds(30), () -> run(run))).isZero();
    assertThat(run(run)).isEqualTo(1);
  }

  @Test
  void otherCodeAtTheSameAddressesDoesNotTakeIt() throws IOException {
    run(cache -> SwitchesAndGrowthTest.run(1, new Translator(0).withCache(cache)));
    Path file = files().getFirst();
    run(cache -> SwitchesAndGrowthTest.run(3, new Translator(0).withCache(cache)));
    List<Path> all = files();
    assertThat(all).hasSizeGreaterThan(1);
    for (Path other : all) {
      if (!other.equals(file)) {
        Files.copy(file, other, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    assertThat(run(cache -> SwitchesAndGrowthTest.run(3, new Translator(0).withCache(cache))))
        .isZero();
  }

  @Test
  void directoryThatCannotBeWrittenToIsToldWhenItIsSaved() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    TranslationCache cache = TranslationCache.in(file);
    loop(cache, 60_000);
    org.assertj.core.api.Assertions.assertThatThrownBy(cache::save).isInstanceOf(IOException.class);
  }

  @Test
  void severalRunsUseADirectoryAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int n = 0; n < 4; n++) {
      Thread thread =
          new Thread(() -> {
            for (int round = 0; round < 5; round++) {
              ForgottenImages.forget();
              TranslationCache cache = TranslationCache.in(directory);
              loop(cache, 60_000);
              try {
                cache.save();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          });
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(files()).hasSize(1);
    assertThat(run(cache -> loop(cache, 60_000))).isEqualTo(1);
  }
}
