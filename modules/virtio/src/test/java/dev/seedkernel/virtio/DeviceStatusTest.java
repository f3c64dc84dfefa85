package dev.seedkernel.virtio;

import static dev.seedkernel.virtio.DeviceStatus.ACKNOWLEDGE;
import static dev.seedkernel.virtio.DeviceStatus.DEVICE_NEEDS_RESET;
import static dev.seedkernel.virtio.DeviceStatus.DRIVER;
import static dev.seedkernel.virtio.DeviceStatus.DRIVER_OK;
import static dev.seedkernel.virtio.DeviceStatus.FAILED;
import static dev.seedkernel.virtio.DeviceStatus.FEATURES_OK;
import static dev.seedkernel.virtio.DeviceStatus.RESET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeviceStatusTest {
  private static final Features OFFERED = Features.of(Features.VERSION_1, 5);
  private static final Features GOOD = Features.of(Features.VERSION_1);
  private static final Features BAD = Features.of(Features.VERSION_1, 6);
  private static final int LIVE = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

  private static DeviceStatus write(DeviceStatus status, int value) throws VirtioException {
    return status.written(value, OFFERED, GOOD);
  }

  private static void refused(String clause, DeviceStatus status, int value) {
    Rules.broken(clause, VirtioException.NO_OFFSET, () -> write(status, value));
  }

  @Test
  void clause3_1_1_theSequenceOfInitializationLeadsToALiveDevice() throws VirtioException {
    DeviceStatus status = RESET;
    for (int step : new int[] {ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK}) {
      assertThat(status.isLive()).isFalse();
      status = write(status, status.with(step).bits());
      assertThat(status.has(step)).isTrue();
    }
    assertThat(status.isLive()).isTrue();
    assertThat(status.bits()).isEqualTo(0x0f);
  }

  @Test
  void clause3_1_1_stepsThatSkipOneAreRefused() {
    refused("3.1.1", RESET, DRIVER);
    refused("3.1.1", RESET, FEATURES_OK);
    refused("3.1.1", RESET, DRIVER_OK);
    refused("3.1.1", new DeviceStatus(ACKNOWLEDGE), ACKNOWLEDGE | FEATURES_OK);
    refused("3.1.1", new DeviceStatus(ACKNOWLEDGE | DRIVER), ACKNOWLEDGE | DRIVER | DRIVER_OK);
  }

  @Test
  void clause2_2_2_featuresOkStaysUnsetWhenTheDeviceCannotWorkWithThem() throws VirtioException {
    DeviceStatus known = new DeviceStatus(ACKNOWLEDGE | DRIVER);
    int wanted = known.with(FEATURES_OK).bits();
    for (Features features : List.of(BAD, Features.NONE, Features.of(5))) {
      assertThat(known.written(wanted, OFFERED, features)).isEqualTo(known);
      Rules.broken(
          "3.1.1",
          VirtioException.NO_OFFSET,
          () -> known.written(wanted | DRIVER_OK, OFFERED, features));
    }
    assertThat(known.written(wanted, OFFERED, GOOD).has(FEATURES_OK)).isTrue();
  }

  @Test
  void clause2_1_1_bitsAreNotCleared() {
    refused("2.1.1", new DeviceStatus(LIVE), ACKNOWLEDGE | DRIVER | FEATURES_OK);
    refused("2.1.1", new DeviceStatus(LIVE), DRIVER);
    refused("2.1.1", new DeviceStatus(ACKNOWLEDGE | FAILED), ACKNOWLEDGE);
  }

  @Test
  void clause2_1_1_afterFailedOnlyAResetHelps() throws VirtioException {
    DeviceStatus failed = write(new DeviceStatus(ACKNOWLEDGE), ACKNOWLEDGE | FAILED);
    refused("2.1.1", failed, ACKNOWLEDGE | DRIVER | FAILED);
    assertThat(write(failed, 0)).isEqualTo(RESET);
    assertThat(new DeviceStatus(LIVE).with(FAILED).isLive()).isFalse();
  }

  @Test
  void clause2_1_2_needsResetIsTheDevicesAlone() throws VirtioException {
    DeviceStatus live = new DeviceStatus(LIVE);
    DeviceStatus broken = live.needsReset();
    assertThat(broken.isLive()).isFalse();
    assertThat(write(broken, LIVE)).as("the driver may not know yet").isEqualTo(broken);
    assertThat(write(broken, broken.bits())).isEqualTo(broken);
    assertThat(write(live, LIVE | DEVICE_NEEDS_RESET)).isEqualTo(live);
    assertThat(write(broken, 0)).isEqualTo(RESET);
  }

  @Test
  void clause2_1_undefinedBitsAreRefused() {
    for (int bit : new int[] {16, 32, 256, Integer.MIN_VALUE}) {
      refused("2.1", RESET, bit);
      assertThatIllegalArgumentException().isThrownBy(() -> new DeviceStatus(bit));
    }
  }

  @Property
  void clause2_1_anyWritesKeepTheOrderOfStepsAndOnlyAResetClears(
      @ForAll List<@IntRange(max = 255) Integer> values, @ForAll boolean good) {
    DeviceStatus status = RESET;
    for (int value : values) {
      DeviceStatus before = status;
      try {
        status = status.written(value, OFFERED, good ? GOOD : BAD);
      } catch (VirtioException e) {
        status = status.needsReset();
      }
      assertThat(status.equals(RESET) || status.has(before.bits())).isTrue();
      assertThat(!status.has(DRIVER_OK) || status.has(LIVE)).isTrue();
      assertThat(!status.has(FEATURES_OK) || (good && status.has(ACKNOWLEDGE | DRIVER))).isTrue();
    }
  }
}
