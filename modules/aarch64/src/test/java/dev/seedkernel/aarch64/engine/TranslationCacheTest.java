package dev.seedkernel.aarch64.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which directories a {@link TranslationCache} trusts: it executes what it finds there. */
class TranslationCacheTest {
  @TempDir private Path directory;

  private static void rights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  @Test
  void directoryIsMadeForTheUserAlone() throws IOException {
    Path made = directory.resolve("a/b");
    TranslationCache.in(made).check();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
  }

  @Test
  void directoryThatOthersCanReadIsFine() throws IOException {
    rights(directory, "rwxr-xr-x");
    TranslationCache.in(directory).check();
  }

  @Test
  void directoryThatOthersCanWriteToIsRefused() throws IOException {
    for (String rights : new String[] {"rwxrwx---", "rwx----w-"}) {
      rights(directory, rights);
      TranslationCache cache = TranslationCache.in(directory);
      assertThatThrownBy(cache::check)
          .isInstanceOf(FileSystemException.class)
          .hasMessage("%s: others can write to it", directory);
      assertThatThrownBy(cache::save).hasMessageContaining("others can write to it");
    }
  }

  @Test
  void directoryOfSomebodyElseIsRefused() throws IOException {
    // Root's, or for root: of whoever has a process that is not root's.
    Path foreign =
        "root".equals(System.getProperty("user.name")) ? foreignToRoot() : Path.of("/usr");
    assertThatThrownBy(TranslationCache.in(foreign)::check)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("it belongs to ");
  }

  /** Root may give things away. */
  private Path foreignToRoot() throws IOException {
    Path given = Files.createDirectory(directory.resolve("given"));
    Files.setAttribute(given, "unix:uid", 12345);
    return given;
  }

  @Test
  void whatIsNoDirectoryIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(TranslationCache.in(file)::check).isInstanceOf(IOException.class);
    assertThatThrownBy(TranslationCache.in(file.resolve("below"))::check)
        .isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsMadeBeforeItIsNeeded() throws IOException {
    Path unused = directory.resolve("unused");
    TranslationCache cache = TranslationCache.in(unused);
    cache.save();
    assertThat(unused).doesNotExist();
    assertThat(cache.loaded()).isZero();
  }

  @Test
  void buildHasAName() {
    // Without the hash that the build writes nothing would ever be kept.
    assertThat(TranslatorBuild.NAME).matches("[0-9a-f]{64} .+ .+ (true|false)");
  }
}
