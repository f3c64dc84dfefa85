package dev.seedkernel.virtio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * A sparse store that copies on write: pages that were written are kept here, all others are the
 * base's. A page of zeros over a base of zeros is dropped again.
 */
final class OverlayStore implements BlockStore {
  private static final int PAGE = 4096;

  private final BlockStore base;
  private final long limit;
  private final boolean zeroBase;
  private final Map<Long, MemorySegment> pages = new HashMap<>();

  OverlayStore(BlockStore base, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit);
    }
    BlockStore.checkSize(base.size());
    this.base = base;
    this.limit = limit;
    this.zeroBase = base instanceof ZeroStore;
  }

  @Override
  public long size() {
    return base.size();
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public void read(long offset, MemorySegment target) throws IOException {
    long done = 0;
    while (done < target.byteSize()) {
      long at = offset + done;
      long count = Math.min(PAGE - at % PAGE, target.byteSize() - done);
      MemorySegment page = pages.get(at / PAGE);
      if (page == null) {
        base.read(at, target.asSlice(done, count));
      } else {
        MemorySegment.copy(page, at % PAGE, target, done, count);
      }
      done += count;
    }
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    long done = 0;
    while (done < source.byteSize()) {
      long at = offset + done;
      long count = Math.min(PAGE - at % PAGE, source.byteSize() - done);
      MemorySegment.copy(source, done, page(at / PAGE, count), at % PAGE, count);
      done += count;
    }
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    long done = 0;
    while (done < length) {
      long at = offset + done;
      long count = Math.min(PAGE - at % PAGE, length - done);
      if (zeroBase && (count == PAGE || !pages.containsKey(at / PAGE))) {
        pages.remove(at / PAGE);
      } else {
        page(at / PAGE, count).asSlice(at % PAGE, count).fill((byte) 0);
      }
      done += count;
    }
  }

  /** Zeros are what a discarded range reads as here, so that a run gives the same bytes again. */
  @Override
  public void discard(long offset, long length) throws IOException {
    zero(offset, length);
  }

  /** Returns a page to write {@code count} bytes to, filled from the base if that is not all. */
  private MemorySegment page(long number, long count) throws IOException {
    MemorySegment page = pages.get(number);
    if (page == null) {
      if (((long) pages.size() + 1) * PAGE > limit) {
        throw new IOException("the overlay holds its limit of " + limit + " bytes");
      }
      page = MemorySegment.ofArray(new byte[PAGE]);
      if (count < PAGE) {
        long start = number * PAGE;
        base.read(start, page.asSlice(0, Math.min(PAGE, size() - start)));
      }
      pages.put(number, page);
    }
    return page;
  }

  @Override
  public void close() throws IOException {
    pages.clear();
    base.close();
  }
}
