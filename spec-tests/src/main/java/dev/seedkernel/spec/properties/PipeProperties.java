package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CLOEXEC;
import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_NONBLOCK;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import dev.seedkernel.spec.properties.Script.Action;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** PIPE: pipes. */
final class PipeProperties {
  private static final int CAPACITY = 65_536;
  private static final int ATOMIC = 4096;

  private PipeProperties() {}

  /** pipe2 with flags of all kinds, between other descriptors. */
  @Clause({"PIPE-1", "PIPE-9", "FD-6"})
  static Arbitrary<CallProgram> pipesAreMade() {
    Arbitrary<Action> pipe =
        Arbitraries.of(
                0L,
                O_CLOEXEC + 0L,
                O_NONBLOCK + 0L,
                O_CLOEXEC + O_NONBLOCK + 0L,
                1L,
                2L,
                0x400L,
                0x8000_0000L,
                1L << 32)
            .map(flags ->
                script -> {
                  List<Arg> ends = script.pipe(flags);
                  script.fstat(ends.getFirst());
                  script.fcntl(ends.getFirst(), Abi.F_GETFD, 0);
                  script.fcntl(ends.getLast(), Abi.F_GETFL, 0);
                  script.fstat(ends.getLast());
                });
    return FileActions.programs(
        FileActions.oneOf(pipe, FileActions.close(), FileActions.open(O_RDWR | O_CREAT)), 7);
  }

  /** pipe2 into an array that cannot be written to. */
  @Clause({"PIPE-1", "CALL-5", "CALL-7"})
  static Arbitrary<CallProgram> arraysThatAreBad() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.of(Abi.BAD_ADDRESSES).map(Arg::of),
                Arbitraries.integers().between(1, 7).map(left -> new Arg.Buffer(0x1_0000 - left))),
            Arbitraries.of(0L, O_CLOEXEC + 0L, 1L, 2L))
        .as((address, flags) -> {
          Script script = new Script();
          script.call("pipe2", Calls.PIPE2, address, Arg.of(flags));
          script.open("a", O_RDWR | O_CREAT);
          script.pipe(0);
          return script.build();
        });
  }

  private static Arbitrary<Action> use() {
    return FileActions.oneOf(
        Combinators.combine(
                Arbitraries.integers().between(0, 30), Arbitraries.chars().range('A', 'Z'))
            .as((length, first) ->
                script -> script.write(script.descriptor(1), FileActions.letters(length, first))),
        Arbitraries.integers()
            .between(0, 40)
            .map(count -> script -> script.read(script.descriptor(0), count)),
        Combinators.combine(FileActions.content(), FileActions.content())
            .as((first, second) ->
                script -> script.writev(script.descriptor(1), List.of(first, second))),
        Combinators.combine(
                Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 9))
            .as((first, second) ->
                script -> script.readv(script.descriptor(0), List.of(first, second))));
  }

  /** Bytes go through a pipe in order; reads of an empty one do not wait, or the writer is gone. */
  @Clause({"PIPE-2", "PIPE-3", "PIPE-5", "RW-5", "RW-28"})
  static Arbitrary<CallProgram> bytesGoThroughInOrder() {
    return Combinators.combine(use().list().ofMaxSize(12), use().list().ofMaxSize(4))
        .as((before, after) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(O_NONBLOCK);
          before.forEach(action -> action.accept(script));
          script.close(ends.getLast());
          script.read(ends.getFirst(), 10);
          after.stream().limit(2).forEach(action -> script.read(ends.getFirst(), 30));
          return script.build();
        });
  }

  /** A child writes and the parent reads, which waits. */
  @Clause({"PIPE-2", "PIPE-3", "PIPE-4"})
  static Arbitrary<CallProgram> readersWait() {
    return Combinators.combine(
            FileActions.content().list().ofMaxSize(3),
            Arbitraries.integers().between(1, 30),
            Arbitraries.integers().between(1, 4))
        .as((parts, count, reads) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(0);
          script.fork(child -> {
            child.close(Arg.of(3));
            parts.forEach(part -> child.write(Arg.of(4), part));
          });
          script.close(ends.getLast());
          for (int i = 0; i < reads; i++) {
            script.read(ends.getFirst(), count);
          }
          script.await();
          script.read(ends.getFirst(), 80);
          script.read(ends.getFirst(), 1);
          return script.build();
        });
  }

  /** A writer waits until there is room for all: more than a pipe holds goes through it. */
  @Clause({"PIPE-4", "PIPE-6", "PIPE-2"})
  static Arbitrary<CallProgram> writersWait() {
    return Arbitraries.integers()
        .between(2, 4)
        .map(writes -> {
          int length = 9 * ATOMIC;
          Script script = new Script();
          List<Arg> ends = script.pipe(0);
          Range data = script.builder().content(Bytes.ofText(FileActions.letters(length, 'A')));
          script.fork(child -> {
            child.close(Arg.of(3));
            for (int i = 0; i < writes; i++) {
              child.step(Calls.write(Arg.of(4), data));
            }
          });
          script.close(ends.getLast());
          Range buffer = script.builder().allot(ATOMIC);
          for (int i = 0; i < writes * 9; i++) {
            script.step(Calls.read(ends.getFirst(), buffer));
          }
          script.await();
          script.step(Calls.read(ends.getFirst(), buffer));
          return script.build();
        });
  }

  /** A pipe is filled, in whole pages, and emptied. */
  @Clause({"PIPE-5", "PIPE-6"})
  static Arbitrary<CallProgram> pipesAreFilled() {
    Arbitrary<Integer> pages = Arbitraries.integers().between(1, 15);
    return Combinators.combine(
            pages.list().ofMinSize(1).ofMaxSize(5),
            pages,
            Arbitraries.of(1, 100, ATOMIC, 8 * ATOMIC))
        .as((writes, reads, last) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(O_NONBLOCK);
          Arg data = new Arg.Buffer(0);
          for (int count : writes) {
            script.step(Calls.write(ends.getLast(), data, Arg.of((long) count * ATOMIC)));
          }
          script.step(Calls.write(ends.getLast(), data, Arg.of(CAPACITY)));
          script.step(Calls.write(ends.getLast(), data, Arg.of(last)));
          Range buffer = script.builder().allot(ATOMIC);
          for (int i = 0; i < reads; i++) {
            script.step(Calls.read(ends.getFirst(), buffer));
          }
          script.step(Calls.write(ends.getLast(), data, Arg.of(CAPACITY)));
          return script.build();
        });
  }

  /** A pipe holds 65 536 bytes by one write, with nobody reading. */
  @Clause("PIPE-6")
  static Arbitrary<CallProgram> pipesHoldEnough() {
    return Combinators.combine(
            Arbitraries.integers().between(CAPACITY - 5000, CAPACITY),
            Arbitraries.of(0, O_NONBLOCK))
        .as((count, flags) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(flags);
          script.step(Calls.write(ends.getLast(), new Arg.Buffer(0), Arg.of(count)));
          Range buffer = script.builder().allot(100);
          script.step(Calls.read(ends.getFirst(), buffer));
          return script.build();
        });
  }

  /** Nobody can read what is written. */
  @Clause("PIPE-7")
  static Arbitrary<CallProgram> nobodyReads() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(true, false),
            Arbitraries.of(0, O_NONBLOCK))
        .as((count, inChild, flags) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(flags);
          script.write(ends.getLast(), "before");
          script.close(ends.getFirst());
          if (inChild) {
            script.fork(child -> child.step(brokenWrite(Arg.of(4), child, count)));
            script.await();
          } else {
            script.step(brokenWrite(ends.getLast(), script, count));
          }
          script.fstat(ends.getLast());
          return script.build();
        });
  }

  private static Step brokenWrite(Arg descriptor, Script script, int count) {
    Range data = script.builder().content(FileActions.filled(count));
    return Calls.write(descriptor, data).ending();
  }

  /** The wrong end, and calls that pipes do not have. */
  @Clause({"PIPE-8", "PIPE-9", "FS-49", "RW-23", "RW-26"})
  static Arbitrary<CallProgram> whatPipesRefuse() {
    return Combinators.combine(
            Arbitraries.of(0, 1), Arbitraries.integers().between(0, 6).list().ofSize(4))
        .as((end, uses) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(O_NONBLOCK);
          Arg descriptor = ends.get(end);
          script.write(ends.getLast(), "abc");
          for (int use : uses) {
            switch (use) {
              case 0 -> script.read(descriptor, 2);
              case 1 -> script.write(descriptor, "xy");
              case 2 -> script.pread(descriptor, 2, 0);
              case 3 -> script.pwrite(descriptor, "xy", 0);
              case 4 -> script.lseek(descriptor, 0, Abi.SEEK_CUR);
              case 5 -> script.ftruncate(descriptor, 0);
              default -> script.fstat(descriptor);
            }
          }
          return script.build();
        });
  }

  /** A buffer that cannot be written to takes nothing out of a pipe. */
  @Clause({"PIPE-10", "CALL-5"})
  static Arbitrary<CallProgram> badBuffersTakeNothing() {
    return Combinators.combine(
            FileActions.content(), Arbitraries.of(Abi.BAD_ADDRESSES), Arbitraries.of(0, 1, 9))
        .as((bytes, bad, count) -> {
          Script script = new Script();
          List<Arg> ends = script.pipe(O_NONBLOCK);
          script.write(ends.getLast(), bytes);
          script.step(Calls.read(ends.getFirst(), Arg.of(bad), Arg.of(count)));
          script.step(Calls.write(ends.getLast(), Arg.of(bad), Arg.of(count)));
          script.read(ends.getFirst(), 30);
          return script.build();
        });
  }
}
