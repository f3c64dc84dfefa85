package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.kernel.boot.Dump;
import dev.seedkernel.kernel.boot.DumpException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Extracts the files of a dump. */
@Command(
    name = "extract",
    description = {
      "Extracts the files of a dump from a transcript of a console.",
      "The word 'dumpfs' in --append of 'boot' makes such a dump.",
      "Other output may stand before and behind the dump; one that is cut off or damaged is refused."
    })
final class ExtractCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(
      paramLabel = "TRANSCRIPT",
      description = "What was printed on the console; - is the standard input.")
  private Path transcript = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The directory, made if it is not there.")
  private Path directory = Path.of("");

  ExtractCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    String text = new String(HostFiles.read(transcript, streams), StandardCharsets.ISO_8859_1);
    CpioArchive files;
    try {
      files = Dump.extract(text);
    } catch (DumpException e) {
      throw new FailedException(transcript + ": " + Failures.message(e), e);
    }
    HostDirectories.extract(transcript.toString(), files, directory, streams);
    return ExitStatus.SUCCESS;
  }
}
