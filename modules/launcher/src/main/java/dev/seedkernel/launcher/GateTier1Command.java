package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.boot.BootException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One program by itself. */
@Command(name = "tier1", description = "A single program as /init, with its input files.")
final class GateTier1Command implements Callable<Integer> {
  private final Streams streams;

  @Option(names = "--init", paramLabel = "PROGRAM", required = true, description = "The program.")
  private Path init = Path.of("");

  @Mixin private final GateOptions options = new GateOptions();

  GateTier1Command(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException, BootException {
    CpioTreeBuilder tree = CpioArchive.builder();
    Gate.addProgram(tree, "init", init);
    return new Gate(streams, "tier1", options).run(tree, init);
  }
}
