package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsoleTest {
  private static final Features VERSION_1 = Features.of(Features.VERSION_1);

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ConsoleDevice device =
      new ConsoleDevice(80, 25, bytes -> output.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE)));
  private final Bench bench = new Bench(device);

  static List<Features> mixes() {
    return Bench.mixes();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void clause5_3_6_outputAndInputComeThroughInOrder(Features features) throws VirtioException {
    ConsoleDriver driver = ConsoleDriver.start(bench.transport(), bench.arena(), features);
    Random random = new Random(5);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      driver.write(MemorySegment.ofArray(bytes));
      written.writeBytes(bytes);
      given.write(bytes, 0, device.input(bytes));
      for (int reads = random.nextInt(12); reads > 0; reads--) {
        read.writeBytes(driver.read());
      }
    }
    for (byte[] piece = driver.read(); piece.length > 0; piece = driver.read()) {
      read.writeBytes(piece);
    }
    assertThat(output.toByteArray()).isEqualTo(written.toByteArray());
    assertThat(read.toByteArray()).isEqualTo(given.toByteArray());
    assertThat(bench.bank.fault()).isEmpty();
    bench.ram.checkMargins();
  }

  @Test
  void clause5_3_6_inputWaitsForTheDriverUpToItsLimit() throws VirtioException {
    byte[] much = new byte[ConsoleDevice.MAX_INPUT];
    assertThat(device.input(much)).isEqualTo(much.length);
    assertThat(device.input(new byte[1])).isZero();
    ConsoleDriver driver = ConsoleDriver.start(bench.transport(), bench.arena(), VERSION_1);
    int read = 0;
    for (int piece = driver.read().length; piece > 0; piece = driver.read().length) {
      read += piece;
    }
    assertThat(read).isEqualTo(much.length);
    assertThat(device.input(new byte[1])).isEqualTo(1);
  }

  @Test
  void clause5_3_6_aNewSizeIsAnnounced() throws VirtioException {
    ConsoleDriver driver = ConsoleDriver.start(bench.transport(), bench.arena(), VERSION_1);
    assertThat(driver.size()).contains(new ConsoleDriver.Size(80, 25));
    bench.transport().acknowledgeInterrupt();
    device.resize(65535, 40000);
    assertThat(bench.read(MmioRegister.INTERRUPT_STATUS) & 2).isEqualTo(2);
    assertThat(driver.size()).contains(new ConsoleDriver.Size(65535, 40000));
    assertThatIllegalArgumentException().isThrownBy(() -> device.resize(65536, 1));
  }

  @Test
  void clause5_3_5_1_anEmergencyWriteNeedsNoSetUp() throws VirtioException {
    assertThat(ConsoleDriver.emergencyWrite(bench.transport(), (byte) '!')).isTrue();
    assertThat(output).hasToString("!");
    assertThat(bench.read(MmioRegister.STATUS)).isZero();
    Bench other = new Bench(new EntropyDevice(EntropyDevice.Source.seeded(1)));
    assertThat(ConsoleDriver.emergencyWrite(other.transport(), (byte) '!')).isFalse();
  }

  @Test
  void clause5_3_6_1_buffersOfTheWrongDirectionNeedAReset() throws VirtioException {
    for (int queueIndex = 0; queueIndex < 2; queueIndex++) {
      MmioTransport transport = bench.transport();
      transport.negotiate(3, VERSION_1);
      GuestArena arena = bench.arena();
      DriverQueue queue = transport.createQueue(queueIndex, 8, 0, arena);
      transport.start();
      List<GuestBuffer> one = List.of(new GuestBuffer(Ram.BASE, 8));
      queue.add(queueIndex == 0 ? one : List.of(), queueIndex == 0 ? List.of() : one);
      queue.publish();
      transport.notifyQueue(queueIndex);
      device.input(new byte[1]);
      assertThat(bench.needsReset()).isTrue();
      assertThat(bench.bank.fault().orElseThrow().clause()).isEqualTo("5.3.6.1");
    }
  }

  @Test
  void clause3_3_1_and5_3_6_inputAfterAResetGoesNowhereAndIsKept() throws VirtioException {
    ConsoleDriver driver = ConsoleDriver.start(bench.transport(), bench.arena(), VERSION_1);
    driver.close();
    bench.ram.bytes.fill((byte) 0);
    device.input(new byte[] {1, 2, 3});
    assertThat(bench.ram.bytes.mismatch(MemorySegment.ofArray(new byte[Bench.BYTES])))
        .isEqualTo(-1);
    assertThat(ConsoleDriver.start(bench.transport(), bench.arena(), VERSION_1).read())
        .containsExactly(1, 2, 3);
  }
}
