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
    String page = Files.readString(PAGE);
    String table =
        page.lines().filter(line -> line.startsWith("| `.")).collect(Collectors.joining("\n"));
    String firstColumn = table.replaceAll("(?m)^\\| (.*?) \\|.*$", "$1");
    String flow =
        Files.readString(CODE.resolve("Flow.java"))
            + Files.readString(CODE.resolve("Condition.java"))
            + Files.readString(CODE.resolve("Registers.java"));
    Set<String> known = found("\"(\\.[a-z0-9_]+)\"", flow);
    known.addAll(Directives.names());
    assertThat(known)
        .allMatch(
            name -> Directives.isKnown(name) || Flow.isDirective(name) || name.endsWith("req"));
    assertThat(known).hasSizeGreaterThan(50);
    assertThat(found("`(\\.[a-z0-9_]+)[ `]", page)).containsAll(known);
    assertThat(known).containsAll(found("`(\\.[a-z0-9_]+)[ `]", firstColumn));
  }

  @Test
  void limitsAreThoseOfTheCode() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains("each round of a repetition | %d |".formatted(Budget.MAX_STATEMENTS))
        .contains("put into macros | %d |".formatted(Budget.MAX_EXECUTED))
        .contains("that they are included | %d |".formatted(Budget.MAX_SOURCE))
        .contains("`.bss` has none | %d |".formatted(Budget.MAX_CONTENT))
        .contains("files in each other | %d |".formatted(Flow.MAX_DEPTH))
        .contains("arguments are put in | %d |".formatted(Macro.MAX_LINE));
  }

  @Test
  void theMacroOfThePageIsAsItSays() throws IOException, AssemblyException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```\n        .macro") + 4;
    String example = page.substring(start, page.indexOf("```", start));
    assertThat(Assembler.standard().assemble(example).text())
        .isEqualTo(
            Assembler.standard()
                .assemble("stp x0, x1, [sp, #-16]!\nstp x2, xzr, [sp, #-16]!")
                .text());
  }
}
