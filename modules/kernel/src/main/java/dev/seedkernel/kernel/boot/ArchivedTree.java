package dev.seedkernel.kernel.boot;

import dev.seedkernel.cpio.CpioArchive;
import java.util.List;

/**
 * A file tree as an archive, and what the archive cannot hold.
 *
 * @param archive the files
 * @param leftOut what is not among them, in the order of the tree
 */
public record ArchivedTree(CpioArchive archive, List<LeftOut> leftOut) {
  /** Checks nothing, and keeps the list. */
  public ArchivedTree {
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Something that an archive cannot hold.
   *
   * @param name its path without the leading slash, one char a byte
   * @param below how many names below it are left out with it
   * @param reason why, as half a sentence
   */
  public record LeftOut(String name, int below, String reason) {}
}
