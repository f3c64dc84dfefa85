package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.OpenFlags.APPEND;
import static dev.seedkernel.spec.properties.OpenFlags.CREAT;
import static dev.seedkernel.spec.properties.OpenFlags.RDONLY;
import static dev.seedkernel.spec.properties.OpenFlags.RDWR;
import static dev.seedkernel.spec.properties.OpenFlags.WRONLY;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.CallProgram;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** RW: bytes in and out of regular files. */
final class ReadWriteProperties {
  private ReadWriteProperties() {}

  private static Arbitrary<Long> nearOffsets() {
    return Arbitraries.longs().between(-60, 200);
  }

  /** Reads, writes and seeks, also before the start and beyond the end. */
  @Clause({"RW-1", "RW-2", "RW-3", "RW-4", "RW-5", "RW-6", "RW-17", "RW-18", "RW-19", "CALL-8"})
  static Arbitrary<CallProgram> readsAndWritesAtThePosition() {
    return Actions.programs(
        Arbitraries.oneOf(
            Actions.open(RDWR | CREAT, WRONLY | CREAT, RDONLY),
            Actions.read(),
            Actions.write(),
            Actions.lseek(nearOffsets(), Arbitraries.of(0L, 1L, 2L))),
        14);
  }

  /** Appends, with seeks and other writers in between. */
  @Clause({"RW-13", "RW-14", "RW-15"})
  static Arbitrary<CallProgram> appendsAtTheEnd() {
    return Actions.programs(
        Arbitraries.oneOf(
            Actions.open(RDWR | CREAT | APPEND, RDWR | CREAT),
            Actions.read(),
            Actions.write(),
            Actions.lseek(nearOffsets(), Arbitraries.of(0L, 1L, 2L))),
        14);
  }

  /** Seeks with numbers at all borders. */
  @Clause({"RW-19", "RW-20", "RW-23", "CALL-4"})
  static Arbitrary<CallProgram> seeksRefuseWhatIsOutside() {
    return Actions.programs(
        Arbitraries.oneOf(
            Actions.open(RDWR | CREAT),
            Actions.write(),
            Actions.lseek(
                Arbitraries.longs(), Arbitraries.of(0L, 1L, 2L, 5L, 6L, 0xffff_ffffL, 1L << 32))),
        8);
  }
}
