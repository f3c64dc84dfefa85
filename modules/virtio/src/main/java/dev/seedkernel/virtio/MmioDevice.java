package dev.seedkernel.virtio;

import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The virtio-mmio register bank, version 2, with a device in it (virtio 1.2, 4.2).
 *
 * <p>No access throws: what a driver must not do is ignored where the specification says so (a
 * wrong width, a register of the other direction, a spurious notification) and ends in
 * DEVICE_NEEDS_RESET where the driver broke a rule (2.1.2). Until DRIVER_OK the device touches no
 * queue.
 *
 * <p>A bank, its device and its queues are used by one thread at a time.
 */
public final class MmioDevice implements Registers {
  /** Value of the register VendorID: "SEED" in little-endian. */
  public static final int VENDOR = 0x4445_4553;

  /** What a driver reads of a shared memory region that does not exist (4.2.2). */
  private static final int NO_SHARED_MEMORY = -1;

  private final VirtioDevice device;
  private final GuestMemory memory;
  private final InterruptLine line;
  private final Features offered;
  private final QueueState[] queues;

  private DeviceStatus status = DeviceStatus.RESET;
  private Features accepted = Features.NONE;
  private int deviceFeaturesSelect;
  private int driverFeaturesSelect;
  private int queueSelect;
  private int interruptStatus;
  private int configGeneration;
  private @Nullable VirtioException fault;

  /** What the driver wrote to the registers of one queue. */
  private static final class QueueState {
    int size;
    long descriptorArea;
    long driverArea;
    long deviceArea;
    @Nullable DeviceQueue open;

    QueueLayout layout() {
      return new QueueLayout(size, descriptorArea, driverArea, deviceArea);
    }
  }

  /** Plugs {@code device} into a bank that offers all of {@link Features#QUEUE}. */
  public MmioDevice(VirtioDevice device, GuestMemory memory, InterruptLine line) {
    this(device, memory, line, Features.QUEUE);
  }

  /**
   * Plugs {@code device} into a bank.
   *
   * @param memory the guest's RAM, in which queues and buffers are
   * @param queueFeatures which of {@link Features#QUEUE} are offered; VERSION_1 always is
   * @throws IllegalStateException if the device is in a bank already
   */
  public MmioDevice(
      VirtioDevice device, GuestMemory memory, InterruptLine line, Features queueFeatures) {
    device.plugInto(this);
    this.device = device;
    this.memory = memory;
    this.line = line;
    this.offered =
        device.features().or(queueFeatures.and(Features.QUEUE)).or(Features.of(Features.VERSION_1));
    this.queues = new QueueState[device.queueCount()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new QueueState();
    }
  }

  @Override
  public int read(int offset, int bytes) {
    if (offset >= MmioRegister.CONFIG) {
      return readConfig(offset - MmioRegister.CONFIG, bytes);
    }
    MmioRegister register = register(offset, bytes);
    if (register == null) {
      return 0;
    }
    QueueState queue = selected();
    return switch (register) {
      case MAGIC_VALUE -> MmioRegister.MAGIC;
      case VERSION -> MmioRegister.MODERN_VERSION;
      case DEVICE_ID -> device.deviceId();
      case VENDOR_ID -> VENDOR;
      case DEVICE_FEATURES -> offered.word(deviceFeaturesSelect);
      case QUEUE_NUM_MAX -> queue == null ? 0 : device.queueSize();
      case QUEUE_READY -> queue == null || queue.open == null ? 0 : 1;
      case INTERRUPT_STATUS -> interruptStatus;
      case STATUS -> status.bits();
      case SHM_LEN_LOW, SHM_LEN_HIGH, SHM_BASE_LOW, SHM_BASE_HIGH -> NO_SHARED_MEMORY;
      case CONFIG_GENERATION -> configGeneration;
      // A reset of a queue is complete when the write to QueueReset returns. The others are
      // write-only.
      default -> 0;
    };
  }

  private int readConfig(int offset, int bytes) {
    if (!inConfig(offset, bytes)) {
      return 0;
    }
    return switch (bytes) {
      case 1 -> Byte.toUnsignedInt(device.config().get(ValueLayout.JAVA_BYTE, offset));
      case 2 -> Short.toUnsignedInt(device.config().get(VirtioDevice.U16, offset));
      default -> device.config().get(VirtioDevice.U32, offset);
    };
  }

  private boolean inConfig(int offset, int bytes) {
    return (bytes == 1 || bytes == 2 || bytes == 4) && offset <= device.config().byteSize() - bytes;
  }

  private static @Nullable MmioRegister register(int offset, int bytes) {
    return bytes == 4 ? MmioRegister.find(offset) : null;
  }

  private @Nullable QueueState selected() {
    return Integer.compareUnsigned(queueSelect, queues.length) < 0 ? queues[queueSelect] : null;
  }

  @Override
  public void write(int offset, int bytes, int value) {
    try {
      if (offset >= MmioRegister.CONFIG) {
        writeConfig(offset - MmioRegister.CONFIG, bytes, value);
        return;
      }
      MmioRegister register = register(offset, bytes);
      if (register != null) {
        write(register, value);
      }
    } catch (VirtioException e) {
      needsReset(e);
    }
  }

  private void writeConfig(int offset, int bytes, int value) {
    if (inConfig(offset, bytes)) {
      int mask = bytes == 4 ? -1 : (1 << (8 * bytes)) - 1;
      device.configWritten(offset, bytes, value & mask);
    }
  }

  private void write(MmioRegister register, int value) throws VirtioException {
    switch (register) {
      case QUEUE_NOTIFY -> notified(value);
      case INTERRUPT_ACK -> setInterrupts(interruptStatus & ~value);
      case STATUS -> writeStatus(value);
      case DEVICE_FEATURES_SEL -> deviceFeaturesSelect = value;
      case DRIVER_FEATURES_SEL -> driverFeaturesSelect = value;
      case DRIVER_FEATURES -> {
        // After FEATURES_OK the set is settled (3.1.1).
        if (!status.has(DeviceStatus.FEATURES_OK)) {
          accepted = accepted.withWord(driverFeaturesSelect, value);
        }
      }
      case QUEUE_SEL -> queueSelect = value;
      default -> {
        QueueState queue = selected();
        if (queue != null) {
          writeQueue(register, queue, value);
        }
      }
    }
  }

  private void writeQueue(MmioRegister register, QueueState queue, int value)
      throws VirtioException {
    if (register == MmioRegister.QUEUE_READY) {
      if (value == 0) {
        close(queue);
      } else if (queue.open == null) {
        open(queue);
      }
      return;
    }
    if (register == MmioRegister.QUEUE_RESET) {
      if (value == 1 && accepted.has(Features.RING_RESET)) {
        close(queue);
      }
      return;
    }
    if (queue.open != null) {
      // The driver must not touch these while the queue is ready (4.2.2.2); they stay.
      return;
    }
    switch (register) {
      case QUEUE_NUM -> queue.size = value;
      case QUEUE_DESC_LOW -> queue.descriptorArea = low(queue.descriptorArea, value);
      case QUEUE_DESC_HIGH -> queue.descriptorArea = high(queue.descriptorArea, value);
      case QUEUE_DRIVER_LOW -> queue.driverArea = low(queue.driverArea, value);
      case QUEUE_DRIVER_HIGH -> queue.driverArea = high(queue.driverArea, value);
      case QUEUE_DEVICE_LOW -> queue.deviceArea = low(queue.deviceArea, value);
      case QUEUE_DEVICE_HIGH -> queue.deviceArea = high(queue.deviceArea, value);
      default -> {}
    }
  }

  private static long low(long address, int value) {
    return (address & 0xffff_ffff_0000_0000L) | Integer.toUnsignedLong(value);
  }

  private static long high(long address, int value) {
    return (address & 0xffff_ffffL) | (long) value << 32;
  }

  private void open(QueueState queue) throws VirtioException {
    if (!status.has(DeviceStatus.FEATURES_OK)) {
      throw new VirtioException(
          VirtioException.NO_OFFSET, "3.1.1", "a queue is made ready before FEATURES_OK");
    }
    if (Integer.compareUnsigned(queue.size, device.queueSize()) > 0) {
      throw new VirtioException(
          VirtioException.NO_OFFSET,
          "4.2.2.2",
          "queue size %s above QueueNumMax %d"
              .formatted(Integer.toUnsignedString(queue.size), device.queueSize()));
    }
    queue.open = DeviceQueue.open(memory, queue.layout(), accepted);
  }

  private void close(QueueState queue) {
    DeviceQueue open = queue.open;
    if (open != null) {
      open.retire();
      queue.open = null;
      device.queueReset(queueSelect);
    }
  }

  private void writeStatus(int value) throws VirtioException {
    if (value == 0) {
      reset();
      return;
    }
    boolean wasLive = status.isLive();
    Features answer = device.accepts(accepted) ? accepted : Features.NONE;
    status = status.written(value, offered, answer);
    if (status.isLive() && !wasLive) {
      device.started(accepted);
      for (int i = 0; i < queues.length; i++) {
        // A notification before DRIVER_OK was ignored; its buffers are not.
        notified(i);
      }
    }
  }

  private void reset() {
    status = DeviceStatus.RESET;
    accepted = Features.NONE;
    deviceFeaturesSelect = 0;
    driverFeaturesSelect = 0;
    queueSelect = 0;
    fault = null;
    for (int i = 0; i < queues.length; i++) {
      DeviceQueue open = queues[i].open;
      if (open != null) {
        open.retire();
      }
      queues[i] = new QueueState();
    }
    setInterrupts(0);
    device.reset();
  }

  private void notified(int index) throws VirtioException {
    if (!status.isLive() || Integer.compareUnsigned(index, queues.length) >= 0) {
      return;
    }
    DeviceQueue queue = queues[index].open;
    if (queue != null) {
      try {
        device.notified(index, queue);
      } finally {
        // A reset from within leaves the queue retired, and then there is nothing to announce.
        if (queue.needsNotification()) {
          setInterrupts(interruptStatus | MmioRegister.USED_BUFFER_NOTIFICATION);
        }
      }
    }
  }

  /** What a device does of itself: looks at a queue without a notification. */
  void wake(int index) {
    try {
      notified(index);
    } catch (VirtioException e) {
      needsReset(e);
    }
  }

  void configChanged() {
    configGeneration++;
    if (status.isLive()) {
      setInterrupts(interruptStatus | MmioRegister.CONFIGURATION_CHANGE_NOTIFICATION);
    }
  }

  private void needsReset(VirtioException cause) {
    if (fault == null) {
      fault = cause;
    }
    boolean announce = status.has(DeviceStatus.DRIVER_OK);
    status = status.needsReset();
    if (announce) {
      setInterrupts(interruptStatus | MmioRegister.CONFIGURATION_CHANGE_NOTIFICATION);
    }
  }

  private void setInterrupts(int bits) {
    boolean was = interruptStatus != 0;
    interruptStatus = bits;
    if (was != (bits != 0)) {
      line.set(bits != 0);
    }
  }

  /**
   * Returns what the driver did wrong first since the last reset: why DEVICE_NEEDS_RESET is set.
   */
  public Optional<VirtioException> fault() {
    return Optional.ofNullable(fault);
  }

  /** Returns the device status field (2.1). */
  public DeviceStatus status() {
    return status;
  }
}
