package dev.seedkernel.virtio;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A driver's view of a virtio-mmio device, version 2 (virtio 1.2, 4.2): finds it, negotiates with
 * it, gives it queues and reads its configuration space.
 *
 * <p>The device is not trusted: what it answers wrongly, or never, is a {@link VirtioException}. A
 * device that failed is told so (FAILED) and needs {@link #reset}.
 */
public final class MmioTransport {
  /** How long a device may take for a request unless the driver says otherwise. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Configuration spaces change rarely; one that changes this often in a row is broken. */
  private static final int MAX_GENERATIONS = 100;

  private final Registers registers;
  private final int deviceId;
  private Features accepted = Features.NONE;
  private long timeoutNanos = TIMEOUT.toNanos();

  private MmioTransport(Registers registers, int deviceId) {
    this.registers = registers;
    this.deviceId = deviceId;
  }

  /**
   * Looks whether a device is there (4.2.3.1.1).
   *
   * @return nothing for a placeholder, whose device id is 0
   * @throws VirtioException if no virtio-mmio device answers, or one of another version than 2: of
   *     version 1, a legacy device
   */
  public static Optional<MmioTransport> probe(Registers registers) throws VirtioException {
    int magic = registers.read(MmioRegister.MAGIC_VALUE.offset(), 4);
    if (magic != MmioRegister.MAGIC) {
      throw broken("4.2.2.2", "no virtio device: its magic value is 0x%x".formatted(magic));
    }
    int version = registers.read(MmioRegister.VERSION.offset(), 4);
    if (version == 1) {
      throw broken(
          "4.2.2.2",
          "a legacy virtio-mmio device (version 1), which this driver does not know;"
              + " under QEMU say -global virtio-mmio.force-legacy=false");
    }
    if (version != MmioRegister.MODERN_VERSION) {
      throw broken("4.2.2.2", "a virtio-mmio device of version " + version);
    }
    int deviceId = registers.read(MmioRegister.DEVICE_ID.offset(), 4);
    return deviceId == 0 ? Optional.empty() : Optional.of(new MmioTransport(registers, deviceId));
  }

  /** Returns the type of the device (clause 5): 2 block, 3 console, 4 entropy. */
  public int deviceId() {
    return deviceId;
  }

  /** Sets how long the device may take for a request or a reset before it counts as broken. */
  public void setTimeout(Duration timeout) {
    timeoutNanos = timeout.toNanos();
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  /** Resets the device and waits until it is (2.4.2). */
  public void reset() throws VirtioException {
    write(MmioRegister.STATUS, 0);
    accepted = Features.NONE;
    long start = System.nanoTime();
    while (read(MmioRegister.STATUS) != 0) {
      if (System.nanoTime() - start > timeoutNanos) {
        throw broken("2.4.2", "the device does not end its reset");
      }
      Thread.onSpinWait();
    }
  }

  /**
   * Resets the device and negotiates: the first six steps of 3.1.1.
   *
   * @param expectedId the type of device that the driver is for
   * @param understood the features that the driver understands
   * @return what was negotiated
   * @throws VirtioException if the device is of another type, a legacy one, or does not agree
   */
  public Features negotiate(int expectedId, Features understood) throws VirtioException {
    if (deviceId != expectedId) {
      throw broken("5", "a device of type %d instead of %d".formatted(deviceId, expectedId));
    }
    reset();
    try {
      advance(DeviceStatus.ACKNOWLEDGE);
      advance(DeviceStatus.DRIVER);
      Features wanted = offered().negotiate(understood.or(Features.of(Features.VERSION_1)));
      for (int word = 0; word < 2; word++) {
        write(MmioRegister.DRIVER_FEATURES_SEL, word);
        write(MmioRegister.DRIVER_FEATURES, wanted.word(word));
      }
      advance(DeviceStatus.FEATURES_OK);
      if ((read(MmioRegister.STATUS) & DeviceStatus.FEATURES_OK) == 0) {
        throw broken("3.1.1", "the device does not agree to " + wanted);
      }
      accepted = wanted;
      return wanted;
    } catch (VirtioException e) {
      fail();
      throw e;
    }
  }

  /** Returns what the device offers. */
  public Features offered() {
    long bits = 0;
    for (int word = 1; word >= 0; word--) {
      write(MmioRegister.DEVICE_FEATURES_SEL, word);
      bits = bits << 32 | Integer.toUnsignedLong(read(MmioRegister.DEVICE_FEATURES));
    }
    return new Features(bits);
  }

  /** Returns what was negotiated. */
  public Features accepted() {
    return accepted;
  }

  private void advance(int step) {
    write(MmioRegister.STATUS, read(MmioRegister.STATUS) | step);
  }

  /**
   * Returns the most descriptors that a queue may have, 0 for a queue that does not exist.
   *
   * @throws VirtioException if the device names a size that no queue can have (2.7)
   */
  public int maxQueueSize(int index) throws VirtioException {
    write(MmioRegister.QUEUE_SEL, index);
    int size = read(MmioRegister.QUEUE_NUM_MAX);
    if (size < 0 || size > QueueLayout.MAX_SIZE) {
      throw broken("2.7", "queue %d of up to %d descriptors".formatted(index, size));
    }
    return size;
  }

  /**
   * Creates a queue in guest memory and makes it ready (4.2.3.2).
   *
   * @param index number of the queue
   * @param size the most descriptors wanted, a power of two; fewer if the device has fewer
   * @param indirectEntries descriptors of an indirect table, for each id of the queue; 0 for none
   * @param arena where the queue and its tables go
   * @throws VirtioException if the device has no such queue, or has it in use
   * @throws IllegalArgumentException if the arena has not {@link #queueBytes} left
   */
  public DriverQueue createQueue(int index, int size, int indirectEntries, GuestArena arena)
      throws VirtioException {
    int most = maxQueueSize(index);
    if (most == 0) {
      throw broken("4.2.3.2", "the device has no queue " + index);
    }
    if (read(MmioRegister.QUEUE_READY) != 0) {
      throw broken("4.2.3.2", "queue " + index + " is in use");
    }
    int chosen = Math.min(size, Integer.highestOneBit(most));
    int entries = accepted.has(Features.INDIRECT_DESC) ? indirectEntries : 0;
    long start =
        arena.allocate(QueueLayout.contiguousBytes(chosen, accepted), QueueLayout.ALIGNMENT);
    long tables =
        arena.allocate(DriverQueue.Indirect.bytes(chosen, entries), QueueLayout.ALIGNMENT);
    QueueLayout layout = QueueLayout.contiguous(chosen, start, accepted);
    DriverQueue queue =
        DriverQueue.create(
            arena.memory(), layout, accepted, new DriverQueue.Indirect(tables, entries));
    write(MmioRegister.QUEUE_NUM, chosen);
    write64(MmioRegister.QUEUE_DESC_LOW, MmioRegister.QUEUE_DESC_HIGH, layout.descriptorArea());
    write64(MmioRegister.QUEUE_DRIVER_LOW, MmioRegister.QUEUE_DRIVER_HIGH, layout.driverArea());
    write64(MmioRegister.QUEUE_DEVICE_LOW, MmioRegister.QUEUE_DEVICE_HIGH, layout.deviceArea());
    write(MmioRegister.QUEUE_READY, 1);
    if (read(MmioRegister.QUEUE_READY) != 1) {
      throw broken("4.2.3.2", "the device does not take queue " + index);
    }
    return queue;
  }

  /** Returns the most bytes that {@link #createQueue} takes from an arena. */
  public static long queueBytes(int size, int indirectEntries) {
    return QueueLayout.contiguousBytes(size, Features.NONE)
        + DriverQueue.Indirect.bytes(size, indirectEntries)
        + 2 * QueueLayout.ALIGNMENT;
  }

  /** Sets DRIVER_OK: the device is live (3.1.1, step 8). */
  public void start() throws VirtioException {
    advance(DeviceStatus.DRIVER_OK);
    checkAlive();
  }

  /**
   * Checks that the device still works.
   *
   * @throws VirtioException if it needs a reset (2.1.1)
   */
  public void checkAlive() throws VirtioException {
    int status = read(MmioRegister.STATUS);
    if ((status & DeviceStatus.DEVICE_NEEDS_RESET) != 0) {
      throw broken("2.1.1", "the device needs a reset");
    }
    if ((status & DeviceStatus.DRIVER_OK) == 0) {
      throw broken("2.1.1", "the device is not live, its status is 0x%x".formatted(status));
    }
  }

  /** Tells the device that the driver has given up on it (2.1). */
  public void fail() {
    advance(DeviceStatus.FAILED);
  }

  /** Sends an available buffer notification (4.2.3.3). */
  public void notifyQueue(int index) {
    write(MmioRegister.QUEUE_NOTIFY, index);
  }

  /**
   * Reads why the interrupt is asserted, and acknowledges that (4.2.3.4.1).
   *
   * @return bits of {@link MmioRegister#INTERRUPT_STATUS}, without undefined ones
   */
  public int acknowledgeInterrupt() {
    int bits =
        read(MmioRegister.INTERRUPT_STATUS)
            & (MmioRegister.USED_BUFFER_NOTIFICATION
                | MmioRegister.CONFIGURATION_CHANGE_NOTIFICATION);
    if (bits != 0) {
      write(MmioRegister.INTERRUPT_ACK, bits);
    }
    return bits;
  }

  /**
   * Loads from the configuration space.
   *
   * @param offset in bytes, in the configuration space
   * @param bytes 1, 2 or 4: the field's width
   */
  public int readConfig(int offset, int bytes) {
    return registers.read(MmioRegister.CONFIG + offset, bytes);
  }

  /** Stores to the configuration space. */
  public void writeConfig(int offset, int bytes, int value) {
    registers.write(MmioRegister.CONFIG + offset, bytes, value);
  }

  /**
   * Reads fields that belong together, again until the configuration did not change meanwhile
   * (2.5.1).
   *
   * @param fields reads with {@link #readConfig}
   * @throws VirtioException if the device changes its configuration all the time
   */
  public long readConsistently(LongSupplier fields) throws VirtioException {
    for (int i = 0; i < MAX_GENERATIONS; i++) {
      int before = read(MmioRegister.CONFIG_GENERATION);
      long value = fields.getAsLong();
      if (read(MmioRegister.CONFIG_GENERATION) == before) {
        return value;
      }
    }
    throw broken("2.5.1", "the configuration changes all the time");
  }

  private int read(MmioRegister register) {
    return registers.read(register.offset(), 4);
  }

  private void write(MmioRegister register, int value) {
    registers.write(register.offset(), 4, value);
  }

  private void write64(MmioRegister low, MmioRegister high, long value) {
    write(low, (int) value);
    write(high, (int) (value >>> 32));
  }

  private static VirtioException broken(String clause, String rule) {
    return new VirtioException(VirtioException.NO_OFFSET, clause, rule);
  }
}
