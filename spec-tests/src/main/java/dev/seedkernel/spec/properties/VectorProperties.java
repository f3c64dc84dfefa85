package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_APPEND;
import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDONLY;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;
import static dev.seedkernel.spec.properties.Abi.O_WRONLY;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Range;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** RW: calls with a position or a vector of their own. */
final class VectorProperties {
  private static final int END = CaseLayout.ARENA_SIZE;

  private VectorProperties() {}

  /** pread64 and pwrite64 between reads and writes. */
  @Clause({"RW-25", "RW-27", "RW-4"})
  static Arbitrary<CallProgram> positionsOfTheCall() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_APPEND),
            FileActions.pread(),
            FileActions.pwrite(),
            FileActions.read(),
            FileActions.write()),
        14);
  }

  /** What pread64 and pwrite64 refuse, and in which order. */
  @Clause({"RW-26", "RW-6", "RW-11", "PIPE-8"})
  static Arbitrary<CallProgram> positionsThatAreRefused() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.of(-1L, Long.MIN_VALUE, 0L, 5L, Long.MAX_VALUE),
            Arbitraries.of(0, 3),
            Arbitraries.of(true, false))
        .as((which, position, count, write) -> {
          Script script = new Script();
          Arg file = script.open("a", O_RDWR | O_CREAT);
          script.write(file, "abcdef");
          Arg descriptor =
              switch (which) {
                case 0 -> file;
                case 1 -> Arg.of(77);
                case 2 -> Arg.of(0);
                case 3 -> script.pipe(0).getFirst();
                case 4 -> script.pipe(0).getLast();
                case 5 -> script.open("a", O_RDONLY);
                default -> script.open("a", O_WRONLY);
              };
          if (write) {
            script.pwrite(descriptor, "xyz".substring(0, count), position);
          } else {
            script.pread(descriptor, count, position);
          }
          script.lseek(file, 0, Abi.SEEK_CUR);
          return script.build();
        });
  }

  /** Vectors of a few elements, empty ones among them. */
  @Clause({"RW-28", "RW-13"})
  static Arbitrary<CallProgram> vectorsOfElements() {
    return FileActions.programs(
        FileActions.oneOf(
            FileActions.open(O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_APPEND),
            FileActions.readv(),
            FileActions.writev(),
            FileActions.writev(),
            FileActions.lseek()),
        12);
  }

  /** How many elements there may be. */
  @Clause({"RW-29", "RW-30"})
  static Arbitrary<CallProgram> numbersOfElements() {
    return Combinators.combine(
            Arbitraries.of(0L, 1L, 2L, 1024L, 1025L, -1L, 1L << 31, 0x1_0000_0001L, 0x1_0000_0000L),
            Arbitraries.of(-1, 0, O_RDONLY, O_WRONLY, O_RDWR),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as((elements, flags, badVector, write) -> {
          Script script = new Script();
          script.write(script.open("a", O_RDWR | O_CREAT), "abcdef");
          Arg descriptor = flags < 0 ? Arg.of(77) : script.open("a", flags);
          Range data = script.builder().content(Bytes.ofText("xyz"));
          // Elements behind the first have no length.
          Bytes vector = Script.element(data.address(), 3).resized(1025 * 16);
          Arg address = badVector ? Arg.of(0x10) : script.builder().bytes(vector);
          script.call(
              write ? "writev" : "readv",
              write ? Calls.WRITEV : Calls.READV,
              descriptor,
              address,
              Arg.of(elements));
          script.pread(Arg.of(3), 12, 0);
          return script.build();
        });
  }

  /** Vectors with an element that cannot be. */
  @Clause({"RW-30", "RW-7", "CALL-5"})
  static Arbitrary<CallProgram> elementsThatAreRefused() {
    Arbitrary<Bytes> bad =
        Arbitraries.of(
            Script.element(CaseLayout.ARENA, -1L),
            Script.element(CaseLayout.ARENA, Long.MIN_VALUE),
            Script.element(1L << 48, 1),
            Script.element((1L << 48) + 8, 0),
            Script.element(-1L, 1),
            Script.element(-4096L, 0),
            Script.element((1L << 48) - 4, 8),
            Script.element(CaseLayout.ARENA | (1L << 56), 4),
            Script.element(0x10, 0),
            Script.element(0x10, 4));
    return Combinators.combine(
            bad,
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(true, false),
            Arbitraries.of(O_RDONLY, O_WRONLY, O_RDWR))
        .as((element, place, write, flags) -> {
          Script script = new Script();
          script.write(script.open("a", O_RDWR | O_CREAT), "abcdef");
          Arg descriptor = script.open("a", flags);
          Range data = script.builder().content(Bytes.ofText("xyz"));
          Bytes vector = Bytes.EMPTY;
          for (int i = 0; i < 3; i++) {
            vector = vector.then(i == place ? element : Script.element(data.address() + i, 1));
          }
          Arg address = script.builder().bytes(vector);
          script.step(
              Calls.call(
                      write ? "writev" : "readv",
                      write ? Calls.WRITEV : Calls.READV,
                      descriptor,
                      address,
                      Arg.of(3))
                  .output(data));
          script.lseek(descriptor, 0, Abi.SEEK_CUR);
          script.pread(Arg.of(3), 12, 0);
          return script.build();
        });
  }

  /** Elements of which only a part can be used. */
  @Clause({"RW-31", "RW-8"})
  static Arbitrary<CallProgram> elementsThatEnd() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(1, 30),
            Arbitraries.of(true, false))
        .as((first, left, length, write) -> {
          Script script = new Script();
          Arg opened = script.open("a", O_RDWR | O_CREAT);
          script.write(opened, FileActions.letters(40, 'A'));
          script.lseek(opened, 0, 0);
          Range end = new Range(END - 24, 24);
          script.fill(end, 'D');
          Range data = script.builder().content(Bytes.ofText(FileActions.letters(12, 'K')));
          Bytes vector =
              Script.element(data.address(), first)
                  .then(Script.element(CaseLayout.ARENA + END - left, length))
                  .then(Script.element(data.address(), 2));
          Arg address = script.builder().bytes(vector);
          script.step(
              Calls.call(
                      write ? "writev" : "readv",
                      write ? Calls.WRITEV : Calls.READV,
                      opened,
                      address,
                      Arg.of(3))
                  .output(end)
                  .output(data));
          script.lseek(opened, 0, Abi.SEEK_CUR);
          script.pread(opened, 60, 0);
          return script.build();
        });
  }
}
