package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads that sleep until the other side notifies: a notification that is lost is for ever.
 */
class NotificationTest {
  private static final int CHAINS = 20_000;
  private static final int SIZE = 8;

  private final Semaphore available = new Semaphore(0);
  private final Semaphore used = new Semaphore(0);
  private int sent;

  static List<Features> mixes() {
    return Bench.mixes();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void clause2_7_13_4_1_and2_8_21_3_1_noNotificationIsLostBetweenTwoThreads(Features features)
      throws Exception {
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
      assertThat(served.get()).isEqualTo(CHAINS);
      assertThat(sent).as("of the device's, and the driver's").isLessThanOrEqualTo(2 * CHAINS);
    }
  }

  private void drive(DriverQueue driver) throws Exception {
    GuestBuffer buffer = new GuestBuffer(Ram.BASE + 2048, 64);
    int added = 0;
    int back = 0;
    while (back < CHAINS) {
      // Batches of other lengths each time, so that the two meet in any place.
      for (int batch = added % 3; batch >= 0 && added < CHAINS; batch--) {
        added += driver.add(List.of(buffer), List.of(buffer)).isPresent() ? 1 : 0;
      }
      if (driver.publish()) {
        available.release();
      }
      boolean came = false;
      while (driver.collect().isPresent()) {
        back++;
        came = true;
      }
      if (!came && back < CHAINS) {
        used.acquire();
        used.drainPermits();
      }
    }
  }

  private int serve(DeviceQueue device) throws Exception {
    int served = 0;
    while (served < CHAINS) {
      boolean came = false;
      for (var next = device.poll(); next.isPresent(); next = device.poll()) {
        device.complete(next.get(), 1);
        came = true;
        served++;
        if (device.needsNotification()) {
          sent++;
          used.release();
        }
      }
      if (!came && served < CHAINS) {
        available.acquire();
        available.drainPermits();
      }
    }
    return served;
  }
}
