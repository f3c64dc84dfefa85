package dev.seedkernel.virtio;

import java.util.ArrayList;
import java.util.List;

/** A device in a bank over its own memory, with everything that a driver needs. */
final class Bench {
  static final int BYTES = 1 << 20;

  final Ram ram = new Ram(BYTES);
  final List<Boolean> levels = new ArrayList<>();
  final MmioDevice bank;

  Bench(VirtioDevice device) {
    this(device, Features.QUEUE);
  }

  Bench(VirtioDevice device, Features queueFeatures) {
    bank = new MmioDevice(device, ram.memory, levels::add, queueFeatures);
  }

  GuestArena arena() {
    return GuestArena.of(ram.memory, Ram.BASE + 4096, BYTES - 4096);
  }

  MmioTransport transport() throws VirtioException {
    return MmioTransport.probe(bank).orElseThrow();
  }

  BlockDriver block() throws VirtioException {
    return block(BlockDriver.Options.DEFAULT);
  }

  BlockDriver block(BlockDriver.Options options) throws VirtioException {
    return BlockDriver.start(transport(), arena(), options);
  }

  int read(MmioRegister register) {
    return bank.read(register.offset(), 4);
  }

  void write(MmioRegister register, int value) {
    bank.write(register.offset(), 4, value);
  }

  /** Writes status after status, up to DRIVER_OK, having accepted {@code features}. */
  void initialize(Features features) {
    write(MmioRegister.STATUS, 1);
    write(MmioRegister.STATUS, 3);
    for (int word = 0; word < 2; word++) {
      write(MmioRegister.DRIVER_FEATURES_SEL, word);
      write(MmioRegister.DRIVER_FEATURES, features.word(word));
    }
    write(MmioRegister.STATUS, 11);
  }

  void queue(int index, QueueLayout layout) {
    write(MmioRegister.QUEUE_SEL, index);
    write(MmioRegister.QUEUE_NUM, layout.size());
    write(MmioRegister.QUEUE_DESC_LOW, (int) layout.descriptorArea());
    write(MmioRegister.QUEUE_DESC_HIGH, (int) (layout.descriptorArea() >>> 32));
    write(MmioRegister.QUEUE_DRIVER_LOW, (int) layout.driverArea());
    write(MmioRegister.QUEUE_DRIVER_HIGH, (int) (layout.driverArea() >>> 32));
    write(MmioRegister.QUEUE_DEVICE_LOW, (int) layout.deviceArea());
    write(MmioRegister.QUEUE_DEVICE_HIGH, (int) (layout.deviceArea() >>> 32));
    write(MmioRegister.QUEUE_READY, 1);
  }

  boolean needsReset() {
    return (read(MmioRegister.STATUS) & DeviceStatus.DEVICE_NEEDS_RESET) != 0;
  }

  /** All mixes of packed layout, indirect descriptors and event index. */
  static List<Features> mixes() {
    List<Features> mixes = new ArrayList<>();
    int[] numbers = {Features.RING_PACKED, Features.INDIRECT_DESC, Features.EVENT_IDX};
    for (int choice = 0; choice < 8; choice++) {
      Features features = Features.of(Features.VERSION_1);
      for (int bit = 0; bit < numbers.length; bit++) {
        if ((choice >> bit & 1) != 0) {
          features = features.or(Features.of(numbers[bit]));
        }
      }
      mixes.add(features);
    }
    return mixes;
  }
}
