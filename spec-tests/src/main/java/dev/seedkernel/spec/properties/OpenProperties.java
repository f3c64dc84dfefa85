package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.OpenFlags.APPEND;
import static dev.seedkernel.spec.properties.OpenFlags.CREAT;
import static dev.seedkernel.spec.properties.OpenFlags.RDONLY;
import static dev.seedkernel.spec.properties.OpenFlags.RDWR;
import static dev.seedkernel.spec.properties.OpenFlags.TRUNC;
import static dev.seedkernel.spec.properties.OpenFlags.WRONLY;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.CallProgram;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** OPEN: openat and close. */
final class OpenProperties {
  private OpenProperties() {}

  /** Opens and closes in any order: the lowest free descriptor is taken each time. */
  @Clause({"OPEN-1", "OPEN-4", "OPEN-5", "OPEN-20", "FS-13"})
  static Arbitrary<CallProgram> descriptorsAreTheLowestFree() {
    return Actions.programs(
        Arbitraries.oneOf(Actions.open(RDONLY, RDWR | CREAT, WRONLY | CREAT), Actions.close()), 12);
  }

  /** Several opens of the same files, written and read in any order. */
  @Clause({"OPEN-14", "OPEN-19", "RW-24"})
  static Arbitrary<CallProgram> opensHavePositionsOfTheirOwn() {
    return Actions.programs(
        Arbitraries.oneOf(
            Actions.open(RDWR | CREAT, RDWR | CREAT | TRUNC, RDONLY, RDONLY | TRUNC, RDWR | APPEND),
            Actions.close(),
            Actions.read(),
            Actions.write()),
        12);
  }
}
