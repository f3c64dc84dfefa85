package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** LIMIT: files, descriptors, processes and memory that there may be. */
final class LimitProperties {
  private LimitProperties() {}

  /** The numbers of docs/os/machine.md, of those limits that can be reached in no time. */
  static final Map<String, Long> DOCUMENTED =
      Map.of("open-files", 1024L, "processes", 1024L, "spawn-depth", 64L);

  private static final int EAGAIN = -11;
  private static final int ENOMEM = -12;
  private static final int EMFILE = -24;
  private static final int ENOSPC = -28;
  private static final int PAGE = 4096;
  private static final int PAGES = 256;

  /** Files that a system has of its own, at most. */
  private static final int OWN_FILES = 40;

  /** Pages of a process beside those that it touches, at most. */
  private static final int OWN_PAGES = 64;

  /** Above all that the kit has in a process. */
  private static final long TOUCHED = 0x1000_0000L;

  private static final int LEAF_STATUS = 7;
  private static final int MANY_FILES = 4096;
  private static final int DRIVERS_DESCRIPTORS = 16;

  /** Stores how many children there are below, and its own refusal. */
  private static final String DESCENT =
      """
      tbnz    x0, #63, 2f
      sub     sp, sp, #128
      mov     x0, #0
      mov     x1, #0
      mov     x2, sp
      mov     x3, #4
      mov     x4, #0
      mov     x8, #95
      svc     #0
      ldr     w0, [sp, #24]
      add     w0, w0, #1
      mov     x8, #93
      svc     #0
      2:
      cmn     x0, #11                 // EAGAIN
      mov     x1, #200
      csel    x0, xzr, x1, eq
      mov     x8, #93
      svc     #0
      """;

  private static final String CLONES =
      """
      1:
      mov     x0, #17
      mov     x1, #0
      mov     x2, #0
      mov     x3, #0
      mov     x4, #0
      mov     x8, #220
      svc     #0
      cbz     x0, 1b
      """
          + DESCENT;

  private static final String SPAWNS =
      """
      adr     x0, 9f
      stp     x0, xzr, [sp, #-16]!
      mov     x1, sp
      mov     x8, #1024
      svc     #0
      """
          + DESCENT
          + "9: .asciz \"/deep\"\n .balign 4\n";

  private static Member program(String name, String code) {
    return Member.of(name, Member.S_IFREG | 0755, RawImage.of(code).bytes());
  }

  private static Member leaf() {
    return program("leaf", "mov x0, #" + LEAF_STATUS + "\n mov x8, #93\n svc #0\n");
  }

  /** Adds a file, directory or link with a name of its own; a hard link is one to /init. */
  private static Step name(ProgramBuilder program, int kind, String name) {
    Arg path = program.string(name);
    return switch (kind) {
      case 0 ->
          Calls.call("mknodat", 33, Calls.AT_FDCWD, path, Arg.of(Member.S_IFREG | 0644), Arg.of(0));
      case 1 -> Calls.call("mkdirat", Calls.MKDIRAT, Calls.AT_FDCWD, path, Arg.of(0755));
      case 2 -> Calls.call("symlinkat", Calls.SYMLINKAT, program.string("x"), Calls.AT_FDCWD, path);
      default ->
          Calls.call(
              "linkat",
              Calls.LINKAT,
              Calls.AT_FDCWD,
              program.string("/init"),
              Calls.AT_FDCWD,
              path,
              Arg.of(0));
    };
  }

  private static Step unname(ProgramBuilder program, int kind, String name) {
    return Calls.unlinkat(Calls.AT_FDCWD, program.string(name), kind == 1 ? Abi.AT_REMOVEDIR : 0);
  }

  /** Names until there is no room, and again as many as were removed. */
  @Clause({"LIMIT-4", "LIMIT-7", "LIMIT-1"})
  static Arbitrary<BootCase> filesAreCounted() {
    return Combinators.combine(
            integer(OWN_FILES + 5, 100),
            integer(0, 3).list().ofMinSize(1).ofMaxSize(5),
            integer(0, 3))
        .as((limit, kinds, turn) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          for (int i = 0; i < kinds.size(); i++) {
            init.gives(name(program, kinds.get(i), "/" + i), 0);
          }
          int others = kinds.size();
          init.step(
              files(program, UNTIL_FULL, "/f0000"),
              answer ->
                  answer.result() > limit - OWN_FILES - others && answer.result() < limit - others
                      ? Optional.empty()
                      : Optional.of("made " + answer.result()));
          for (int i = 0; i < kinds.size(); i++) {
            init.gives(unname(program, kinds.get(i), "/" + i), 0);
          }
          for (int i = 0; i < kinds.size(); i++) {
            init.gives(name(program, (kinds.get(i) + turn) % 4, "/again" + i), 0);
          }
          init.gives(name(program, turn, "/more"), ENOSPC);
          return init.boot("files=" + limit + ", kinds " + kinds)
              .withLimits(Map.of("files", (long) limit));
        });
  }

  /** Returns code that makes files of a name that ends in 4 digits. */
  private static Step files(ProgramBuilder program, String code, String path) {
    return Parts.run(
        code,
        Step.Effect.anything(),
        program.string(path),
        Arg.of(path.length() - 4L),
        Arg.of(MANY_FILES));
  }

  /** Descriptors of all ways to get one. */
  @Clause({"LIMIT-4", "LIMIT-7", "LIMIT-1"})
  static Arbitrary<BootCase> descriptorsAreCounted() {
    return Combinators.combine(integer(8, 60), integer(0, 2).list().ofSize(5), integer(3, 7))
        .as((limit, ways, closed) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          for (int next = 3; next <= limit; next++) {
            init.gives(descriptor(program, ways.get(next % 5)), next < limit ? next : EMFILE);
          }
          init.gives(Calls.close(Arg.of(closed)), 0);
          init.gives(descriptor(program, ways.getFirst()), closed);
          init.gives(descriptor(program, ways.getLast()), EMFILE);
          return init.boot("open-files=" + limit).withLimits(Map.of("open-files", (long) limit));
        });
  }

  private static Step descriptor(ProgramBuilder program, int way) {
    return switch (way) {
      case 0 -> Calls.openat(Calls.AT_FDCWD, program.string("/init"), 0, 0);
      case 1 -> Calls.call("dup", Calls.DUP, Arg.of(1));
      default -> Calls.call("fcntl", Calls.FCNTL, Arg.of(1), Arg.of(Abi.F_DUPFD), Arg.of(0));
    };
  }

  /** Processes, those included that nobody was told of. */
  @Clause({"LIMIT-5", "LIMIT-7", "LIMIT-1"})
  static Arbitrary<BootCase> processesAreCounted() {
    return Combinators.combine(integer(2, 12), integer(0, 3).list().ofMinSize(1).ofMaxSize(30))
        .as((limit, actions) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          List<Arg> children = new ArrayList<>();
          for (int action : actions) {
            if (action == 3) {
              if (!children.isEmpty()) {
                Parts.wait(program, children.removeFirst());
              }
              continue;
            }
            boolean room = 1 + children.size() < limit;
            Step make =
                action == 0
                    ? new Step.Fork(Parts.SIGCHLD, List.of())
                    : Calls.spawn(program.string("/leaf"), program.strings(List.of("leaf")));
            if (room) {
              children.add(program.result(init.succeeds(make)));
            } else {
              init.gives(make, EAGAIN);
            }
          }
          return init.boot("processes=" + limit, Optional.empty(), List.of(leaf()))
              .withLimits(Map.of("processes", (long) limit));
        });
  }

  /** Generations, of either way to make one. */
  @Clause({"LIMIT-5", "LIMIT-1"})
  static Arbitrary<BootCase> generationsAreCounted() {
    return Combinators.combine(integer(1, 12), Arbitraries.of(true, false))
        .as((limit, clones) -> {
          return descent(clones, limit).withLimits(Map.of("spawn-depth", (long) limit));
        });
  }

  private static BootCase descent(boolean clones, long limit) {
    InitProgram init = new InitProgram();
    ProgramBuilder program = init.program();
    Arg id =
        program.result(
            init.succeeds(Calls.spawn(program.string("/deep"), program.strings(List.of("deep")))));
    ends(init, id, 1, (int) limit - 1);
    return init.boot(
        "spawn-depth=" + limit,
        Optional.empty(),
        List.of(program("deep", clones ? CLONES : SPAWNS)));
  }

  /** Adds a waitid that must find a child ended so. */
  private static void ends(InitProgram init, Arg id, int code, int status) {
    Range info = init.program().allot(Parts.SIGINFO);
    init.step(
        Calls.waitid(Arg.of(Parts.P_PID), id, info, Parts.WEXITED),
        answer -> {
          long seenCode = answer.outputs().getFirst().number(8, 4);
          long seenStatus = answer.outputs().getFirst().number(24, 4);
          return answer.result() == 0 && seenCode == code && seenStatus == status
              ? Optional.empty()
              : Optional.of(
                  "gave %d, si_code %d, si_status %d"
                      .formatted(answer.result(), seenCode, seenStatus));
        });
  }

  /** Touches pages: by instructions, or by a read of zeros into them. */
  private static void touch(ProgramBuilder p, long pages, boolean byCall) {
    p.step(MemoryParts.mmap(Arg.of(TOUCHED), pages * PAGE, 3, 0x32));
    if (byCall) {
      Arg zero = p.result(p.step(Calls.openat(Calls.AT_FDCWD, p.string("/dev/zero"), 0, 0)));
      p.step(Calls.read(zero, Arg.of(TOUCHED), Arg.of(pages * PAGE)).ending());
      p.step(Calls.close(zero));
    } else {
      p.step(
          Parts.run(
              "1: str x1, [x0]\n add x0, x0, #4096\n subs x1, x1, #1\n b.ne 1b\n mov x0, #0",
              Step.Effect.anything(),
              Arg.of(TOUCHED),
              Arg.of(pages)));
    }
  }

  /** Children that touch as many pages as there are are killed, and others go on. */
  @Clause({"LIMIT-6", "LIMIT-7", "LIMIT-8"})
  static Arbitrary<BootCase> memoryIsCounted() {
    return Combinators.combine(
            integer(2, 5),
            Combinators.combine(
                    Arbitraries.of(true, false), Arbitraries.of(true, false), integer(0, 80))
                .as((fits, byCall, more) -> new Child(fits, byCall, more))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5))
        .as((mebibytes, children) -> {
          int pages = mebibytes * PAGES;
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          init.gives(MemoryParts.mmap(Arg.of(TOUCHED * 2), 1L << 30, 3, 0x32), TOUCHED * 2);
          for (Child child : children) {
            long touched = child.fits ? pages - 3 * OWN_PAGES - child.more : pages + child.more;
            Arg id =
                Parts.child(
                    program,
                    c -> {
                      touch(c, touched, child.byCall);
                      c.step(Calls.exit(LEAF_STATUS));
                    });
            ends(init, id, child.fits ? 1 : 2, child.fits ? LEAF_STATUS : 9);
          }
          init.prints("goes on\n");
          return init.boot("memory of %d MiB, %s".formatted(mebibytes, children))
              .withLimits(Map.of("memory", (long) mebibytes << 20));
        });
  }

  private record Child(boolean fits, boolean byCall, int more) {}

  /** A copy that does not fit is not made. */
  @Clause({"LIMIT-6", "LIMIT-7"})
  static Arbitrary<BootCase> copiesAreCounted() {
    return Combinators.combine(integer(2, 5), integer(0, 80), Arbitraries.of(true, false))
        .as((mebibytes, more, fits) -> {
          int half = mebibytes * PAGES / 2;
          long touched = fits ? half - 2 * OWN_PAGES + Math.min(more, 20) : half + more;
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          touch(program, touched, false);
          Step fork = new Step.Fork(Parts.SIGCHLD, List.of());
          if (fits) {
            Parts.wait(program, program.result(init.succeeds(fork)));
          } else {
            init.gives(fork, ENOMEM);
          }
          init.gives(Calls.call("munmap", 215, Arg.of(TOUCHED), Arg.of(touched * PAGE)), 0);
          init.succeeds(fork);
          return init.boot("%d of %d MiB are copied".formatted(touched / PAGES, mebibytes))
              .withLimits(Map.of("memory", (long) mebibytes << 20));
        });
  }

  /** What is not touched: images, heaps and mappings that are larger than all memory. */
  @Clause("LIMIT-8")
  static Arbitrary<BootCase> untouchedMemoryIsFree() {
    return Combinators.combine(integer(64, 900), integer(1, 3), integer(1, 500))
        .as((zeros, mebibytes, heap) -> {
          String code =
              "mov x0, #0\n mov x8, #214\n svc #0\n ldr x1, ="
                  + ((long) heap << 20)
                  + "\n add x4, x0, x1\n mov x0, x4\n svc #0\n cmp x0, x4\n cset x0, ne\n"
                  + " mov x8, #93\n svc #0\n .ltorg\n";
          Member large =
              Member.of(
                  "large",
                  Member.S_IFREG | 0755,
                  RawImage.of(
                          code,
                          RawImage.Segment.load(6, 0x60_0000, Bytes.EMPTY, (long) zeros << 20))
                      .bytes());
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          Arg id =
              program.result(
                  init.succeeds(
                      Calls.spawn(program.string("/large"), program.strings(List.of("large")))));
          ends(init, id, 1, 0);
          return init.boot(
                  "%d MiB of zeros in %d MiB".formatted(zeros, mebibytes),
                  Optional.empty(),
                  List.of(large))
              .withLimits(Map.of("memory", (long) mebibytes << 20));
        });
  }

  /** Limits that nobody has chosen are as docs/os/machine.md says. */
  @Clause({"LIMIT-1", "LIMIT-4", "LIMIT-5"})
  static Arbitrary<BootCase> defaultsAreDocumented() {
    return Arbitraries.of("open-files", "processes", "spawn-depth")
        .map(limit -> {
          long most = DOCUMENTED.getOrDefault(limit, 0L);
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          switch (limit) {
            case "open-files" ->
                init.gives(Parts.run(DUPLICATES, Step.Effect.anything()), most - 3 + 1);
            case "processes" ->
                init.gives(Parts.run(CHILDREN_LEFT, Step.Effect.anything()), most - 1 + 1);
            default -> {
              return descent(true, most).withLimits(Map.of());
            }
          }
          program.step(Calls.close(Arg.of(3)));
          return init.boot(limit + " by default").withLimits(Map.of());
        });
  }

  /** What a build of a library needs. */
  @Clause({"LIMIT-2", "LIMIT-7"})
  static Arbitrary<BootCase> whatAChainNeeds() {
    return Combinators.combine(integer(96, 220), Arbitraries.of(true, false))
        .as((length, files) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          if (files) {
            String directory = "/" + "d".repeat(length / 2 - 2);
            String path = directory + "/" + "f".repeat(length - directory.length() - 5) + "0000";
            Member made = Member.of(directory.substring(1), Member.S_IFDIR | 0755, Bytes.EMPTY);
            init.gives(files(program, FILES, path), 0);
            return init.boot(
                MANY_FILES + " paths of " + path.length(), Optional.empty(), List.of(made));
          }
          init.gives(Parts.run(SIXTEEN, Step.Effect.anything()), DRIVERS_DESCRIPTORS - 1L);
          init.gives(
              Parts.run(
                  CHILDREN,
                  Step.Effect.anything(),
                  program.string("/leaf"),
                  program.strings(List.of("leaf")),
                  Arg.of(1300),
                  ProgramBuilder.address(program.allot(Parts.SIGINFO))),
              0);
          return init.boot("1300 children", Optional.empty(), List.of(leaf()));
        });
  }

  /** Duplicates a descriptor until EMFILE, and counts the calls. */
  private static final String DUPLICATES =
      """
      mov     x9, #0
      1:
      mov     x0, #1
      mov     x8, #23
      svc     #0
      add     x9, x9, #1
      tbz     x0, #63, 1b
      cmn     x0, #24
      csinv   x0, x9, xzr, eq
      """;

  /** Makes children that nobody waits for until EAGAIN, and counts the calls. */
  private static final String CHILDREN_LEFT =
      """
      mov     x9, #0
      1:
      mov     x0, #17
      mov     x1, #0
      mov     x2, #0
      mov     x3, #0
      mov     x4, #0
      mov     x8, #220
      svc     #0
      cbnz    x0, 2f
      mov     x8, #93
      svc     #0
      2:
      add     x9, x9, #1
      tbz     x0, #63, 1b
      cmn     x0, #11
      csinv   x0, x9, xzr, eq
      """;

  /** Makes the file of the name at x9 whose 4 digits at x10 are x11; goes to 9 with an error. */
  private static final String FILE =
      """
      mov     x13, x11
      mov     x14, #4
      2:
      sub     x14, x14, #1
      and     w12, w13, #15
      add     w12, w12, #97
      strb    w12, [x10, x14]
      lsr     x13, x13, #4
      cbnz    x14, 2b
      mov     x0, #-100
      mov     x1, x9
      mov     x2, #0xc1               // O_CREAT, O_EXCL, O_WRONLY
      mov     x3, #420
      mov     x8, #56
      svc     #0
      tbnz    x0, #63, 9f
      mov     x8, #57
      svc     #0
      """;

  /** Makes x2 files of the name at x0, whose digits at offset x1 count. */
  private static final String FILES =
      """
      mov     x9, x0
      add     x10, x9, x1
      mov     x11, x2
      1:
      sub     x11, x11, #1
      """
          + FILE
          + """
          cbnz    x11, 1b
          mov     x0, #0
          9:
          """;

  /** Makes as many such files as there is room for, and counts them. */
  private static final String UNTIL_FULL =
      """
      mov     x9, x0
      add     x10, x9, x1
      mov     x11, #0
      1:
      """
          + FILE
          + """
          add     x11, x11, #1
          b       1b
          9:
          cmn     x0, #28                 // ENOSPC
          csel    x0, x11, x0, eq
          """;

  /** Duplicates a descriptor until there are 16. */
  private static final String SIXTEEN =
      """
      1:
      mov     x0, #1
      mov     x8, #23
      svc     #0
      cmp     x0, #15
      b.lo    1b
      """;

  /** Spawns x0 with x1 x2 times, and waits each time, with the siginfo at x3. */
  private static final String CHILDREN =
      """
      mov     x9, x0
      mov     x10, x1
      mov     x11, x2
      mov     x12, x3
      1:
      mov     x0, x9
      mov     x1, x10
      mov     x8, #1024
      svc     #0
      tbnz    x0, #63, 9f
      mov     x1, x0
      mov     x0, #1
      mov     x2, x12
      mov     x3, #4
      mov     x4, #0
      mov     x8, #95
      svc     #0
      cbnz    x0, 9f
      ldr     w0, [x12, #24]
      sub     w0, w0, #7
      cbnz    w0, 9f
      subs    x11, x11, #1
      b.ne    1b
      mov     x0, #0
      9:
      """;
}
