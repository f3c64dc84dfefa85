package dev.seedkernel.kernel;

import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.process.GuestThread;
import dev.seedkernel.kernel.process.Machine;
import org.jspecify.annotations.Nullable;

/**
 * A machine that has booted, and runs when it is told to, so many instructions at a time.
 *
 * <pre>{@code
 * try (BootedMachine machine = kernel.start(image)) {
 *   Outcome outcome;
 *   do {
 *     outcome = machine.run(1_000_000);
 *   } while (outcome.end() instanceof Outcome.End.Stopped);
 * }
 * }</pre>
 *
 * <p>The guest cannot tell that it was stopped: in how many portions a machine runs changes nothing
 * of what it does. Not safe for several threads.
 */
public final class BootedMachine implements AutoCloseable {
  private final Machine machine;
  private final Execution execution;
  private final AtEnd atEnd;
  private @Nullable Outcome ended;
  private boolean closed;

  /** What a machine still has to do when /init has ended, and what it holds until then. */
  interface AtEnd extends AutoCloseable {
    /** For a machine that has neither. */
    AtEnd NOTHING = () -> {};

    /** Hands out what the run left. */
    void run() throws DiskException;

    @Override
    default void close() {}
  }

  /**
   * Creates the handle of a machine whose /init has been loaded.
   *
   * @param atEnd is run once, when /init has ended
   */
  BootedMachine(Machine machine, Execution execution, AtEnd atEnd) {
    this.machine = machine;
    this.execution = execution;
    this.atEnd = atEnd;
  }

  /**
   * Runs until /init has ended, or so many instructions of all processes together were executed:
   * then the end is {@link Outcome.End.Stopped}, and the files that the outcome gives are those of
   * the moment in which it is asked for them. After /init's end it gives the same outcome again.
   *
   * @param instructions how many may be executed at most; counted exactly, with either engine
   * @throws IllegalArgumentException if the number is negative
   * @throws IllegalStateException if the machine has been closed before /init ended
   */
  public Outcome run(long instructions) {
    if (instructions < 0) {
      throw new IllegalArgumentException("a budget of " + instructions + " instructions");
    }
    Outcome known = ended;
    if (known != null) {
      return known;
    }
    if (closed) {
      throw new IllegalStateException("the machine has been closed");
    }
    Outcome outcome = execution.run(instructions);
    if (outcome.end() instanceof Outcome.End.Stopped) {
      return outcome;
    }
    Outcome result = handOut(outcome);
    ended = result;
    close();
    return result;
  }

  private Outcome handOut(Outcome outcome) {
    try {
      atEnd.run();
      return outcome;
    } catch (DiskException e) {
      return outcome.withOutputFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the thread whose turn it is; null if all wait. */
  @Nullable GuestThread thread() {
    return machine.scheduler().next();
  }

  /**
   * Gives back the memory of processes that are left, and resets the machine's disks: an output
   * disk gets nothing more. The files of outcomes stay.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      machine.endings().shutDown();
      atEnd.close();
    }
  }
}
