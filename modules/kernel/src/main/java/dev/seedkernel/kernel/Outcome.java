package dev.seedkernel.kernel;

import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.kernel.boot.ArchivedTree;
import dev.seedkernel.kernel.boot.FileTree;
import dev.seedkernel.kernel.fs.FileSystem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run left: how it ended, the files, and what it took. */
public final class Outcome {
  /** The exit status of timeout(1) for what took too long. */
  private static final int STOPPED = 124;

  /** As where a machine cannot boot: it is not the guest's. */
  private static final int NO_OUTPUT = 125;

  /** How a run ended. */
  public sealed interface End {
    /** By exit; the status is masked to 0 to 255. */
    record Exited(int status) implements End {}

    /**
     * By a signal.
     *
     * @param description what raised it, in one line
     */
    record Killed(int signal, String description) implements End {}

    /**
     * Not at all: /init is stopped, because the instructions that it was given are used up.
     *
     * @param instructions how many were executed since the machine was booted
     * @param description where it is, in one line
     */
    record Stopped(long instructions, String description) implements End {}
  }

  private final End end;
  private final FileSystem fileSystem;
  private final Statistics statistics;
  private final @Nullable String outputFailure;

  Outcome(End end, FileSystem fileSystem, Statistics statistics) {
    this(end, fileSystem, statistics, null);
  }

  private Outcome(
      End end, FileSystem fileSystem, Statistics statistics, @Nullable String outputFailure) {
    this.end = end;
    this.fileSystem = fileSystem;
    this.statistics = statistics;
    this.outputFailure = outputFailure;
  }

  Outcome withOutputFailure(String reason) {
    return new Outcome(end, fileSystem, statistics, reason);
  }

  public End end() {
    return end;
  }

  /**
   * Returns why the output disk of the machine got no result though /init has ended, in one line;
   * nothing if it did, or there is none.
   */
  public Optional<String> outputFailure() {
    return Optional.ofNullable(outputFailure);
  }

  /**
   * Returns the exit status as a shell gives it: that of /init, or 128 plus the signal's number;
   * 124 if it was stopped, as of timeout(1); 125 if there is an {@link #outputFailure}.
   */
  public int exitStatus() {
    if (outputFailure != null) {
      return NO_OUTPUT;
    }
    // No switch, which is linked when it is first reached: two milliseconds of a cold JVM.
    if (end instanceof End.Exited(int status)) {
      return status;
    }
    return end instanceof End.Killed(int signal, String _) ? 128 + signal : STOPPED;
  }

  /** Returns all files, and names what an archive cannot hold. */
  public ArchivedTree files() throws CpioException {
    return FileTree.archive(fileSystem.root(), false);
  }

  /** Returns the files that the run made or changed, and names what an archive cannot hold. */
  public ArchivedTree changedFiles() throws CpioException {
    return FileTree.archive(fileSystem.root(), true);
  }

  public Statistics statistics() {
    return statistics;
  }
}
