package dev.seedkernel.cpio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.Manifest.Difference.Added;
import dev.seedkernel.cpio.Manifest.Difference.Changed;
import dev.seedkernel.cpio.Manifest.Difference.Removed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  // SHA-256 of "abc" is the first example of FIPS 180-2.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void theTextIsTheOneOfTheGrammar() throws CpioException {
    CpioArchive tree =
        CpioArchive.builder()
            .directory(".", 0755)
            .directory("a b", 01777)
            .file("a b/back\\slash\n", 04755, "abc".getBytes(ISO_8859_1))
            .hardLink("hard", "a b/back\\slash\n")
            .file("empty", 0, new byte[0])
            .symlink("link", "abc")
            .special("null", FileType.CHARACTER_DEVICE, 0666, new DeviceNumber(1, 3))
            .special("pipe", FileType.FIFO, 0600, DeviceNumber.NONE)
            .build();
    Manifest manifest = Manifest.of(tree);
    assertThat(manifest)
        .hasToString(
            "d0755 0 - .\n"
                + "d1777 0 - a\\x20b\n"
                + "-4755 3 "
                + ABC
                + " a\\x20b/back\\x5cslash\\x0a\n"
                + "-0000 0 "
                + EMPTY
                + " empty\n"
                + "-4755 3 "
                + ABC
                + " hard\n"
                + "l0777 3 "
                + ABC
                + " link\n"
                + "c0666 1,3 - null\n"
                + "p0600 0 - pipe\n");
    assertThat(Manifest.parse(manifest.toString())).isEqualTo(manifest);
    assertThat(Manifest.of(CpioReader.read(CpioWriter.toBytes(tree)))).isEqualTo(manifest);
  }

  @Test
  void digestsAreThoseOfSha256sum() throws CpioException {
    byte[] content = "x".repeat(200_000).getBytes(ISO_8859_1);
    String line = Manifest.of(CpioArchive.builder().file("f", 0644, content).build()).toString();
    String sum = new String(Tools.filter(content, "sha256sum"), ISO_8859_1).substring(0, 64);
    assertThat(line).isEqualTo("-0644 200000 " + sum + " f\n");
  }

  @Test
  void differencesAreValues() throws CpioException {
    Manifest before = Manifest.parse("-0644 0 " + EMPTY + " a\n-0644 3 " + ABC + " b\n");
    Manifest after = Manifest.parse("-0600 3 " + ABC + " b\nd0755 0 - c\n");
    assertThat(before.differencesTo(after))
        .containsExactly(
            new Removed(before.lines().get(0)),
            new Changed(before.lines().get(1), after.lines().get(0)),
            new Added(after.lines().get(1)));
    assertThat(before.differencesTo(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d0755 0 - a",
        "\n",
        "x0755 0 - a\n",
        "d755 0 - a\n",
        "d0755 00 - a\n",
        "d0755 1 - a\n",
        "d0755  0 - a\n",
        "d0755 0 - a b\n",
        "d0755 0 - a\\x2\n",
        "d0755 0 - a\\x2F\n",
        "d0755 0 - \\x61\n",
        "d0755 0 - \u00e4\n",
        "d0755 0 - a\r\n",
        "d0755 0 - b\nd0755 0 - a\n",
        "d0755 0 - a\nd0755 0 - a\n",
        "d0755 0 - a\nd0755 0 - .\n",
        "d0755 0,0 - a\n",
        "c0755 0 - a\n",
        "c0755 4294967296,0 - a\n",
        "c0755 0,4294967296 - a\n",
        "p0755 9223372036854775808 - a\n",
        "-0755 0 - a\n",
        "d0755 0 " + EMPTY + " a\n",
      })
  void whatIsNoManifestIsRefused(String text) {
    assertThatThrownBy(() -> Manifest.parse(text)).isInstanceOf(CpioException.class);
  }

  @Test
  void theOffsetIsThatOfTheLine() {
    assertThatThrownBy(() -> Manifest.parse("d0755 0 - a\nnonsense\n"))
        .isInstanceOfSatisfying(CpioException.class, e -> assertThat(e.offset()).isEqualTo(12));
  }
}
