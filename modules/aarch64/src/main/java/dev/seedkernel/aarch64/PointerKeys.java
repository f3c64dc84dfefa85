package dev.seedkernel.aarch64;

import java.util.function.LongSupplier;

/**
 * The keys of pointer authentication (Arm ARM D8.8): APIAKey_EL1, APIBKey_EL1, APDAKey_EL1,
 * APDBKey_EL1 and APGAKey_EL1. Linux gives every program fresh ones at execve.
 *
 * @param instructionA for addresses of instructions: pacia, autia, retaa
 * @param instructionB for addresses of instructions: pacib, autib, retab
 * @param dataA for addresses of data: pacda, autda, ldraa
 * @param dataB for addresses of data: pacdb, autdb, ldrab
 * @param generic for pacga
 */
public record PointerKeys(Key instructionA, Key instructionB, Key dataA, Key dataB, Key generic) {

  /** Keys that are all zero. */
  public static final PointerKeys ZERO = generate(() -> 0);

  /**
   * A key of 128 bits.
   *
   * @param high bits 127:64
   * @param low bits 63:0
   */
  public record Key(long high, long low) {
    private static Key generate(LongSupplier random) {
      long low = random.getAsLong();
      return new Key(random.getAsLong(), low);
    }
  }

  /** Makes keys of ten numbers: each in the order of the components, the low half first. */
  public static PointerKeys generate(LongSupplier random) {
    Key instructionA = Key.generate(random);
    Key instructionB = Key.generate(random);
    Key dataA = Key.generate(random);
    Key dataB = Key.generate(random);
    return new PointerKeys(instructionA, instructionB, dataA, dataB, Key.generate(random));
  }
}
