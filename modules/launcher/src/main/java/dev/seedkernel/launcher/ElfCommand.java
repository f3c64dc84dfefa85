package dev.seedkernel.launcher;

import dev.seedkernel.elf.ElfDescription;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what is in an ELF file. */
@Command(name = "elf", description = "Shows the headers, sections and symbols of an ELF64 file.")
final class ElfCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(paramLabel = "FILE", description = "The file; - is the standard input.")
  private Path file = Path.of("");

  ElfCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    streams.print(ElfDescription.of(read(file, streams)));
    return ExitStatus.SUCCESS;
  }

  static ElfFile read(Path file, Streams streams) throws FailedException {
    byte[] bytes = HostFiles.read(file, streams);
    try {
      return ElfFile.parse(bytes);
    } catch (ElfException e) {
      throw new FailedException(file + ": " + Failures.message(e), e);
    }
  }
}
