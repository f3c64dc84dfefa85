package dev.seedkernel.virtio;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The control registers of virtio-mmio, version 2 (virtio 1.2, 4.2.2): names and numbers. All are
 * 32 bits wide, little-endian; the device's configuration space begins at {@link #CONFIG}.
 */
public enum MmioRegister {
  MAGIC_VALUE(0x000, Access.READ),
  VERSION(0x004, Access.READ),
  DEVICE_ID(0x008, Access.READ),
  VENDOR_ID(0x00c, Access.READ),
  DEVICE_FEATURES(0x010, Access.READ),
  DEVICE_FEATURES_SEL(0x014, Access.WRITE),
  DRIVER_FEATURES(0x020, Access.WRITE),
  DRIVER_FEATURES_SEL(0x024, Access.WRITE),
  QUEUE_SEL(0x030, Access.WRITE),
  QUEUE_NUM_MAX(0x034, Access.READ),
  QUEUE_NUM(0x038, Access.WRITE),
  QUEUE_READY(0x044, Access.READ_WRITE),
  QUEUE_NOTIFY(0x050, Access.WRITE),
  INTERRUPT_STATUS(0x060, Access.READ),
  INTERRUPT_ACK(0x064, Access.WRITE),
  STATUS(0x070, Access.READ_WRITE),
  QUEUE_DESC_LOW(0x080, Access.WRITE),
  QUEUE_DESC_HIGH(0x084, Access.WRITE),
  QUEUE_DRIVER_LOW(0x090, Access.WRITE),
  QUEUE_DRIVER_HIGH(0x094, Access.WRITE),
  QUEUE_DEVICE_LOW(0x0a0, Access.WRITE),
  QUEUE_DEVICE_HIGH(0x0a4, Access.WRITE),
  SHM_SEL(0x0ac, Access.WRITE),
  SHM_LEN_LOW(0x0b0, Access.READ),
  SHM_LEN_HIGH(0x0b4, Access.READ),
  SHM_BASE_LOW(0x0b8, Access.READ),
  SHM_BASE_HIGH(0x0bc, Access.READ),
  QUEUE_RESET(0x0c0, Access.READ_WRITE),
  CONFIG_GENERATION(0x0fc, Access.READ);

  /** What a driver may do with a register. */
  public enum Access {
    READ,
    WRITE,
    READ_WRITE
  }

  /** Value of {@link #MAGIC_VALUE}: "virt" in little-endian. */
  public static final int MAGIC = 0x7472_6976;

  /** Value of {@link #VERSION} of a device that is not legacy. */
  public static final int MODERN_VERSION = 2;

  /** Bit of {@link #INTERRUPT_STATUS}: the device has used a buffer. */
  public static final int USED_BUFFER_NOTIFICATION = 1;

  /** Bit of {@link #INTERRUPT_STATUS}: the device's configuration has changed. */
  public static final int CONFIGURATION_CHANGE_NOTIFICATION = 2;

  /** Offset of the configuration space. */
  public static final int CONFIG = 0x100;

  private static final @Nullable MmioRegister[] AT = new @Nullable MmioRegister[CONFIG / 4];

  static {
    for (MmioRegister register : values()) {
      AT[register.offset / 4] = register;
    }
  }

  private final int offset;
  private final Access access;

  MmioRegister(int offset, Access access) {
    this.offset = offset;
    this.access = access;
  }

  /** Returns the offset in bytes from the start of the device's registers. */
  public int offset() {
    return offset;
  }

  /** Returns what a driver may do with the register. */
  public Access access() {
    return access;
  }

  /** Returns the register at {@code offset}, if one begins there. */
  public static Optional<MmioRegister> at(long offset) {
    return Optional.ofNullable(find(offset));
  }

  static @Nullable MmioRegister find(long offset) {
    return offset < 0 || offset >= CONFIG || offset % 4 != 0 ? null : AT[(int) offset / 4];
  }
}
