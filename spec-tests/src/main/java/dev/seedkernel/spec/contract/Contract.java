package dev.seedkernel.spec.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clauses of docs/OS.md and docs/os, in the order of the pages. */
public final class Contract {
  /** The pages, in the order of the table in docs/OS.md. */
  public static final List<String> PAGES =
      List.of(
          "OS.md",
          "os/start.md",
          "os/files.md",
          "os/memory.md",
          "os/processes.md",
          "os/machine.md");

  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\*\\*(?<name>[A-Z]+-[0-9]+)\\*\\* (\\((?<tags>ours|boot|ours, boot)\\) )?(?<text>.*)",
          Pattern.DOTALL);

  private final Map<String, ClauseText> clauses;

  private Contract(Map<String, ClauseText> clauses) {
    this.clauses = clauses;
  }

  /** Returns the contract that the kit was built with. */
  public static Contract load() {
    Contract contract = new Contract(new LinkedHashMap<>());
    PAGES.forEach(page -> contract.add(page, resource(page)));
    return contract;
  }

  /**
   * Returns the contract of one page.
   *
   * @throws IllegalArgumentException if a clause stands twice
   */
  static Contract of(String page, String text) {
    Contract contract = new Contract(new LinkedHashMap<>());
    contract.add(page, text);
    return contract;
  }

  private static String resource(String page) {
    try (InputStream in = Contract.class.getResourceAsStream(page)) {
      if (in == null) {
        throw new IllegalStateException(page + " is missing from the kit");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String page, String text) {
    String withoutHeadings = text.replaceAll("(?m)^#.*$", "\n");
    for (String paragraph : withoutHeadings.split("\n\\s*\n", -1)) {
      Matcher matcher = CLAUSE.matcher(paragraph.strip());
      if (matcher.matches()) {
        String name = matcher.group("name");
        String tags = Optional.ofNullable(matcher.group("tags")).orElse("");
        String said = matcher.group("text").strip().replaceAll("\\s+", " ");
        ClauseText clause =
            new ClauseText(name, tags.contains("ours"), tags.contains("boot"), said, page);
        if (clauses.put(name, clause) != null) {
          throw new IllegalArgumentException(name + " stands twice");
        }
      }
    }
  }

  /** Returns all clauses. */
  public List<ClauseText> clauses() {
    return new ArrayList<>(clauses.values());
  }

  /** Returns the clause of a name. */
  public Optional<ClauseText> find(String name) {
    return Optional.ofNullable(clauses.get(name));
  }
}
