package dev.seedkernel.aarch64.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembler against GNU as and ld: the same sections at the same addresses. */
class GnuAsTest {
  @TempDir Path directory;

  private void compare(String source) throws Exception {
    Binutils.require("as", "ld", "objcopy");
    Program ours = Assembler.standard().assemble(source);
    Path theirs =
        Binutils.program(
            directory,
            source,
            Assembler.DEFAULT_ADDRESS,
            address(ours, ".rodata", 0x800000),
            address(ours, ".data", 0x900000));
    for (String name : new String[] {".text", ".rodata", ".data"}) {
      byte[] content = ours.section(name).map(Section::bytes).orElseGet(() -> new byte[0]);
      assertThat(content).as(name).isEqualTo(Binutils.section(directory, theirs, name));
    }
  }

  private static long address(Program program, String section, long otherwise) {
    return program.section(section).map(Section::address).orElse(otherwise);
  }

  @Test
  void everyDirective() throws Exception {
    compare(
        """
        # 1 "a preprocessor's line"
                .arch   armv8-a
                .file   "x.c"
                .equ    size, 3 * (4 + 4) - 1       // a constant
                .set    other, size ^ 0xff & ~0x0f | 1 << 4
        twelve = 0xc
                .text
                .globl  _start
                .type   _start, %function
        _start: nop /* inside */ ; nop
                .inst   0xd503201f, 0xd65f03c0
                .byte   1
                .align  3
                mov     x0, #size
                mov     x1, #(other + twelve)
                .p2align 4, , 15
                ret
                .balign 32
                .skip   8, 0x5a
                .size   _start, . - _start
                .section .rodata
        text:   .ascii  "one", "two\\n"
                .asciz  "\\"\\\\\\t\\101\\0"
                .string "three"
                .balign 4
                .hword  0x1234, -1
                .short  twelve
                .2byte  'a'
                .word   0xffffffff, -0x80000000, 1 << 31
                .long   end - text
                .int    '\\n'
                .4byte  4
                .xword  _start + 4
                .quad   text, -1
                .8byte  0x123456789abcdef0
                .dword  end
                .fill   3, 2, 0x1234
                .fill   2, 8, 0x12345678
                .fill   5
        end:
                .data
                .zero   3
                .p2align 3, 0xee
        here:   .quad   here, . - here
                .space  twelve, 7
                .balign 16
                .quad   buffer_end - buffer
                .bss
        buffer: .skip   100
                .balign 64
        buffer_end:
        """);
  }

  @Test
  void comparisonsAndLogic() throws Exception {
    compare(
        """
        .data
        .quad 3 == 3, 1 < 2, 2 + 1 == 3, 1 == 1 && 2 == 2, 0 || 5, 3 != 3, 4 <> 5, 1 | 2 == 3
        .quad 5 >= 5, -1 < 0, !0, !5, 1 << 2 < 5, 3 > 2 > 1, 1 && 0 || 1, 2 <= 1, b == a + 8, b > a
        a: .quad 1
        b: .quad 2
        """);
  }

  @Test
  void repetitionsAndConditions() throws Exception {
    compare(
        """
                .text
        n = 0
        all:    .rept   3
        n = n + 1
                mov     x0, #n
                .rept   n - 1
                ldr     x1, =n * 0x123456
                .endr
                .if     n == 2
                nop
                .if     0
                .inst   0
                .else
                yield
                .endif
                .elseif n == 3
                wfe
                .else
                wfi
                .endif
        1:      cbz     x0, 1b
                .endr
                .rept   0
                .if     1
                .rept   5
                .endr
                .endif
                .endr
                .ifdef  all
                sev
                .endif
                .ifndef none
                sevl
                .elseif 1
                .inst   1
                .endif
                .ifdef  later
                .inst   2
                .endif
                .ltorg
        later:  .org    0x100
                nop
                .org    later + 0x200, 0xff
                .data
                .byte   1
                .org    16
                .byte   2
        """);
  }

  @Test
  void floatingData() throws Exception {
    compare(
        """
        .data
        .float 1.5, -2, 1e10, .25, inf, -inf, 3.
        .single 0.1
        .double 0.1, -1e-300, inf, 12345.678e9
        """);
  }

  @Test
  void quadwordLiterals() throws Exception {
    compare(
        """
        .text
        ldr q0, =5
        ldr x1, =7
        ldr q1, =-2
        ldr q2, =0x123456789abcdef0123456789abcdef
        ldr s4, =0x3f800000
        msr daifset, #2
        msr daifclr, #0xf
        msr spsel, #1
        """);
  }

  @Test
  void literalPools() throws Exception {
    compare(
        """
                .text
        start:  ldr     x0, =0x123456789abcdef0
                ldr     w1, =0x12345678
                ldr     x2, =data
                ldr     x3, =data + 8
                ldr     w4, =-2
                ldrsw   x5, =0x80000000
                ldr     x6, =0x123456789abcdef0
                ldr     x7, =data
                ret
                .ltorg
        second: ldr     x0, =start
                ldr     x1, =1f
                ldr     x2, =0x12345
        1:      ldr     x3, =1b
                ldr     lr, =0x12345678
                ldr     x0, second
                ldr     w0, second
                ldrsw   x0, second
                prfm    pldl1keep, second
                .data
        data:   .quad   1, 2
        """);
  }

  @Test
  void labelsAndAddresses() throws Exception {
    compare(
        """
                .text
        a:      b       a
                bl      z
                b.eq    1f
                beq     1f
                b.hs    1b0
                b.lo    a + 4
        1:      cbz     w0, 1f
                cbnz    x1, 1b
        1b0:    tbz     w2, #31, 1b
                tbnz    x3, #32, 1f
                tbz     x3, #2, 1f
        1:      adr     x0, a
                adr     x0, . + 4
                adrp    x1, far
                add     x1, x1, :lo12:far
                add     x1, x1, #:lo12:far + 2
                ldr     x2, [x1, :lo12:far]
                ldr     w2, [x1, #:lo12:far]
                ldrb    w2, [x1, :lo12:far + 1]
                movz    x3, #:abs_g3:far
                movk    x3, #:abs_g2_nc:far
                movk    x3, #:abs_g1_nc:far
                movk    x3, #:abs_g0_nc:far
        z:      .word   z - a
                .data
                .skip   0x1230
        far:    .quad   0
        """
            .replace("1b0", "label"));
  }

  @Test
  void spellingsThatTheDisassemblerNeverWrites() throws Exception {
    compare(
        """
        .arch armv8.4-a
        .text
        add x0, x1, 16
        add x0, x1, #4096
        add x0, x1, #-1
        subs w0, w1, -0x2000
        cmp x0, #-2
        cmn w0, #0x3000
        add x0, x1, x2, lsl 3
        add x0, sp, x2
        add x0, x1, w2, uxtw
        ADD X0, X1, #1, LSL #12
        sub sp, sp, #(16 * 2)
        cmp x0, 'a'
        cmp w0, w1, sxtb #2
        cmp sp, x1
        mov x0, -1
        mov w0, 0xffff0000
        mov x0, 0xff00ff00ff00ff00
        mov sp, x0
        mov x29, sp
        mov w0, #-2
        and x0, x1, ~0xf
        and w0, w1, #-2
        tst x0, 1
        mvn x0, x1, lsl #1
        ubfm x0, x1, #3, #2
        lsl x0, x1, 3
        lsl w0, w1, w2
        ror x0, x1, #5
        ror x0, x1, x2
        bfi x0, x1, #4, #8
        bfxil w0, w1, #4, #8
        ubfx x0, x1, #4, #8
        sbfiz x0, x1, #4, #8
        sxtw x0, w1
        uxtb w0, w1
        cset x0, eq
        csetm w0, hs
        cinc x0, x1, lo
        cneg w0, w1, lt
        ccmp x0, #3, #4, ne
        mul x0, x1, x2
        umull x0, w1, w2
        ldr x0, [x1, -8]
        ldr x0, [ x1 , 8 ]
        ldr x0, [x1], 8
        ldr x0, [x1, 8]!
        ldr w0, [x1, #1]
        ldrb w0, [x1, x2]
        ldr x0, [x1, w2, uxtw 3]
        ldr x0, [x1, x2, lsl #3]
        strh w0, [x1, w2, sxtw]
        ldp x0, x1, [sp], 16
        stp x29, lr, [sp, -16]!
        ldxr x0, [x1, #0]
        ldadd x0, x1, [x2]
        stadd w0, [x2]
        casal x0, x1, [x2]
        ret x30
        ret
        br ip0
        mov fp, ip1
        bfc x0, #3, #4
        movk w0, #1, lsl #16
        fmov d0, #1.0
        fmov s1, 0.25
        fadd d0, d1, d2
        ldr q0, [x1, #-16]
        str d0, [x1], 8
        ldp q0, q1, [sp, 32]
        add v0.4s, v1.4s, v2.4s
        mov v0.16b, v1.16b
        mov v0.d[1], x2
        mov w0, v1.s[2]
        mvn v0.8b, v1.8b
        sxtl v0.8h, v1.8b
        fcmle v0.2d, v1.2d, #0.0
        cmlt v0.4s, v1.4s, #0
        ld1 {v0.16b}, [x0]
        ld1 {v0.16b-v3.16b}, [x0], #64
        ld3 {v0.s, v1.s, v2.s}[1], [x0], x1
        st1 { v31.4h , v0.4h }, [sp]
        tbl v0.8b, {v1.16b, v2.16b}, v3.8b
        movi v0.4s, #0x12, lsl #8
        dup v0.4s, w1
        fmla v0.4s, v1.4s, v2.s[3]
        ext v0.16b, v1.16b, v2.16b, #3
        shl v0.2d, v1.2d, #(60 + 3)
        cnt v0.8b, v1.8b
        svc 0
        hint 3
        dsb sy
        isb
        isb sy
        dmb ish
        clrex
        dc zva, x0
        ic ivau, x1
        mrs x0, tpidr_el0
        msr s3_3_c13_c0_2, x0
        rev64 x0, x1
        nop
        bti c
        """);
  }

  @Test
  void complexNumbersAndIntegersOfASize() throws Exception {
    compare(
        """
        .arch armv8.5-a+fp16
        .text
        fcadd v0.4h, v1.4h, v2.4h, #90
        fcadd v3.8h, v4.8h, v5.8h, 270
        FCADD V6.2S, V7.2S, V8.2S, #90
        fcadd v9.4s, v10.4s, v11.4s, #(180 + 90)
        fcadd v29.2d, v30.2d, v31.2d, #0x5a
        fcmla v0.4h, v1.4h, v2.4h, #0
        fcmla v3.8h, v4.8h, v5.8h, 90
        fcmla v6.2s, v7.2s, v8.2s, #180
        fcmla v9.4s, v10.4s, v11.4s, #270
        fcmla v29.2d, v30.2d, v31.2d, #0
        fcmla v0.4h, v1.4h, v31.h[0], #90
        fcmla v0.4h, v1.4h, v31.h[ 1 ], #180
        fcmla v0.8h, v1.8h, v31.h[2], #0
        fcmla v0.8h, v1.8h, v15.h[3], #270
        fcmla v0.4s, v1.4s, v31.s[0], #180
        fcmla v0.4s, v1.4s, v15.s[1], 0
        frint32z s0, s1
        frint32x d0, d1
        frint64z d2, d3
        frint64x s30, s31
        frint32z v0.2s, v1.2s
        frint32x v0.4s, v1.4s
        frint64z v0.2d, v1.2d
        frint64x v30.2d, v31.2d
        fjcvtzs w0, d1
        fjcvtzs wzr, d31
        """);
  }

  @Test
  void productsOfHalvesAndOfBfloat16() throws Exception {
    compare(
        """
        .arch armv8.6-a+fp16fml+bf16
        .text
        fmlal v0.2s, v1.2h, v2.2h
        FMLAL2 V31.4S, V30.4H, V29.4H
        fmlsl v0.4s , v1.4h , v31.4h
        fmlsl2 v0.2s, v1.2h, v2.2h
        fmlal v0.2s, v1.2h, v15.h[7]
        fmlal2 v0.4s, v1.4h, v2.h[0]
        fmlsl v0.2s, v1.2h, v2.h[4]
        fmlsl2 v0.4s, v1.4h, v2.H[3]
        bfdot v0.2s, v1.4h, v2.4h
        bfdot v0.4s, v1.8h, v2.8h
        bfdot v0.2s, v1.4h, v31.2h[3]
        bfdot v0.4s, v1.8h, v16.2H[0]
        bfmmla v0.4s, v1.8h, v31.8h
        bfmlalb v0.4s, v1.8h, v31.8h
        bfmlalt v0.4s, v1.8h, v2.8h
        bfmlalb v0.4s, v1.8h, v15.h[(8 - 1)]
        bfmlalt v0.4s, v1.8h, v2.h[2]
        bfcvt h0, s31
        bfcvtn v0.4h, v1.4s
        bfcvtn2 v0.8h, v1.4s
        """);
  }

  @Test
  void symbolsHaveTheAddressesOfTheLinker() throws Exception {
    Binutils.require("as", "ld", "nm");
    String source = ".text\n_start: nop\n.data\nx: .quad 0\ny: .word 1\n";
    Program ours = Assembler.standard().assemble(source);
    Path theirs =
        Binutils.program(directory, source, 0x400000, 0x800000, address(ours, ".data", 0));

    String names = Binutils.run(directory, "nm", theirs.toString());

    for (Map.Entry<String, Long> symbol : ours.symbols().entrySet()) {
      assertThat(names)
          .containsPattern("%016x [a-zA-Z] %s\n".formatted(symbol.getValue(), symbol.getKey()));
    }
  }
}
