package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Macros and repetitions over values: the same bytes as GNU as. */
class MacroTest {
  /** Shows what each argument becomes, and what becomes of references in texts. */
  private static final String SHOW =
      """
      .data
      .macro show a, b=B, c=C
      .ascii "[\\a|\\b|\\c]\\n"
      .endm
      .macro wrap p q
      show \\p \\q
      show \\p, \\q
      show (\\p) \\q
      show \\p+1 \\q
      .endm
      """;

  private static final List<String> SOURCES =
      List.of(
          SHOW
              + """
              show x y z
              show x , y , z
              SHOW a + b c
              show (a) b
              show (a b) c
              show a (b c)
              show [x0, #8]
              show "p q" "r,s" t
              show "p q","r;s" , "t"
              show 'a', ' ', ','
              show c=1
              show 5, c=7
              show b = 3
              show -1 -2
              show 1 -2
              show a -2
              show #1 #2
              show a #2
              show x0 [x1]
              show , 2
              show
              show x0, lsl #3
              show x.y z$ w_
              show 2 (3) 4
              show ~1 !2
              wrap k l
              wrap k, l
              """,
          """
          .data
          .macro all first, rest:vararg
          .ascii "<\\first|\\rest>"
          .endm
          all 1, 2, 3 , a  b , x  y
          all 1
          all 1,
          all , 1
          .macro need a:req, b=2, c:vararg
          .ascii "<\\a-\\b-\\c>"
          .endm
          need 1
          need 1,,3
          need 1 2 3 4
          need b=7 a=8
          .macro count
          .ascii "\\@,"
          .endm
          count
          count
          .macro outer x
          .ascii "\\@"
          .macro inner y
          .ascii "(\\x \\y \\@)"
          .endm
          inner 5
          .endm
          outer 4
          inner 6
          count
          .macro joined a
          v\\a\\()_end: .ascii "\\a\\()x \\(q) \\n\\t\\\\"
          .endm
          joined 1
          joined 2
          .quad v2_end - v1_end
          .purgem count
          .macro count x
          .byte \\x
          .endm
          count 8
          """,
          """
          .data
          .irp r, x0, x1 x2 "a b", (c d)
          .ascii "{\\r}"
          .endr
          .irp r
          .ascii "{\\r}"
          .endr
          .irpc c, ab1
          .ascii "'\\c'"
          .endr
          .irpc c, a b
          .ascii "'\\c'"
          .endr
          .irpc c, "a b"
          .ascii "'\\c'"
          .endr
          .irpc c
          .ascii "'\\c'"
          .endr
          .irp a, 1, 2
          .irp b, 3, 4
          .rept \\b - 2
          .byte \\a, \\b
          .endr
          .endr
          .endr
          """,
          """
          .text
          .macro leave a
          .ifc \\a,1
          nop
          .exitm
          .endif
          yield
          .endm
          leave 1
          leave 2
          .rept 2
          wfe
          .exitm
          wfi
          .endr
          .macro twice
          .rept 3
          sev
          .exitm
          .endr
          sevl
          .endm
          twice
          .macro lines a
          \\a
          .endm
          lines "nop; add x0, x1, #2; ldr x3, =7"
          .macro sum n
          .if \\n
          add x0, x0, #\\n
          sum "(\\n-1)"
          .endif
          .endm
          sum 5
          .macro loop count:req, body:vararg
          mov x9, #\\count
          1: \\body
          .Lend\\@: subs x9, x9, #1
          b.ne 1b
          .endm
          loop 3, ldr x1, [x2], #8
          loop 4, add x1, x1, #1
          .macro push a, b
          stp \\a, \\b, [sp, #-16]!
          .endm
          push x29, x30
          push b=x1, a=x2
          """,
          """
          .data
          .macro test a, b
          .ifb \\a
          .byte 1
          .else
          .byte 2
          .endif
          .ifnb \\b
          .byte 3
          .endif
          .ifc \\a , \\b
          .byte 4
          .elseif 1
          .byte 5
          .endif
          .ifnc \\a,\\b
          .byte 6
          .endif
          .ifeqs "\\a", "x"
          .byte 7
          .endif
          .ifnes "\\a","x"
          .byte 8
          .endif
          .endm
          test
          test x
          test x x
          test x, y
          test "x  y" "x y"
          .irp n, -1, 0, 1
          .ifeq \\n
          .byte 10
          .endif
          .ifne \\n
          .byte 11
          .endif
          .iflt \\n
          .byte 12
          .endif
          .ifle \\n
          .byte 13
          .endif
          .ifgt \\n
          .byte 14
          .endif
          .ifge \\n
          .byte 15
          .endif
          .ifnotdef none
          .byte 16
          .endif
          .endr
          .byte 17
          .end
          this is not read
          """,
          """
          .text
          count .req x9
          Temp .req v3
          old .req count
          number .req w4
          start: add count, COUNT, #1
          add x1, x2, count, lsl #3
          ldr number, [count, old]
          str number, [old], #4
          ldr count, =0x123456789
          fmov s1, #1.0
          add temp.4s, TEMP.4s, v5.4s
          mov temp.s[1], number
          ld1 {temp.16b}, [count]
          ld1 {v0.16b - v1.16b}, [x0]
          ld2 {v30.4s-v31.4s}, [x0]
          st3 {v4.2d - v6.2d}, [x1]
          st4 {v28.8h - v31.8h}, [x1]
          .unreq count
          count .req x10
          cbz count, start
          .unreq old
          """,
          """
          .data
          .uleb128 0, 1, 127, 128, 0x3fff, 0x4000, 0xffffffffffffffff
          .sleb128 0, 63, 64, -1, -64, -65, 8191, 8192, -0x8000000000000000
          start: .skip 200
          end: .uleb128 end - start
          .section .comment
          .ascii "not in memory"
          .section .debug_info,"",@progbits
          info: .quad end, info
          .uleb128 4
          1:
          .section .note.thing,"",%note
          .word 1
          .text
          nop
          """);

  private final Path directory;

  MacroTest() throws Exception {
    directory = Files.createTempDirectory("macros");
    directory.toFile().deleteOnExit();
  }

  private void compare(String source) throws Exception {
    Binutils.require("as", "ld", "objcopy");
    Program ours = Assembler.standard().assemble(source);
    Path theirs =
        Binutils.program(
            directory,
            source,
            Assembler.DEFAULT_ADDRESS,
            0x800000,
            ours.section(".data").map(Section::address).orElse(0x900000L));
    for (String name : new String[] {".text", ".data"}) {
      byte[] content = ours.section(name).map(Section::bytes).orElseGet(() -> new byte[0]);
      assertThat(content).as(source).isEqualTo(Binutils.section(directory, theirs, name));
    }
    assertThat(ours.sections()).noneMatch(section -> section.name().matches("\\.(comm|de|no).*"));
  }

  static List<String> sources() {
    return SOURCES;
  }

  @ParameterizedTest
  @MethodSource("sources")
  void bytesAreThoseOfGnuAs(String source) throws Exception {
    compare(source);
  }

  @Property(tries = 60)
  void generatedMacrosAreThoseOfGnuAs(@ForAll("programs") String source) throws Exception {
    compare(source);
  }

  @Provide
  Arbitrary<String> programs() {
    return Arbitraries.longs().map(seed -> new Generator(new Random(seed)).program());
  }

  /** Makes sources whose macros use each other, downwards so that they end. */
  private static final class Generator {
    private static final String[] WORDS = {
      "1", "2", "(1 + 2)", "6", "-4", "7 ", " 5", "2 + 1", "'a'", "0x10", "(3)", "~0"
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    Generator(Random random) {
      this.random = random;
    }

    String program() {
      out.append(".data\n");
      int macros = 1 + random.nextInt(4);
      for (int i = 0; i < macros; i++) {
        String last = random.nextBoolean() ? "" : random.nextBoolean() ? "=9" : ":vararg";
        out.append(".macro m%d a%s, b=%d, c%s\n".formatted(i, separated(""), i, last));
        if (last.isEmpty()) {
          out.append(".ifb \\c\n.byte 0\n.else\n.byte \\c\n.endif\n");
        } else {
          out.append(".ifnb \\c\n.byte \\c\n.endif\n");
        }
        body(i, 1 + random.nextInt(6), "\\a", "\\b", "\\@");
        out.append(".endm\n");
      }
      body(macros, 8, "1", "2", "3");
      return out.toString();
    }

    private String separated(String text) {
      return text + (random.nextBoolean() ? "=5" : "");
    }

    private void body(int below, int statements, String... names) {
      for (int i = 0; i < statements; i++) {
        statement(below, names);
      }
    }

    private String value(String... names) {
      return random.nextInt(3) == 0
          ? WORDS[random.nextInt(WORDS.length)]
          : names[random.nextInt(names.length)];
    }

    private void statement(int below, String... names) {
      switch (random.nextInt(8)) {
        case 0, 1 -> out.append(".ascii \"<%s>\"\n".formatted(names[random.nextInt(names.length)]));
        case 2 -> {
          String number = names[random.nextInt(names.length)];
          out.append(
              number.equals("\\@")
                  ? "\\@: .byte 1\n"
                  : ".ifnb %s\n.hword 7\n.endif\n".formatted(number));
        }
        case 3 -> {
          out.append(
              ".irp i, %s, %s %s\n"
                  .formatted(value(names), value(names).replace("\\@", "4"), value(names)));
          out.append(".ascii \"\\i;\"\n.endr\n");
        }
        case 4 -> {
          out.append(".irpc i, %d\n".formatted(random.nextInt(1000)));
          out.append(".byte \\i\n.endr\n.rept %d\n".formatted(random.nextInt(3)));
          out.append(".ascii \"r\"\n.endr\n");
        }
        case 5 -> {
          out.append(".ifc %s,%s\n".formatted(value(names), value(names)));
          out.append(random.nextInt(4) == 0 && below < 4 ? ".byte 1\n.else\n" : ".byte 2\n.else\n");
          out.append(".byte 3\n.endif\n");
        }
        default -> {
          if (below > 0) {
            use(random.nextInt(below), names);
          }
        }
      }
    }

    private void use(int macro, String... names) {
      switch (random.nextInt(4)) {
        case 0 -> out.append("m%d %s\n".formatted(macro, value(names)));
        case 1 -> out.append("m%d %s, %s\n".formatted(macro, value(names), value(names)));
        case 2 -> out.append("M%d b=%s\n".formatted(macro, value(names)));
        default ->
            out.append(
                "m%d %s , %s, %s\n".formatted(macro, value(names), value(names), value(names)));
      }
    }
  }
}
