package dev.seedkernel.spec.model.memory;

import dev.seedkernel.spec.program.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The memory of one process, as far as programs may look at it: pages of 4096 bytes by page number.
 * What is not here is not mapped; the kit's own code and record are not here, and steps leave them
 * alone.
 */
public record Memory(Map<Long, Page> pages) {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** No memory at all. */
  public static final Memory EMPTY = new Memory(Map.of());

  public Memory {
    pages = Map.copyOf(pages);
  }

  /** A page that may be read, and perhaps written. */
  public record Page(Bytes content, boolean writable) {}

  /** Returns this memory with pages that can be read and written, the first at an address. */
  public Memory map(long address, Bytes content) {
    Map<Long, Page> changed = new TreeMap<>(pages);
    for (int at = 0; at < content.length(); at += PAGE) {
      int length = Math.min(PAGE, content.length() - at);
      Bytes page = content.slice(at, length).resized(PAGE);
      changed.put((address + at) / PAGE, new Page(page, true));
    }
    return new Memory(changed);
  }

  /** Returns how many of the bytes from an address on can be read before the first that cannot. */
  public long readable(long address, long length) {
    return usable(address, length, false);
  }

  /** Returns how many of the bytes from an address on can be written before one that cannot. */
  public long writable(long address, long length) {
    return usable(address, length, true);
  }

  private long usable(long address, long length, boolean write) {
    long count = 0;
    while (count < length) {
      Page page = pages.get(Math.floorDiv(address + count, PAGE));
      if (page == null || (write && !page.writable())) {
        break;
      }
      count += PAGE - Math.floorMod(address + count, PAGE);
    }
    return Math.min(count, length);
  }

  /** Returns bytes, or nothing if one of them cannot be read. */
  public Optional<Bytes> read(long address, int length) {
    if (readable(address, length) < length) {
      return Optional.empty();
    }
    Bytes result = Bytes.zeros(length);
    for (int at = 0; at < length; ) {
      int offset = Math.floorMod(address + at, PAGE);
      int part = Math.min(PAGE - offset, length - at);
      Page page = pages.get(Math.floorDiv(address + at, PAGE));
      if (page == null) {
        return Optional.empty();
      }
      result = result.with(at, page.content().slice(offset, part));
      at += part;
    }
    return Optional.of(result);
  }

  /** Returns this memory with bytes stored, which lie in pages that are mapped. */
  public Memory write(long address, Bytes bytes) {
    Map<Long, Page> changed = new TreeMap<>(pages);
    for (int at = 0; at < bytes.length(); ) {
      int offset = Math.floorMod(address + at, PAGE);
      int part = Math.min(PAGE - offset, bytes.length() - at);
      Bytes stored = bytes.slice(at, part);
      long number = Math.floorDiv(address + at, PAGE);
      changed.computeIfPresent(
          number, (_, page) -> new Page(page.content().with(offset, stored), page.writable()));
      at += part;
    }
    return new Memory(changed);
  }
}
