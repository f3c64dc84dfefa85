package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --translation-cache}: what is kept for later runs, and where. */
class TranslationCacheOptionTest {
  private static final String OPTION = "--translation-cache";

  @TempDir private Path directory;

  /** Counts for long enough to be translated; no other test has this image. */
  private Path counter(int marker) {
    return Guests.program(
        directory.resolve("counter" + marker),
        """
        _start: movz x1, #%d
                movz x0, #32, lsl #16
        again:  subs x0, x0, #1
                b.ne again
                mov x8, #94
                svc #0
        """
            .formatted(marker));
  }

  private static List<Path> files(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Test
  void whatIsTranslatedIsKeptInTheDirectory() throws IOException {
    Path cache = directory.resolve("kept/here");
    String program = counter(1).toString();
    assertThat(Launched.with("run", OPTION, cache.toString(), program))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(files(cache))
        .singleElement()
        .satisfies(file -> assertThat(file.toString()).endsWith(".translations"));
    // The second run of a JVM has it already, and leaves the file as it is.
    assertThat(Launched.with("run", OPTION, cache.toString(), program))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(files(cache)).hasSize(1);
  }

  @Test
  void aFileIsNoDirectoryToKeepThingsIn() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(Launched.with("run", OPTION, file.toString(), counter(5).toString()))
        .isEqualTo(
            new Launched(
                125, "", "seedkernel: --translation-cache: %s: not a directory\n".formatted(file)));
  }

  @Test
  void shortRunsMakeNoDirectoryAndNoneKeepsNothing() throws IOException {
    Path usual =
        KeptTranslations.usual(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"))
            .orElseThrow();
    long before = Files.exists(usual) ? files(usual).size() : 0;
    assertThat(Launched.with("run", OPTION, "none", counter(2).toString()).status()).isZero();
    assertThat(Launched.with("run", "--engine", "interpreter", counter(3).toString()).status())
        .isZero();
    assertThat(Files.exists(usual) ? files(usual).size() : 0).isEqualTo(before);
    assertThat(directory.resolve("none")).doesNotExist();

    // The usual place lives longer than a run of the tests, so this has to be a new program.
    int marker = (int) (System.nanoTime() & 0xfff0) | 4;
    assertThat(Launched.with("run", counter(marker).toString()).status()).isZero();
    assertThat(files(usual)).hasSize((int) before + 1);
  }

  @Test
  void directoryThatIsNotToBeTrustedIsToldBeforeTheRun() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    String program = Guests.exit(directory, 42).toString();
    assertThat(Launched.with("run", OPTION, open.toString(), program))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: --translation-cache: %s: others can write to it\n".formatted(open)));
    Path file = Files.createFile(directory.resolve("file"));
    Launched onFile = Launched.with("run", OPTION, file.toString(), program);
    assertThat(onFile.status()).isEqualTo(125);
    assertThat(onFile.err()).startsWith("seedkernel: --translation-cache: " + file).hasLineCount(1);
  }

  @Test
  void usualPlaceIsThatOfTheBaseDirectorySpecification() {
    assertThat(KeptTranslations.usual("/c", "/home/me")).contains(Path.of("/c/seedkernel"));
    assertThat(KeptTranslations.usual("relative", "/home/me"))
        .contains(Path.of("/home/me/.cache/seedkernel"));
    assertThat(KeptTranslations.usual("", "/home/me"))
        .contains(Path.of("/home/me/.cache/seedkernel"));
    assertThat(KeptTranslations.usual(null, "?")).isEmpty();
    assertThat(KeptTranslations.usual(null, null)).isEmpty();
  }
}
