package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.kernel.boot.BootException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A program that starts others. */
@Command(name = "tier2", description = "A driver as /init that starts other programs.")
final class GateTier2Command implements Callable<Integer> {
  private final Streams streams;

  @Option(names = "--driver", paramLabel = "PROGRAM", required = true, description = "The driver.")
  private Path driver = Path.of("");

  @Option(
      names = "--child",
      paramLabel = "NAME=PROGRAM",
      required = true,
      description =
          "A program for the driver to start, at the path NAME in the guest. May be repeated.")
  private List<String> children = new ArrayList<>();

  @Mixin private final GateOptions options = new GateOptions();

  GateTier2Command(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException, BootException {
    CpioTreeBuilder tree = CpioArchive.builder();
    Gate.addProgram(tree, "init", driver);
    for (String child : children) {
      int equals = child.indexOf('=');
      if (equals <= 0) {
        throw new FailedException("--child %s: NAME=PROGRAM is expected".formatted(child));
      }
      try {
        String path = CpioNames.normalize(CpioNames.ofText(child.substring(0, equals)));
        Gate.addProgram(tree, path, Path.of(child.substring(equals + 1)));
      } catch (CpioException e) {
        throw new FailedException("--child %s: %s".formatted(child, Failures.message(e)), e);
      }
    }
    return new Gate(streams, "tier2", options).run(tree, driver);
  }
}
