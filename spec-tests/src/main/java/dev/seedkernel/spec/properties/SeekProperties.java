package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Abi.O_CREAT;
import static dev.seedkernel.spec.properties.Abi.O_RDWR;
import static dev.seedkernel.spec.properties.Abi.SEEK_DATA;
import static dev.seedkernel.spec.properties.Abi.SEEK_HOLE;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.properties.Script.Action;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** RW: lseek. */
final class SeekProperties {
  private SeekProperties() {}

  private static Arbitrary<Long> anyOffset() {
    return Arbitraries.oneOf(
        FileActions.offset(),
        Arbitraries.longs(),
        Arbitraries.of(
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE - 6,
            -1L,
            1L << 31,
            1L << 32,
            -(1L << 31)));
  }

  /** Positions are set and added to, beyond the end, too, and nothing else changes. */
  @Clause({"RW-17", "RW-18", "RW-19"})
  static Arbitrary<CallProgram> positionsAreSet() {
    return FileActions.around(
        FileActions.oneOf(
            FileActions.lseek(anyOffset(), Arbitraries.longs().between(0, 2)),
            FileActions.write(),
            FileActions.read(),
            FileActions.fstat(),
            FileActions.dup()),
        6,
        FileActions.open(O_RDWR | O_CREAT));
  }

  /** Every whence on every kind of file. */
  @Clause({"RW-19", "RW-20", "RW-23", "CALL-4", "PIPE-8"})
  static Arbitrary<CallProgram> seeksRefuseWhatTheyMust() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 2, 3, 4, 5, 6, 7),
            anyOffset(),
            Arbitraries.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 0xffff_ffffL, 1L << 32, (1L << 32) | 5))
        .as((which, offset, whence) -> {
          Script script = new Script();
          script.mkdir("d");
          Arg file = script.open("a", O_RDWR | O_CREAT);
          script.write(file, "abcdef");
          Arg descriptor =
              switch (which) {
                case 0, 1 -> file;
                case 2 -> Arg.of(77);
                case 3 -> Arg.of(0);
                case 4 -> script.pipe(0).getFirst();
                case 5 -> script.pipe(0).getLast();
                case 6 -> script.open("a", Abi.O_PATH);
                default -> script.open("d", 0);
              };
          script.lseek(descriptor, offset, whence);
          script.lseek(file, 0, Abi.SEEK_CUR);
          return script.build();
        });
  }

  /** Data and holes are looked for in files of a few pages. */
  @Clause({"RW-21", "RW-22", "RW-4"})
  static Arbitrary<CallProgram> dataAndHoles() {
    Arbitrary<Long> near =
        Arbitraries.of(
            0L, 1L, 4095L, 4096L, 4097L, 8191L, 8192L, 12_287L, 12_288L, 20_480L, 30_000L, -1L);
    Arbitrary<Action> write =
        Combinators.combine(near, Arbitraries.integers().between(1, 20))
            .as((at, length) ->
                script ->
                    script.pwrite(script.descriptor(0), FileActions.letters(length, 'A'), at));
    Arbitrary<Action> read = near.map(at -> script -> script.pread(script.descriptor(0), 6000, at));
    Arbitrary<Action> resize =
        near.map(size -> script -> script.ftruncate(script.descriptor(0), size));
    Arbitrary<Action> search =
        Combinators.combine(near, Arbitraries.of(SEEK_DATA, SEEK_HOLE))
            .as((offset, whence) ->
                script -> {
                  script.lseek(script.descriptor(0), offset, whence);
                  script.lseek(script.descriptor(0), 0, Abi.SEEK_CUR);
                });
    return FileActions.oneOf(write, read, resize, search, search)
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(actions -> {
          Script script = new Script();
          script.open("a", O_RDWR | O_CREAT);
          actions.forEach(action -> action.accept(script));
          for (long at = 0; at < 5 * 4096; at += 4096) {
            script.lseek(script.descriptor(0), at, SEEK_DATA);
            script.lseek(script.descriptor(0), at, SEEK_HOLE);
          }
          return script.build();
        });
  }
}
