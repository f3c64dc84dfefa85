package dev.seedkernel.kernel.boot;

import java.io.Serial;

/** A machine that cannot boot: the reason, in one line. */
public final class BootException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What could not be done. */
  public enum Kind {
    /**
     * What was handed over is wrong: the device tree, the initramfs, or a limit it does not fit.
     */
    IMAGE(125),
    /** The program is there and cannot be executed. */
    NOT_EXECUTABLE(126),
    /** There is no such program. */
    NOT_FOUND(127);

    private final int exitStatus;

    Kind(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** Returns the machine's exit status, as of env(1) and other starters of programs. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final Kind kind;

  public BootException(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
