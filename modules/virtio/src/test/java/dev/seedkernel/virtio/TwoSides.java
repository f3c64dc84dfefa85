package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A driver and a device on one queue, with a model that knows where every chain is and what every
 * byte of every buffer must be. Each step checks its result, and {@link #check} the whole.
 */
final class TwoSides {
  private static final int SLOT = 64;

  /** A chain on its way: what the driver asked for, and what the device is to have answered. */
  private static final class Request {
    final int head;
    final List<GuestBuffer> readable;
    final List<GuestBuffer> writable;
    final byte[] message;
    byte[] answer = {};

    Request(int head, List<GuestBuffer> readable, List<GuestBuffer> writable, byte[] message) {
      this.head = head;
      this.readable = readable;
      this.writable = writable;
      this.message = message;
    }

    int descriptors() {
      return readable.size() + writable.size();
    }
  }

  private record Taken(Request request, DescriptorChain chain) {}

  private final int size;
  private final Ram ram;
  private final long buffers;
  private final DriverQueue driver;
  private final DeviceQueue device;

  private final Deque<Integer> freeSlots = new ArrayDeque<>();
  private final Deque<Request> added = new ArrayDeque<>();
  private final Deque<Request> published = new ArrayDeque<>();
  private final List<Taken> taken = new ArrayList<>();
  private final Deque<Request> used = new ArrayDeque<>();
  private final byte[] expected;
  private boolean driverSuppresses;
  private boolean deviceSuppresses;
  private long addedCount;
  private long collectedCount;

  TwoSides(int size, int firstIndex) {
    this.size = size;
    QueueLayout layout = QueueLayout.contiguous(size, Ram.BASE + 32);
    long end = layout.usedRing() + QueueLayout.usedRingBytes(size);
    this.buffers = (end + SLOT - 1) & -SLOT;
    this.ram = new Ram((int) (buffers - Ram.BASE) + size * SLOT);
    this.expected = new byte[size * SLOT];
    for (int slot = 0; slot < size; slot++) {
      freeSlots.add(slot);
    }
    try {
      this.driver = DriverQueue.create(ram.memory, layout, firstIndex);
      this.device = DeviceQueue.open(ram.memory, layout, firstIndex);
    } catch (VirtioException e) {
      throw new AssertionError(e);
    }
  }

  int size() {
    return size;
  }

  long collected() {
    return collectedCount;
  }

  /** Adds a chain of random content, or finds that there is no room for it. */
  void add(int readableCount, int writableCount, long seed) {
    Random random = new Random(seed);
    int count = readableCount + writableCount;
    int free = driver.freeDescriptors();
    List<GuestBuffer> buffersOfChain = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int slot = i < free ? freeSlots.remove() : 0;
      slots.add(slot);
      int length = random.nextInt(SLOT + 1);
      buffersOfChain.add(
          new GuestBuffer(
              buffers + (long) slot * SLOT + random.nextInt(Math.min(SLOT, SLOT + 1 - length)),
              length));
    }
    List<GuestBuffer> readable = List.copyOf(buffersOfChain.subList(0, readableCount));
    List<GuestBuffer> writable = List.copyOf(buffersOfChain.subList(readableCount, count));
    OptionalInt head = attempt(() -> driver.add(readable, writable));
    if (count > free) {
      assertThat(head).isEmpty();
      freeSlots.addAll(slots.subList(0, free));
      return;
    }
    byte[] message = new byte[(int) bytes(readable)];
    random.nextBytes(message);
    scatter(readable, message, true);
    added.add(new Request(head.orElseThrow(), readable, writable, message));
    addedCount++;
  }

  void publish() {
    boolean notify = driver.publish();
    assertThat(notify).isEqualTo(!added.isEmpty() && !deviceSuppresses);
    published.addAll(added);
    added.clear();
  }

  void take() {
    Optional<DescriptorChain> next = attempt(device::poll);
    if (published.isEmpty()) {
      assertThat(next).isEmpty();
      return;
    }
    Request request = published.remove();
    DescriptorChain chain = next.orElseThrow();
    assertThat(chain.head()).isEqualTo(request.head);
    assertThat(lengths(chain.readable())).isEqualTo(lengthsOf(request.readable));
    assertThat(lengths(chain.writable())).isEqualTo(lengthsOf(request.writable));
    assertThat(chain.readable()).allMatch(MemorySegment::isReadOnly);
    byte[] seen = new byte[request.message.length + 1];
    assertThat(chain.read(0, MemorySegment.ofArray(seen))).isEqualTo(request.message.length);
    assertThat(Arrays.copyOf(seen, request.message.length)).isEqualTo(request.message);
    taken.add(new Taken(request, chain));
  }

  /** Answers one of the chains that the device holds, in any order. */
  void complete(long seed) {
    if (taken.isEmpty()) {
      return;
    }
    Random random = new Random(seed);
    Taken next = taken.remove(random.nextInt(taken.size()));
    Request request = next.request();
    request.answer = new byte[random.nextInt((int) bytes(request.writable) + 1)];
    random.nextBytes(request.answer);
    int cut = request.answer.length == 0 ? 0 : random.nextInt(request.answer.length);
    MemorySegment answer = MemorySegment.ofArray(request.answer);
    assertThat(next.chain().write(cut, answer.asSlice(cut))).isEqualTo(request.answer.length - cut);
    assertThat(next.chain().write(0, answer.asSlice(0, cut))).isEqualTo(cut);
    scatter(request.writable, request.answer, false);
    device.complete(next.chain(), request.answer.length);
    assertThat(device.needsNotification()).isEqualTo(!driverSuppresses);
    used.add(request);
  }

  void collect() {
    Optional<UsedElement> next = attempt(driver::collect);
    if (used.isEmpty()) {
      assertThat(next).isEmpty();
      return;
    }
    Request request = used.remove();
    assertThat(next).contains(new UsedElement(request.head, request.answer.length));
    for (List<GuestBuffer> part : List.of(request.readable, request.writable)) {
      for (GuestBuffer buffer : part) {
        freeSlots.add((int) ((buffer.address() - buffers) / SLOT));
      }
    }
    collectedCount++;
  }

  void suppressByDriver(boolean suppress) {
    driver.suppressNotifications(suppress);
    driverSuppresses = suppress;
  }

  void suppressByDevice(boolean suppress) {
    device.suppressNotifications(suppress);
    deviceSuppresses = suppress;
  }

  /** No descriptor and no chain is lost or doubled, and no byte is written that should not be. */
  void check() {
    List<Request> outstanding = new ArrayList<>(added);
    outstanding.addAll(published);
    taken.forEach(next -> outstanding.add(next.request()));
    outstanding.addAll(used);
    int descriptors = outstanding.stream().mapToInt(Request::descriptors).sum();
    assertThat(driver.freeDescriptors() + descriptors).isEqualTo(size);
    assertThat(driver.inFlight()).isEqualTo(outstanding.size() - added.size());
    assertThat(device.inFlight()).isEqualTo(taken.size());
    assertThat(collectedCount + outstanding.size()).isEqualTo(addedCount);
    assertThat(outstanding.stream().map(request -> request.head)).doesNotHaveDuplicates();
    assertThat(ram.bytes.asSlice(buffers - Ram.BASE).mismatch(MemorySegment.ofArray(expected)))
        .isEqualTo(-1);
    ram.checkMargins();
  }

  /** Lets everything that is on its way arrive. */
  void drain(long seed) {
    publish();
    while (!published.isEmpty()) {
      take();
    }
    take();
    while (!taken.isEmpty()) {
      complete(seed + taken.size());
    }
    while (!used.isEmpty()) {
      collect();
    }
    collect();
    check();
    assertThat(driver.freeDescriptors()).isEqualTo(size);
    assertThat(collectedCount).isEqualTo(addedCount);
  }

  /** Puts bytes where they are to be: by the driver in memory too, else only in the model. */
  private void scatter(List<GuestBuffer> parts, byte[] content, boolean inMemory) {
    int done = 0;
    for (GuestBuffer part : parts) {
      int count = (int) Math.min(part.length(), content.length - done);
      int at = (int) (part.address() - buffers);
      System.arraycopy(content, done, expected, at, count);
      if (inMemory) {
        MemorySegment.copy(
            MemorySegment.ofArray(content), done, ram.bytes, part.address() - Ram.BASE, count);
      }
      done += count;
    }
  }

  private static long bytes(List<GuestBuffer> parts) {
    return parts.stream().mapToLong(GuestBuffer::length).sum();
  }

  private static List<Long> lengths(List<MemorySegment> parts) {
    return parts.stream().map(MemorySegment::byteSize).toList();
  }

  private static List<Long> lengthsOf(List<GuestBuffer> parts) {
    return parts.stream().map(GuestBuffer::length).toList();
  }

  private interface Step<T> {
    T run() throws VirtioException;
  }

  /** Two sides that keep the rules never see them broken. */
  private static <T> T attempt(Step<T> step) {
    try {
      return step.run();
    } catch (VirtioException e) {
      throw new AssertionError("between honest sides", e);
    }
  }
}
