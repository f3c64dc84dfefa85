package dev.seedkernel.spec.runner;

import dev.seedkernel.spec.check.Verdict;
import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.guest.Batch;
import dev.seedkernel.spec.guest.CaseAssembler;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.DiskCase;
import dev.seedkernel.spec.program.ProgramText;
import dev.seedkernel.spec.program.TranscriptCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The report of a run as one page of HTML that needs nothing else, and a file for each failure. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <title>Conformance to docs/OS.md</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em }
      table { border-collapse: collapse; margin: .5em 0 } td, th { border: 1px solid #bbb;
      padding: .2em .6em; text-align: left; vertical-align: top } pre { background: #f4f4f4;
      padding: .8em; overflow-x: auto } code, .trace td { font: 13px/1.4 ui-monospace, monospace }
      .held { background: #dff3df } .failed { background: #f8d5d5 } .not { color: #777 }
      td.text { max-width: 50em } summary { cursor: pointer; margin: .3em 0 }
      section { border-top: 2px solid #bbb; margin-top: 2em }
      </style></head><body>
      <h1>Conformance to docs/OS.md</h1>
      <p>A property makes random programs of system calls, or boots, and holds what a system answers
      against an executable specification of its clauses. A clause is <span class="failed">failed</span>
      if a system answered a case of one of its properties in a way that is not allowed, and
      <span class="held">held</span> if in none of so many cases. <span class="not">Not run</span>:
      this run had no property of it. <span class="not">Not asked</span>: the system is not held to
      it, as Linux is not to clauses tagged (ours).</p>
      """;

  private static final int SHOWN = 120;

  private final Path directory;
  private final Contract contract;
  private final List<SystemResult> results;
  private final StringBuilder page = new StringBuilder(HEAD);

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
    systems();
    clauses();
    for (SystemResult system : results) {
      for (PropertyResult property : system.properties()) {
        if (property.failure().isPresent()) {
          failure(system, property, property.failure().get());
        }
      }
    }
    page.append("</body></html>\n");
    Files.writeString(directory.resolve("index.html"), page, StandardCharsets.UTF_8);
  }

  private void systems() {
    page.append("<h2>Systems</h2>\n<table><tr><th>system<th>cases<th>seconds<th>seed")
        .append("<th>properties that failed\n");
    for (SystemResult system : results) {
      List<PropertyResult> failed =
          system.properties().stream().filter(p -> p.failure().isPresent()).toList();
      page.append(
          "<tr><td>%s<td>%d<td>%.1f<td>%d<td class=\"%s\">%s\n"
              .formatted(
                  escaped(system.system()),
                  system.cases(),
                  system.seconds(),
                  system.seed(),
                  failed.isEmpty() ? "held" : "failed",
                  failed.isEmpty()
                      ? "none"
                      : failed.stream()
                          .map(property -> link(system, property))
                          .collect(Collectors.joining("<br>"))));
    }
    page.append("</table>\n");
  }

  private static String link(SystemResult system, PropertyResult property) {
    return "<a href=\"#%s\">%s</a>".formatted(name(system, property), property.property().name());
  }

  /** Names a failure: the anchor, and the file. */
  private static String name(SystemResult system, PropertyResult property) {
    return property.property().name() + "-" + system.system().replaceAll("[^\\w.-]", "_");
  }

  private void failure(SystemResult system, PropertyResult result, Failure failure)
      throws IOException {
    String name = name(system, result);
    page.append("<section id=\"%s\">\n<h2>%s</h2>\n".formatted(name, result.property().name()))
        .append("<p>Failed on <b>%s</b>, ".formatted(escaped(system.system())))
        .append("in case %d. What it holds a system to:</p>\n<ul>\n".formatted(result.cases()));
    for (String clause : result.property().clauses()) {
      contract
          .find(clause)
          .ifPresent(text ->
              page.append("<li><b>%s</b> %s\n".formatted(text.name(), escaped(text.text()))));
    }
    page.append("</ul>\n<h3>The smallest program found that fails</h3>\n");
    trace(failure);
    page.append("<p>%s</p>\n".formatted(file(name, failure.shrunk())))
        .append("<p>To run it again:</p>\n")
        .append("<pre>%s</pre>\n".formatted(escaped(Summary.command(system, result))))
        .append(
            "<details><summary>As it was generated</summary><pre>%s</pre></details>\n"
                .formatted(escaped(ProgramText.of(failure.original()))))
        .append("</section>\n");
  }

  /**
   * The steps with what they were answered, and where that is wrong, what would have been right.
   */
  private void trace(Failure failure) {
    Verdict.Failed verdict = failure.verdict();
    boolean atStep = false;
    page.append("<table class=\"trace\"><tr><th>process<th>step<th>call<th>answer\n");
    for (Trace.Row row : failure.trace().rows()) {
      boolean wrong = verdict.isAt(row.process(), row.number());
      atStep |= wrong;
      page.append(wrong ? "<tr class=\"failed\">" : "<tr>")
          .append(
              "<td>%s<td>r%d<td>%s<td>%s"
                  .formatted(
                      escaped(row.process()),
                      row.number(),
                      shown(row.step()),
                      escaped(row.answer())));
      if (wrong) {
        page.append("<br>allowed: ").append(escaped(String.join("; or ", verdict.allowed())));
      }
      page.append('\n');
    }
    page.append("</table>\n");
    if (!atStep) {
      page.append("<p class=\"failed\">%s</p>\n".formatted(escaped(verdict.toString())));
    }
    page.append(
            "<p class=\"not\">rN is the result of step N, &amp;N offset N of the arena with what")
        .append(
            " it has there at the start. Process 0.2 is the child of step 2 of process 0.</p>\n");
    if (!failure.trace().console().isEmpty()) {
      page.append(
          "<p>The console:</p>\n<pre>%s</pre>\n".formatted(escaped(failure.trace().console())));
    }
  }

  /** What is long, such as instructions, is shown when it is asked for. */
  private static String shown(String step) {
    return step.length() <= SHOWN
        ? escaped(step)
        : "<details><summary>%s...</summary>%s</details>"
            .formatted(escaped(step.substring(0, SHOWN)), escaped(step));
  }

  /**
   * Writes what fails to a file of its own, which can be copied to any machine, and returns what to
   * say of it.
   */
  private String file(String name, Case one) throws IOException {
    return switch (one) {
      case CallProgram program -> {
        Path elf = directory.resolve(name + ".elf");
        Files.write(elf, CaseAssembler.init(program));
        elf.toFile().setExecutable(true, false); // Where the host knows such a right.
        Files.write(directory.resolve(name + ".cpio"), new Batch(List.of(program)).initramfs());
        yield ("As a static AArch64 ELF file: %s. As /init of a boot it prints its record. With the"
                + " programs that it executes, and a driver that prints the record, as an"
                + " initramfs: %s.")
            .formatted(file(name + ".elf"), file(name + ".cpio"));
      }
      case BootCase(_, BootInput.Files files, _, _, _, _) -> {
        Files.write(directory.resolve(name + ".cpio"), files.initramfs().toArray());
        yield "Its initramfs: " + file(name + ".cpio");
      }
      case BootCase boot -> {
        Files.writeString(directory.resolve(name + ".txt"), boot.input().toString());
        yield "What is in memory: " + file(name + ".txt");
      }
      case DiskCase disk -> {
        Files.write(directory.resolve(name + ".disk"), disk.disk().toArray());
        yield "The disk: " + file(name + ".disk");
      }
      case TranscriptCase transcript -> {
        Files.write(directory.resolve(name + ".txt"), transcript.console().toArray());
        yield "The console: " + file(name + ".txt");
      }
    };
  }

  private static String file(String name) {
    return "<a href=\"%1$s\">%1$s</a>".formatted(name);
  }

  private void clauses() {
    page.append("<h2>Clauses</h2>\n");
    Map<String, List<ClauseText>> sections =
        contract.clauses().stream()
            .collect(
                Collectors.groupingBy(
                    ClauseText::section, LinkedHashMap::new, Collectors.toList()));
    List<String> others = new ArrayList<>();
    sections.forEach((section, clauses) -> {
      if (!has(clauses, Summary.State.HELD) && !has(clauses, Summary.State.FAILED)) {
        others.add(section);
        return;
      }
      page.append(has(clauses, Summary.State.FAILED) ? "<details open>" : "<details>")
          .append("<summary><b>%s</b>: %s</summary>\n".formatted(section, counts(clauses)))
          .append("<table><tr><th>clause");
      results.forEach(system -> page.append("<th>").append(escaped(system.system())));
      page.append("<th>text\n");
      clauses.forEach(this::clause);
      page.append("</table></details>\n");
    });
    if (!others.isEmpty()) {
      page.append(
          "<p class=\"not\">Sections of which nothing was run: %s.</p>\n"
              .formatted(String.join(", ", others)));
    }
  }

  private boolean has(List<ClauseText> clauses, Summary.State state) {
    return clauses.stream()
        .anyMatch(clause ->
            results.stream().anyMatch(system -> Summary.state(system, clause.name()) == state));
  }

  private String counts(List<ClauseText> clauses) {
    return results.stream()
        .map(system -> {
          Map<Summary.State, Long> counts =
              clauses.stream()
                  .collect(
                      Collectors.groupingBy(
                          clause -> Summary.state(system, clause.name()), Collectors.counting()));
          return "%s held %d, failed %d, not run %d"
              .formatted(
                  escaped(system.system()),
                  counts.getOrDefault(Summary.State.HELD, 0L),
                  counts.getOrDefault(Summary.State.FAILED, 0L),
                  counts.getOrDefault(Summary.State.NOT_RUN, 0L));
        })
        .collect(Collectors.joining("; "));
  }

  private void clause(ClauseText clause) {
    page.append("<tr><td>").append(clause.name());
    for (SystemResult system : results) {
      page.append(cell(system, clause.name()));
    }
    page.append("<td class=\"text\">").append(escaped(clause.text())).append('\n');
  }

  private static String cell(SystemResult system, String clause) {
    List<PropertyResult> properties =
        system.properties().stream()
            .filter(property -> property.property().clauses().contains(clause))
            .toList();
    return switch (Summary.state(system, clause)) {
      case HELD ->
          "<td class=\"held\">held, " + properties.stream().mapToInt(PropertyResult::cases).sum();
      case FAILED ->
          properties.stream()
              .filter(property -> property.failure().isPresent())
              .map(property -> link(system, property))
              .collect(Collectors.joining("<br>", "<td class=\"failed\">failed: ", ""));
      case NOT_RUN -> "<td class=\"not\">" + (properties.isEmpty() ? "not run" : "not asked");
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
