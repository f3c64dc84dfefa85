package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code asm} with other files: what sources include, and what must not be overwritten. */
final class AsmIncludesTest {
  @TempDir private Path directory = Path.of("");

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  @Test
  void besideTheSourceThatNamesThemAndInDirectories() throws IOException {
    Path main = file("main.s", ".include \"sub/one.s\"\n_start: leave answer\n");
    file("sub/one.s", ".include \"two.s\"\n.include \"three.s\"\n.data\n.incbin \"blob\"\n.text\n");
    file("sub/two.s", "answer = 9\n");
    file("lib/three.s", ".macro leave n\nmov x0, #\\n\nmov x8, #93\nsvc #0\n.endm\n");
    file("lib/blob", "bytes");
    String output = directory.resolve("program").toString();
    String library = directory.resolve("lib").toString();

    assertThat(Launched.with("asm", main.toString(), "-o", output).err())
        .contains("expected a file that is there, not three.s", "main.s:1: note: it is included");
    assertThat(Launched.with("asm", "-I", library, main.toString(), "-o", output))
        .isEqualTo(new Launched(0, "", ""));
    assertThat(Launched.with("run", output).status()).isEqualTo(9);
  }

  @Test
  void errorsInMacrosShowTheLineAndItsUse() throws IOException {
    Path main = file("main.s", ".include \"m.s\"\n_start: nop\n\tgo w1\n");
    Path macros = file("m.s", ".macro go r\n\tldr x0, [\\r]\n.endm\n");
    String output = directory.resolve("program").toString();

    Launched result = Launched.with("asm", main.toString(), "-o", output);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines().toList())
        .element(0)
        .asString()
        .startsWith(macros + ":2:10: error: ldr: expected ");
    assertThat(result.err().lines().skip(1))
        .isEqualTo(
            List.of(
                "    \tldr x0, [\\r]",
                "    \t        ^",
                macros + ":2: note: the line became: ldr x0, [w1]",
                main + ":3: note: macro go (" + macros + ":1) is used here",
                "seedkernel: 1 error; nothing is written"));
    assertThat(directory.resolve("program")).doesNotExist();
  }

  @Test
  void aSourceIsNotOverwritten() throws IOException {
    Path main = file("main.s", "_start: nop\n");
    String name = main.toString();
    assertThat(Launched.with("asm", name, "-o", name))
        .isEqualTo(new Launched(125, "", "seedkernel: " + name + ": would replace the source\n"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), main);
    assertThat(Launched.with("asm", name, "-o", link.toString()).status()).isEqualTo(125);
    assertThat(Launched.with("asm", name, "-o", directory + "/p", "--listing=" + name).status())
        .isEqualTo(125);
    assertThat(main).hasContent("_start: nop");
    assertThat(directory.resolve("p")).doesNotExist();
    assertThat(Launched.with("asm", name, "-o", directory + "/none/p"))
        .isEqualTo(
            new Launched(
                125, "", "seedkernel: " + directory + "/none/p: no such file or directory\n"));
  }
}
