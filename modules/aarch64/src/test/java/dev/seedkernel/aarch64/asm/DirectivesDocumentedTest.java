package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the assembler has each directive of the code, and no other. */
class DirectivesDocumentedTest {
  private static final Path CODE = Path.of("src/main/java/dev/seedkernel/aarch64/asm");
  private static final Path PAGE = Path.of("../../docs/assembler.md");

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void pageAndCodeHaveTheSame() throws IOException {
    String code =
        Files.readString(CODE.resolve("Directives.java"))
            + Files.readString(CODE.resolve("Flow.java"));
    String page = Files.readString(PAGE);
    String table =
        page.lines().filter(line -> line.startsWith("| `.")).collect(Collectors.joining("\n"));
    String firstColumn = table.replaceAll("(?m)^\\| (.*?) \\|.*$", "$1");
    Set<String> known = found("\"(\\.[a-z0-9_]+)\"", code);
    assertThat(known).hasSizeGreaterThan(50);
    assertThat(found("`(\\.[a-z0-9_]+)[ `]", page)).containsAll(known);
    assertThat(known).containsAll(found("`(\\.[a-z0-9_]+)[ `]", firstColumn));
  }
}
