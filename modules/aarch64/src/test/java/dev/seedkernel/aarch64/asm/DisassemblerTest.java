package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisassemblerTest {
  private static final String SOURCE =
      """
      .text
      _start: mov x0, #0
      adr x1, table
      loop: b.ne loop
      bl function
      cbz x0, _start
      .inst 0
      .inst 0xffffffff
      function: ret
      table: .word 0x9b000000
      """;

  @TempDir Path directory;

  @Test
  void listingHasTheLayoutOfObjdump() throws Exception {
    Program program = Assembler.standard().assemble(SOURCE);

    assertThat(Disassembler.listing(program.text(), 0x400000, program.symbols()))
        .containsExactly(
            "",
            "0000000000400000 <_start>:",
            "  400000:\td2800000 \tmov\tx0, #0x0",
            "  400004:\t100000e1 \tadr\tx1, 400020 <table>",
            "",
            "0000000000400008 <loop>:",
            "  400008:\t54000001 \tb.ne\t400008 <loop>",
            "  40000c:\t94000004 \tbl\t40001c <function>",
            "  400010:\tb4ffff80 \tcbz\tx0, 400000 <_start>",
            "  400014:\t00000000 \tudf\t#0",
            "  400018:\tffffffff \t.inst\t0xffffffff ; undefined",
            "",
            "000000000040001c <function>:",
            "  40001c:\td65f03c0 \tret",
            "",
            "0000000000400020 <table>:",
            "  400020:\t9b000000 \tmadd\tx0, x0, x0, x0");
  }

  @Test
  void listingIsThatOfObjdump() throws Exception {
    Binutils.require("as", "ld", "objdump");
    Path theirs =
        Binutils.program(directory, SOURCE.replace(".word", ".inst"), 0x400000, 0x800000, 0x900000);
    String text = Binutils.run(directory, "objdump", "-dz", "--section=.text", theirs.toString());
    Program program = Assembler.standard().assemble(SOURCE);

    List<String> ours = Disassembler.listing(program.text(), 0x400000, program.symbols());

    // Up to the first symbol are the names of the file and the section; comments are not ours.
    List<String> lines = text.lines().map(line -> line.replaceAll("\\s*// .*", "")).toList();
    assertThat(lines.subList(lines.indexOf(ours.get(1)) - 1, lines.size())).isEqualTo(ours);
  }

  @Test
  void addressesWithoutSymbolsAreHexadecimal() {
    assertThat(Disassembler.disassemble(0x14000001, 0x400000)).isEqualTo("b\t0x400004");
    assertThat(Disassembler.listing(new byte[] {1, 0, 0, 0x14, 7}, 0xffff_0000_0000L, Map.of()))
        .containsExactly(
            "ffff00000000:\t14000001 \tb\t0xffff00000004",
            "ffff00000004:\t07          \t.byte\t0x07");
  }

  @Test
  void dataIsShownAsObjdumpShowsIt() throws Exception {
    Binutils.require("as", "ld", "objdump");
    String source =
        """
        .text
        _start: ldr x0, =0x123456789abcdef0
        b next
        .ltorg
        bytes: .byte 1, 2, 3, 4, 5
        half: .hword 6
        odd: .byte 7
        .balign 4
        next: ret
        .byte 8, 9, 10, 11
        """;
    Path theirs = Binutils.program(directory, source, 0x400000, 0x800000, 0x900000);
    String text = Binutils.run(directory, "objdump", "-dz", "--section=.text", theirs.toString());
    Program program = Assembler.standard().assemble(source);
    NavigableMap<Long, String> names = new TreeMap<>();
    program.symbols().forEach((name, address) -> names.put(address, name));

    List<String> ours =
        Disassembler.listing(
            program.text(), 0x400000, names, program.section(".text").orElseThrow().mappings());

    List<String> lines = text.lines().toList();
    assertThat(lines.subList(lines.indexOf(ours.get(1)) - 1, lines.size())).isEqualTo(ours);
  }

  @Test
  void theProgramOfThePackagesTutorialAssembles() throws Exception {
    String tutorial =
        Files.readString(Path.of("src/main/java/dev/seedkernel/aarch64/asm/package-info.java"));
    int start = tutorial.indexOf("assemble(\"\"\"") + "assemble(\"\"\"".length();
    String source =
        tutorial
            .substring(start, tutorial.indexOf("\"\"\"", start))
            .replaceAll("(?m)^ \\*", "")
            .replace("\\\\n", "\\n");
    Program program = Assembler.standard().assemble(source);

    assertThat(program.sections()).extracting(Section::name).containsExactly(".text", ".rodata");
    assertThat(program.address("end") - program.address("greeting")).isEqualTo(6);
  }
}
