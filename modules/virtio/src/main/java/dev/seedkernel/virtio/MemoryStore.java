package dev.seedkernel.virtio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A store that is a memory segment. */
final class MemoryStore implements BlockStore {
  private final MemorySegment bytes;

  MemoryStore(MemorySegment bytes) {
    BlockStore.checkSize(bytes.byteSize());
    this.bytes = bytes;
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public boolean isReadOnly() {
    return bytes.isReadOnly();
  }

  @Override
  public void read(long offset, MemorySegment target) {
    MemorySegment.copy(bytes, offset, target, 0, target.byteSize());
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    checkWritable();
    MemorySegment.copy(source, 0, bytes, offset, source.byteSize());
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    checkWritable();
    bytes.asSlice(offset, length).fill((byte) 0);
  }

  private void checkWritable() throws IOException {
    if (bytes.isReadOnly()) {
      throw new IOException("the store is read-only");
    }
  }
}
