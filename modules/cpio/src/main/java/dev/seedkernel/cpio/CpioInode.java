package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One file with all the entries that are hard links to it, as Linux unpacks them: it opens the same
 * file for each, sets owner, mode and time again, and writes what content the entry has.
 *
 * @param links the entries in archive order; at least one
 */
public record CpioInode(List<CpioEntry> links) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public CpioInode {
    links = List.copyOf(links);
    if (links.isEmpty()) {
      throw new IllegalArgumentException("an inode without links");
    }
  }

  /** Returns the entry whose owner, mode and time the file ends up with: the last. */
  public CpioEntry attributes() {
    return links.getLast();
  }

  /**
   * Returns the bytes that the file ends up with: those of the last link that has any. Tools put
   * them on the last link, and nothing on the others.
   */
  public MemorySegment content() {
    for (CpioEntry link : links.reversed()) {
      if (link.content().byteSize() > 0) {
        return link.content();
      }
    }
    return CpioEntry.NO_CONTENT;
  }
}
