package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_APPEND;
import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDONLY;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;
import static dev.seedkernel.spec.properties.Abi.O_TRUNC;
import static dev.seedkernel.spec.properties.Abi.O_WRONLY;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Range;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** RW: bytes in and out of regular files and devices. */
final class ReadWriteProperties {
  private static final int END = CaseLayout.ARENA_SIZE;

  private ReadWriteProperties() {}

  /** Reads, writes and seeks, also before the start and beyond the end. */
  @Clause({"RW-1", "RW-2", "RW-3", "RW-4", "RW-5", "RW-6", "RW-17", "RW-18", "RW-19", "CALL-8"})
  static Arbitrary<CallProgram> readsAndWritesAtThePosition() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT, O_WRONLY | O_CREAT, O_RDONLY),
            FileActions.read(),
            FileActions.write(),
            FileActions.lseek()),
        14);
  }

  /** All calls that transfer, on descriptors that share files and positions. */
  @Clause({"RW-1", "RW-3", "RW-4", "RW-24", "RW-25", "RW-28", "OPEN-19", "FD-2"})
  static Arbitrary<CallProgram> transfersOfAllKinds() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_APPEND, O_RDONLY | O_TRUNC),
            FileActions.dup(),
            FileActions.transfer(),
            FileActions.transfer(),
            FileActions.readv(),
            FileActions.writev(),
            FileActions.ftruncate(),
            FileActions.fstat(),
            FileActions.close()),
        20);
  }

  /** Many bytes at once, over pages. */
  @Clause({"RW-1", "RW-3", "RW-4", "FS-39"})
  static Arbitrary<CallProgram> largeTransfers() {
    return Combinators.combine(
            Arbitraries.integers().between(4000, 13_000),
            FileActions.offset(),
            Arbitraries.integers().between(1, 14_000),
            FileActions.offset())
        .as((length, at, count, from) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.lseek(opened, at, 0);
          script.write(opened, Bytes.ofText(FileActions.letters(length, 'A')));
          script.lseek(opened, from, 0);
          script.read(opened, count);
          script.read(opened, count);
          script.fstat(opened);
          return script.build();
        });
  }

  /** Appends, with seeks and other writers in between. */
  @Clause({"RW-13", "RW-14", "RW-15", "RW-27"})
  static Arbitrary<CallProgram> appendsAtTheEnd() {
    return FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT | O_APPEND, O_RDWR | O_CREAT),
            FileActions.read(),
            FileActions.write(),
            FileActions.pwrite(),
            FileActions.lseek())
        .list()
        .ofMaxSize(12)
        .map(actions -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT | O_APPEND);
          script.write(script.open("a", O_RDWR), "before");
          actions.forEach(action -> action.accept(script));
          script.write(opened, "after");
          script.pread(opened, 40, 0);
          return script.build();
        });
  }

  /** Appends of nothing, and from where nothing is, leave the position. */
  @Clause({"RW-14", "RW-5"})
  static Arbitrary<CallProgram> appendsOfNothing() {
    return Combinators.combine(
            FileActions.content(),
            FileActions.offset(),
            Arbitraries.of(Abi.BAD_ADDRESSES),
            Arbitraries.of(0, 5))
        .as((bytes, position, bad, count) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT | O_APPEND);
          script.write(opened, bytes);
          script.lseek(opened, position, Abi.SEEK_SET);
          script.step(Calls.write(opened, Arg.of(bad), Arg.of(count)));
          script.write(opened, "");
          script.lseek(opened, 0, Abi.SEEK_CUR);
          script.fstat(opened);
          return script.build();
        });
  }

  /** Descriptors that are not open, or not for that. */
  @Clause({"RW-6", "RW-7", "RW-29", "OPEN-15", "RW-26"})
  static Arbitrary<CallProgram> descriptorsThatDoNotAllowIt() {
    return Combinators.combine(
            Arbitraries.of(O_RDONLY, O_WRONLY, O_RDWR, 3, Abi.O_PATH),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(Abi.BAD_ADDRESSES),
            Arbitraries.of(0, 1, 5))
        .as((flags, closed, which, bad, count) -> {
          Script script = new Script();
          script.write(script.open("a", O_RDWR | O_CREAT), "abcdef");
          Arg opened = script.open("a", flags);
          if (closed) {
            script.close(opened);
          }
          Arg address = Arg.of(bad);
          Arg size = Arg.of(count);
          switch (which) {
            case 0 -> script.call("read", Calls.READ, opened, address, size);
            case 1 -> script.call("write", Calls.WRITE, opened, address, size);
            case 2 -> script.call("pread64", Calls.PREAD64, opened, address, size, Arg.of(0));
            case 3 -> script.call("pwrite64", Calls.PWRITE64, opened, address, size, Arg.of(0));
            case 4 -> script.call("readv", Calls.READV, opened, address, size);
            default -> script.call("writev", Calls.WRITEV, opened, address, size);
          }
          script.read(opened, 3);
          script.write(opened, "xy");
          return script.build();
        });
  }

  /** Buffers that end before their count does: at the end of the arena. */
  @Clause({"RW-8", "CALL-5"})
  static Arbitrary<CallProgram> buffersThatEnd() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(0, 400),
            Arbitraries.of(true, false))
        .as((there, left, count, write) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, FileActions.letters(there, 'A'));
          script.lseek(opened, 0, 0);
          Range end = new Range(END - 320, 320);
          script.fill(end, 'D');
          Arg buffer = new Arg.Buffer(END - left);
          script.step(
              (write
                      ? Calls.write(opened, buffer, Arg.of(count))
                      : Calls.read(opened, buffer, Arg.of(count)))
                  .output(end));
          script.lseek(opened, 0, Abi.SEEK_CUR);
          script.pread(opened, 400, 0);
          return script.build();
        });
  }

  /** Reads at and beyond the end, wherever the buffer is. */
  @Clause({"RW-2", "RW-7"})
  static Arbitrary<CallProgram> readsBeyondTheEnd() {
    return Combinators.combine(
            FileActions.content(),
            FileActions.offset(),
            Arbitraries.of(Abi.BAD_ADDRESSES),
            Arbitraries.of(0L, 1L, 4096L, 1L << 40, 1L << 48, -1L, Long.MAX_VALUE))
        .as((bytes, position, bad, count) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, bytes);
          script.lseek(opened, position, 0);
          script.step(Calls.read(opened, Arg.of(bad), Arg.of(count)));
          script.lseek(opened, 0, Abi.SEEK_CUR);
          return script.build();
        });
  }

  /** Counts of more than any call transfers. */
  @Clause({"RW-9", "RW-16"})
  static Arbitrary<CallProgram> hugeCounts() {
    return Combinators.combine(
            Arbitraries.of(
                0x7fff_efffL, 0x7fff_f000L, 0x7fff_f001L, 0x8000_0000L, 1L << 32, 1L << 40, 5L),
            Arbitraries.of("/dev/null", "/dev/zero", "a"))
        .as((count, path) -> {
          Script script = new Script();
          Arg opened = script.open(path, O_RDWR);
          Range start = new Range(0, 16);
          script.step(Calls.write(opened, new Arg.Buffer(0), Arg.of(count)));
          if (path.equals("/dev/null")) {
            script.step(Calls.read(opened, new Arg.Buffer(0), Arg.of(count)).output(start));
          }
          return script.build();
        });
  }

  /** Positions near 2⁶³. */
  @Clause({"RW-11", "RW-18", "RW-19", "RW-25"})
  static Arbitrary<CallProgram> positionsNearTheGreatest() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 20),
            Arbitraries.longs().between(0, 30),
            Arbitraries.of(true, false))
        .as((before, count, positioned) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, "abc");
          long position = Long.MAX_VALUE - before;
          Arg buffer = script.builder().bytes(Bytes.zeros(32));
          if (positioned) {
            script.call("pread64", Calls.PREAD64, opened, buffer, Arg.of(count), Arg.of(position));
            long tooMany = before + 1 + count;
            script.call(
                "pwrite64", Calls.PWRITE64, opened, buffer, Arg.of(tooMany), Arg.of(position));
          } else {
            script.lseek(opened, position, Abi.SEEK_SET);
            script.step(Calls.read(opened, buffer, Arg.of(count)));
            script.step(Calls.write(opened, buffer, Arg.of(before + 1 + count)));
            script.lseek(opened, count, Abi.SEEK_CUR);
          }
          script.lseek(opened, 0, Abi.SEEK_CUR);
          script.fstat(opened);
          return script.build();
        });
  }

  /** Files of up to 2⁴⁰ bytes, with a hole. */
  @Clause({"RW-12", "RW-4"})
  static Arbitrary<CallProgram> largeFiles() {
    return Combinators.combine(
            Arbitraries.longs().between(1L << 20, (1L << 40) - 10),
            Arbitraries.of(1L << 40, (1L << 40) - 1, 1L << 39),
            FileActions.content())
        .as((position, size, bytes) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.lseek(opened, position, 0);
          script.write(opened, bytes.substring(0, Math.min(9, bytes.length())));
          script.pread(opened, 20, position - 5);
          script.ftruncate(opened, size);
          script.fstat(opened);
          script.pwrite(opened, "x", size - 1);
          script.lseek(opened, 0, Abi.SEEK_END);
          script.pwrite(opened, "abc", 1L << 62);
          script.lseek(opened, 0, Abi.SEEK_END);
          return script.build();
        });
  }

  /** The devices that have no end and none that have no start. */
  @Clause({"RW-16", "RW-7"})
  static Arbitrary<CallProgram> devices() {
    return Combinators.combine(
            Arbitraries.of("/dev/null", "/dev/zero"),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(Abi.BAD_ADDRESSES),
            Arbitraries.integers().between(0, 4).list().ofSize(3))
        .as((path, count, bad, uses) -> {
          Script script = new Script();
          Arg opened = script.open(path, O_RDWR);
          for (int use : uses) {
            switch (use) {
              case 0 -> {
                Range buffer = script.builder().content(FileActions.filled(count));
                script.step(Calls.read(opened, buffer));
              }
              case 1 -> script.write(opened, "abc");
              case 2 -> script.step(Calls.write(opened, Arg.of(bad), Arg.of(count)));
              case 3 -> script.step(Calls.read(opened, Arg.of(bad), Arg.of(count)));
              default -> script.readv(opened, List.of(3, 0, count));
            }
          }
          return script.build();
        });
  }

  /** Directories are not read. */
  @Clause("RW-10")
  static Arbitrary<CallProgram> directoriesAreNotRead() {
    return Combinators.combine(
            Arbitraries.of("d", ".", "/", "l"), Arbitraries.integers().between(0, 30))
        .as((path, count) -> {
          Script script = new Script();
          FileActions.tree(script);
          Arg opened = script.open(path, O_RDONLY);
          script.read(opened, count);
          script.pread(opened, count, 5);
          script.readv(opened, List.of(count + 1));
          script.write(opened, "abc");
          return script.build();
        });
  }

  /** A child and its parent share a position and see what the other writes. */
  @Clause({"RW-24", "RW-13", "FD-2", "FD-12"})
  static Arbitrary<CallProgram> processesShareFiles() {
    Arbitrary<List<Script.Action>> some =
        FileActions.oneOf(
                FileActions.write(), FileActions.read(), FileActions.lseek(), FileActions.pread())
            .list()
            .ofMaxSize(4);
    return Combinators.combine(some, some, Arbitraries.of(0, O_APPEND), Arbitraries.of(true, false))
        .as((inside, after, flags, wait) -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT | flags);
          script.open("a", O_RDWR);
          script.fork(child -> {
            child.remember(Arg.of(3));
            child.remember(Arg.of(4));
            inside.forEach(action -> action.accept(child));
          });
          if (wait) {
            script.await();
          }
          after.forEach(action -> action.accept(script));
          script.pread(Arg.of(4), 60, 0);
          return script.build();
        });
  }
}
