package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an error is, and what was expected there. */
class AssemblyErrorTest {
  private static String error(String source) {
    try {
      return "assembled: " + Assembler.standard().assemble(source);
    } catch (AssemblyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void unknownInstruction() {
    assertThat(error("  nop\n  frob x0"))
        .isEqualTo("line 2, column 3: expected an instruction, not frob");
  }

  @Test
  void registerOfTheWrongWidth() {
    assertThat(error("add x0, x1, w2, lsl #3"))
        .isEqualTo("line 1, column 13: add: expected an x register, not w2");
  }

  @Test
  void vectorsOfDifferentArrangement() {
    assertThat(error("add v0.4s, v1.8h, v2.4s")).startsWith("line 1, column ").contains("add: ");
  }

  @Test
  void elementsThatLongProductsCannotName() {
    assertThat(error("fmlal v0.2s, v1.2h, v16.h[0]")).startsWith("line 1, column 21: fmlal: ");
    assertThat(error("fmlal v0.2s, v1.2h, v2.h[8]")).startsWith("line 1, column 21: fmlal: ");
    assertThat(error("fmlal2 v0.4s, v1.2h, v2.2h")).contains("fmlal2: expected ");
    assertThat(error("bfdot v0.2s, v1.4h, v2.2h[4]")).startsWith("line 1, column 21: bfdot: ");
    assertThat(error("bfdot v0.2s, v1.4h, v2.4b[1]")).startsWith("line 1, column 21: bfdot: ");
    assertThat(error("bfmmla v0.2s, v1.4h, v2.4h")).startsWith("line 1, column 8: bfmmla: ");
  }

  @Test
  void operandThatIsMissing() {
    assertThat(error("sub x0")).isEqualTo("line 1, column 7: sub: expected one more operand");
  }

  @Test
  void operandTooMany() {
    assertThat(error("clz x0, x1, x2"))
        .isEqualTo("line 1, column 13: clz: expected no further operand, not x2");
  }

  @Test
  void immediateOutOfRange() {
    assertThat(error("nop\nadd x0, x1, #4097"))
        .startsWith("line 2, column 13: add: ")
        .contains("4097");
  }

  @Test
  void symbolThatIsNotDefined() {
    assertThat(error("b nowhere"))
        .isEqualTo("line 1, column 3: b: expected a name that is defined, not nowhere");
    assertThat(error(".quad a + nowhere\na:"))
        .isEqualTo("line 1, column 11: expected a name that is defined, not nowhere");
    assertThat(error("b 1b\n1:")).startsWith("line 1, column 3: ");
  }

  @Test
  void labelDefinedTwice() {
    assertThat(error("a: nop\na: nop"))
        .isEqualTo("line 2, column 1: expected a name that is not yet defined, not a");
  }

  @Test
  void blocksThatAreNotClosedOrNotOpened() {
    assertThat(error("nop\n .rept 2\n nop"))
        .isEqualTo("line 2, column 2: expected .endr to end this");
    assertThat(error(".if 1\nnop")).isEqualTo("line 1, column 1: expected .endif to end this");
    assertThat(error(".if 0\nnop")).isEqualTo("line 1, column 1: expected .endif to end this");
    assertThat(error("nop\n.endr")).isEqualTo("line 2, column 1: expected .rept before .endr");
    assertThat(error(".rept 1\n.else\n.endr"))
        .isEqualTo("line 2, column 1: expected .if before this");
    assertThat(error(".rept x\n.endr\nx:")).startsWith("line 1, column 7: expected ");
    assertThat(error(".rept 1 << 40\n.endr"))
        .endsWith("expected at most 4194304 statements in all repetitions");
  }

  @Test
  void originBehindThisPlace() {
    assertThat(error("nop\n.org 0")).startsWith("line 2, column 6: expected a place");
    assertThat(error(".float x")).startsWith("line 1, column 8: expected a floating-point number");
    assertThat(error("ldr q0, =0x1ffffffffffffffffffffffffffffffff"))
        .startsWith("line 1, column 10: expected a value of 128 bits");
  }

  @Test
  void branchTooFar() {
    assertThat(error("tbz x0, #1, far\n.skip 40000\n.balign 4\nfar: nop"))
        .startsWith("line 1, column 13: tbz: ");
  }

  @Test
  void misalignedInstruction() {
    assertThat(error(".byte 1\n nop"))
        .isEqualTo("line 2, column 2: expected an address that is a multiple of 4; see .balign");
  }

  @Test
  void columnsCountBehindComments() {
    assertThat(error("/* \n */ mov x0, /* here */ y9")).startsWith("line 2, column 24: mov: ");
  }

  @Test
  void unknownDirective() {
    assertThat(error(".altmacro"))
        .isEqualTo("line 1, column 1: expected a directive, not .altmacro");
  }

  @Test
  void stringThatIsNotClosed() {
    assertThat(error(".ascii \"abc"))
        .isEqualTo("line 1, column 8: expected a closing quote to this string");
  }

  @Test
  void commentThatIsNotClosed() {
    assertThat(error("nop\n  /* nop"))
        .isEqualTo("line 2, column 3: expected */ to end the comment");
  }

  @Test
  void valueThatDoesNotFit() {
    assertThat(error(".byte 1, 256"))
        .isEqualTo("line 1, column 10: expected a value of 1 bytes, not 256");
    assertThat(error("ldr w0, =0x100000000"))
        .startsWith("line 1, column 10: expected a value of 32 bits");
  }

  @Test
  void divisionByZero() {
    assertThat(error(".word 1 / 0")).isEqualTo("line 1, column 9: expected a divisor other than 0");
  }

  @Test
  void differenceOfAddressesInDifferentSections() {
    assertThat(error("a: nop\n.data\nb: .word b - a"))
        .isEqualTo(
            "line 3, column 12: expected plain numbers, or addresses in one section, around -");
  }

  @Test
  void contentInBss() {
    assertThat(error(".bss\n.word 1")).isEqualTo("line 2, column 1: expected zeros only in .bss");
    assertThat(error(".bss\nnop"))
        .isEqualTo("line 2, column 1: expected no instruction in a section of zeros");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".skip 1 << 62",
        ".fill 1 << 62, 8, 1",
        ".bss\n.skip 1 << 62",
        ".align 63",
        ".skip -1",
        ".text\n.skip 1<<28\n.skip 1<<28",
      })
  void sizesThatNoHostHas(String source) {
    assertThat(error(source)).startsWith("line ").contains("expected");
  }

  @Test
  void sizeThatDependsOnWhatFollows() {
    assertThat(error("n = 1\nn = end - start\n.skip n\nstart: nop\nend:"))
        .isEqualTo("line 3, column 7: expected a name that is defined, not n");
  }

  @Test
  void nestingThatWouldExhaustTheStack() {
    assertThat(error(".word " + "(".repeat(100_000))).contains("nested less deeply");
    assertThat(error(".word " + "-".repeat(100_000) + "1")).contains("nested less deeply");
    assertThat(error("add " + "a ".repeat(100_000))).contains("nested less deeply");
    assertThat(error("ldr x0, " + "[".repeat(100_000))).contains("nested less deeply");
  }

  /** Only the typed exception ever escapes. */
  @Property(tries = 3000)
  void hostileText(@ForAll @StringLength(max = 60) String text) {
    assembleQuietly(text);
  }

  @Property(tries = 5000)
  void hostileFragments(@ForAll("fragments") List<String> fragments) {
    assembleQuietly(String.join("", fragments));
  }

  @Provide
  Arbitrary<List<String>> fragments() {
    return Arbitraries.of(
            "add",
            "ldr",
            "mov",
            "b",
            "b.eq",
            " x0",
            " w1",
            ",",
            ", ",
            "[",
            "]",
            "!",
            "#",
            "=",
            "1",
            "0x",
            "1f",
            "1:",
            "\n",
            ";",
            ".byte ",
            ".ascii ",
            ".equ ",
            "\n.set a, 1\n",
            "\na = b - c\n",
            "\nb:",
            "\nc: nop",
            "\n.skip a\n",
            ".align ",
            ".section ",
            "\"",
            "'",
            "\\",
            "(",
            ")",
            "-",
            "<<",
            ":lo12:",
            "lsl ",
            "{",
            "}",
            "v0.4s",
            "a",
            "a:",
            "/*",
            "*/",
            "//",
            "99999999999999999999",
            ".",
            "$",
            "%",
            "sp",
            "cond",
            ".ltorg\n",
            ".bss\n",
            ".skip ",
            "1b",
            "12345678901b",
            "-1",
            "cset ",
            "ubfx ",
            "msr ")
        .list()
        .ofMaxSize(12);
  }

  private static void assembleQuietly(String text) {
    try {
      assertThat(Assembler.standard().assemble(text).sections()).isNotNull();
    } catch (AssemblyException e) {
      assertThat(e.line()).isPositive();
      assertThat(e.column()).isPositive();
      assertThat(e.expected()).isNotEmpty();
    }
  }
}
