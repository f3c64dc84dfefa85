package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;

/**
 * A part of guest memory that a driver may use for its queues and buffers, handed out piece by
 * piece and never taken back.
 */
public final class GuestArena {
  private final GuestMemory memory;
  private final long end;
  private long next;

  private GuestArena(GuestMemory memory, long start, long end) {
    this.memory = memory;
    this.next = start;
    this.end = end;
  }

  /**
   * Takes a range of guest memory.
   *
   * @param address guest physical address of the first byte
   * @param bytes length
   * @throws IllegalArgumentException if the range is not inside memory
   */
  public static GuestArena of(GuestMemory memory, long address, long bytes) {
    if (!memory.contains(address, bytes)) {
      throw new IllegalArgumentException(
          "0x%x bytes at 0x%x are not inside guest memory".formatted(bytes, address));
    }
    return new GuestArena(memory, address, address + bytes);
  }

  /** Returns the memory of which this is a part. */
  public GuestMemory memory() {
    return memory;
  }

  /** Returns the bytes that are left. */
  public long remaining() {
    return end - next;
  }

  /**
   * Hands out {@code bytes}.
   *
   * @param alignment of the address, a power of two
   * @return the guest physical address
   * @throws IllegalArgumentException if so much is not left
   */
  public long allocate(long bytes, long alignment) {
    long padding = -next & (alignment - 1);
    if (bytes < 0 || padding > remaining() || bytes > remaining() - padding) {
      throw new IllegalArgumentException(
          "%d bytes of guest memory wanted, %d left".formatted(bytes, remaining()));
    }
    long address = next + padding;
    next = address + bytes;
    return address;
  }

  /** Returns the bytes of a buffer that was handed out. */
  MemorySegment bytes(long address, long length) {
    return memory.segment().asSlice(address - memory.base(), length);
  }
}
