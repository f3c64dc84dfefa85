package dev.seedkernel.virtio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A read-only store of zeros. */
final class ZeroStore implements BlockStore {
  private final long size;

  ZeroStore(long size) {
    this.size = BlockStore.checkSize(size);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public void read(long offset, MemorySegment target) {
    target.fill((byte) 0);
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    throw new IOException("the store is read-only");
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    throw new IOException("the store is read-only");
  }
}
