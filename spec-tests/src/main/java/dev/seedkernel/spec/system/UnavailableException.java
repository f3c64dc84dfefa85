package dev.seedkernel.spec.system;

/** A system cannot be had here; the message says what is missing. */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableException(String message) {
    super(message);
  }
}
