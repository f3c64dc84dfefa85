package dev.seedkernel.aarch64;

import java.io.Serial;

/**
 * An access to guest memory that was refused.
 *
 * <p>It has no stack trace: a fault is an event of the guest, not of the JVM, and is raised often.
 */
public final class MemoryFault extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What was tried. */
  public enum Access {
    LOAD,
    STORE,
    FETCH
  }

  /** Why it was refused. */
  public enum Cause {
    /** Nothing is mapped at the address, or it lies outside the window. */
    UNMAPPED,
    /** The page is mapped, but without the right that the access needs. */
    PERMISSION,
    /** The instruction requires an aligned address. */
    ALIGNMENT,
    /** The base register is SP, and SP is not a multiple of 16. */
    SP_ALIGNMENT,
    /**
     * The page is mapped and has the right, but what is mapped has nothing there: the file ends
     * before it, or cannot grow (Linux: SIGBUS with BUS_ADRERR).
     */
    NO_BACKING,
    /** The page is mapped and writable, but the account of pages is used up. */
    OUT_OF_PAGES
  }

  private final long address;
  private final Access access;
  private final Cause cause;

  /**
   * Creates a fault.
   *
   * @param address the lowest guest address whose access was refused
   */
  public MemoryFault(long address, Access access, Cause cause) {
    super(null, null, false, false);
    this.address = address;
    this.access = access;
    this.cause = cause;
  }

  /** Returns the lowest guest address whose access was refused. */
  public long address() {
    return address;
  }

  public Access access() {
    return access;
  }

  public Cause reason() {
    return cause;
  }

  @Override
  public String getMessage() {
    return access + " at 0x" + Long.toHexString(address) + ": " + cause;
  }
}
