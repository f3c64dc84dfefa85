package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioNames;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, names, guest paths, JSON and words for the host's errors. */
final class PartsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,1",
    "4096,4096",
    "3K,3072",
    "3k,3072",
    "2M,2097152",
    "1G,1073741824",
    "8589934591G,9223372035781033984",
    "4T,4398046511104",
    "9223372036854775807,9223372036854775807",
    "000000000000000000000001,1"
  })
  void sizes(String text, long bytes) {
    assertThat(Size.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "K",
        "-1",
        "1P",
        "8388608T",
        "1.5G",
        "1 K",
        "8589934592G",
        "9223372036854775808",
        "0x10"
      })
  void whatIsNoSize(String text) {
    assertThatThrownBy(() -> Size.parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1023,1023",
    "1024,1K",
    "1025,1025",
    "2147483648,2G",
    "3221225472,3G",
    "1536,1536"
  })
  void sizesAsTheyAreShown(long bytes, String text) {
    assertThat(Size.format(bytes)).isEqualTo(text);
  }

  @Test
  void namesAreShownOnlyIfATerminalTakesThem() {
    assertThat(Names.display("plain name")).isEqualTo("plain name");
    assertThat(Names.display(CpioNames.ofText("größe"))).isEqualTo("größe");
    assertThat(Names.display("\u001b[31m")).isEqualTo("\\x1b[31m");
    assertThat(Names.display("\u00ff")).isEqualTo("\\xff");
    assertThat(Names.display(CpioNames.ofText("a\u202eb"))).isEqualTo("a\\xe2\\x80\\xaeb");
    assertThat(Names.display("back\\slash")).isEqualTo("back\\x5cslash");
  }

  @ParameterizedTest
  @CsvSource({
    "bin/sh,usr/bin/busybox",
    "/bin//sh,usr/bin/busybox",
    "usr/bin/../bin/busybox,usr/bin/busybox",
    "usr/bin/../../../bin/sh,usr/bin/busybox",
    "up,usr/bin/busybox",
    "bin,usr/bin",
    "usr,usr"
  })
  void guestPathsFollowLinks(String path, String found) throws Exception {
    assertThat(GuestPaths.resolve(links(), path).orElseThrow().name()).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "bin/none", "loop", "dangling", "usr/bin/busybox/x"})
  void guestPathsThatLeadNowhere(String path) throws Exception {
    assertThat(GuestPaths.resolve(links(), path)).isEmpty();
  }

  @Test
  void theRootIsAlwaysThere() throws Exception {
    assertThat(GuestPaths.resolve(links(), ".")).isPresent();
    assertThat(GuestPaths.resolve(links(), "usr/..")).isPresent();
  }

  private static CpioArchive links() throws Exception {
    return CpioArchive.builder()
        .file("usr/bin/busybox", 0755, new byte[1])
        .symlink("usr/bin/sh", "/bin/busybox")
        .symlink("bin", "usr/bin")
        .symlink("up", "usr/../bin/sh")
        .symlink("loop", "loop")
        .symlink("dangling", "nowhere")
        .build();
  }

  @Test
  void jsonStringsAreEscaped() {
    assertThat(StatisticsJson.quote("a\"b\\c\n\u0001é"))
        .isEqualTo("\"a\\\"b\\\\c\\u000a\\u0001é\"");
  }

  @Test
  void errorsOfTheHostAreInItsOwnWords() {
    assertThat(Failures.describe(new AccessDeniedException("/f")))
        .isEqualTo("/f: permission denied");
    assertThat(Failures.describe(new FileSystemException("/f", null, "No space left on device")))
        .isEqualTo("/f: no space left on device");
    assertThat(Failures.describe(new FileSystemException("/f"))).isEqualTo("/f: cannot be used");
  }
}
