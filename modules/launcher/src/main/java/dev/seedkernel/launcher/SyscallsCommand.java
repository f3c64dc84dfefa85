package dev.seedkernel.launcher;

import dev.seedkernel.kernel.syscall.SystemCalls;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the system calls. */
@Command(
    name = "syscalls",
    description = {
      "Lists the system calls that the kernel answers.",
      "Columns: number, how much of it there is, name and arguments, what is left out.",
      "Every other number gives ENOSYS."
    })
final class SyscallsCommand implements Callable<Integer> {
  private final Streams streams;

  SyscallsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    List<String> lines =
        SystemCalls.descriptions().stream()
            .map(call ->
                "%4d  %-9s  %s(%s)%s"
                    .formatted(
                        call.number(),
                        call.support().name().toLowerCase(Locale.ROOT),
                        call.name(),
                        String.join(", ", call.arguments()),
                        call.note().isEmpty() ? "" : ": " + call.note()))
            .toList();
    streams.print(lines);
    return ExitStatus.SUCCESS;
  }
}
