package dev.seedkernel.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Extracts the files of an output disk. */
@Command(
    name = "extract",
    description = {
      "Extracts the files that the run made or changed.",
      "Left out and named on stderr is what 'boot --out' leaves out, too."
    })
final class DiskExtractCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "The output disk, which is not changed.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The directory, made if it is not there.")
  private Path directory = Path.of("");

  DiskExtractCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    HostDirectories.extractPossible(file.toString(), Archives.readResult(file), directory, streams);
    return ExitStatus.SUCCESS;
  }
}
