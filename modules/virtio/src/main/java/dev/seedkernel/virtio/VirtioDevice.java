package dev.seedkernel.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A device model behind a register bank: what a type of device does with its queues and its
 * configuration space (virtio 1.2, clause 5).
 *
 * <p>A device is plugged into one {@link MmioDevice}, which negotiates, opens the queues and calls
 * the methods here. They run in the thread that accesses the registers. A {@link VirtioException}
 * that they throw, or that a queue throws, ends in DEVICE_NEEDS_RESET (2.1.2).
 */
public abstract class VirtioDevice {
  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int deviceId;
  private final Features features;
  private final int queueCount;
  private final int queueSize;
  private final MemorySegment config;
  private @Nullable MmioDevice bank;

  /**
   * Creates a device.
   *
   * @param deviceId the device's type (clause 5), not 0
   * @param features what the type of device offers; those of the queues the bank adds
   * @param queueCount number of virtqueues
   * @param queueSize the most descriptors of a queue: a power of two up to 32768
   * @param configBytes size of the configuration space
   */
  protected VirtioDevice(
      int deviceId, Features features, int queueCount, int queueSize, int configBytes) {
    if (Integer.bitCount(queueSize) != 1 || queueSize < 0 || queueSize > QueueLayout.MAX_SIZE) {
      throw new IllegalArgumentException("queue size " + queueSize);
    }
    if (deviceId == 0 || queueCount < 1) {
      throw new IllegalArgumentException("device " + deviceId + ", " + queueCount + " queues");
    }
    this.deviceId = deviceId;
    this.features = features;
    this.queueCount = queueCount;
    this.queueSize = queueSize;
    this.config = MemorySegment.ofArray(new byte[configBytes]);
  }

  /** The driver is set up, and the queues that it wants are open (DRIVER_OK). */
  protected void started(Features accepted) {}

  /**
   * The driver notified of a queue, or may have before the device was started. The device takes
   * chains until none comes, gives back what it can, and need not announce that: the bank does.
   *
   * @param index number of the queue
   */
  protected abstract void notified(int index, DeviceQueue queue) throws VirtioException;

  /** One queue was reset; its chains are gone (2.6.1). */
  protected void queueReset(int index) {}

  /** The device was reset; all queues and chains are gone (2.4.1). */
  protected void reset() {}

  /** Whether the device can work with a set of features that it offered (2.2.2). */
  protected boolean accepts(Features accepted) {
    return true;
  }

  /**
   * The driver wrote to the configuration space; the space itself is as before.
   *
   * @param offset in bytes
   * @param bytes width: 1, 2 or 4, inside the space
   */
  protected void configWritten(int offset, int bytes, int value) {}

  /** Returns the configuration space, little-endian; a change is announced afterwards. */
  protected final MemorySegment config() {
    return config;
  }

  /**
   * Announces that the configuration space has changed: a new generation (2.5), and a configuration
   * change notification if the driver is set up (2.3).
   */
  protected final void configChanged() {
    if (bank != null) {
      bank.configChanged();
    }
  }

  /** Has a queue looked at again, as if the driver had notified; nothing if it is not open. */
  protected final void wake(int index) {
    if (bank != null) {
      bank.wake(index);
    }
  }

  final void plugInto(MmioDevice into) {
    if (bank != null) {
      throw new IllegalStateException("the device is plugged into a bank already");
    }
    bank = into;
  }

  final int deviceId() {
    return deviceId;
  }

  final Features features() {
    return features;
  }

  final int queueCount() {
    return queueCount;
  }

  final int queueSize() {
    return queueSize;
  }
}
