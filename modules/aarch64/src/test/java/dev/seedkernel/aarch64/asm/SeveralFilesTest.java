package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of several texts: what one sees of the other, and all errors of all of them. */
class SeveralFilesTest {
  private static final SourceFile MAIN =
      new SourceFile(
          "main.s",
          """
                  .equ    status, 41
                  .text
                  .global _start
          _start: bl      add_one
          loop:   mov     x8, #93
                  svc     #0
                  .data
                  .byte   1
          value:  .byte   2
          """);

  private static final SourceFile OTHER =
      new SourceFile(
          "other.s",
          """
                  .equ    status, 42
                  .global add_one
                  .type   add_one, %function
          add_one: mov    x0, status
                  ldr     x1, =loop
          loop:   ret
                  .size   add_one, . - add_one
                  .data
                  .balign 8
          value:  .quad   0x1122334455667788
                  .comm   shared, 24, 8
          """);

  @TempDir Path directory;

  private static List<String> errors(SourceFile... files) {
    AssemblyException e =
        catchThrowableOfType(
            AssemblyException.class, () -> Assembler.standard().assemble(List.of(files)));
    return e.errors().stream().map(SourceError::toString).toList();
  }

  @Test
  void theyAreWhatAsAndLdMakeOfThem() throws Exception {
    Binutils.require("as", "ld", "objcopy");
    Program ours = Assembler.standard().compact().at(0x400120).assemble(List.of(MAIN, OTHER));
    for (SourceFile file : List.of(MAIN, OTHER)) {
      Files.writeString(directory.resolve(file.name()), file.text());
      Binutils.run(directory, "as", "-o", file.name() + ".o", file.name());
    }
    String data = Long.toHexString(ours.section(".data").orElseThrow().address());
    Binutils.run(
        directory,
        "ld",
        "-o",
        "program",
        "-Ttext=0x400120",
        "-Tdata=0x" + data,
        "main.s.o",
        "other.s.o");
    for (String name : List.of(".text", ".data")) {
      assertThat(ours.section(name).orElseThrow().bytes())
          .as(name)
          .isEqualTo(Binutils.section(directory, directory.resolve("program"), name));
    }
  }

  @Test
  void symbolsSayWhatDirectivesSaid() throws Exception {
    Program program = Assembler.standard().assemble(List.of(MAIN, OTHER));
    Symbol function = program.symbol("add_one").orElseThrow();
    assertThat(function)
        .isEqualTo(
            new Symbol(
                "add_one",
                function.address(),
                12,
                ".text",
                Symbol.Binding.GLOBAL,
                Symbol.Type.FUNCTION));
    assertThat(program.symbolTable().stream().filter(s -> s.name().equals("loop"))).hasSize(2);
    assertThat(program.symbol("shared").orElseThrow().size()).isEqualTo(24);
    assertThat(program.section(".text").orElseThrow().mappings())
        .extracting(Section.Mapping::code)
        .containsExactly(true, false);
  }

  @Test
  void linesKnowTheirBytes() throws Exception {
    Program program = Assembler.standard().at(0x1000).assemble(List.of(MAIN, OTHER));
    assertThat(program.lines())
        .contains(new SourceLine(0, 4, 0x1000, 4), new SourceLine(1, 4, 0x1010, 4));
  }

  @Test
  void whatIsNotGlobalStaysInItsFile() {
    assertThat(
            errors(
                new SourceFile("a.s", "_start: b there\n b nowhere"),
                new SourceFile("b.s", "there: nop")))
        .containsExactly(
            "a.s:1:11: error: b: expected a name that is defined, not there,"
                + " which another file has but not as .global",
            "a.s:2:4: error: b: expected a name that is defined, not nowhere");
    assertThat(
            errors(
                new SourceFile("a.s", ".global x\nx: nop"),
                new SourceFile("b.s", ".global x\n x: nop")))
        .containsExactly("b.s:2:2: error: expected a name that is not global in a.s, not x");
  }

  @Test
  void weakSymbolsGiveWay() throws Exception {
    Program program =
        Assembler.standard()
            .assemble(
                List.of(
                    new SourceFile("a.s", "b x\n.weak y\n.quad y"),
                    new SourceFile("b.s", ".weak x\nx: nop"),
                    new SourceFile("c.s", ".global x\nx: ret")));
    assertThat(program.address("x")).isEqualTo(0x400010);
    assertThat(program.text()).startsWith(4, 0, 0, 0x14);
  }

  @Test
  void everyErrorOfAFileIsReported() {
    assertThat(
            errors(
                new SourceFile(
                    "bad.s",
                    """
                    _start: add x0, x1, w2, lsl #3
                            .byte 1, 256, 3
                            .balign 4
                            frob x0
                            b 1f
                    1:      .word 1, 2 3
                            b nowhere
                            .if nothing
                            .endif
                            .unknown
                    """)))
        .containsExactly(
            "bad.s:1:21: error: add: expected an x register, not w2",
            "bad.s:2:18: error: expected a value of 1 bytes, not 256",
            "bad.s:4:9: error: expected an instruction, not frob",
            "bad.s:6:20: error: expected the end of the statement, not 3",
            "bad.s:7:11: error: b: expected a name that is defined, not nowhere",
            "bad.s:8:13: error: expected a name that is defined, not nothing",
            "bad.s:10:9: error: expected a directive, not .unknown");
  }

  @Test
  void errorsEndSomewhere() {
    assertThat(errors(new SourceFile("x.s", "frob\n".repeat(100)))).hasSize(Assembler.MAX_ERRORS);
  }

  @Test
  void definedConstantsAreThereFromTheStart() throws Exception {
    Program program = Assembler.standard().define("n", 3).assemble(".if n == 3\nnop\n.endif");
    assertThat(program.text()).hasSize(4);
  }

  @Test
  void sectionsComeBack() throws Exception {
    Program program =
        Assembler.standard()
            .assemble(
                ".text\nnop\n.pushsection .data\n.byte 1\n.popsection\nret\n.data\n.byte 2\n"
                    + ".previous\nnop");
    assertThat(program.text()).hasSize(12);
    assertThat(program.section(".data").orElseThrow().bytes()).containsExactly(1, 2);
    assertThat(errors(new SourceFile("x.s", ".popsection\n.previous"))).hasSize(2);
  }

  @Test
  void compilersNameASectionWithADash() throws Exception {
    Program program = Assembler.standard().assemble("nop\n.section .note.GNU-stack,\"\",@progbits");
    assertThat(program.sections()).extracting(Section::name).containsExactly(".text");
  }
}
