package dev.seedkernel.kernel.fs;

/**
 * What stands at the other end of the console: the only way in and out of a running machine.
 *
 * <p>The kernel calls it from the thread that runs the machine. An implementation that cannot
 * deliver should throw an unchecked exception; it ends the run.
 */
public interface Console {
  /** Which of the two ways out. A real serial line has one; a host program has two. */
  enum Stream {
    OUTPUT,
    ERROR
  }

  /**
   * Reads what the guest is given as input; waits until there is some.
   *
   * @return bytes read, or -1 at the end
   */
  int read(byte[] to, int offset, int length);

  /** Writes what the guest has printed. */
  void write(Stream stream, byte[] from, int offset, int length);
}
