package dev.seedkernel.spec.model.files;

import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of a regular file, with its holes.
 *
 * @param size in bytes
 * @param pages by number the pages that were written to, 4096 bytes each, with zeros behind the end
 *     of the file; all others are holes
 */
public record Content(long size, Map<Long, Bytes> pages) {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** No bytes. */
  public static final Content EMPTY = new Content(0, Map.of());

  public Content {
    pages = Map.copyOf(pages);
  }

  /** Returns bytes from a position on: as many as there are, at most so many (RW-1, RW-2). */
  public Bytes read(long position, long most) {
    int length = (int) Math.max(0, Math.min(most, size - position));
    Bytes result = Bytes.zeros(length);
    for (int at = 0; at < length; ) {
      int offset = (int) ((position + at) % PAGE);
      int part = Math.min(PAGE - offset, length - at);
      Bytes page = pages.get((position + at) / PAGE);
      if (page != null) {
        result = result.with(at, page.slice(offset, part));
      }
      at += part;
    }
    return result;
  }

  /** Returns this content with bytes at a position; what lies between is a hole (RW-3, RW-4). */
  public Content write(long position, Bytes bytes) {
    Map<Long, Bytes> changed = new HashMap<>(pages);
    for (int at = 0; at < bytes.length(); ) {
      long number = (position + at) / PAGE;
      int offset = (int) ((position + at) % PAGE);
      int part = Math.min(PAGE - offset, bytes.length() - at);
      Bytes page = changed.getOrDefault(number, Bytes.zeros(PAGE));
      changed.put(number, page.with(offset, bytes.slice(at, part)));
      at += part;
    }
    return new Content(Math.max(size, position + bytes.length()), changed);
  }

  /** Returns this content cut, or made longer by a hole (FS-48). */
  public Content resized(long newSize) {
    Map<Long, Bytes> kept = new HashMap<>();
    pages.forEach((number, page) -> {
      long left = newSize - number * PAGE;
      if (left > 0) {
        int length = (int) Math.min(left, PAGE);
        kept.put(number, page.slice(0, length).resized(PAGE));
      }
    });
    return new Content(newSize, kept);
  }

  /** Whether a position lies in a page that was written to. */
  public boolean isData(long position) {
    return pages.containsKey(position / PAGE);
  }

  /**
   * Whether a position lies in a page that was written to and has only zeros: the contract leaves
   * open whether {@code lseek} takes that for data.
   */
  public boolean isZeroData(long position) {
    Bytes page = pages.get(position / PAGE);
    return page != null && page.equals(Bytes.zeros(PAGE));
  }
}
