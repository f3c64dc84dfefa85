package dev.seedkernel.virtio;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that is a file of the host, locked while it is open. */
final class FileStore implements BlockStore {
  /** The most bytes of one access: a buffer's size is an int. */
  private static final long PIECE = 1 << 30;

  private static final int ZEROS = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final boolean readOnly;

  private FileStore(FileChannel channel, long size, boolean readOnly) {
    this.channel = channel;
    this.size = size;
    this.readOnly = readOnly;
  }

  static FileStore open(Path file, boolean readOnly) throws IOException {
    Set<StandardOpenOption> options =
        readOnly
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel channel = FileChannel.open(file, options);
    try {
      lock(channel, file, readOnly);
      long size = channel.size();
      if (size <= 0 || size % SECTOR != 0) {
        throw new IOException(
            "%s has %d bytes, which is not a positive multiple of %d"
                .formatted(file, size, SECTOR));
      }
      return new FileStore(channel, size, readOnly);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static FileStore create(Path file, long size) throws IOException {
    BlockStore.checkSize(size);
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      lock(channel, file, false);
      extend(channel, file, size);
      return new FileStore(channel, size, false);
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file); // An empty file would be no disk for who tries again.
      throw e;
    }
  }

  /** Gives a new file its size. */
  private static void extend(FileChannel channel, Path file, long size) throws IOException {
    try {
      channel.write(ByteBuffer.allocate(1), size - 1);
    } catch (IOException e) {
      throw new IOException("%s cannot have %d bytes: %s".formatted(file, size, e.getMessage()), e);
    }
  }

  private static void lock(FileChannel channel, Path file, boolean shared) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException e) {
      throw new IOException(file + " is in use as a disk already", e);
    }
    if (lock == null) {
      throw new IOException(file + " is locked by another process");
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void read(long offset, MemorySegment target) throws IOException {
    long done = 0;
    while (done < target.byteSize()) {
      ByteBuffer buffer = piece(target, done);
      int count = channel.read(buffer, offset + done);
      if (count < 0) {
        throw new EOFException("the file was cut to less than " + size + " bytes");
      }
      done += count;
    }
  }

  @Override
  public void write(long offset, MemorySegment source) throws IOException {
    long done = 0;
    while (done < source.byteSize()) {
      done += channel.write(piece(source, done), offset + done);
    }
  }

  private static ByteBuffer piece(MemorySegment segment, long done) {
    return segment.asSlice(done, Math.min(PIECE, segment.byteSize() - done)).asByteBuffer();
  }

  @Override
  public void zero(long offset, long length) throws IOException {
    MemorySegment zeros = MemorySegment.ofArray(new byte[(int) Math.min(ZEROS, length)]);
    for (long done = 0; done < length; ) {
      long count = Math.min(zeros.byteSize(), length - done);
      write(offset + done, zeros.asSlice(0, count));
      done += count;
    }
  }

  @Override
  public void flush() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
