package dev.seedkernel.cpio;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The unpacked bytes of one part of the input, read once from front to back. */
sealed interface PartBytes {
  /** Returns the next byte, or -1 at the end of the part, and stays before it. */
  int peek() throws CpioException;

  /** Returns the next {@code count} bytes; {@code what} they are goes into the error. */
  byte[] take(int count, String what) throws CpioException;

  /** Returns the next {@code count} bytes as a read-only segment. */
  MemorySegment content(long count, String what) throws CpioException;

  /** Skips up to {@code count} bytes of padding; it may be missing at the end of the part. */
  void padding(int count) throws CpioException;

  /** Skips zero bytes. */
  void zeros() throws CpioException;

  /** Returns the offset of the next byte, in terms of {@link #broken}. */
  long position();

  /** Returns the exception for a rule broken at a position of this part. */
  CpioException broken(long position, String rule);

  /** A part that is not compressed: content is sliced off the input, not copied. */
  final class Plain implements PartBytes {
    private final MemorySegment input;
    private final Budget budget;
    private long position;

    Plain(MemorySegment input, long position, Budget budget) {
      this.input = input;
      this.position = position;
      this.budget = budget;
    }

    @Override
    public int peek() {
      return position == input.byteSize() ? -1 : input.get(ValueLayout.JAVA_BYTE, position) & 0xff;
    }

    @Override
    public byte[] take(int count, String what) throws CpioException {
      return content(count, what).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public MemorySegment content(long count, String what) throws CpioException {
      if (count > input.byteSize() - position) {
        throw broken(position, "the input ends inside " + what);
      }
      if (budget.exceededBy(count)) {
        throw broken(position, budget.unpackedRule());
      }
      budget.unpacked(count);
      MemorySegment slice = input.asSlice(position, count);
      position += count;
      return slice;
    }

    @Override
    public void padding(int count) {
      position = Math.min(input.byteSize(), position + count);
    }

    @Override
    public void zeros() {
      while (peek() == 0) {
        position++;
      }
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public CpioException broken(long at, String rule) {
      return new CpioException(at, rule);
    }
  }

  /** A compressed part: unpacked as it is read, content is copied as far as it really comes. */
  final class Unpacked implements PartBytes {
    private static final int FIRST_CHUNK = 1 << 16;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final InputStream decoder;
    private final Compression compression;
    private final long partOffset;
    private final Budget budget;
    private final byte[] buffer = new byte[1 << 13];
    private int next;
    private int end;
    private long unpacked;

    Unpacked(InputStream decoder, Compression compression, long partOffset, Budget budget) {
      this.decoder = decoder;
      this.compression = compression;
      this.partOffset = partOffset;
      this.budget = budget;
    }

    @Override
    public int peek() throws CpioException {
      if (next == end) {
        int count = decode(buffer, 0, buffer.length);
        if (count < 0) {
          return -1;
        }
        next = 0;
        end = count;
      }
      return buffer[next] & 0xff;
    }

    @Override
    public byte[] take(int count, String what) throws CpioException {
      if (budget.exceededBy(count - (end - next))) {
        throw broken(position(), budget.unpackedRule());
      }
      long start = position();
      byte[] bytes = new byte[Math.min(count, FIRST_CHUNK)];
      int filled = 0;
      while (filled < count) {
        if (filled == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * bytes.length));
        }
        int got = read(bytes, filled, bytes.length - filled);
        if (got < 0) {
          throw broken(start, "the part ends inside " + what);
        }
        filled += got;
      }
      return bytes;
    }

    @Override
    public MemorySegment content(long count, String what) throws CpioException {
      if (count > LARGEST_ARRAY) {
        throw broken(position(), what + " is larger than 2 GiB in a compressed part");
      }
      return MemorySegment.ofArray(take((int) count, what)).asReadOnly();
    }

    private int read(byte[] target, int offset, int length) throws CpioException {
      if (next == end && length >= buffer.length) {
        return decode(target, offset, length);
      }
      if (peek() < 0) {
        return -1;
      }
      int count = Math.min(length, end - next);
      System.arraycopy(buffer, next, target, offset, count);
      next += count;
      return count;
    }

    /**
     * Reads from the decoder. Whatever goes wrong in there is the input's fault: its compressed
     * bytes come from memory, so there is no other source of errors.
     */
    private int decode(byte[] target, int offset, int length) throws CpioException {
      int count;
      try {
        count = decoder.read(target, offset, length);
      } catch (IOException | RuntimeException e) {
        throw compression.corrupt(partOffset, e);
      }
      if (count == 0) {
        throw new CpioException(partOffset, compression.label() + " part gives no more bytes");
      }
      if (count > 0) {
        if (budget.exceededBy(count)) {
          throw broken(unpacked, budget.unpackedRule());
        }
        budget.unpacked(count);
        unpacked += count;
      }
      return count;
    }

    @Override
    public void padding(int count) throws CpioException {
      for (int i = 0; i < count && peek() >= 0; i++) {
        next++;
      }
    }

    @Override
    public void zeros() throws CpioException {
      while (peek() == 0) {
        next++;
      }
    }

    @Override
    public long position() {
      return unpacked - (end - next);
    }

    @Override
    public CpioException broken(long at, String rule) {
      return new CpioException(
          partOffset,
          "in the %s part, at unpacked offset 0x%x: %s".formatted(compression.label(), at, rule));
    }
  }
}
