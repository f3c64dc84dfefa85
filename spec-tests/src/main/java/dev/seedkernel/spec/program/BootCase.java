package dev.seedkernel.spec.program;

import java.util.Optional;
import java.util.function.Function;

/**
 * A boot of its own, for what programs of calls alone do not show.
 *
 * @param title what is booted, for reports
 * @param input what is handed over
 * @param init the program that is {@code /init}, if one that records is; the property puts it into
 *     the initramfs as {@code CaseAssembler.init} makes it
 * @param check says what is wrong with what was left, if anything is
 */
public record BootCase(
    String title,
    BootInput input,
    Optional<CallProgram> init,
    Function<BootObservation, Optional<String>> check)
    implements Case {
  @Override
  public int size() {
    return init.map(CallProgram::size).orElse(0);
  }
}
