package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.MemoryParts.ANONYMOUS;
import static dev.seedkernel.spec.properties.MemoryParts.FIXED;
import static dev.seedkernel.spec.properties.MemoryParts.FREE;
import static dev.seedkernel.spec.properties.MemoryParts.NOREPLACE;
import static dev.seedkernel.spec.properties.MemoryParts.PRIVATE;
import static dev.seedkernel.spec.properties.MemoryParts.SHARED;
import static dev.seedkernel.spec.properties.MemoryParts.mmap;
import static dev.seedkernel.spec.properties.MemoryParts.mprotect;
import static dev.seedkernel.spec.properties.MemoryParts.munmap;
import static dev.seedkernel.spec.properties.Parts.around;
import static dev.seedkernel.spec.properties.Parts.integer;
import static dev.seedkernel.spec.properties.Parts.load;
import static dev.seedkernel.spec.properties.Parts.store;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** MEM: the heap and mappings. */
final class MemoryProperties {
  private MemoryProperties() {}

  private static final int PAGE = 4096;
  private static final int FREE_PAGES = 12;

  /** A heap that grows and shrinks, with stores and loads at both sides of its end. */
  @Clause({"MEM-1", "MEM-2", "MEM-4", "MEM-5", "MEM-6", "MEM-7", "SIG-1", "CALL-5", "IMG-21"})
  static Arbitrary<CallProgram> heap() {
    Arbitrary<Integer> ends =
        Arbitraries.oneOf(
            integer(0, 5 * PAGE),
            Combinators.combine(integer(0, 5), integer(-1, 1))
                .as((p, d) -> Math.max(0, p * PAGE + d)));
    Arbitrary<HeapStep> steps =
        Arbitraries.oneOf(
            ends.map(end -> (p, heap) -> p.step(Calls.brk(new Arg.Result(heap, end)))),
            Arbitraries.of(0L, 1L, 4096L).map(low -> (p, heap) -> p.step(Calls.brk(Arg.of(low)))),
            integer(1, 5000)
                .map(less -> (p, heap) -> p.step(Calls.brk(new Arg.Result(heap, -less)))),
            Combinators.combine(ends, Arbitraries.of(1, 2, 4, 8))
                .as((at, size) -> (p, heap) -> p.step(store(new Arg.Result(heap, at), size, ~at))),
            ends.map(at -> (p, heap) -> p.step(load(new Arg.Result(heap, at), 8))),
            ends.map(at -> (p, heap) -> p.step(clock(new Arg.Result(heap, at)))));
    return around(
        Combinators.combine(steps.list().ofMinSize(2).ofMaxSize(9), ends)
            .as((all, end) ->
                p -> {
                  Parts.action(p, 11, CaseLayout.HANDLER, 4, 0);
                  int heap = p.step(Calls.brk(Arg.of(0)));
                  p.step(Calls.brk(new Arg.Result(heap, end)));
                  p.step(store(new Arg.Result(heap, end / 2), 4, -1));
                  p.step(Calls.brk(new Arg.Result(heap, end / 3)));
                  p.step(Calls.brk(new Arg.Result(heap, end)));
                  p.step(load(new Arg.Result(heap, end / 2), 4));
                  all.forEach(one -> one.accept(p, heap));
                }));
  }

  private interface HeapStep extends java.util.function.BiConsumer<ProgramBuilder, Integer> {}

  /** A call that stores 16 bytes; all of them are told by what it gives for a wrong clock. */
  private static Step.Call clock(Arg address) {
    return Calls.call("rt_sigpending", 136, address, Arg.of(8));
  }

  /** Ends that no heap can have. */
  @Clause({"MEM-3"})
  static Arbitrary<CallProgram> heapsEndSomewhere() {
    return around(
        Combinators.combine(
                Arbitraries.of(1L << 48, -1L, 1L << 63, (1L << 52) + 5, 1L << 47 << 1),
                integer(1, 9),
                integer(2, 6))
            .as((end, pages, more) ->
                p -> {
                  int heap = p.step(Calls.brk(Arg.of(0)));
                  p.step(Calls.brk(Arg.of(end)));
                  p.step(Calls.brk(new Arg.Result(heap, pages * PAGE)));
                  p.step(
                      mmap(
                          new Arg.Result(heap, (pages + 2L) * PAGE),
                          PAGE,
                          3,
                          PRIVATE | ANONYMOUS | FIXED));
                  p.step(Calls.brk(new Arg.Result(heap, (pages + 2L + more) * PAGE)));
                  p.step(Calls.brk(Arg.of(end)));
                  p.step(Calls.brk(Arg.of(0)));
                }));
  }

  private static Arbitrary<Integer> page() {
    return integer(0, FREE_PAGES - 1);
  }

  private static Arg at(int page) {
    return Arg.of(FREE + (long) page * PAGE);
  }

  private static Arg at(int page, int offset) {
    return Arg.of(FREE + (long) page * PAGE + offset);
  }

  private static Arbitrary<Integer> rights() {
    return Arbitraries.of(0, 1, 2, 3, 3, 3, 5, 7, 0x103);
  }

  /** Mappings at fixed places: maps, unmaps, protects, loads, stores and calls. */
  private static Arbitrary<Parts.Part> onPages() {
    Arbitrary<Integer> length =
        Arbitraries.oneOf(integer(1, 3 * PAGE), Arbitraries.of(PAGE, 2 * PAGE));
    Arbitrary<Integer> offset = Arbitraries.oneOf(integer(0, 2000), Arbitraries.of(0, 4088, 4093));
    return Arbitraries.oneOf(
        Combinators.combine(page(), length, rights(), Arbitraries.of(FIXED, NOREPLACE))
            .as((page, bytes, right, fixed) ->
                p -> p.step(mmap(at(page), bytes, right, PRIVATE | ANONYMOUS | fixed))),
        Combinators.combine(page(), length)
            .as((page, bytes) -> p -> p.step(munmap(at(page), bytes))),
        Combinators.combine(page(), length, Arbitraries.of(0, 1, 2, 3, 5, 7, 15, 0x80, 0x40))
            .as((page, bytes, right) -> p -> p.step(mprotect(at(page), bytes, right & ~8))),
        Combinators.combine(page(), offset, Arbitraries.of(1, 2, 4, 8), Arbitraries.longs())
            .as((page, at, size, value) -> p -> p.step(store(at(page, at), size, value))),
        Combinators.combine(page(), offset, Arbitraries.of(1, 2, 4, 8))
            .as((page, at, size) -> p -> p.step(load(at(page, at), size))),
        Combinators.combine(page(), offset).as((page, at) -> p -> p.step(clock(at(page, at)))),
        page().map(page -> p -> p.step(new Step.Execute(at(page, 2048)))));
  }

  private static Arbitrary<CallProgram> mapped(Arbitrary<Parts.Part> core) {
    Arbitrary<List<Parts.Part>> others = onPages().filter(_ -> true).list().ofMaxSize(5);
    return around(
        Combinators.combine(core, others)
            .as((first, rest) ->
                p -> {
                  Parts.action(p, 11, CaseLayout.HANDLER, 4, 0);
                  Parts.action(p, 4, CaseLayout.HANDLER, 4, 0);
                  first.accept(p);
                  rest.forEach(one -> one.accept(p));
                  p.step(load(ProgramBuilder.address(Parts.log()), 8));
                  Range log = Parts.log();
                  p.step(Calls.call("getpid", Calls.GETPID).output(log));
                }));
  }

  /** Anonymous memory: zero, as large as asked for, with its rights; addresses are hints. */
  @Clause({"MEM-8", "MEM-12", "MEM-24", "MEM-23", "SIG-4"})
  static Arbitrary<CallProgram> anonymous() {
    return mapped(
        Combinators.combine(
                Arbitraries.of(0L, FREE, FREE + 5, CaseLayout.ARENA, -4096L),
                integer(1, 3 * PAGE),
                Arbitraries.of(0, 1, 3, 0x1003, 0xfff0 | 3),
                Arbitraries.of(PRIVATE, SHARED))
            .as((hint, length, rights, kind) ->
                p -> {
                  int first =
                      p.step(
                          mmap(
                              Arg.of(hint),
                              length,
                              rights & ~8,
                              kind | ANONYMOUS,
                              Arg.of(99),
                              8L * PAGE));
                  int second = p.step(mmap(new Arg.Result(first, 0), PAGE, 3, kind | ANONYMOUS));
                  p.step(load(new Arg.Result(first, length - 1L), 1));
                  p.step(store(new Arg.Result(first, length / 2), 1, 7));
                  p.step(load(new Arg.Result(first, length / 2), 1));
                  p.step(load(new Arg.Result(second, 0), 8));
                  p.step(clock(new Arg.Result(first, 0)));
                }));
  }

  /** MAP_FIXED replaces what was there, page by page. */
  @Clause({"MEM-9", "MEM-18"})
  static Arbitrary<CallProgram> fixed() {
    return mapped(
        Combinators.combine(
                integer(0, 3), integer(1, 3), Arbitraries.longs(), Arbitraries.of(1L, 4095L, 8L))
            .as((page, count, value, odd) ->
                p -> {
                  p.step(mmap(at(0), 6 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  for (int i = 0; i < 6; i++) {
                    p.step(store(at(i, 4088), 8, value));
                  }
                  p.step(
                      mmap(
                          at(page),
                          (long) (count - 1) * PAGE + odd,
                          3,
                          PRIVATE | ANONYMOUS | FIXED));
                  for (int i = 0; i < 6; i++) {
                    p.step(load(at(i, 4088), 8));
                  }
                  p.step(mmap(Arg.of(FREE + odd), PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  p.step(mmap(Arg.of((1L << 48) - PAGE), 2 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  p.step(mmap(Arg.of(1L << 52), PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                }));
  }

  /** MAP_FIXED_NOREPLACE, where nothing is and where something is. */
  @Clause({"MEM-10"})
  static Arbitrary<CallProgram> noReplace() {
    return mapped(
        Combinators.combine(page(), page(), integer(1, 4))
            .as((page, other, count) ->
                p -> {
                  p.step(mmap(at(page), PAGE, 3, PRIVATE | ANONYMOUS | NOREPLACE));
                  p.step(store(at(page), 8, 5));
                  p.step(mmap(at(other), (long) count * PAGE, 3, PRIVATE | ANONYMOUS | NOREPLACE));
                  p.step(
                      mmap(
                          at(Math.max(0, page - 1)),
                          2L * PAGE,
                          3,
                          PRIVATE | ANONYMOUS | NOREPLACE));
                  p.step(load(at(page), 8));
                }));
  }

  /** Arguments that {@code mmap} refuses. */
  @Clause({"MEM-11"})
  static Arbitrary<CallProgram> refused() {
    Arbitrary<Parts.Part> call =
        Combinators.combine(
                Arbitraries.of(0L, 1L, 5000L, -1L, 1L << 49, 1L << 63),
                Arbitraries.of(0, PRIVATE, SHARED),
                Arbitraries.of(true, false),
                Arbitraries.of(0L, 1L, 4096L, 512L))
            .as((length, kind, anonymous, offset) ->
                p ->
                    p.step(
                        mmap(
                            Arg.of(0),
                            length,
                            3,
                            kind | (anonymous ? ANONYMOUS : 0),
                            Arg.of(55),
                            offset)));
    return around(
        call.list().ofMinSize(1).ofMaxSize(5).map(all -> p -> all.forEach(one -> one.accept(p))));
  }

  /** {@code munmap}: which pages go, and what is refused. */
  @Clause({"MEM-18", "MEM-19", "CALL-6"})
  static Arbitrary<CallProgram> unmap() {
    return mapped(
        Combinators.combine(
                integer(0, 4),
                integer(1, 2 * PAGE + 1),
                Arbitraries.of(0L, 1L << 49, -1L, (1L << 48)),
                Arbitraries.of(0L, 0x5aL << 56))
            .as((page, length, wrong, tag) ->
                p -> {
                  p.step(mmap(at(0), 7 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  for (int i = 0; i < 7; i++) {
                    p.step(store(at(i), 8, i));
                  }
                  p.step(munmap(Arg.of(FREE + (long) page * PAGE | tag), length));
                  for (int i = 0; i < 7; i++) {
                    p.step(load(at(i), 8));
                  }
                  p.step(munmap(at(page), length));
                  p.step(munmap(at(page, 8), PAGE));
                  p.step(munmap(at(page), wrong));
                }));
  }

  /** {@code mprotect}: rights, and what is refused. */
  @Clause({"MEM-20", "MEM-21", "MEM-22", "MEM-23", "SIG-4"})
  static Arbitrary<CallProgram> protect() {
    return mapped(
        Combinators.combine(
                integer(0, 5),
                integer(1, 4 * PAGE),
                Arbitraries.of(0, 1, 2, 3, 5, 7),
                Arbitraries.of(0x80, 0x40, 0x1000))
            .as((page, length, rights, wrong) ->
                p -> {
                  p.step(mmap(at(0), 4 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  p.step(mmap(at(5), 2 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  for (int i = 0; i < 7; i++) {
                    p.step(store(at(i), 8, i));
                  }
                  p.step(mprotect(at(page), length, rights));
                  for (int i = 0; i < 7; i++) {
                    p.step(load(at(i), 8));
                    p.step(store(at(i), 8, 9));
                    p.step(clock(at(i)));
                  }
                  p.step(mprotect(at(page, 1), 0, wrong));
                  p.step(mprotect(at(page), 0, wrong));
                  p.step(mprotect(at(page), length, wrong));
                  p.step(mprotect(at(4), PAGE, 3));
                }));
  }

  /** Any order of everything, on a few pages. */
  @Clause({"MEM-8", "MEM-9", "MEM-10", "MEM-18", "MEM-20", "MEM-22", "MEM-23", "SIG-1", "SIG-2"})
  static Arbitrary<CallProgram> anything() {
    return around(
        onPages()
            .list()
            .ofMinSize(1)
            .ofMaxSize(14)
            .map(all ->
                p -> {
                  Parts.action(p, 11, CaseLayout.HANDLER, 4, 0);
                  Parts.action(p, 4, CaseLayout.HANDLER, 4, 0);
                  p.step(mmap(at(1), 4 * PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  all.forEach(one -> one.accept(p));
                  p.step(Calls.call("getpid", Calls.GETPID).output(Parts.log()));
                }));
  }

  /** Pages below 64 KiB are nobody's. */
  @Clause({"MEM-25"})
  static Arbitrary<CallProgram> lowPages() {
    return around(
        integer(0, 15)
            .map(page ->
                p -> {
                  p.step(mmap(Arg.of((long) page * PAGE), PAGE, 3, PRIVATE | ANONYMOUS | FIXED));
                  p.step(load(Arg.of(16L * PAGE - 8), 8));
                }));
  }

  /** A file's bytes, and stores that stay with the process. */
  @Clause({"MEM-13", "MEM-16", "MEM-17"})
  static Arbitrary<CallProgram> privateFiles() {
    return around(
        Combinators.combine(integer(1, 9000), integer(0, 2), Arbitraries.longs(), integer(0, 4000))
            .as((size, page, value, at) ->
                p -> {
                  Parts.action(p, 7, CaseLayout.HANDLER, 4, 0);
                  int file = file(p, size);
                  int map =
                      p.step(
                          mmap(
                              Arg.of(0), 3 * PAGE, 3, PRIVATE, p.result(file), (long) page * PAGE));
                  p.step(load(new Arg.Result(map, at), 8));
                  p.step(load(new Arg.Result(map, PAGE - 8), 8));
                  p.step(load(new Arg.Result(map, at + PAGE), 8));
                  p.step(store(new Arg.Result(map, at), 8, value));
                  p.step(Calls.lseek(p.result(file), (long) page * PAGE, 0));
                  p.step(Calls.read(p.result(file), p.allot(PAGE)));
                  p.step(Calls.close(p.result(file)));
                  p.step(load(new Arg.Result(map, at), 8));
                  p.step(load(new Arg.Result(map, at + PAGE), 1));
                  int write = p.step(Calls.openat(Calls.AT_FDCWD, p.string("f"), 1, 0));
                  p.step(mmap(Arg.of(0), PAGE, 1, PRIVATE, p.result(write), 0));
                  int read = p.step(Calls.openat(Calls.AT_FDCWD, p.string("f"), 0, 0));
                  p.step(mmap(Arg.of(0), PAGE, 3, SHARED, p.result(read), 0));
                  p.step(
                      mmap(Arg.of(0), 2 * PAGE, 1, PRIVATE, p.result(read), Long.MAX_VALUE - 4095));
                }));
  }

  /** A shared mapping is the file; beyond its end is SIGBUS. */
  @Clause({"MEM-14", "MEM-15"})
  static Arbitrary<CallProgram> sharedFiles() {
    return around(
        Combinators.combine(integer(8, 5000), Arbitraries.longs(), integer(1, 255))
            .as((size, value, other) ->
                p -> {
                  Parts.action(p, 7, CaseLayout.HANDLER, 4, 0);
                  int file = file(p, size);
                  int map = p.step(mmap(Arg.of(0), 3 * PAGE, 3, SHARED, p.result(file), 0));
                  Arg child =
                      Parts.child(
                          p,
                          c -> {
                            c.step(store(new Arg.Inherited(map, 0), 8, value));
                            c.step(Calls.lseek(new Arg.Inherited(file, 0), size / 2, 0));
                            c.step(
                                Calls.write(
                                    new Arg.Inherited(file, 0), c.content(Bytes.filled(other, 5))));
                          });
                  Parts.wait(p, child);
                  p.step(load(new Arg.Result(map, size / 2), 8));
                  p.step(load(new Arg.Result(map, 0), 8));
                  p.step(Calls.lseek(p.result(file), 0, 0));
                  p.step(Calls.read(p.result(file), p.allot(5100)));
                  p.step(load(new Arg.Result(map, PAGE), 8));
                  p.step(load(new Arg.Result(map, 2 * PAGE), 8));
                  p.step(Calls.call("getpid", Calls.GETPID).output(Parts.log()));
                }));
  }

  private static int file(ProgramBuilder p, int size) {
    int file = p.step(Calls.openat(Calls.AT_FDCWD, p.string("f"), 0x42, 0644));
    p.step(Calls.write(p.result(file), p.content(Bytes.filled('m', size))));
    return file;
  }
}
