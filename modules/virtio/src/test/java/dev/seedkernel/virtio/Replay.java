package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does to a device of this library what Linux's driver did to QEMU's, and holds what it answers
 * against what QEMU's answered.
 *
 * <p>What may differ is in {@link #mayDiffer} and {@link #checkInterrupt}; all else is equal.
 */
final class Replay {
  /** Registers of a queue, up to its addresses. */
  private static final int QUEUE_NUM = 0x38;

  private static final int QUEUE_READY = 0x44;
  private static final int QUEUE_DESC = 0x80;
  private static final int QUEUE_DEVICE = 0xa0;

  /** A queue, followed by a reader of its own, and not by the classes that are tested. */
  private final class Queue {
    final Map<Integer, Integer> fields = new HashMap<>();

    /** Descriptors of each chain that this device has not used, and length of those it has. */
    final Map<Integer, Integer> available = new HashMap<>();

    final Map<Integer, Long> used = new HashMap<>();
    int place;
    boolean wrap = true;

    int size() {
      return fields.getOrDefault(QUEUE_NUM, 0);
    }

    long address(int low) {
      return Integer.toUnsignedLong(fields.getOrDefault(low, 0))
          | (long) fields.getOrDefault(low + 4, 0) << 32;
    }

    void follow() {
      while (!available.isEmpty() && (packed() ? followPacked() : followSplit())) {
        usedCount++;
      }
    }

    private boolean followSplit() {
      long area = address(QUEUE_DEVICE);
      if (le16(area + 2) == place) {
        return false;
      }
      long entry = area + 4 + 8L * (place % size());
      take((int) le32(entry), le32(entry + 4));
      place = (place + 1) & 0xffff;
      return true;
    }

    private boolean followPacked() {
      long descriptor = address(QUEUE_DESC) + 16L * place;
      int flags = le16(descriptor + 14);
      if ((flags & 0x8080) != (wrap ? 0x8080 : 0)) {
        return false;
      }
      // Clause 2.8.4: there is a length if the device wrote.
      place += take(le16(descriptor + 12), (flags & 2) == 0 ? 0 : le32(descriptor + 8));
      if (place >= size()) {
        place -= size();
        wrap = !wrap;
      }
      return true;
    }

    /**
     * Checks that the device wants to know of the next chain: of all, or of that at this place
     * (2.8.10). Which of the two is its own choice.
     */
    void checkWantsNext(byte[] area) {
      int event = Byte.toUnsignedInt(area[0]) | (Byte.toUnsignedInt(area[1]) << 8);
      int next = wrap ? place | 0x8000 : place;
      assertThat(area[3]).isZero();
      assertThat(area[2] == 0 || (area[2] == 2 && event == next)).as("0x%x", event).isTrue();
    }

    private int take(int id, long length) {
      Integer descriptors = available.remove(id);
      if (descriptors == null) {
        throw new AssertionError("chain " + id + " is used and was not available");
      }
      used.put(id, length);
      return descriptors;
    }
  }

  private final MemorySegment memory;
  private final long base;
  private final MmioDevice bank;
  private final Consumer<byte[]> input;
  private final Map<Integer, Queue> queues = new HashMap<>();
  private int selected;
  private int deviceFeaturesSelect;
  private int driverFeaturesSelect;
  private Features accepted = Features.NONE;

  /** Chains that this device has used, that QEMU's has, and that the driver was told of here. */
  private int usedCount;

  private int usedByQemu;
  private int announced;

  /**
   * How often QEMU's device told the driver of chains one by one that were told of at once here.
   */
  private int interruptsSpared;

  Replay(GuestMemory memory, MmioDevice bank, Consumer<byte[]> input) {
    this.memory = memory.segment();
    this.base = memory.base();
    this.bank = bank;
    this.input = input;
  }

  int used() {
    return usedCount;
  }

  int interruptsSpared() {
    return interruptsSpared;
  }

  Features accepted() {
    return accepted;
  }

  void run(Transcript transcript) {
    int number = 0;
    for (Transcript.Line line : transcript.lines()) {
      number++;
      try {
        replay(line);
      } catch (AssertionError e) {
        throw new AssertionError("line " + number + ", " + line + ": " + e.getMessage(), e);
      }
    }
    assertThat(bank.fault()).isEmpty();
    queues.values().forEach(queue -> assertThat(queue.used).isEmpty());
  }

  private void replay(Transcript.Line line) {
    switch (line) {
      case Transcript.Load load -> check(load, bank.read(load.offset(), load.bytes()));
      case Transcript.Store store -> store(store);
      case Transcript.DriverWrote(long address, String hex) ->
          memory.asSlice(address - base).copyFrom(MemorySegment.ofArray(Transcript.bytes(hex)));
      case Transcript.Available(int queue, int id, int descriptors) ->
          queue(queue).available.put(id, descriptors);
      case Transcript.Used(int queue, int id, long length) -> {
        if (queue(queue).available.containsKey(id)) {
          wake(queue);
        }
        assertThat(queue(queue).used.remove(id)).as("length of chain %d", id).isEqualTo(length);
        usedByQemu++;
      }
      case Transcript.DeviceWrote(long address, String hex) -> same(address, hex);
      case Transcript.Idle(int queue, long address, String hex) -> {
        assertThat(queue(queue).available).isEmpty();
        assertThat(queue(queue).used).isEmpty();
        if (packed() && accepted.has(Features.EVENT_IDX)) {
          queue(queue).checkWantsNext(Transcript.bytes(hex));
          queue(queue).checkWantsNext(bytes(address, 4));
        } else {
          same(address, hex);
        }
      }
      case Transcript.Input(String hex) -> {
        input.accept(Transcript.bytes(hex));
        queues.values().forEach(Queue::follow);
      }
    }
  }

  private void same(long address, String hex) {
    byte[] expected = Transcript.bytes(hex);
    assertThat(bytes(address, expected.length)).as("memory at 0x%x", address).isEqualTo(expected);
  }

  private byte[] bytes(long address, int count) {
    return memory.asSlice(address - base, count).toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * QEMU's entropy device looks at its queue whenever the machine goes on, as it does after each
   * stop of the recorder, and so before the driver notifies.
   */
  private void wake(int queue) {
    assertThat(device()).as("a device that works unasked").isEqualTo(EntropyDevice.DEVICE_ID);
    bank.wake(queue);
    queues.values().forEach(Queue::follow);
  }

  private void store(Transcript.Store store) {
    int value = store.value();
    switch (MmioRegister.at(store.offset()).orElse(MmioRegister.MAGIC_VALUE)) {
      case QUEUE_SEL -> selected = value;
      case DEVICE_FEATURES_SEL -> deviceFeaturesSelect = value;
      case DRIVER_FEATURES_SEL -> driverFeaturesSelect = value;
      case DRIVER_FEATURES -> value = accept(value);
      case STATUS -> {
        if (value == 0) {
          queues.clear();
          accepted = Features.NONE;
        }
      }
      case QUEUE_NOTIFY -> {}
      default -> {
        if (store.offset() == QUEUE_READY && value == 0) {
          queues.remove(selected);
        } else if (store.offset() >= QUEUE_NUM && store.offset() < MmioRegister.CONFIG) {
          queue(selected).fields.put(store.offset(), value);
        }
      }
    }
    bank.write(store.offset(), store.bytes(), value);
    queues.values().forEach(Queue::follow);
  }

  /** A driver accepts what is offered: of what Linux accepted of QEMU, what is offered here. */
  private int accept(int value) {
    int offered = offered(driverFeaturesSelect);
    assertThat(value & ~offered & ~mayDiffer()).as("features that are not here").isZero();
    try {
      accepted = accepted.withWord(driverFeaturesSelect, value & offered);
    } catch (VirtioException e) {
      throw new AssertionError(e);
    }
    return value & offered;
  }

  private boolean packed() {
    return accepted.has(Features.RING_PACKED);
  }

  private boolean isReadOnly() {
    return (offered(0) & (1 << Block.VIRTIO_BLK_F_RO)) != 0;
  }

  private int offered(int select) {
    bank.write(MmioRegister.DEVICE_FEATURES_SEL.offset(), 4, select);
    int offered = bank.read(MmioRegister.DEVICE_FEATURES.offset(), 4);
    bank.write(MmioRegister.DEVICE_FEATURES_SEL.offset(), 4, deviceFeaturesSelect);
    return offered;
  }

  private int device() {
    return bank.read(MmioRegister.DEVICE_ID.offset(), 4);
  }

  /** Features of the device that QEMU has and this library has not, or the other way round. */
  private int mayDiffer() {
    return switch (device()) {
      case Block.DEVICE_ID -> {
        // VIRTIO_BLK_F_GEOMETRY is QEMU's, which also offers to erase what is read-only.
        int geometry = 1 << 4;
        int erase = (1 << Block.VIRTIO_BLK_F_DISCARD) | (1 << Block.VIRTIO_BLK_F_WRITE_ZEROES);
        yield isReadOnly() ? geometry | erase : geometry;
      }
      case ConsoleDevice.DEVICE_ID -> 1 << ConsoleDevice.VIRTIO_CONSOLE_F_SIZE;
      default -> 0;
    };
  }

  private void check(Transcript.Load load, int ours) {
    int expected = load.value();
    if (load.offset() == MmioRegister.VENDOR_ID.offset()) {
      assertThat(ours).isEqualTo(MmioDevice.VENDOR);
      expected = MmioDevice.VENDOR;
    } else if (load.offset() == MmioRegister.DEVICE_FEATURES.offset()) {
      int free = deviceFeaturesSelect == 0 ? mayDiffer() : 0;
      expected = (load.value() & ~free) | (ours & free);
    } else if (load.offset() == MmioRegister.INTERRUPT_STATUS.offset()) {
      expected = checkInterrupt(load.value(), ours);
    } else if (device() == Block.DEVICE_ID && isOfErasing(load.offset() - MmioRegister.CONFIG)) {
      expected = isReadOnly() ? 0 : checkLimit(load, ours);
    }
    assertThat(ours).isEqualTo(expected);
  }

  /** How much one discard or write of zeroes may take is for each device to say. */
  private static int checkLimit(Transcript.Load load, int ours) {
    if (load.offset() - MmioRegister.CONFIG == Block.DISCARD_SECTOR_ALIGNMENT) {
      return load.value();
    }
    assertThat(ours).as("no smaller limit").isGreaterThanOrEqualTo(load.value());
    return ours;
  }

  private static boolean isOfErasing(int offset) {
    return offset >= Block.MAX_DISCARD_SECTORS && offset <= Block.MAX_WRITE_ZEROES_SEG;
  }

  /**
   * QEMU's device ends requests that overlap one by one, and interrupts for each. Here all were
   * used and announced together, so that there is nothing to announce when QEMU's next one ends.
   */
  private int checkInterrupt(int qemu, int ours) {
    if (ours != 0) {
      announced = usedCount;
      return qemu;
    }
    assertThat(usedByQemu)
        .as("chains that the driver was not told of")
        .isEqualTo(Math.min(usedByQemu, announced));
    interruptsSpared++;
    return 0;
  }

  private Queue queue(int index) {
    return queues.computeIfAbsent(index, none -> new Queue());
  }

  private int le16(long address) {
    return Short.toUnsignedInt(memory.get(VirtioDevice.U16, address - base));
  }

  private long le32(long address) {
    return Integer.toUnsignedLong(memory.get(VirtioDevice.U32, address - base));
  }
}
