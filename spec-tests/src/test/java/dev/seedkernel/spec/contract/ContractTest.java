package dev.seedkernel.spec.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContractTest {
  @Test
  void readsNamesTagsAndText() {
    Contract contract =
        Contract.of(
            "x.md",
            """
            # Title
            **AB-1** One
            two.

            **AB-2** (ours) Three.

            **AB-3** (boot) F.

            **AB-4** (ours, boot) G.

            Not **AB-5** this.
            """);
    assertThat(contract.clauses())
        .containsExactly(
            new ClauseText("AB-1", false, false, "One two.", "x.md"),
            new ClauseText("AB-2", true, false, "Three.", "x.md"),
            new ClauseText("AB-3", false, true, "F.", "x.md"),
            new ClauseText("AB-4", true, true, "G.", "x.md"));
  }

  @Test
  void refusesAClauseThatStandsTwice() {
    assertThatThrownBy(() -> Contract.of("x.md", "**A-1** b\n\n**A-1** c\n"))
        .hasMessageContaining("A-1");
  }

  /** Counted in another way: no clause is lost for its form, and no page is forgotten. */
  @Test
  void hasAllClausesOfThePages() throws Exception {
    List<String> names = new ArrayList<>();
    Pattern start = Pattern.compile("(?m)^\\*\\*([A-Z]+-\\d+)\\*\\*");
    List<Path> pages = new ArrayList<>(List.of(Path.of("../docs/OS.md")));
    try (var files = Files.list(Path.of("../docs/os"))) {
      files.forEach(pages::add);
    }
    for (Path page : pages) {
      start
          .matcher(Files.readString(page, StandardCharsets.UTF_8))
          .results()
          .forEach(result -> names.add(result.group(1)));
    }
    assertThat(names).hasSizeGreaterThan(200);
    assertThat(Contract.load().clauses())
        .extracting(ClauseText::name)
        .containsExactlyInAnyOrderElementsOf(names);
  }
}
