package dev.seedkernel.spec.program;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A boot of its own, for what programs of calls alone do not show.
 *
 * @param title what is booted, for reports
 * @param input what is handed over
 * @param init the program that is {@code /init}, if one that records is; the property puts it into
 *     the initramfs as {@code CaseAssembler.init} makes it
 * @param limits by name the limits that are not at the numbers of the contract, for a case that
 *     depends on numbers of limits; empty for one that does not
 * @param again whether it is booted more than once, and all must leave the same
 * @param check says what is wrong with what was left, if anything is
 */
public record BootCase(
    String title,
    BootInput input,
    Optional<CallProgram> init,
    Optional<Map<String, Long>> limits,
    boolean again,
    Function<BootObservation, Optional<String>> check)
    implements Case {
  public BootCase {
    limits = limits.map(Map::copyOf);
  }

  /** Returns a boot that depends on no limit, and happens once. */
  public static BootCase of(
      String title,
      BootInput input,
      Optional<CallProgram> init,
      Function<BootObservation, Optional<String>> check) {
    return new BootCase(title, input, init, Optional.empty(), false, check);
  }

  /** Returns the boot with some limits; others are at the numbers of the contract. */
  public BootCase withLimits(Map<String, Long> chosen) {
    return new BootCase(title, input, init, Optional.of(chosen), again, check);
  }

  /** Returns the boot as one that is repeated. */
  public BootCase repeated() {
    return new BootCase(title, input, init, limits, true, check);
  }

  @Override
  public int size() {
    return init.map(CallProgram::size).orElse(0);
  }
}
