package dev.seedkernel.aarch64.asm;

import static dev.seedkernel.aarch64.asm.Argument.Arrangement.B16;
import static dev.seedkernel.aarch64.asm.Argument.Arrangement.B4;
import static dev.seedkernel.aarch64.asm.Argument.Arrangement.B8;
import static dev.seedkernel.aarch64.asm.Argument.Arrangement.S2;
import static dev.seedkernel.aarch64.asm.Argument.Arrangement.S4;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.aarch64.asm.Argument.Element;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What a source text becomes. */
class AssemblerTest {
  private static final long ADDRESS = 0x10000;
  private static final int NOP = 0xd503201f;

  private static int[] words(String source) throws AssemblyException {
    byte[] text = Assembler.standard().at(ADDRESS).assemble(source).text();
    int[] words = new int[text.length / 4];
    ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }

  private static byte[] bytes(String source) throws AssemblyException {
    return Assembler.standard().assemble(".data\n" + source).section(".data").orElseThrow().bytes();
  }

  @Test
  void labelsMayFollowTheirUse() throws Exception {
    assertThat(words("b end\n nop\n end: b end")).containsExactly(0x14000002, NOP, 0x14000000);
  }

  @Test
  void localLabelsMeanTheNearestInTheirDirection() throws Exception {
    assertThat(words("1: b 1f\n1: b 1b\n b 1f\n1: nop"))
        .containsExactly(0x14000001, 0x14000000, 0x14000001, NOP);
  }

  @Test
  void severalStatementsAndLabelsShareALine() throws Exception {
    assertThat(words("a: b: nop; nop ; c: b a // ; not a statement\n"))
        .containsExactly(NOP, NOP, 0x17fffffe);
  }

  @Test
  void commentsAreLeftOut() throws Exception {
    assertThat(words("# 1 \"file.c\"\n nop /* ; nop \n nop */ // nop\n")).containsExactly(NOP);
  }

  @Test
  void separatorsAndCommentsInLiteralsAreText() throws Exception {
    assertThat(bytes(".ascii \"a;b//c/*\\\"\"\n.byte ';', '/', '\\'', '\\n'"))
        .isEqualTo("a;b//c/*\";/'\n".getBytes(US_ASCII));
  }

  @Test
  void expressionsHaveThePrecedenceOfGnuAs() throws Exception {
    assertThat(bytes(".byte 1 + 2 * 3, 1 + 2 & 3, 1 << 2 + 1, -(1 - 3), ~0 & 0xf, 7 / 2, 7 % 4"))
        .containsExactly(7, 3, 5, 2, 15, 3, 3);
  }

  @Test
  void numbersHaveFourRadixes() throws Exception {
    assertThat(bytes(".byte 10, 0x10, 010, 0b10, 'a'")).containsExactly(10, 16, 8, 2, 97);
  }

  @Test
  void constantsMayDependOnLaterLabels() throws Exception {
    assertThat(words("mov x0, #size\n.equ size, end - start\nstart: nop\nnop\nend:"))
        .containsExactly(0xd2800100, NOP, NOP);
  }

  @Test
  void setMayChangeAConstant() throws Exception {
    assertThat(bytes("n = 1\n.byte n\n.set n, n + 1\n.byte n")).containsExactly(1, 2);
  }

  @Test
  void pageAndOffsetOfALabelReachAnyAddress() throws Exception {
    String source = "adrp x0, value\n add x0, x0, :lo12:value\n ldr w1, [x0, #:lo12:value]\n";
    Program program =
        Assembler.standard().at(ADDRESS).assemble(source + ".data\n.skip 8\nvalue: .word 1");
    assertThat(program.address("value")).isEqualTo(0x20008);
    assertThat(Disassembler.listing(program.text(), ADDRESS, program.symbols()))
        .containsExactly(
            "   10000:\t90000080 \tadrp\tx0, 20000",
            "   10004:\t91002000 \tadd\tx0, x0, #0x8",
            "   10008:\tb9400801 \tldr\tw1, [x0, #8]");
  }

  @Test
  void groupsOfAnAddressMakeItWithMoves() throws Exception {
    assertThat(
            words("movz x0, #:abs_g1:there\n movk x0, #:abs_g0_nc:there\n.equ there, 0x12345678"))
        .containsExactly(0xd2a24680, 0xf28acf00);
  }

  @Test
  void literalsArePooledWordsFirstAndOnce() throws Exception {
    assertThat(words("ldr x0, =5\n ldr w1, =7\n ldr x2, =2+3\n ret"))
        .containsExactly(0x580000c0, 0x18000061, 0x58000082, 0xd65f03c0, 7, 0, 5, 0);
  }

  @Test
  void ltorgPutsThePoolDownBeforeTheCodeThatFollows() throws Exception {
    assertThat(words("ldr w0, =1\n b 1f\n.ltorg\n1: ldr w0, =1"))
        .containsExactly(0x18000040, 0x14000002, 1, 0x18000020, 1);
  }

  @Test
  void aLiteralMayBeALocalLabelWhichIsAnotherEachTime() throws Exception {
    assertThat(words("1: ldr x0, =1b\n1: ldr x0, =1b"))
        .containsExactly(0x58000040, 0x58000060, 0x10000, 0, 0x10004, 0);
  }

  @Test
  void sectionsAreLaidOutByKindAndAligned() throws Exception {
    Program program =
        Assembler.standard()
            .alignSections(0x1000)
            .assemble(
                """
                .bss
                buffer: .skip 1 << 34
                .data
                word: .word 1
                .section .rodata.text, "a"
                .asciz "x"
                .text
                _start: nop
                .data
                .balign 8
                pointer: .quad buffer
                """);
    assertThat(program.sections())
        .extracting(Section::toString)
        .containsExactly(
            ".text at 0x400000, 4 bytes",
            ".rodata.text at 0x401000, 2 bytes",
            ".data at 0x402000, 16 bytes",
            ".bss at 0x403000, 17179869184 bytes");
    assertThat(program.section(".bss").orElseThrow().bytes()).isEmpty();
    assertThat(program.section(".data").orElseThrow().bytes())
        .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0x30, 0x40, 0, 0, 0, 0, 0);
    assertThat(program.symbols())
        .containsEntry("_start", 0x400000L)
        .containsEntry("pointer", 0x402008L)
        .containsEntry("buffer", 0x403000L);
  }

  @Test
  void codeIsAlignedWhereverTheProgramBegins() throws Exception {
    Program program = Assembler.standard().at(0x1002).assemble("nop\nend:");
    assertThat(program.section(".text").orElseThrow().address()).isEqualTo(0x1004);
    assertThat(program.address("end")).isEqualTo(0x1008);
  }

  @Test
  void alignmentIsFilledWithNopsInCodeAndZerosElsewhere() throws Exception {
    assertThat(words("nop\n.byte 1\n.p2align 4\nnop")).containsExactly(NOP, 1, NOP, NOP, NOP);
    assertThat(bytes(".byte 1\n.align 2\n.byte 2\n.balign 4, 9"))
        .containsExactly(1, 0, 0, 0, 2, 9, 9, 9);
    assertThat(bytes(".byte 1\n.p2align 3,,2\n.byte 2")).containsExactly(1, 2);
  }

  @Test
  void registerNamesAndMnemonicsAreReadInEitherCase() throws Exception {
    assertThat(words("ADD X0, SP, X1\nMOV W2, WZR")).containsExactly(0x8b2163e0, 0x2a1f03e2);
  }

  @Test
  void aLabelMayHaveTheNameOfAConditionOrAShift() throws Exception {
    assertThat(words("eq: b eq\nlsl: b lsl\ncsel x0, x1, x2, eq"))
        .containsExactly(0x14000000, 0x14000000, 0x9a820020);
  }

  @Test
  void storesAndLoadsTakeTheUnscaledFormWhereTheyMust() throws Exception {
    assertThat(words("ldr x0, [x1, #-8]\nldr w0, [x1, #1]\nstrb w0, [x1, #-1]\nldr x0, [x1, #8]"))
        .containsExactly(0xf85f8020, 0xb8401020, 0x381ff020, 0xf9400420);
  }

  @Test
  void typedInstructionsAreTheSameAsText() throws Exception {
    CodeBuilder code = new CodeBuilder();
    Label loop = code.label();
    Label end = code.label("end");
    code.emit("mov", Argument.x(0), Argument.imm(10));
    code.bind(loop);
    code.emit("ldr", Argument.w(1), Argument.postIndexed(Argument.SP, 16));
    code.emit("subs", Argument.x(0), Argument.x(0), Argument.imm(1));
    code.emit("csel", Argument.x(0), Argument.x(1), Argument.XZR, Argument.cond("ne"));
    code.emit("b.eq", end).emit("b", loop).bind(end).text("ret");

    Program program = code.assemble(Assembler.standard());

    assertThat(program.text())
        .isEqualTo(
            Assembler.standard()
                .assemble(
                    """
                    mov x0, 10
                    1: ldr w1, [sp], 16
                    subs x0, x0, 1
                    csel x0, x1, xzr, ne
                    b.eq end
                    b 1b
                    end: ret
                    """)
                .text());
    assertThat(program.symbols()).containsOnlyKeys("end");
  }

  @Test
  void everyKindOfArgument() throws Exception {
    CodeBuilder code = new CodeBuilder();
    Label table = code.label("table");
    code.emit("adrp", Argument.x(0), table);
    code.emit("add", Argument.x(0), Argument.x(0), Argument.low12(table));
    code.emit("ldr", Argument.w(1), Argument.at(Argument.x(0), Argument.low12(table)));
    code.emit("ldr", Argument.x(1), Argument.at(Argument.x(0), Argument.x(2), Argument.lsl(3)));
    code.emit(
        "ldrb", Argument.w(1), Argument.at(Argument.SP, Argument.w(2), Argument.extend("sxtw", 0)));
    code.emit("str", Argument.q(1), Argument.preIndexed(Argument.SP, -16));
    code.emit("add", Argument.x(1), Argument.x(2), Argument.x(3), Argument.asr(7));
    code.emit("add", Argument.SP, Argument.SP, Argument.w(3), Argument.extend("uxtw", 2));
    code.emit("fmov", Argument.d(1), Argument.imm(1.5));
    code.emit("fadd", Argument.v(0, S4), Argument.v(1, S4), Argument.v(2, S4));
    code.emit("mov", Argument.lane(3, Element.S, 1), Argument.w(4));
    code.emit("ld2", Argument.list(31, 2, B16), Argument.postIndexed(Argument.x(1), Argument.x(2)));
    code.emit("st3", Argument.list(4, 3, Element.H, 5), Argument.at(Argument.x(1)));
    code.emit("tbl", Argument.v(0, B8), Argument.list(1, 4, B16), Argument.v(9, B8));
    code.emit("sdot", Argument.v(0, S4), Argument.v(1, B16), Argument.lane(2, B4, 3));
    code.emit("movi", Argument.v(0, S2), Argument.imm(255), Argument.msl(8));
    code.emit("sqadd", Argument.b(0), Argument.b(1), Argument.b(2));
    code.emit("mrs", Argument.x(0), Argument.name("fpcr"));
    code.emit("dmb", Argument.name("ish"));
    code.emit("ldr", Argument.x(5), Argument.literal(table));
    code.emit("ldr", Argument.q(5), Argument.literal(-3));
    code.literalPool().section(".rodata").align(8).bind(table);
    code.bytes((byte) 1, (byte) -1).halfwords(2).words(3).doublewords(4).address(table);
    code.floats(1.5f).doubles(Double.NaN).string("h\u00e9", true).skip(3);

    Program program = code.assemble(Assembler.standard());

    assertThat(program.sections())
        .isEqualTo(
            Assembler.standard()
                .assemble(
                    """
                    adrp x0, table
                    add x0, x0, :lo12:table
                    ldr w1, [x0, :lo12:table]
                    ldr x1, [x0, x2, lsl 3]
                    ldrb w1, [sp, w2, sxtw #0]
                    str q1, [sp, -16]!
                    add x1, x2, x3, asr 7
                    add sp, sp, w3, uxtw 2
                    fmov d1, 1.5
                    fadd v0.4s, v1.4s, v2.4s
                    mov v3.s[1], w4
                    ld2 {v31.16b, v0.16b}, [x1], x2
                    st3 {v4.h-v6.h}[5], [x1]
                    tbl v0.8b, {v1.16b-v4.16b}, v9.8b
                    sdot v0.4s, v1.16b, v2.4b[3]
                    movi v0.2s, 255, msl 8
                    sqadd b0, b1, b2
                    mrs x0, fpcr
                    dmb ish
                    ldr x5, =table
                    ldr q5, =-3
                    .ltorg
                    .section .rodata
                    .balign 8
                    table: .byte 1, -1
                    .hword 2
                    .word 3
                    .xword 4, table
                    .float 1.5
                    .double nan
                    .asciz "h\\303\\251"
                    .zero 3
                    """)
                .sections());
  }

  @Test
  void argumentsThatNoInstructionHas() {
    assertThatThrownBy(() -> Argument.x(31)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.v(32, S4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.list(0, 5, S4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.lsl(64)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.extend("lsl", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.name("a b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Argument.imm(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
