package dev.seedkernel.spec;

import dev.seedkernel.spec.runner.Runner;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Shows progress: a line that is written anew on a terminal, or one every ten seconds. */
final class ProgressLine implements Runner.Progress, AutoCloseable {
  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int WIDTH = 100;

  private final PrintWriter err;
  private final boolean terminal;
  private final String system;
  private final long start = System.nanoTime();
  private long next = start;

  ProgressLine(PrintWriter err, boolean terminal, String system) {
    this.err = err;
    this.terminal = terminal;
    this.system = system;
    this.next = start + (terminal ? 0 : LOG_NANOS);
  }

  @Override
  public void at(int cases, int failures, String doing) {
    long now = System.nanoTime();
    if (now < next) {
      return;
    }
    next = now + (terminal ? TERMINAL_NANOS : LOG_NANOS);
    String line =
        "%s: %d cases, %.0f a second, %d failed; %s"
            .formatted(system, cases, cases / ((now - start) / 1e9), failures, doing);
    if (terminal) {
      err.print("\r" + (line + " ".repeat(WIDTH)).substring(0, WIDTH));
      err.flush();
    } else {
      err.println(line);
    }
  }

  @Override
  public void close() {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }
}
