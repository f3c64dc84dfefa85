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
    final int id;
    final List<GuestBuffer> readable;
    final List<GuestBuffer> writable;
    final byte[] message;
    byte[] answer = {};

    Request(int id, List<GuestBuffer> readable, List<GuestBuffer> writable, byte[] message) {
      this.id = id;
      this.readable = readable;
      this.writable = writable;
      this.message = message;
    }

    int buffers() {
      return readable.size() + writable.size();
    }
  }

  private record Taken(Request request, DescriptorChain chain) {}

  /** When a side wants to be notified, as the other side has to understand it. */
  private final class Wish {
    private boolean always;
    private boolean never;

    /** Place of the entry that is to be notified of, on the circle of places. */
    private int event;

    Wish(int place, boolean initially) {
      always = initially;
      event = place;
    }

    void suppress(boolean suppress, int next) {
      if (!eventIndex || packed) {
        never = suppress;
        always = !suppress && !eventIndex;
      }
      if (eventIndex) {
        event = Math.floorMod(suppress ? next - 1 : next, circle);
      }
    }

    void at(int next) {
      always = false;
      event = next % circle;
    }

    /** Written the long way: place by place. */
    boolean wanted(int from, int count) {
      boolean hit = false;
      for (int i = 0; i < count; i++) {
        hit |= (from + i) % circle == event;
      }
      return !never && (always || hit);
    }
  }

  private final int size;
  private final boolean packed;
  private final boolean eventIndex;
  private final int indirectEntries;

  /** Places come again after so many: 16 bits of an index, or two rounds of a packed ring. */
  private final int circle;

  private final Ram ram;
  private final long buffers;
  private final int slots;
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

  /** What was published, taken, used and collected, in places of the ring. */
  private int publishedPlace;

  private int takenPlace;
  private int usedPlace;
  private int collectedPlace;
  private final Wish driverWish;
  private final Wish deviceWish;

  TwoSides(int size, int firstIndex) {
    this(size, firstIndex, Features.of(Features.VERSION_1), 0);
  }

  TwoSides(int size, int firstIndex, Features features, int indirectEntries) {
    this.size = size;
    this.packed = features.has(Features.RING_PACKED);
    this.eventIndex = features.has(Features.EVENT_IDX);
    this.indirectEntries = features.has(Features.INDIRECT_DESC) ? indirectEntries : 0;
    this.circle = packed ? 2 * size : 65536;
    QueueLayout layout = QueueLayout.contiguous(size, Ram.BASE + 32, features);
    long tables = Ram.BASE + 32 + QueueLayout.contiguousBytes(size, features) + 15 & -16;
    long end = tables + DriverQueue.Indirect.bytes(size, indirectEntries);
    this.buffers = (end + SLOT - 1) & -SLOT;
    this.slots = this.indirectEntries > 0 ? 3 * size : size;
    this.ram = new Ram((int) (buffers - Ram.BASE) + slots * SLOT);
    this.expected = new byte[slots * SLOT];
    for (int slot = 0; slot < slots; slot++) {
      freeSlots.add(slot);
    }
    int first = packed ? 0 : firstIndex;
    publishedPlace = takenPlace = usedPlace = collectedPlace = first;
    driverWish = new Wish(first, !eventIndex);
    // A split device's avail_event is 0 at first, a packed device's structure says "enable".
    deviceWish = new Wish(0, packed || !eventIndex);
    DriverQueue.Indirect indirect = new DriverQueue.Indirect(tables, indirectEntries);
    try {
      this.driver = DriverQueue.create(ram.memory, layout, features, indirect, first);
      this.device = DeviceQueue.open(ram.memory, layout, features, first);
    } catch (VirtioException e) {
      throw new AssertionError(e);
    }
  }

  /** Descriptors of the ring that a chain takes. */
  private int descriptors(int buffers) {
    return buffers > 1 && buffers <= indirectEntries ? 1 : buffers;
  }

  private int places(Request request) {
    return packed ? descriptors(request.buffers()) : 1;
  }

  private int places(Iterable<Request> requests) {
    int places = 0;
    for (Request request : requests) {
      places += places(request);
    }
    return places;
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
    boolean room = descriptors(count) <= driver.freeDescriptors() && count <= freeSlots.size();
    if (descriptors(count) <= driver.freeDescriptors() && !room) {
      return;
    }
    List<GuestBuffer> buffersOfChain = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int slot = room ? freeSlots.remove() : 0;
      int length = random.nextInt(SLOT + 1);
      buffersOfChain.add(
          new GuestBuffer(
              buffers + (long) slot * SLOT + random.nextInt(Math.min(SLOT, SLOT + 1 - length)),
              length));
    }
    List<GuestBuffer> readable = List.copyOf(buffersOfChain.subList(0, readableCount));
    List<GuestBuffer> writable = List.copyOf(buffersOfChain.subList(readableCount, count));
    OptionalInt id = attempt(() -> driver.add(readable, writable));
    if (!room) {
      assertThat(id).isEmpty();
      return;
    }
    byte[] message = new byte[(int) bytes(readable)];
    random.nextBytes(message);
    scatter(readable, message, true);
    added.add(new Request(id.orElseThrow(), readable, writable, message));
    addedCount++;
  }

  void publish() {
    boolean notify = driver.publish();
    int places = places(added);
    assertThat(notify).isEqualTo(!added.isEmpty() && deviceWish.wanted(publishedPlace, places));
    publishedPlace = (publishedPlace + places) % circle;
    published.addAll(added);
    added.clear();
  }

  void take() {
    Optional<DescriptorChain> next = attempt(device::poll);
    if (published.isEmpty()) {
      assertThat(next).isEmpty();
      if (eventIndex && !deviceSuppresses) {
        deviceWish.at(takenPlace);
      }
      return;
    }
    Request request = published.remove();
    takenPlace = (takenPlace + places(request)) % circle;
    DescriptorChain chain = next.orElseThrow();
    assertThat(chain.id()).isEqualTo(request.id);
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
    assertThat(device.needsNotification()).isEqualTo(driverWish.wanted(usedPlace, places(request)));
    assertThat(device.needsNotification()).as("nothing new").isFalse();
    usedPlace = (usedPlace + places(request)) % circle;
    used.add(request);
  }

  void collect() {
    Optional<UsedElement> next = attempt(driver::collect);
    if (used.isEmpty()) {
      assertThat(next).isEmpty();
      return;
    }
    Request request = used.remove();
    collectedPlace = (collectedPlace + places(request)) % circle;
    if (eventIndex && !driverSuppresses) {
      driverWish.at(collectedPlace);
    }
    assertThat(next).contains(new UsedElement(request.id, request.answer.length));
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
    driverWish.suppress(suppress, collectedPlace);
  }

  void suppressByDevice(boolean suppress) {
    device.suppressNotifications(suppress);
    deviceSuppresses = suppress;
    deviceWish.suppress(suppress, takenPlace);
  }

  /** No descriptor and no chain is lost or doubled, and no byte is written that should not be. */
  void check() {
    List<Request> outstanding = new ArrayList<>(added);
    outstanding.addAll(published);
    taken.forEach(next -> outstanding.add(next.request()));
    outstanding.addAll(used);
    int descriptors = outstanding.stream().mapToInt(next -> descriptors(next.buffers())).sum();
    assertThat(driver.freeDescriptors() + descriptors).isEqualTo(size);
    assertThat(driver.inFlight()).isEqualTo(outstanding.size() - added.size());
    assertThat(device.inFlight()).isEqualTo(taken.size());
    assertThat(collectedCount + outstanding.size()).isEqualTo(addedCount);
    assertThat(outstanding.stream().map(request -> request.id)).doesNotHaveDuplicates();
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
