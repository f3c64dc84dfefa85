package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A console device of one port (virtio 1.2, 5.3): output goes to its user at once, input waits here
 * for buffers of the driver.
 *
 * <p>It offers VIRTIO_CONSOLE_F_SIZE and VIRTIO_CONSOLE_F_EMERG_WRITE, and not MULTIPORT.
 */
public final class ConsoleDevice extends VirtioDevice {
  static final int DEVICE_ID = 3;
  static final int VIRTIO_CONSOLE_F_SIZE = 0;
  static final int VIRTIO_CONSOLE_F_EMERG_WRITE = 2;
  static final int RECEIVE_QUEUE = 0;
  static final int TRANSMIT_QUEUE = 1;

  /** Fields of struct virtio_console_config. */
  static final int COLS = 0;

  static final int ROWS = 2;
  static final int MAX_NR_PORTS = 4;
  static final int EMERG_WR = 8;
  private static final int CONFIG_BYTES = 12;
  private static final int QUEUE_SIZE = 64;

  /** The most bytes of input that wait. */
  public static final int MAX_INPUT = 1 << 16;

  private final Output output;

  /** Input that waits: a ring of bytes. */
  private final byte[] input = new byte[MAX_INPUT];

  private int inputStart;
  private int inputCount;

  /** Where the guest's output goes. */
  @FunctionalInterface
  public interface Output {
    /** Takes bytes; the segment is the guest's memory and holds during the call only. */
    void write(MemorySegment bytes);
  }

  /** Creates a console of {@code columns} and {@code rows} characters, each 0 to 65535. */
  public ConsoleDevice(int columns, int rows, Output output) {
    this(columns, rows, QUEUE_SIZE, output);
  }

  /**
   * Creates a console.
   *
   * @param columns characters of a line, 0 to 65535
   * @param rows lines, 0 to 65535
   * @param queueSize most descriptors of a queue: a power of two up to 32768
   */
  public ConsoleDevice(int columns, int rows, int queueSize, Output output) {
    super(
        DEVICE_ID,
        Features.of(VIRTIO_CONSOLE_F_SIZE, VIRTIO_CONSOLE_F_EMERG_WRITE),
        2,
        queueSize,
        CONFIG_BYTES);
    this.output = output;
    setSize(columns, rows);
  }

  private void setSize(int columns, int rows) {
    if ((columns & ~0xffff) != 0 || (rows & ~0xffff) != 0) {
      throw new IllegalArgumentException("a console of %d x %d".formatted(columns, rows));
    }
    config().set(U16, COLS, (short) columns);
    config().set(U16, ROWS, (short) rows);
  }

  /** Changes the size, and tells the driver (5.3.6). */
  public void resize(int columns, int rows) {
    setSize(columns, rows);
    configChanged();
  }

  /**
   * Gives the guest input.
   *
   * @return the bytes taken, from the first on: fewer than given if {@link #MAX_INPUT} wait already
   */
  public int input(byte[] bytes) {
    int count = Math.min(bytes.length, MAX_INPUT - inputCount);
    for (int i = 0; i < count; i++) {
      input[(inputStart + inputCount++) % MAX_INPUT] = bytes[i];
    }
    wake(RECEIVE_QUEUE);
    return count;
  }

  @Override
  protected void configWritten(int offset, int bytes, int value) {
    // Allowed at any time, also to a device that was not set up (5.3.5.1).
    if (offset == EMERG_WR) {
      output.write(MemorySegment.ofArray(new byte[] {(byte) value}).asReadOnly());
    }
  }

  @Override
  protected void notified(int index, DeviceQueue queue) throws VirtioException {
    if (index == TRANSMIT_QUEUE) {
      transmit(queue);
    } else {
      receive(queue);
    }
  }

  private void transmit(DeviceQueue queue) throws VirtioException {
    for (DescriptorChain chain = queue.next(); chain != null; chain = queue.next()) {
      if (chain.writableBytes() > 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET, "5.3.6.1", "a device-writable buffer in the transmit queue");
      }
      chain.forReadable(0, chain.readableBytes(), (piece, at) -> output.write(piece));
      queue.complete(chain, 0);
    }
  }

  private void receive(DeviceQueue queue) throws VirtioException {
    while (inputCount > 0) {
      DescriptorChain chain = queue.next();
      if (chain == null) {
        return;
      }
      if (chain.readableBytes() > 0) {
        throw new VirtioException(
            VirtioException.NO_OFFSET, "5.3.6.1", "a device-readable buffer in the receive queue");
      }
      long count = Math.min(inputCount, chain.writableBytes());
      chain.forWritable(
          0,
          count,
          (piece, at) -> {
            for (long i = 0; i < piece.byteSize(); i++) {
              piece.set(ValueLayout.JAVA_BYTE, i, input[(int) (inputStart + at + i) % MAX_INPUT]);
            }
          });
      inputStart = (int) ((inputStart + count) % MAX_INPUT);
      inputCount -= (int) count;
      queue.complete(chain, count);
    }
  }
}
