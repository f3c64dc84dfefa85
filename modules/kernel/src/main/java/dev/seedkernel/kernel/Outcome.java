package dev.seedkernel.kernel;

import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.kernel.boot.ArchivedTree;
import dev.seedkernel.kernel.boot.FileTree;
import dev.seedkernel.kernel.fs.FileSystem;

/** What a run left: how it ended, the files, and what it took. */
public final class Outcome {
  /** The exit status of timeout(1) for what took too long. */
  private static final int STOPPED = 124;

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

  Outcome(End end, FileSystem fileSystem, Statistics statistics) {
    this.end = end;
    this.fileSystem = fileSystem;
    this.statistics = statistics;
  }

  public End end() {
    return end;
  }

  /**
   * Returns the exit status as a shell gives it: that of /init, or 128 plus the signal's number;
   * 124 if it was stopped, as of timeout(1).
   */
  public int exitStatus() {
    return switch (end) {
      case End.Exited(int status) -> status;
      case End.Killed(int signal, String _) -> 128 + signal;
      case End.Stopped _ -> STOPPED;
    };
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
