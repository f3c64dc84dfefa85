package dev.seedkernel.benchmarks;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.asm.Assembler;
import dev.seedkernel.aarch64.asm.AssemblyException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Endless programs; x1 points to 8 KiB, sp to the end of a stack. */
final class GuestLoop {
  private static final long CODE = 0x1_0000;
  private static final long BUFFER = 0x2_0000;
  private static final long STACK_END = 0x4_0000;

  // spotless:off
  /** A doubly recursive function: calls, returns, pairs. */
  static final GuestLoop CALLS = new GuestLoop("calls",
      0x52800200, // start: mov w0, #16
      0x94000002, //        bl fib
      0x17fffffe, //        b start
      0xa9be7bfd, // fib:   stp x29, x30, [sp, #-32]!
      0x910003fd, //        mov x29, sp
      0xa90153f3, //        stp x19, x20, [sp, #16]
      0x7100081f, //        cmp w0, #2
      0x5400010b, //        b.lt done
      0x2a0003f3, //        mov w19, w0
      0x51000400, //        sub w0, w0, #1
      0x97fffff9, //        bl fib
      0x2a0003f4, //        mov w20, w0
      0x51000a60, //        sub w0, w19, #2
      0x97fffff6, //        bl fib
      0x0b140000, //        add w0, w0, w20
      0xa94153f3, // done:  ldp x19, x20, [sp, #16]
      0xa8c27bfd, //        ldp x29, x30, [sp], #32
      0xd65f03c0); //       ret

  /** A hash over bytes, with a table: short loops as string functions have them. */
  static final GuestLoop BYTES = new GuestLoop("bytes",
      0xaa0103e0, // start: mov x0, x1
      0x5282a0a2, //        mov w2, #5381
      0xd2820003, //        mov x3, #4096
      0x38401404, // next:  ldrb w4, [x0], #1
      0x0b021445, //        add w5, w2, w2, lsl #5
      0x4a0400a2, //        eor w2, w5, w4
      0x12001886, //        and w6, w4, #0x7f
      0x510184c7, //        sub w7, w6, #0x61
      0x710064ff, //        cmp w7, #25
      0x1a888508, //        cinc w8, w8, ls
      0xd3433449, //        ubfx x9, x2, #3, #11
      0xb8297822, //        str w2, [x1, x9, lsl #2]
      0xf1000463, //        subs x3, x3, #1
      0x54fffec1, //        b.ne next
      0x17fffff2); //       b start

  /** The sieve of Eratosthenes over 8 KiB. */
  static final GuestLoop SIEVE = new GuestLoop("sieve",
      0xd2800002, // start: mov x2, #0
      0x3822683f, // clear: strb wzr, [x1, x2]
      0x91000442, //        add x2, x2, #1
      0x366fffc2, //        tbz w2, #13, clear
      0xd2800042, //        mov x2, #2
      0x38626823, // next:  ldrb w3, [x1, x2]
      0x35000103, //        cbnz w3, skip
      0x9b027c44, //        mul x4, x2, x2
      0x14000004, //        b test
      0x52800025, // mark:  mov w5, #1
      0x38246825, //        strb w5, [x1, x4]
      0x8b020084, //        add x4, x4, x2
      0xd34dfc86, // test:  lsr x6, x4, #13
      0xb4ffff86, //        cbz x6, mark
      0x91000442, // skip:  add x2, x2, #1
      0xf1016c5f, //        cmp x2, #91
      0x54fffea3, //        b.lo next
      0x17ffffef); //       b start

  // spotless:on

  /** A polynomial in double precision, whose results are inexact, with a division and a root. */
  static final GuestLoop POLYNOMIAL =
      assembled(
          "polynomial",
          """
                 fmov  d0, #1.0
                 fmov  d1, #0.125
                 fmov  d2, #3.0
                 fdiv  d3, d1, d2
          start: mov   x2, #512
                 fmov  d4, #0.5
          next:  fmadd d5, d4, d3, d0
                 fmul  d6, d5, d4
                 fadd  d7, d6, d3
                 fsub  d8, d7, d1
                 str   d8, [x1, #64]
                 fcmp  d8, d2
                 fcsel d9, d8, d2, lt
                 fmadd d4, d9, d3, d3
                 subs  x2, x2, #1
                 b.ne  next
                 fsqrt d10, d4
                 fdiv  d11, d10, d2
                 b     start
          """);

  /** Sums of small integers in double precision: no result is ever inexact. */
  static final GuestLoop EXACT =
      assembled(
          "exact",
          """
          start: mov   x2, #4096
                 movi  d0, #0
                 fmov  d1, #1.0
                 fmov  d2, #0.5
          next:  fadd  d0, d0, d1
                 fmul  d3, d0, d2
                 fmadd d4, d3, d1, d2
                 fsub  d5, d4, d3
                 fcvtzs x3, d5
                 scvtf d6, x3
                 subs  x2, x2, #1
                 b.ne  next
                 b     start
          """);

  /** A search for a byte, 16 at a time, as string functions of a C library do. */
  static final GuestLoop SEARCH =
      assembled(
          "search",
          """
                 movi  v1.16b, #7
          start: mov   x0, x1
                 mov   x2, #256
          next:  ldr   q0, [x0], #16
                 cmeq  v2.16b, v0.16b, v1.16b
                 umaxp v3.16b, v2.16b, v2.16b
                 fmov  x3, d3
                 add   v4.16b, v4.16b, v0.16b
                 eor   v5.16b, v5.16b, v4.16b
                 cbnz  x3, start
                 subs  x2, x2, #1
                 b.ne  next
                 b     start
          """);

  /** Four single-precision products at a time, summed up. */
  static final GuestLoop VECTORS =
      assembled(
          "vectors",
          """
                 fmov  v1.4s, #0.125
                 fmov  v2.4s, #3.0
                 fdiv  v1.4s, v1.4s, v2.4s
          start: mov   x2, #256
                 movi  v3.4s, #0
          next:  fmla  v3.4s, v1.4s, v2.4s
                 fmul  v4.4s, v3.4s, v1.4s
                 fadd  v5.4s, v4.4s, v2.4s
                 scvtf v6.4s, v3.4s
                 fmax  v7.4s, v5.4s, v6.4s
                 str   q7, [x1, #32]
                 subs  x2, x2, #1
                 b.ne  next
                 b     start
          """);

  /** All of them. */
  static final List<GuestLoop> ALL =
      List.of(CALLS, BYTES, SIEVE, POLYNOMIAL, EXACT, SEARCH, VECTORS);

  private static GuestLoop assembled(String name, String source) {
    try {
      byte[] text = Assembler.standard().assemble(source).text();
      int[] words = new int[text.length / 4];
      ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
      return new GuestLoop(name, words);
    } catch (AssemblyException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private final String name;
  private final int[] words;

  private GuestLoop(String name, int... words) {
    this.name = name;
    this.words = words;
  }

  /** Returns a processor at the entry, with a memory of its own, which the caller closes. */
  Cpu load() {
    AddressSpace memory = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
    memory.map(CODE, 4096, Rights.ALL);
    memory.map(BUFFER, 8192, Rights.READ | Rights.WRITE);
    memory.map(STACK_END - 8192, 8192, Rights.READ | Rights.WRITE);
    for (int i = 0; i < words.length; i++) {
      memory.store32(CODE + i * 4L, words[i]);
    }
    Cpu cpu = new Cpu(memory);
    cpu.pc(CODE);
    cpu.x(1, BUFFER);
    cpu.sp(STACK_END);
    return cpu;
  }

  /**
   * Returns a processor as {@link #load} does, with a constant of the loop's second instruction,
   * which must be a MOVZ of w2, replaced: a program that differs from all others in one word.
   *
   * @param constant bits 0 to 15 are used
   */
  Cpu loadWithConstant(int constant) {
    if ((words[1] & 0xffe0_001f) != 0x5280_0002) {
      throw new IllegalStateException(this + " has no movz w2 at its second place");
    }
    Cpu cpu = load();
    cpu.memory().store32(CODE + 4, 0x5280_0002 | (constant & 0xffff) << 5);
    return cpu;
  }

  @Override
  public String toString() {
    return name;
  }
}
