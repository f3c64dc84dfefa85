package dev.seedkernel.spec.model.memory;

import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The memory of one process, as far as programs may look at it: pages of 4096 bytes by page number.
 * What is not here is not mapped; the kit's own code and record are not here, and steps leave them
 * alone.
 *
 * @param heap where the heap is, once it was asked for
 */
public record Memory(Map<Long, Page> pages, Optional<Heap> heap) {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  public static final int READ = 1;
  public static final int WRITE = 2;
  public static final int EXECUTE = 4;

  /** No memory at all. */
  public static final Memory EMPTY = new Memory(Map.of(), Optional.empty());

  public Memory {
    pages = Map.copyOf(pages);
  }

  /** A kind of access, and the right that it needs. */
  public enum Access {
    READ(Memory.READ),
    WRITE(Memory.WRITE),
    EXECUTE(Memory.EXECUTE);

    private final int right;

    Access(int right) {
      this.right = right;
    }
  }

  /** The heap, from its start to its end, which need not be a multiple of a page. */
  public record Heap(long start, long end) {}

  /**
   * A page of something that several mappings show: all that name the same have the same content.
   *
   * @param object what it is part of
   * @param number which page of it
   */
  public record Shared(long object, long number) {}

  /**
   * A page.
   *
   * @param rights what may be done with it
   * @param shared what it is part of, if others show it, too
   * @param beyond whether it lies behind the end of its file (MEM-15)
   */
  public record Page(Bytes content, int rights, Optional<Shared> shared, boolean beyond) {
    /** Returns a page of its own. */
    public static Page of(Bytes content, int rights) {
      return new Page(content, rights, Optional.empty(), false);
    }

    /** Returns the page with other rights; to write brings to read with it (MEM-23). */
    public Page withRights(int changed) {
      int all = (changed & WRITE) != 0 ? changed | READ : changed;
      return new Page(content, all & (READ | WRITE | EXECUTE), shared, beyond);
    }

    public Page withContent(Bytes changed) {
      return new Page(changed, rights, shared, beyond);
    }
  }

  /** Returns this memory with pages that can be read and written, the first at an address. */
  public Memory map(long address, Bytes content) {
    Map<Long, Page> changed = new HashMap<>(pages);
    for (int at = 0; at < content.length(); at += PAGE) {
      int length = Math.min(PAGE, content.length() - at);
      Bytes page = content.slice(at, length).resized(PAGE);
      changed.put((address + at) / PAGE, Page.of(page, READ | WRITE));
    }
    return new Memory(changed, heap);
  }

  /** Returns this memory with a page set. */
  public Memory with(long number, Page page) {
    Map<Long, Page> changed = new HashMap<>(pages);
    changed.put(number, page);
    return new Memory(changed, heap);
  }

  /** Returns this memory with pages changed, those of some numbers that are mapped. */
  public Memory change(long first, long count, UnaryOperator<Page> change) {
    Map<Long, Page> changed = new HashMap<>(pages);
    changed.replaceAll(
        (number, page) -> number >= first && number - first < count ? change.apply(page) : page);
    return new Memory(changed, heap);
  }

  /** Returns this memory without some pages. */
  public Memory unmap(long first, long count) {
    Map<Long, Page> changed = new HashMap<>(pages);
    changed.keySet().removeIf(number -> number >= first && number - first < count);
    return new Memory(changed, heap);
  }

  public Memory withHeap(Heap changed) {
    return new Memory(pages, Optional.of(changed));
  }

  /** Returns whether any page of a range is mapped. */
  public boolean isAnyMapped(long first, long count) {
    return pages.keySet().stream().anyMatch(number -> number >= first && number - first < count);
  }

  public boolean isMapped(long address) {
    return pages.containsKey(Math.floorDiv(address, PAGE));
  }

  /** Returns whether an address is in a page behind the end of its file. */
  public boolean isBeyond(long address) {
    Page page = pages.get(Math.floorDiv(address, PAGE));
    return page != null && page.beyond();
  }

  /** Returns an instruction in a page that is mapped; rights are not looked at. */
  public long word(long address) {
    Page page = pages.get(Math.floorDiv(address, PAGE));
    return page == null ? 0 : page.content().number(Math.floorMod(address, PAGE), 4);
  }

  /** Returns how many of the bytes from an address on can be read before the first that cannot. */
  public long readable(long address, long length) {
    return usable(address, length, Access.READ);
  }

  /** Returns how many of the bytes from an address on can be written before one that cannot. */
  public long writable(long address, long length) {
    return usable(address, length, Access.WRITE);
  }

  /** Returns how many of the bytes from an address on can be used before one that cannot. */
  public long usable(long address, long length, Access access) {
    long count = 0;
    while (count < length) {
      Page page = pages.get(Math.floorDiv(address + count, PAGE));
      if (page == null || page.beyond() || (page.rights() & access.right) == 0) {
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
    Map<Long, Page> changed = new HashMap<>(pages);
    for (int at = 0; at < bytes.length(); ) {
      int offset = Math.floorMod(address + at, PAGE);
      int part = Math.min(PAGE - offset, bytes.length() - at);
      Bytes stored = bytes.slice(at, part);
      long number = Math.floorDiv(address + at, PAGE);
      changed.computeIfPresent(
          number, (_, page) -> page.withContent(page.content().with(offset, stored)));
      at += part;
    }
    return new Memory(changed, heap);
  }
}
