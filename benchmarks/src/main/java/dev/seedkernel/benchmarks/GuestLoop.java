package dev.seedkernel.benchmarks;

import java.util.List;

/** Endless integer programs; x1 points to 8 KiB, sp to the end of a stack. */
final class GuestLoop {
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

  /** All of them. */
  static final List<GuestLoop> ALL = List.of(CALLS, BYTES, SIEVE);

  private final String name;
  private final int[] words;

  private GuestLoop(String name, int... words) {
    this.name = name;
    this.words = words;
  }

  /** Returns the instruction words; the first is the entry. */
  int[] words() {
    return words.clone();
  }

  @Override
  public String toString() {
    return name;
  }
}
