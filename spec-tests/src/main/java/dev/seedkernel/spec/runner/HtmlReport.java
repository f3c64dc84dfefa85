package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.guest.CaseAssembler;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.program.TranscriptCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The report of a run as one page of HTML that needs nothing else, and a file for each failure. */
public final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em }
      table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: .2em .6em;
      text-align: left; vertical-align: top } pre { background: #f4f4f4; padding: .8em;
      overflow-x: auto } .held { background: #dff3df } .failed { background: #f8d5d5 }
      .not { color: #777 } td.text { max-width: 45em }
      """;

  private final Path directory;
  private final Contract contract;
  private final List<SystemResult> results;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Path directory, Contract contract, List<SystemResult> results) {
    this.directory = directory;
    this.contract = contract;
    this.results = results;
  }

  /**
   * Writes {@code index.html} and the programs that failed into a directory, which is made.
   *
   * @throws IOException if that cannot be written
   */
  public static void write(Path directory, Contract contract, List<SystemResult> results)
      throws IOException {
    Files.createDirectories(directory);
    new HtmlReport(directory, contract, results).write();
  }

  private void write() throws IOException {
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<title>Conformance</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Conformance to docs/OS.md</h1>\n");
    systems();
    for (SystemResult system : results) {
      for (PropertyResult property : system.properties()) {
        if (property.failure().isPresent()) {
          failure(system, property, property.failure().get());
        }
      }
    }
    clauses();
    page.append("</body></html>\n");
    Files.writeString(directory.resolve("index.html"), page, StandardCharsets.UTF_8);
  }

  private void systems() {
    page.append("<table><tr><th>system<th>cases<th>seconds<th>seed<th>properties that failed\n");
    for (SystemResult system : results) {
      long failed = system.properties().stream().filter(p -> p.failure().isPresent()).count();
      page.append(
          "<tr><td>%s<td>%d<td>%.1f<td>%d<td class=\"%s\">%d\n"
              .formatted(
                  escaped(system.system()),
                  system.cases(),
                  system.seconds(),
                  system.seed(),
                  failed == 0 ? "held" : "failed",
                  failed));
    }
    page.append("</table>\n");
  }

  private void failure(SystemResult system, PropertyResult result, Failure failure)
      throws IOException {
    String name = result.property().name() + "-" + system.system().replaceAll("[^\\w.-]", "_");
    String file = file(name, failure.shrunk());
    page.append("<h2>%s on %s</h2>\n".formatted(result.property().name(), escaped(system.system())))
        .append("<p>%s</p>\n".formatted(String.join(", ", result.property().clauses())))
        .append("<pre>%s</pre>\n".formatted(escaped(ProgramText.of(failure.shrunk()))))
        .append("<p>%s</p>\n".formatted(escaped(failure.verdict().toString())))
        .append("<p>Answers:</p>\n<pre>%s</pre>\n".formatted(escaped(failure.answers())))
        .append("<p>As a file: <a href=\"%1$s\">%1$s</a>. ".formatted(file))
        .append("Again:</p>\n<pre>%s</pre>\n".formatted(Summary.command(system, result)))
        .append(
            "<details><summary>As it was found</summary><pre>%s</pre></details>\n"
                .formatted(escaped(ProgramText.of(failure.original()))));
  }

  /**
   * Writes what fails to a file of its own, which can be copied to any machine: a program as the
   * {@code /init} that prints its record, without companions.
   */
  private String file(String name, Case one) throws IOException {
    String file = name;
    switch (one) {
      case CallProgram program -> {
        file += ".elf";
        Files.write(directory.resolve(file), CaseAssembler.init(program));
      }
      case BootCase(_, BootInput.Files files, _, _, _, _) -> {
        file += ".cpio";
        Files.write(directory.resolve(file), files.initramfs().toArray());
      }
      case BootCase boot -> {
        file += ".txt";
        Files.writeString(directory.resolve(file), boot.input().toString());
      }
      case TranscriptCase transcript -> {
        file += ".txt";
        Files.write(directory.resolve(file), transcript.console().toArray());
      }
    }
    return file;
  }

  private void clauses() {
    page.append("<h2>Clauses</h2>\n<table><tr><th>clause");
    results.forEach(system -> page.append("<th>").append(escaped(system.system())));
    page.append("<th>text\n");
    for (ClauseText clause : contract.clauses()) {
      page.append("<tr><td>").append(clause.name());
      for (SystemResult system : results) {
        page.append(cell(system, clause.name()));
      }
      page.append("<td class=\"text\">").append(escaped(clause.text())).append('\n');
    }
    page.append("</table>\n");
  }

  private static String cell(SystemResult system, String clause) {
    int cases =
        system.properties().stream()
            .filter(property -> property.property().clauses().contains(clause))
            .mapToInt(PropertyResult::cases)
            .sum();
    return switch (Summary.state(system, clause)) {
      case HELD -> "<td class=\"held\">held, " + cases;
      case FAILED -> "<td class=\"failed\">failed";
      case NOT_RUN -> "<td class=\"not\">not run";
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
