package dev.seedkernel.launcher;

import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store that remembers why the host refused something: a guest is told of an error only. */
final class HostDisk implements BlockStore {
  private final BlockStore store;
  private @Nullable IOException failure;

  HostDisk(BlockStore store) {
    this.store = store;
  }

  /** Returns what failed first. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** An access that may fail. */
  private interface Access {
    void run() throws IOException;
  }

  private void remember(Access access) throws IOException {
    try {
      access.run();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public long size() {
    return store.size();
  }

  @Override
  public boolean isReadOnly() {
    return store.isReadOnly();
  }

  @Override
  public void read(long offset, MemorySegment target) throws IOException {
    remember(() -> store.read(offset, target));
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    remember(() -> store.write(offset, source));
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    remember(() -> store.zero(offset, length));
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    remember(() -> store.discard(offset, length));
  }

  @Override
  public void flush() throws IOException {
    remember(store::flush);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
