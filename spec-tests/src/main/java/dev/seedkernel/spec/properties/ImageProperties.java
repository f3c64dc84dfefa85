package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.child;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** IMG: how a program is loaded, and what it starts with. */
final class ImageProperties {
  private ImageProperties() {}

  private static final int PAGE = 4096;
  private static final int GOOD = 42;

  /** Exits with 42 if x9 is 0. */
  private static final String VERDICT =
      "cmp x9, #0\n mov x0, #42\n mov x1, #1\n csel x0, x0, x1, eq\n mov x8, #93\n svc #0\n";

  private static void executes(ProgramBuilder p, Bytes file, Step end) {
    p.file("raw", file, 0755, end);
    Arg argv = p.strings(List.of("raw"));
    Arg id =
        child(
            p,
            c -> {
              c.step(Calls.execve(c.string("raw"), argv, Arg.of(0)));
              c.step(Calls.exit(99));
            });
    Parts.wait(p, id);
  }

  private static void executes(ProgramBuilder p, Bytes file) {
    executes(p, file, Calls.exit(GOOD));
  }

  private static Bytes plain() {
    return RawImage.of("mov x9, #0\n" + VERDICT).bytes();
  }

  private static Arbitrary<CallProgram> patched(Arbitrary<Bytes> files) {
    return around(files.map(file -> p -> executes(p, file)));
  }

  /** Headers that no program has. */
  @Clause({"IMG-2", "IMG-3"})
  static Arbitrary<CallProgram> wrongHeaders() {
    return patched(
        Arbitraries.oneOf(
            Combinators.combine(integer(0, 3), integer(1, 255))
                .as((at, bits) -> plain().with(at, Bytes.of(plain().at(at) ^ bits))),
            Arbitraries.of(0, 1, 4, 0xfe00, 0xffff)
                .map(type -> plain().with(16, Bytes.ofNumber(type, 2))),
            Arbitraries.of(0, 3, 40, 62, 0xb700).map(m -> plain().with(18, Bytes.ofNumber(m, 2))),
            Arbitraries.of(0, 32, 55, 57, 64, 112)
                .map(size -> plain().with(54, Bytes.ofNumber(size, 2))),
            Arbitraries.of(0, 1171, 0xffff).map(n -> plain().with(56, Bytes.ofNumber(n, 2))),
            Arbitraries.of(2000L, 1L << 40, 1L << 62)
                .map(at -> plain().with(32, Bytes.ofNumber(at, 8))),
            integer(1, 63).map(length -> plain().slice(0, length))));
  }

  /** Fields that mean nothing. */
  @Clause({"IMG-4"})
  static Arbitrary<CallProgram> ignoredFields() {
    return patched(
        Combinators.combine(
                Arbitraries.of(6, 7, 8, 9, 15, 20, 40, 47, 48, 52, 58, 60, 62), integer(0, 255))
            .as((at, value) -> plain().with(at, Bytes.of(value))));
  }

  /** Class and byte order. */
  @Clause({"IMG-5"})
  static Arbitrary<CallProgram> classes() {
    return patched(
        Combinators.combine(Arbitraries.of(4, 5), Arbitraries.of(0, 3, 255))
            .as((at, value) -> plain().with(at, Bytes.of(value))));
  }

  /** Segments that cannot be. */
  @Clause({"IMG-6", "IMG-7", "IMG-8"})
  static Arbitrary<CallProgram> wrongSegments() {
    int header = 64;
    return patched(
        Arbitraries.of(
            plain().with(header, Bytes.ofNumber(4, 4)),
            plain().with(header + 40, Bytes.ofNumber(16, 8)),
            plain().with(header + 8, Bytes.ofNumber(8, 8)),
            plain()
                .with(header + 32, Bytes.ofNumber(9000, 8))
                .with(header + 40, Bytes.ofNumber(9000, 8)),
            plain().with(24, Bytes.ofNumber(0x50_0000, 8)),
            plain().with(24, Bytes.ofNumber(RawImage.BASE + 4096L, 8)),
            plain().with(24, Bytes.ofNumber(8, 8)),
            plain().with(header + 16, Bytes.ofNumber(1L << 52, 8)),
            plain().with(header + 16, Bytes.ofNumber(-4096L, 8)),
            plain().with(header + 40, Bytes.ofNumber(1L << 60, 8))));
  }

  private static String check(long address, int value) {
    return "ldr x1, =" + address + "\n ldrb w2, [x1]\n cmp w2, #" + value + "\n cinc x9, x9, ne\n";
  }

  private static String checks(String code) {
    return "mov x9, #0\n" + code + VERDICT + " .ltorg\n";
  }

  /** Content, zeros behind it, any alignment field, any order of addresses. */
  @Clause({"IMG-9", "IMG-10"})
  static Arbitrary<CallProgram> segmentsAreLoaded() {
    return around(
        Combinators.combine(
                integer(1, 5000),
                integer(0, 9000),
                integer(0, 4000),
                Arbitraries.of(0L, 1L, 3L, 4096L),
                integer(1, 255),
                Arbitraries.of(true, false))
            .as((size, more, within, align, value, low) ->
                p -> {
                  long at = (low ? 0x20_0000L : 0x80_0000L) + within;
                  RawImage.Segment data =
                      new RawImage.Segment(
                          1, 6, at, Bytes.filled(value, size), (long) size + more, align);
                  String code =
                      check(at, value)
                          + check(at + size - 1, value)
                          + (more > 0 ? check(at + size, 0) + check(at + size + more - 1, 0) : "");
                  executes(p, RawImage.of(checks(code), data).bytes());
                }));
  }

  /** Two segments in one page, as the file has them. */
  @Clause({"IMG-11"})
  static Arbitrary<CallProgram> sharedPages() {
    return around(
        Combinators.combine(integer(16, 2000), integer(1, 255))
            .as((size, value) ->
                p -> {
                  // The second lies in the same page of the file and of memory, behind the first.
                  Bytes both = Bytes.filled(value, size).then(Bytes.filled(value ^ 0xff, size));
                  RawImage image =
                      RawImage.of(
                          checks(
                              check(0x80_0000 + size - 1, value)
                                  + check(0x80_0000 + size, value ^ 0xff)),
                          RawImage.Segment.load(6, 0x80_0000, both, both.length()),
                          RawImage.Segment.load(6, 0x80_0000, Bytes.EMPTY, 0));
                  Bytes file = image.bytes();
                  int second = 64 + 2 * 56;
                  long offset = file.number(64 + 56 + 8, 8);
                  executes(
                      p,
                      file.with(64 + 56 + 32, Bytes.ofNumber(size, 8))
                          .with(64 + 56 + 40, Bytes.ofNumber(size, 8))
                          .with(second + 8, Bytes.ofNumber(offset + size, 8))
                          .with(second + 16, Bytes.ofNumber(0x80_0000L + size, 8))
                          .with(second + 32, Bytes.ofNumber(size, 8))
                          .with(second + 40, Bytes.ofNumber(size, 8)));
                }));
  }

  /** Rights of segments: what they forbid kills, what they allow works. */
  @Clause({"IMG-12", "IMG-13", "IMG-30"})
  static Arbitrary<CallProgram> rights() {
    String start = "ldr x1, =0x800000\n";
    String write = "str w2, [x1]\n";
    String codeOf = "ldr w2, =0xd65f03c0\n";
    String flush = "dc cvau, x1\n dsb ish\n ic ivau, x1\n dsb ish\n isb\n";
    return around(
        Combinators.combine(Arbitraries.of(4, 5, 6, 7), Arbitraries.of(true, false))
            .as((rights, stores) ->
                p -> {
                  boolean allowed = (rights & (stores ? RawImage.WRITE : RawImage.EXECUTE)) != 0;
                  boolean both = rights == 7;
                  String code =
                      start
                          + codeOf
                          + (both || stores ? write : "")
                          + (both ? flush : "")
                          + (both || !stores ? "blr x1\n" : "");
                  RawImage.Segment segment =
                      RawImage.Segment.load(
                          rights, 0x80_0000, Bytes.ofNumber(both ? 0 : 0xd65f03c0L, 8), 64);
                  executes(
                      p,
                      RawImage.of(checks(code), segment).bytes(),
                      allowed ? Calls.exit(GOOD) : Parts.load(Arg.of(8), 4));
                }));
  }

  /** In a shared page the rights of all. */
  @Clause({"IMG-14"})
  static Arbitrary<CallProgram> joinedRights() {
    return around(
        Combinators.combine(Arbitraries.of(4, 6), integer(1, 60))
            .as((first, words) ->
                p -> {
                  String code = "ldr x1, =0x800000\n str w1, [x1]\n ldr w2, [x1, #2048]\n";
                  executes(
                      p,
                      RawImage.of(
                              checks(code),
                              RawImage.Segment.load(
                                  first, 0x80_0000, Bytes.filled(1, words), words),
                              RawImage.Segment.load(
                                  10 - first, 0x80_0800, Bytes.filled(2, words), words))
                          .bytes());
                }));
  }

  /** Registers at the start, of a case and of a program that it becomes. */
  @Clause({"IMG-15", "IMG-16"})
  static Arbitrary<CallProgram> registersAreZero() {
    Range entry = new Range(CaseLayout.ENTRY, 32);
    return around(
        Arbitraries.longs()
            .map(value ->
                p -> {
                  p.companion(
                      "other", c -> c.step(Calls.call("getpid", Calls.GETPID).output(entry)));
                  p.step(Calls.call("getpid", Calls.GETPID).output(entry));
                  Arg argv = p.strings(List.of("other", "x"));
                  Arg id =
                      child(
                          p,
                          c -> {
                            c.step(
                                Parts.run(
                                    "msr tpidr_el0, x0\n fmov d7, x0\n fmov d31, x0\n mov x1, #0x400000\n msr fpcr, x1\n mov x1, #1\n msr fpsr, x1\n cmp x0, x0\n mov x0, #0",
                                    Step.Effect.gives(0),
                                    Arg.of(value)));
                            c.step(Calls.execve(c.string("other"), argv, Arg.of(0)));
                          });
                  Parts.wait(p, id);
                }));
  }

  private static Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withCharRange('\u0001', '\u00ff')
        .ofMaxLength(40)
        .list()
        .ofMaxSize(6);
  }

  /** Strings of argv and envp, byte for byte. */
  @Clause({"IMG-16", "IMG-17", "IMG-18"})
  static Arbitrary<CallProgram> stringsArePassed() {
    return around(
        Combinators.combine(texts(), texts(), integer(0, 3))
            .as((arguments, environment, how) ->
                p -> {
                  List<String> argv = new ArrayList<>(List.of("other", "x"));
                  argv.addAll(arguments);
                  boolean none = how == 0;
                  boolean empty = how == 1;
                  p.companion(
                      "other",
                      c -> {
                        c.step(ImageParts.strings(c, none || empty ? List.of("") : argv));
                        c.step(ImageParts.environment(c, none ? List.of() : environment));
                      });
                  Arg given = none ? Arg.of(0) : empty ? p.strings(List.of()) : p.strings(argv);
                  Arg strings = none ? Arg.of(0) : p.strings(environment);
                  Arg id = child(p, c -> c.step(Calls.execve(c.string("other"), given, strings)));
                  Parts.wait(p, id);
                }));
  }

  /** The auxiliary vector: each type once, and its value. */
  @Clause({"IMG-19", "IMG-20"})
  static Arbitrary<CallProgram> auxiliaryVector() {
    String code =
        """
        mov     x9, sp
        ldr     x10, [x9], #8
        add     x9, x9, x10, lsl #3
        add     x9, x9, #8
        1:
        ldr     x10, [x9], #8           // the environment
        cbnz    x10, 1b
        2:
        ldp     x10, x11, [x9], #16
        cbz     x10, 5f
        cmp     x10, #31
        b.hi    2b
        add     x12, x0, x10            // how often, one byte a type
        ldrb    w13, [x12]
        add     w13, w13, #1
        strb    w13, [x12]
        add     x12, x0, x10, lsl #3
        cmp     x10, #15
        b.eq    3f
        cmp     x10, #31
        b.eq    3f
        cmp     x10, #16
        b.eq    4f
        cmp     x10, #3
        b.eq    4f
        cmp     x10, #25
        b.eq    4f
        str     x11, [x12, #32]
        b       2b
        3:
        ldr     x11, [x11]              // a text
        str     x11, [x12, #32]
        b       2b
        4:
        and     x11, x11, #3            // HWCAP has its low bits, addresses have not been asked for
        cmp     x10, #16
        csel    x11, x11, xzr, eq
        str     x11, [x12, #32]
        b       2b
        5:
        strb    wzr, [x0, #24]          // types that this document does not name
        strb    wzr, [x0, #26]
        strb    wzr, [x0, #27]
        strb    wzr, [x0, #28]
        strb    wzr, [x0, #29]
        strb    wzr, [x0, #30]
        str     xzr, [x0, #32 + 24 * 8]
        stp     xzr, xzr, [x0, #32 + 26 * 8]
        stp     xzr, xzr, [x0, #32 + 28 * 8]
        str     xzr, [x0, #32 + 30 * 8]
        """;
    return around(
        Arbitraries.of("other", "./other", "././/other")
            .map(path ->
                p -> {
                  Bytes counts = Bytes.zeros(32);
                  Bytes values = Bytes.zeros(256);
                  for (int type :
                      new int[] {3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 23, 25, 31}) {
                    counts = counts.with(type, Bytes.of(1));
                  }
                  values =
                      values
                          .with(4 * 8, Bytes.ofNumber(56, 8))
                          .with(5 * 8, Bytes.ofNumber(4, 8))
                          .with(6 * 8, Bytes.ofNumber(4096, 8))
                          .with(9 * 8, Bytes.ofNumber(CaseLayout.TEXT + 16, 8))
                          .with(15 * 8, Bytes.ofText("aarch64\0"))
                          .with(16 * 8, Bytes.ofNumber(3, 8))
                          .with(17 * 8, Bytes.ofNumber(100, 8))
                          .with(
                              31 * 8,
                              Bytes.ofText(
                                  (path + "\0\0\0\0\0\0\0\0")
                                      .substring(0, path.length() < 8 ? path.length() + 1 : 8)));
                  Bytes expected = counts.then(values);
                  // Of the name, what is behind its NUL is not looked at.
                  String cut =
                      path.length() < 8
                          ? "ldr x11, [x0, #32 + 31 * 8]\n mov x12, #-1\n lsr x12, x12, #"
                              + (64 - 8 * (path.length() + 1))
                              + "\n and x11, x11, x12\n str x11, [x0, #32 + 31 * 8]\n"
                          : "";
                  p.companion("other", c -> c.step(ImageParts.stores(c, code + cut, expected)));
                  Arg argv = p.strings(List.of("other", "x"));
                  Arg id = child(p, c -> c.step(Calls.execve(c.string(path), argv, Arg.of(0))));
                  Parts.wait(p, id);
                }));
  }

  /** Where the heap begins. */
  @Clause({"IMG-21"})
  static Arbitrary<CallProgram> heapsStartAbove() {
    return around(
        integer(1, 9000)
            .map(size ->
                p -> {
                  long end = 0x80_0000L + size;
                  String code =
                      "mov x0, #0\n mov x8, #214\n svc #0\n ands x1, x0, #4095\n cset x9, ne\n ldr x1, ="
                          + end
                          + "\n cmp x0, x1\n cinc x9, x9, lo\n";
                  executes(
                      p,
                      RawImage.of(
                              checks(code), RawImage.Segment.load(6, 0x80_0000, Bytes.EMPTY, size))
                          .bytes());
                }));
  }

  /** The heap begins right behind the image. */
  @Clause({"IMG-22"})
  static Arbitrary<CallProgram> heapsStartBehind() {
    return around(
        integer(1, 9000)
            .map(size ->
                p -> {
                  long end = (0x80_0000L + size + PAGE - 1) & -PAGE;
                  String code =
                      "mov x0, #0\n mov x8, #214\n svc #0\n ldr x1, ="
                          + end
                          + "\n subs x9, x0, x1\n";
                  executes(
                      p,
                      RawImage.of(
                              checks(code), RawImage.Segment.load(6, 0x80_0000, Bytes.EMPTY, size))
                          .bytes());
                }));
  }

  /** A gigabyte of addresses, and 16 MiB of stack. */
  @Clause({"IMG-24"})
  static Arbitrary<CallProgram> roomForStackAndMore() {
    return around(
        Combinators.combine(integer(0x1000, 0x2fff), integer(3800, 4080))
            .as((page, stack) ->
                p -> {
                  Arg id =
                      child(
                          p,
                          c -> {
                            c.step(MemoryParts.mmap(Arg.of((long) page * 0x1_0000), PAGE, 3, 0x32));
                            c.step(Parts.store(Arg.of((long) page * 0x1_0000), 8, 1));
                            c.step(
                                Parts.run(
                                    "mov x2, sp\n mov x1, #"
                                        + stack
                                        + "\n 1: sub sp, sp, #4096\n str xzr, [sp]\n subs x1, x1, #1\n b.ne 1b\n mov sp, x2\n mov x0, #0",
                                    Step.Effect.gives(0)));
                          });
                  Parts.wait(p, id);
                }));
  }

  /** An image that is mostly zeros, and a large heap. */
  @Clause({"IMG-25"})
  static Arbitrary<CallProgram> untouchedZerosAreFree() {
    return around(
        integer(0, 500)
            .map(at ->
                p -> {
                  String code =
                      "mov x0, #0\n mov x8, #214\n svc #0\n mov x3, x0\n add x0, x0, #200, lsl #12\n add x0, x0, #199, lsl #20\n"
                              .replace(
                                  "add x0, x0, #199, lsl #20\n",
                                  "ldr x4, =209715200\n add x0, x3, x4\n")
                          + "mov x4, x0\n svc #0\n subs x9, x0, x4\n"
                          + check(0x60_0000L + ((long) at << 20), 0);
                  executes(
                      p,
                      RawImage.of(
                              checks(code),
                              RawImage.Segment.load(6, 0x60_0000, Bytes.EMPTY, 512L << 20))
                          .bytes());
                }));
  }

  /** Programs that ask for an interpreter that is not there. */
  @Clause({"IMG-26"})
  static Arbitrary<CallProgram> missingInterpreters() {
    return around(
        Combinators.combine(
                Arbitraries.of("/missing", "/case/none/x", "m"), Arbitraries.of("\0", "x"))
            .as((path, end) ->
                p -> {
                  Bytes name = Bytes.ofText(path + end);
                  RawImage.Segment segment =
                      new RawImage.Segment(3, 4, 0x40_1000, name, name.length(), 1);
                  executes(p, RawImage.of("mov x9, #0\n" + VERDICT, segment).bytes());
                }));
  }

  /** A program that can be anywhere. */
  @Clause({"IMG-27"})
  static Arbitrary<CallProgram> anywhere() {
    String code =
        """
        0:      adr     x1, 0b          // the entry
        and     x2, x1, #4095
        subs    x9, x2, #0x400
        mov     x3, sp
        ldr     x4, [x3], #8
        add     x3, x3, x4, lsl #3
        add     x3, x3, #8
        1:
        ldr     x4, [x3], #8
        cbnz    x4, 1b
        mov     x7, #2
        2:
        ldp     x4, x5, [x3], #16
        cbz     x4, 4f
        cmp     x4, #9                  // AT_ENTRY
        b.ne    3f
        sub     x6, x5, x1
        orr     x9, x9, x6
        sub     x7, x7, #1
        3:
        cmp     x4, #3                  // AT_PHDR
        b.ne    2b
        sub     x6, x1, x5
        sub     x6, x6, #0x3c0
        orr     x9, x9, x6
        sub     x7, x7, #1
        b       2b
        4:
        orr     x9, x9, x7
        """;
    return around(
        integer(0, 40)
            .map(words ->
                p -> {
                  String padded = code + "nop\n".repeat(words) + VERDICT;
                  RawImage image = new RawImage(Parts.code(padded), List.of(), 3, 5);
                  executes(p, image.bytes());
                }));
  }

  /** Strings that are too long, and such that are not. */
  @Clause({"IMG-28", "IMG-29", "PROC-23"})
  static Arbitrary<CallProgram> longStrings() {
    return around(
        Combinators.combine(
                Arbitraries.of(100_000, 131_070, 131_071, 131_072, 200_000),
                Arbitraries.of(1, 1, 5, 40),
                Arbitraries.of("other", "missing"),
                Arbitraries.of(true, false))
            .as((length, count, path, inEnvironment) ->
                p -> {
                  p.companion("other", c -> {});
                  long at = MemoryParts.FREE;
                  p.step(MemoryParts.mmap(Arg.of(at), 60L * PAGE, 3, 0x32));
                  p.step(
                      Parts.run(
                          "1: strb w2, [x0], #1\n subs x1, x1, #1\n b.ne 1b\n mov x0, #0",
                          new Step.Effect.Fills(Arg.of(at), length, 'l'),
                          Arg.of(at),
                          Arg.of(length),
                          Arg.of('l')));
                  Bytes vector = Bytes.EMPTY;
                  for (int i = 0; i < count; i++) {
                    vector = vector.then(Bytes.ofNumber(at, 8));
                  }
                  Arg many = p.bytes(vector.then(Bytes.zeros(8)));
                  Bytes two =
                      Bytes.ofNumber(p.content(Bytes.ofText("o\0")).address(), 8)
                          .then(Bytes.ofNumber(p.content(Bytes.ofText("x\0")).address(), 8));
                  Arg argv =
                      p.bytes(two.then(inEnvironment ? Bytes.EMPTY : vector).then(Bytes.zeros(8)));
                  Arg id =
                      child(
                          p,
                          c -> {
                            c.step(
                                Calls.execve(
                                    c.string(path), argv, inEnvironment ? many : Arg.of(0)));
                            c.step(Calls.exit(7));
                          });
                  Parts.wait(p, id);
                }));
  }
}
