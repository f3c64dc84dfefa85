package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in and around macros name both places, and expansion has an end. */
class MacroErrorTest {
  private static String errors(String source) {
    try {
      return "assembled: " + Assembler.standard().assemble(List.of(new SourceFile("m.s", source)));
    } catch (AssemblyException e) {
      return e.errors().stream().map(SourceError::toString).collect(Collectors.joining("\n"));
    }
  }

  @Test
  void theLineOfTheMacroAndOfItsUses() {
    String source =
        """
        .macro inner a
                nop
                add \\a, w2, #1
        .endm
        .macro outer b
        inner \\b
        .endm
        nop
        outer x7
        """;
    assertThat(errors(source))
        .isEqualTo(
            """
            m.s:3:13: error: add: expected an x register or the stack pointer, not w2
            m.s:3: note: the line became: add x7, w2, #1
            m.s:6: note: macro inner (m.s:1) is used here
            m.s:9: note: macro outer (m.s:5) is used here\
            """);
    assertThatThrownBy(() -> Assembler.standard().assemble(source))
        .hasMessageContaining("line 3, column 13: add: expected")
        .hasMessageEndingWith("line 9: macro outer (line 5) is used here");
  }

  @Test
  void argumentsThatAreWrong() {
    String two = ".macro two a:req, b\n.byte \\a\n.endm\n";
    assertThat(errors(two + "two"))
        .isEqualTo("m.s:4:4: error: expected a value for a of macro two (m.s:1)");
    assertThat(errors(two + "two b=1")).contains("expected a value for a of macro two (m.s:1)");
    assertThat(errors(two + "two 1, 2, 3"))
        .isEqualTo("m.s:4:5: error: expected at most 2 arguments of macro two (m.s:1)");
    assertThat(errors(two + "two 1, c=2"))
        .isEqualTo("m.s:4:5: error: expected a parameter of macro two (m.s:1), not c");
    assertThat(errors(two + "two a=1, 2")).contains("expected NAME=VALUE behind another one");
  }

  @Test
  void definitionsThatAreWrong() {
    assertThat(errors(".macro m\nnop\n")).isEqualTo("m.s:1:1: error: expected .endm to end this");
    assertThat(errors("nop\n.endm")).isEqualTo("m.s:2:1: error: expected .macro before .endm");
    assertThat(errors(".macro m\n.endm\n.macro M\n.endm"))
        .isEqualTo(
            "m.s:3:8: error: expected a name that is not yet defined, see macro m (m.s:1) and"
                + " .purgem");
    assertThat(errors(".macro .byte\n.endm")).contains("expected a name that is no directive's");
    assertThat(errors(".macro m a, a\n.endm")).contains("parameters with different names");
    assertThat(errors(".macro m a:opt\n.endm")).contains("expected :req or :vararg, not :opt");
    assertThat(errors(".macro m a:vararg, b\n.endm")).contains("behind one that is :vararg");
    assertThat(errors(".purgem m"))
        .isEqualTo("m.s:1:9: error: expected the name of a macro, not m");
    assertThat(errors(".exitm")).contains("expected a macro or a repetition around .exitm");
    assertThat(errors(".irp\n.byte 1\n.endr"))
        .isEqualTo("m.s:1:5: error: expected the name of a parameter");
    assertThat(errors(".macro m\n.if 1\n.endm\nm\n")).contains("m.s:2:1: error: expected .endif");
    assertThat(errors("nop\n.error \"no such board\""))
        .isEqualTo("m.s:2:1: error: expected not to come to .error: no such board");
  }

  @Test
  void namesOfRegistersThatAreWrong() {
    assertThat(errors("a .req y1")).isEqualTo("m.s:1:8: error: expected a register, not y1");
    assertThat(errors("x1 .req x2")).contains("m.s:1:1: error: expected a name");
    assertThat(errors("a .req x1\na .req x2")).contains("expected .unreq before a, which is x1");
    assertThat(errors(".unreq a")).contains("expected a name that .req has given, not a");
    assertThat(errors("a .req x1\n.unreq a\nmov a, #1")).contains("m.s:3:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Recursion, with arguments that grow and with two uses in each.
        ".macro m a\nm \\a\n.endm\nm 1",
        ".macro m a\nm \\a\\a\nm \\a\n.endm\nm 12",
        ".macro m\nm\nm\n.endm\nm",
        // Much out of little.
        ".macro a\n.rept 1000\nnop\n.endr\n.endm\n.macro b\n.rept 1000\na\n.endr\n.endm\n.rept 9\nb\n.endr",
        ".rept 3000\n.rept 3000\n.rept 3000\n.endr\n.endr\n.endr",
        ".irpc a, 0123456789\n.irpc b, 0123456789\n.rept 1 << 40\n.endr\n.endr\n.endr",
        // Content in many sections.
        ".space 1<<27\n.data\n.space 1<<27\n.section .a,\"aw\"\n.space 1",
        ".data\n.rept 1 << 20\n.fill 1 << 20, 8, 1\n.endr",
      })
  void expansionHasAnEnd(String source) {
    assertThat(errors(source)).startsWith("m.s:").contains("error: expected ");
  }

  @Test
  void theDepthNamesTheMacro() {
    assertThat(errors(".macro m a\nm \\a\n.endm\nnop\nm 1"))
        .startsWith(
            "m.s:2:1: error: expected macros, repetitions and files at most 100 deep, not one")
        .contains("more: macro m (m.s:1)\n")
        .endsWith("m.s:5: note: macro m (m.s:1) is used here");
  }

  @Test
  void blocksThatAreSkippedAreCountedToo() {
    String skipped = ".rept 1 << 22\n.if 0\n" + "nop\n".repeat(1000) + ".endif\n.endr";
    assertThat(errors(skipped)).contains("characters in blocks that are skipped");
  }

  /** Only the typed exception ever escapes. */
  @Property(tries = 3000)
  void hostileFragments(@ForAll("fragments") List<String> fragments) {
    assertThat(errors(String.join("", fragments))).isNotEmpty();
  }

  @Provide
  Arbitrary<List<String>> fragments() {
    return Arbitraries.of(
            ".macro m",
            ".macro m a",
            " a=1",
            ":req",
            ":vararg",
            "\n",
            "\n.endm\n",
            "\nm ",
            "m 1,2\n",
            "\\a",
            "\\@",
            "\\(",
            "\\()",
            ")",
            "\"",
            "'",
            ",",
            "\n.exitm\n",
            "\n.purgem m\n",
            "\n.rept 2\n",
            "\n.irp a",
            "\n.irpc a,12\n",
            "\n.endr\n",
            "\n.if 1\n",
            "\n.ifb ",
            "\n.ifc ",
            "\n.else\n",
            "\n.elseif 0\n",
            "\n.endif\n",
            "nop\n",
            ".byte ",
            ".ascii \"",
            "a .req x1\n",
            "\n.include \"x\"\n",
            "\n.incbin \"x\"\n",
            "\n.end\n",
            "a: ",
            "1: ",
            ";",
            "\\",
            "x",
            "1")
        .list()
        .ofMaxSize(16);
  }
}
