package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.RegularFile;
import java.util.List;

/**
 * Advice about ranges of memory: madvise, msync, mlock and mincore.
 *
 * <p>As on Linux, advice is carried out mapping by mapping; it stops at the first that refuses, and
 * goes on behind a gap, which is ENOMEM at the end.
 */
public final class MemoryAdvice {
  /** Bytes in a page. */
  public static final int PAGE = AddressSpace.PAGE_SIZE;

  private final MemoryMap map;

  public MemoryAdvice(MemoryMap map) {
    this.map = map;
  }

  /** What to do with one mapping. */
  @FunctionalInterface
  private interface Step {
    void apply(Mapping mapping) throws ErrnoException;
  }

  private void each(long address, long length, Step step) throws ErrnoException {
    long end = address + map.alignedRange(address, length, Errno.ENOMEM);
    long covered = 0;
    for (Mapping mapping : map.mappings().within(address, end)) {
      step.apply(mapping);
      covered += mapping.length();
    }
    if (covered != end - address) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Does nothing but check the range: advice that is only about speed. */
  public void ignore(long address, long length) throws ErrnoException {
    each(address, length, _ -> {});
  }

  /**
   * Discards what private mappings hold: they read as zero or as the file again (MADV_DONTNEED).
   *
   * @param locked whether locked memory is discarded, too, which is else EINVAL
   */
  public void discard(long address, long length, boolean locked) throws ErrnoException {
    each(
        address,
        length,
        mapping -> {
          if (mapping.has(Mapping.LOCKED) && !locked) {
            throw Errno.EINVAL.exception();
          }
          map.refill(mapping);
        });
  }

  /** Allows that private memory without a file is discarded (MADV_FREE): it never has to be. */
  public void free(long address, long length) throws ErrnoException {
    each(
        address,
        length,
        mapping -> {
          if (mapping.inode() != null || mapping.has(Mapping.LOCKED)) {
            throw Errno.EINVAL.exception();
          }
        });
  }

  /** Makes holes in the files behind shared mappings (MADV_REMOVE). */
  public void remove(long address, long length) throws ErrnoException {
    each(
        address,
        length,
        mapping -> {
          if (mapping.has(Mapping.LOCKED) || !(mapping.inode() instanceof RegularFile file)) {
            throw Errno.EINVAL.exception();
          }
          if (!mapping.isShared() || mapping.has(Mapping.NOT_WRITABLE)) {
            throw Errno.EACCES.exception();
          }
          file.punch(mapping.offset(), mapping.length());
        });
  }

  /** Sets whether a child inherits a range (MADV_DOFORK, MADV_DONTFORK). */
  public void inherit(long address, long length, boolean inherit) throws ErrnoException {
    int flag = Mapping.DONT_FORK;
    each(address, length, mapping -> flags(mapping, inherit ? 0 : flag, inherit ? flag : 0));
  }

  /** Sets whether a range is zero in a child (MADV_WIPEONFORK, MADV_KEEPONFORK). */
  public void wipe(long address, long length, boolean wipe) throws ErrnoException {
    each(
        address,
        length,
        mapping -> {
          if (wipe && mapping.inode() != null) {
            throw Errno.EINVAL.exception();
          }
          flags(mapping, wipe ? Mapping.WIPE_ON_FORK : 0, wipe ? 0 : Mapping.WIPE_ON_FORK);
        });
  }

  private void flags(Mapping mapping, int set, int cleared) throws ErrnoException {
    map.flags(mapping.start(), mapping.end(), set, cleared);
  }

  /**
   * Accesses each page of a range (MADV_POPULATE_READ, MADV_POPULATE_WRITE). ENOMEM at a gap,
   * EINVAL where rights are missing, EFAULT behind the end of a file.
   */
  public void populate(long address, long length, boolean write) throws ErrnoException {
    long end = address + map.alignedRange(address, length, Errno.ENOMEM);
    for (long page = address; page < end; page += PAGE) {
      Mapping mapping = map.at(page);
      if (mapping == null) {
        throw Errno.ENOMEM.exception();
      }
      if (!write && mapping.inode() == null) {
        // Reading takes nothing: what counts is the right.
        requireReadable(mapping);
        page = Math.min(mapping.end(), end) - PAGE;
        continue;
      }
      access(page, write);
    }
  }

  private static void requireReadable(Mapping mapping) throws ErrnoException {
    if (mapping.rights() == Rights.NONE) {
      throw Errno.EINVAL.exception();
    }
  }

  private void access(long page, boolean write) throws ErrnoException {
    try {
      if (write) {
        map.space().requireStore(page, 1);
      } else {
        map.space().requireLoad(page, 1);
      }
    } catch (MemoryFault fault) {
      Errno errno =
          switch (fault.reason()) {
            case UNMAPPED -> Errno.ENOMEM;
            case NO_BACKING -> Errno.EFAULT;
            case OUT_OF_PAGES -> throw fault;
            case PERMISSION, ALIGNMENT, SP_ALIGNMENT -> Errno.EINVAL;
          };
      throw errno.exception();
    }
  }

  /**
   * Answers msync: memory and file are the same, so there is nothing to do.
   *
   * @param invalidate whether locked memory is EBUSY (MS_INVALIDATE)
   */
  public void synchronize(long address, long length, boolean invalidate) throws ErrnoException {
    each(
        address,
        length,
        mapping -> {
          if (invalidate && mapping.has(Mapping.LOCKED)) {
            throw Errno.EBUSY.exception();
          }
        });
  }

  /** Locks the pages of a range (mlock); ENOMEM if any is not mapped, or may not be read. */
  public void lock(long address, long length) throws ErrnoException {
    long size = pagesAround(address, length);
    boolean[] unreadable = new boolean[1];
    mark(
        Mappings.pageDown(address),
        size,
        mapping -> {
          flags(mapping, Mapping.LOCKED, 0);
          unreadable[0] |= mapping.rights() == Rights.NONE;
        });
    if (unreadable[0]) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Unlocks the pages of a range (munlock). */
  public void unlock(long address, long length) throws ErrnoException {
    long size = pagesAround(address, length);
    mark(Mappings.pageDown(address), size, mapping -> flags(mapping, 0, Mapping.LOCKED));
  }

  /** Unlike advice, locking stops at the first gap. */
  private void mark(long start, long size, Step step) throws ErrnoException {
    long end = start + size;
    long at = start;
    for (Mapping mapping : map.mappings().within(start, end)) {
      if (mapping.start() != at) {
        break;
      }
      step.apply(mapping);
      at = mapping.end();
    }
    if (at != end) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** Returns the length of the pages that a range touches: it need not be aligned. */
  private long pagesAround(long address, long length) throws ErrnoException {
    long start = Mappings.pageDown(address);
    long size = Mappings.pageUp(length + (address - start));
    if (Long.compareUnsigned(start + size, start) < 0) {
      throw Errno.EINVAL.exception();
    }
    return size == 0 ? 0 : map.alignedRange(start, size, Errno.ENOMEM);
  }

  /** Locks what is mapped now, and what will be (mlockall). */
  public void lockAll(boolean current, boolean future) throws ErrnoException {
    map.lockFuture(future);
    if (current) {
      for (Mapping mapping : List.copyOf(map.all())) {
        flags(mapping, Mapping.LOCKED, 0);
      }
    }
  }

  /** Unlocks everything (munlockall). */
  public void unlockAll() throws ErrnoException {
    map.lockFuture(false);
    for (Mapping mapping : List.copyOf(map.all())) {
      flags(mapping, 0, Mapping.LOCKED);
    }
  }

  /** Returns the length of a range in whole pages; ENOMEM if it is not within the addresses. */
  public long requireInside(long address, long length) throws ErrnoException {
    return map.alignedRange(address, length, Errno.ENOMEM);
  }

  /** Returns 1 for each page that is there, 0 for others (mincore); ENOMEM at a gap. */
  public byte[] resident(long address, int pages) throws ErrnoException {
    byte[] there = new byte[pages];
    for (int i = 0; i < pages; i++) {
      long page = address + (long) i * PAGE;
      Mapping mapping = map.at(page);
      if (mapping == null) {
        throw Errno.ENOMEM.exception();
      }
      boolean inFile =
          mapping.inode() instanceof RegularFile file && file.isAllocated(mapping.position(page));
      there[i] = (byte) (inFile || map.space().isTouched(page) ? 1 : 0);
    }
    return there;
  }
}
