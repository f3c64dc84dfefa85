package dev.seedkernel.spec.properties;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.DeviceNumber;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.guest.CaseAssembler;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.ProgramBuilder;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** BOOT: hand-over and the life of /init. */
final class BootProperties {
  private BootProperties() {}

  /** Returns an initramfs with a program as {@code /init}. */
  private static Bytes initramfs(CallProgram init) {
    try {
      return Bytes.of(
          CpioWriter.toBytes(
              CpioArchive.builder()
                  .directory("dev", 0755)
                  .special("dev/console", FileType.CHARACTER_DEVICE, 0600, new DeviceNumber(5, 1))
                  .file("init", 0755, CaseAssembler.init(init))
                  .build()));
    } catch (CpioException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> results(BootObservation seen) {
    return seen.init().records().getOrDefault("0", List.of()).stream().map(Answer::result).toList();
  }

  /** The console stands behind descriptors 0 to 2 and behind no other, and /init is process 1. */
  @Clause({"BOOT-4", "BOOT-5", "BOOT-6"})
  static Arbitrary<BootCase> initHasTheConsole() {
    return Arbitraries.strings()
        .alpha()
        .ofMinLength(5)
        .ofMaxLength(20)
        .map(text -> {
          ProgramBuilder init = new ProgramBuilder();
          init.step(Calls.call("getpid", Calls.GETPID));
          init.step(Calls.call("getppid", Calls.GETPPID));
          init.step(Calls.write(Arg.of(0), init.content(Bytes.ofText("0" + text + "\n"))));
          init.step(Calls.write(Arg.of(1), init.content(Bytes.ofText("1" + text + "\n"))));
          init.step(Calls.write(Arg.of(2), init.content(Bytes.ofText("2" + text + "\n"))));
          init.step(Calls.close(Arg.of(3)));
          long written = text.length() + 2L;
          List<Long> expected = List.of(1L, 0L, written, written, written, -9L);
          CallProgram program = init.build();
          return BootCase.of(
              "/init writes to descriptors 0, 1 and 2",
              new BootInput.Files(initramfs(program), Optional.empty()),
              Optional.of(program),
              seen -> {
                String console = seen.console().text().replace("\r", "");
                String wanted = "0%1$s\n1%1$s\n2%1$s\n".formatted(text);
                if (!results(seen).equals(expected)) {
                  return Optional.of("results " + results(seen) + ", not " + expected);
                }
                return console.contains(wanted)
                    ? Optional.empty()
                    : Optional.of("the console does not have " + wanted);
              });
        });
  }

  /** The machine ends with the status of /init. */
  @Clause("BOOT-14")
  static Arbitrary<BootCase> theMachineHasTheStatusOfInit() {
    return Arbitraries.integers()
        .map(status -> {
          ProgramBuilder init = new ProgramBuilder();
          init.step(Calls.exitGroup(status));
          CallProgram program = init.build();
          return BootCase.of(
              "/init exits with " + status,
              new BootInput.Files(initramfs(program), Optional.empty()),
              Optional.of(program),
              seen ->
                  seen.status()
                      .filter(end -> end != (status & 0xff))
                      .map(end -> "the machine's status is " + end));
        });
  }
}
