package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.ErrnoException;

/**
 * A link of /proc that leads to an object and not to a name: it works where the text that it shows
 * names nothing, or something else (proc(5), "/proc/pid/fd").
 */
public final class MagicLink extends SymbolicLink {
  private final Jump jump;

  /** Where a link leads. */
  @FunctionalInterface
  public interface Jump {
    /**
     * Returns what the link stands for now.
     *
     * @throws ErrnoException ENOENT if it has gone
     */
    PathWalker.Entry entry() throws ErrnoException;
  }

  /**
   * Creates a link.
   *
   * @param text what readlink gives
   */
  public MagicLink(InodeIdentity identity, int permissions, long size, String text, Jump jump) {
    super(identity, permissions, size, text);
    this.jump = jump;
  }

  PathWalker.Entry jump() throws ErrnoException {
    return jump.entry();
  }
}
