package dev.seedkernel.spec.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioReader;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.spec.contract.Contract;
import dev.seedkernel.spec.model.calls.StandardRules;
import dev.seedkernel.spec.properties.AllProperties;
import dev.seedkernel.spec.runner.HtmlReport;
import dev.seedkernel.spec.runner.Property;
import dev.seedkernel.spec.runner.Runner;
import dev.seedkernel.spec.runner.SystemResult;
import dev.seedkernel.spec.system.Seedkernel;
import dev.seedkernel.spec.system.SystemUnderTest;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The report of a run in which a kernel has faults and another has none; for eyes, too. */
class ReportTest {
  private static final Path DIRECTORY = Path.of("target", "report");

  private static final Set<String> CLAUSES = Set.of("RW-13", "PROC-5", "SPAWN-7", "IMG-19");

  @Test
  void aReportShowsWhatFailedAndHowToRunItAgain() throws Exception {
    Contract contract = Contract.load();
    List<Property> properties =
        Property.of(AllProperties.CLASSES).stream()
            .filter(property -> property.clauses().stream().anyMatch(CLAUSES::contains))
            .toList();
    List<Edit> edits =
        List.of(
            Edit.in("fs.OpenRegularFile.write").constant(0x400).becomes(0),
            Edit.in("syscall.WaitCalls.writeInfo").constant(24).becomes(20),
            Edit.in("process.Lifecycle.spawn").call("closeForExec").leftOut());
    Interpreter engine = new Interpreter();
    SystemUnderTest broken = FaultyKernel.of(new Fault("broken", "RW-13", edits), engine);
    List<SystemResult> results =
        List.of(
            new Runner(broken, StandardRules.ALL, (_, _, _) -> {}).run(contract, properties, 7, 30),
            new Runner(new Seedkernel("interpreter", engine), StandardRules.ALL, (_, _, _) -> {})
                .run(contract, properties, 7, 30));
    HtmlReport.write(DIRECTORY, contract, results);
    String page = Files.readString(DIRECTORY.resolve("index.html"));
    String name = "ReadWriteProperties.appendsAtTheEnd-broken";
    assertThat(page)
        .contains("<section id=\"" + name + "\">")
        .contains("<td class=\"failed\">failed: <a href=\"#")
        .contains("<td class=\"held\">held, ")
        .contains(
            "./seedkernel spec --against broken --property ReadWriteProperties.appendsAtTheEnd")
        .containsPattern("<tr class=\"failed\"><td>0<td>r\\d+<td>.*<br>allowed: ")
        .contains("<tr><td>IMG-18<td class=\"not\">not run<td class=\"not\">not run<td")
        .contains("Sections of which nothing was run: CALL, BOOT");
    assertThat(page.split("<section id=", -1)).hasSizeGreaterThan(3);
    assertThat(DIRECTORY.resolve(name + ".elf")).isExecutable();
    byte[] program = Files.readAllBytes(DIRECTORY.resolve(name + ".elf"));
    assertThat(ElfFile.parse(MemorySegment.ofArray(program)).segments()).hasSizeGreaterThan(3);
    byte[] initramfs = Files.readAllBytes(DIRECTORY.resolve(name + ".cpio"));
    assertThat(CpioReader.read(initramfs).entries())
        .extracting(CpioEntry::name)
        .contains("init", "program/0000");
  }
}
