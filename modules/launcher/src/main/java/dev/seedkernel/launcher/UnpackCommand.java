package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Unpacks an archive. */
@Command(
    name = "unpack",
    description = {
      "Unpacks an initramfs into a directory, and never writes outside of it.",
      "An archive with names or symbolic links that lead out is refused before anything is written."
    })
final class UnpackCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(
      paramLabel = "FILE",
      description = "The archive, plain or compressed; - is the standard input.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The directory, made if it is not there.")
  private Path directory = Path.of("");

  @Option(
      names = "--skip-links",
      description =
          "Leave out symbolic links that lead out, such as absolute ones, and names that the host cannot have; each is named.")
  private boolean skipLinks;

  UnpackCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    CpioArchive archive = Archives.read(file, streams);
    if (skipLinks) {
      HostDirectories.extractPossible(file.toString(), archive, directory, streams);
    } else {
      HostDirectories.extract(file.toString(), archive, directory, streams);
    }
    return ExitStatus.SUCCESS;
  }
}
