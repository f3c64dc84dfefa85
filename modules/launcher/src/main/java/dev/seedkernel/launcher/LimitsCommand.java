package dev.seedkernel.launcher;

import dev.seedkernel.kernel.quota.Limit;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the limits. */
@Command(
    name = "limits",
    description = {
      "Lists the limits of a machine.",
      "Columns: name, default, the error that a system call gives at the limit, what is counted.",
      "'--limit NAME=VALUE' sets one; sizes take the suffixes K, M, G and T."
    })
final class LimitsCommand implements Callable<Integer> {
  private final Streams streams;

  LimitsCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    streams.print(
        Arrays.stream(Limit.values())
            .map(limit ->
                "%-13s  %6s  %-6s  %s"
                    .formatted(
                        limit.title(),
                        limit.unit() == Limit.Unit.BYTES
                            ? Size.format(limit.defaultValue())
                            : Long.toString(limit.defaultValue()),
                        limit.errno(),
                        limit.meaning()))
            .toList());
    return ExitStatus.SUCCESS;
  }
}
