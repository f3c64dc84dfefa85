package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The driver of a console device's port 0 (virtio 1.2, 5.3). */
public final class ConsoleDriver implements AutoCloseable {
  private static final int QUEUE_SIZE = 16;
  private static final int BUFFERS = 8;
  private static final int BUFFER_BYTES = 512;

  /** Bytes of guest memory that are enough for the driver. */
  public static final long ARENA_BYTES =
      2 * MmioTransport.queueBytes(QUEUE_SIZE, 0) + (BUFFERS + 1) * BUFFER_BYTES + 16;

  private final MmioTransport transport;
  private final Features features;
  private final DriverQueue receive;
  private final DriverQueue transmit;
  private final GuestArena arena;
  private final GuestBuffer out;
  private final GuestBuffer[] bufferOfChain = new GuestBuffer[QUEUE_SIZE];

  /**
   * A console's size.
   *
   * @param columns characters of a line
   * @param rows lines
   */
  public record Size(int columns, int rows) {}

  private ConsoleDriver(MmioTransport transport, Features features, GuestArena arena)
      throws VirtioException {
    this.transport = transport;
    this.features = features;
    this.arena = arena;
    this.receive = transport.createQueue(ConsoleDevice.RECEIVE_QUEUE, QUEUE_SIZE, 0, arena);
    this.transmit = transport.createQueue(ConsoleDevice.TRANSMIT_QUEUE, QUEUE_SIZE, 0, arena);
    receive.suppressNotifications(true);
    transmit.suppressNotifications(true);
    this.out = new GuestBuffer(arena.allocate(BUFFER_BYTES, 16), BUFFER_BYTES);
    for (int i = 0; i < Math.min(BUFFERS, receive.size); i++) {
      offer(new GuestBuffer(arena.allocate(BUFFER_BYTES, 1), BUFFER_BYTES));
    }
  }

  /**
   * Starts the driver of a console device.
   *
   * @param arena guest memory, {@link #ARENA_BYTES} of it
   * @param queueFeatures which of {@link Features#QUEUE} are wanted
   * @throws VirtioException if it is no console device, or does not work
   */
  public static ConsoleDriver start(
      MmioTransport transport, GuestArena arena, Features queueFeatures) throws VirtioException {
    Features understood =
        Features.of(ConsoleDevice.VIRTIO_CONSOLE_F_SIZE, ConsoleDevice.VIRTIO_CONSOLE_F_EMERG_WRITE)
            .or(queueFeatures.and(Features.QUEUE));
    Features features = transport.negotiate(ConsoleDevice.DEVICE_ID, understood);
    try {
      ConsoleDriver driver = new ConsoleDriver(transport, features, arena);
      transport.start();
      driver.publish(driver.receive, ConsoleDevice.RECEIVE_QUEUE);
      return driver;
    } catch (VirtioException e) {
      transport.fail();
      throw e;
    }
  }

  /**
   * Writes one character to a console that need not be set up (5.3.5).
   *
   * @return whether the device offers that
   */
  public static boolean emergencyWrite(MmioTransport transport, byte character) {
    if (transport.deviceId() != ConsoleDevice.DEVICE_ID
        || !transport.offered().has(ConsoleDevice.VIRTIO_CONSOLE_F_EMERG_WRITE)) {
      return false;
    }
    transport.writeConfig(ConsoleDevice.EMERG_WR, 4, Byte.toUnsignedInt(character));
    return true;
  }

  /** Returns the console's size, if the device says. */
  public Optional<Size> size() throws VirtioException {
    if (!features.has(ConsoleDevice.VIRTIO_CONSOLE_F_SIZE)) {
      return Optional.empty();
    }
    long both =
        transport.readConsistently(() ->
            transport.readConfig(ConsoleDevice.COLS, 2)
                | (long) transport.readConfig(ConsoleDevice.ROWS, 2) << 16);
    return Optional.of(new Size((int) both & 0xffff, (int) (both >> 16)));
  }

  /** Writes bytes, and waits until the device has taken them. */
  public void write(MemorySegment bytes) throws VirtioException {
    for (long done = 0; done < bytes.byteSize(); ) {
      long count = Math.min(BUFFER_BYTES, bytes.byteSize() - done);
      MemorySegment.copy(bytes, done, arena.bytes(out.address(), count), 0, count);
      transmit.add(List.of(new GuestBuffer(out.address(), count)), List.of());
      publish(transmit, ConsoleDevice.TRANSMIT_QUEUE);
      Waiting.next(transport, transmit);
      done += count;
    }
  }

  /**
   * Returns the next piece of input, empty if there is none now.
   *
   * @throws VirtioException if the device broke a rule
   */
  public byte[] read() throws VirtioException {
    UsedElement element = receive.next();
    if (element == null) {
      return new byte[0];
    }
    GuestBuffer buffer = bufferOfChain[element.id()];
    byte[] bytes = new byte[(int) element.length()];
    MemorySegment.copy(
        arena.bytes(buffer.address(), bytes.length),
        0,
        MemorySegment.ofArray(bytes),
        0,
        bytes.length);
    offer(buffer);
    publish(receive, ConsoleDevice.RECEIVE_QUEUE);
    return bytes;
  }

  private void offer(GuestBuffer buffer) throws VirtioException {
    int id = receive.add(List.of(), List.of(buffer)).orElseThrow();
    bufferOfChain[id] = buffer;
  }

  private void publish(DriverQueue queue, int index) {
    if (queue.publish()) {
      transport.notifyQueue(index);
    }
  }

  /** Resets the device: it no longer touches guest memory. */
  @Override
  public void close() throws VirtioException {
    transport.reset();
  }
}
