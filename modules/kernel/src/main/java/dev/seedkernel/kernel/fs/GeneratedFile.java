package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;

/** A file of /proc or /sys: its content is made when it is read. */
public final class GeneratedFile extends Inode {
  private final long size;
  private final Content content;
  private final Input input;

  /** Makes the content. */
  @FunctionalInterface
  public interface Content {
    /**
     * Returns the whole content as it is now.
     *
     * @throws ErrnoException ESRCH if the process that it is about has gone
     */
    byte[] bytes() throws ErrnoException;
  }

  /** Takes what is written. */
  @FunctionalInterface
  public interface Input {
    /** Takes the bytes of one write, all of them, or throws. */
    void accept(byte[] bytes) throws ErrnoException;

    /** Returns an input for a file that cannot be written to. */
    static Input refused(Errno errno) {
      return _ -> {
        throw errno.exception();
      };
    }
  }

  /**
   * Creates a file.
   *
   * @param size as {@code st_size}: the length of the content is not known before it is made
   */
  public GeneratedFile(
      InodeIdentity identity, int permissions, long size, Content content, Input input) {
    super(identity, FileMode.S_IFREG | permissions, 1);
    this.size = size;
    this.content = content;
    this.input = input;
  }

  @Override
  public long size() {
    return size;
  }

  byte[] content() throws ErrnoException {
    return content.bytes();
  }

  Input input() {
    return input;
  }
}
