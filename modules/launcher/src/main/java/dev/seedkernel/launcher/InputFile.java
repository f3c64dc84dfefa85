package dev.seedkernel.launcher;

import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of any size as a disk that is only read: zeros fill its last sector. Others cannot lock it
 * for writing meanwhile.
 */
final class InputFile implements BlockStore {
  private final FileChannel channel;
  private final long bytes;

  private InputFile(FileChannel channel, long bytes) {
    this.channel = channel;
    this.bytes = bytes;
  }

  static InputFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      lock(channel, file);
      return new InputFile(channel, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      throw new IOException(file + " is in use as a disk already", e);
    }
    if (lock == null) {
      throw new IOException(file + " is locked by another process");
    }
  }

  @Override
  public long size() {
    return Math.max(1, (bytes + SECTOR - 1) / SECTOR) * SECTOR;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public void read(long offset, MemorySegment target) throws IOException {
    ByteBuffer buffer = target.asByteBuffer();
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, offset + buffer.position());
      if (count < 0) {
        break;
      }
    }
    if (offset + buffer.position() < Math.min(bytes, offset + buffer.limit())) {
      throw new IOException("the file was cut to less than " + bytes + " bytes");
    }
    target.asSlice(buffer.position()).fill((byte) 0);
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    throw new IOException("the disk is read-only");
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    throw new IOException("the disk is read-only");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
