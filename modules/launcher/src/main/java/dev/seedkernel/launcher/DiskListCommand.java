package dev.seedkernel.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the files of an output disk. */
@Command(
    name = "list",
    description =
        "Lists the files that the run made or changed, as 'cpio -itv' does; times are the guest's.")
final class DiskListCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "The output disk, which is not changed.")
  private Path file = Path.of("");

  DiskListCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    streams.print(Archives.readResult(file).entries().stream().map(ListCommand::line).toList());
    return ExitStatus.SUCCESS;
  }
}
