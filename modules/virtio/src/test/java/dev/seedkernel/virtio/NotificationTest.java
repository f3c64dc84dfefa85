package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads that sleep until the other side notifies: a notification that is lost is for ever.
 */
class NotificationTest {
  private static final int SIZE = 8;

  /** Notifications that were sent. */
  private final AtomicInteger available = new AtomicInteger();

  private final AtomicInteger used = new AtomicInteger();
  private int sent;
  private int chains;

  static List<Features> mixes() {
    return Bench.mixes();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_7_13_4_1_and2_8_21_3_1_noNotificationIsLostBetweenTwoThreads(Features features)
      throws Exception {
    // The event index is what can be read too early, or written too late.
    chains = features.has(Features.EVENT_IDX) ? 50_000 : 5_000;
    try (Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      GuestMemory memory = GuestMemory.of(arena.allocate(8192, 16), Ram.BASE);
      QueueLayout layout = QueueLayout.contiguous(SIZE, Ram.BASE, features);
      DriverQueue.Indirect tables = new DriverQueue.Indirect(Ram.BASE + 4096, 2);
      DriverQueue driver = DriverQueue.create(memory, layout, features, tables);
      DeviceQueue device = DeviceQueue.open(memory, layout, features);
      Callable<Integer> serving = () -> serve(device);
      Future<Integer> served = threads.submit(serving);
      drive(driver);
      assertThat(served.get()).isEqualTo(chains);
      int least = features.has(Features.EVENT_IDX) ? 1 : chains;
      assertThat(sent).as("notifications of the device").isBetween(least, chains);
    }
  }

  /** Waits until there are more notifications than {@code heard}; awake at first, to be quick. */
  private static int await(AtomicInteger notifications, int heard) throws InterruptedException {
    for (int i = 0; notifications.get() == heard; i++) {
      if (i < 1000) {
        Thread.onSpinWait();
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      } else {
        LockSupport.parkNanos(1000);
      }
    }
    return notifications.get();
  }

  private void drive(DriverQueue driver) throws Exception {
    GuestBuffer buffer = new GuestBuffer(Ram.BASE + 2048, 64);
    Random random = new Random(1);
    int added = 0;
    int back = 0;
    int heard = 0;
    while (back < chains) {
      if (added < chains && driver.add(List.of(buffer), List.of(buffer)).isPresent()) {
        added++;
        if (driver.publish()) {
          available.incrementAndGet();
        }
        // So that the device runs out of chains at any time, and also just now.
        for (int wait = random.nextInt(30); wait > 0; wait--) {
          Thread.onSpinWait();
        }
        continue;
      }
      boolean came = false;
      while (driver.collect().isPresent()) {
        back++;
        came = true;
      }
      if (!came) {
        heard = await(used, heard);
      }
    }
  }

  private int serve(DeviceQueue device) throws Exception {
    int served = 0;
    int heard = 0;
    while (served < chains) {
      for (var next = device.poll(); next.isPresent(); next = device.poll()) {
        device.complete(next.get(), 1);
        served++;
        if (device.needsNotification()) {
          sent++;
          used.incrementAndGet();
        }
      }
      // To look a second time would find what no notification told of.
      if (served < chains) {
        heard = await(available, heard);
      }
    }
    return served;
  }
}
