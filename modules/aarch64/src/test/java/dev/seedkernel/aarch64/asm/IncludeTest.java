package dev.seedkernel.aarch64.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code .include} and {@code .incbin} take what the resolver gives, and nothing else. */
class IncludeTest {
  private static final Map<String, byte[]> FILES =
      Map.of(
          "consts.inc", "answer = 42\n.include \"deep.inc\"\n".getBytes(UTF_8),
          "deep.inc", ".macro put n\n.byte \\n\n.endm\n".getBytes(UTF_8),
          "bad.inc", "nop\nfrob\n".getBytes(UTF_8),
          "open.inc", "nop\n/* never\n".getBytes(UTF_8),
          "self.inc", ".include \"self.inc\"\n".getBytes(UTF_8),
          "latin", new byte[] {(byte) 0xe9},
          "data.bin", new byte[] {1, 2, 3, 4, 5});

  private static final Assembler ASSEMBLER =
      Assembler.standard()
          .including((name, _) -> {
            if (name.equals("broken")) {
              throw new IOException("the disk is on fire");
            }
            byte[] found = FILES.get(name);
            return Optional.ofNullable(found == null ? null : new IncludedFile(name, found));
          });

  private static String errors(String source) {
    try {
      return "assembled: " + ASSEMBLER.assemble(List.of(new SourceFile("m.s", source)));
    } catch (AssemblyException e) {
      return e.errors().stream().map(SourceError::toString).collect(Collectors.joining("\n"));
    }
  }

  @Test
  void textsAndBytes() throws AssemblyException {
    Program program =
        ASSEMBLER.assemble(
            """
            .include "consts.inc"
            .text
            put answer
            .incbin "data.bin"
            .incbin "data.bin", 3
            .incbin "data.bin", 1, 2
            .incbin "data.bin", 5
            """);
    assertThat(program.text()).containsExactly(42, 1, 2, 3, 4, 5, 4, 5, 2, 3);
    assertThat(program.lines()).allMatch(line -> line.line() >= 3);
  }

  @Test
  void errorsAreInTheFileAndNameWhereItIsIncluded() {
    assertThat(errors("nop\n.include \"bad.inc\""))
        .isEqualTo(
            """
            bad.inc:2:1: error: expected an instruction, not frob
            m.s:2: note: it is included here\
            """);
    assertThat(errors(".include \"open.inc\"")).startsWith("open.inc:2:1: error: expected */");
    assertThat(errors(".include \"self.inc\""))
        .startsWith("self.inc:1:1: error: expected macros, repetitions and files at most 100 deep");
  }

  @Test
  void filesThatAreNotThere() {
    assertThat(errors("nop\n.include \"none\"\n.incbin \"none\"\nfrob"))
        .isEqualTo(
            """
            m.s:2:10: error: expected a file that is there, not none
            m.s:3:9: error: expected a file that is there, not none\
            """);
    assertThat(errors(".include \"\"")).contains("expected the name of a file");
    assertThat(errors(".include \"latin\"")).contains("expected text in UTF-8 in latin");
    assertThat(errors(".incbin \"broken\"")).contains("can be read: the disk is on fire");
    assertThat(errors(".incbin \"data.bin\", 6")).contains("expected a part of 5 bytes");
    assertThat(errors(".incbin \"data.bin\", 1, 5")).contains("expected a part of 5 bytes");
  }

  @Test
  void withoutAResolverThereAreNone() {
    assertThatThrownBy(() -> Assembler.standard().assemble(".include \"/etc/passwd\""))
        .isInstanceOf(AssemblyException.class)
        .hasMessage(
            "line 1, column 10: expected a program that needs no other files: none are given");
  }
}
