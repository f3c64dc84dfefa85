package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MmioRegisterTest {
  private static final Path LINUX_HEADER = Path.of("/usr/include/linux/virtio_mmio.h");

  @Test
  void clause4_2_2_registersAreWordsBelowTheConfigurationSpaceAndFoundByOffset() {
    assertThat(MmioRegister.values()).hasSize(29);
    assertThat(Arrays.stream(MmioRegister.values()).map(MmioRegister::offset))
        .doesNotHaveDuplicates()
        .isSorted()
        .allMatch(offset -> offset % 4 == 0 && offset < MmioRegister.CONFIG);
    for (MmioRegister register : MmioRegister.values()) {
      assertThat(MmioRegister.at(register.offset())).contains(register);
    }
    for (long hole : new long[] {-4, 1, 0x018, 0x028, 0x03c, 0x040, 0x100, 1L << 32}) {
      assertThat(MmioRegister.at(hole)).isEmpty();
    }
  }

  @Test
  void clause4_2_2_theMagicValueIsVirtInLittleEndian() {
    byte[] virt = "virt".getBytes(StandardCharsets.US_ASCII);
    assertThat(HexFormat.fromHexDigits("74726976")).isEqualTo(MmioRegister.MAGIC);
    assertThat(virt[0] | virt[1] << 8 | virt[2] << 16 | virt[3] << 24)
        .isEqualTo(MmioRegister.MAGIC);
  }

  @Test
  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  void clause4_2_2_numbersAreThoseOfLinux() throws IOException {
    if (!Files.exists(LINUX_HEADER)) {
      String reason = "no " + LINUX_HEADER + " (Debian: linux-libc-dev)";
      assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
      System.out.println("SKIPPED: " + reason);
      Assumptions.abort(reason);
    }
    Map<String, Integer> linux = new TreeMap<>();
    Matcher define =
        Pattern.compile("#define VIRTIO_MMIO_(\\w+)\\s+0x([0-9a-f]{3})\\b")
            .matcher(Files.readString(LINUX_HEADER));
    while (define.find()) {
      // Virtio 1.2 calls the two rings the Driver Area and the Device Area.
      String name = define.group(1).replace("QUEUE_AVAIL_", "QUEUE_DRIVER_");
      linux.put(
          name.replace("QUEUE_USED_", "QUEUE_DEVICE_"), HexFormat.fromHexDigits(define.group(2)));
    }
    Map<String, Integer> here = new TreeMap<>();
    for (MmioRegister register : MmioRegister.values()) {
      here.put(register.name(), register.offset());
    }
    // Older headers of Linux have no QueueReset; all keep the registers of legacy devices.
    linux.putIfAbsent("QUEUE_RESET", 0x0c0);
    assertThat(linux.remove("CONFIG")).isEqualTo(MmioRegister.CONFIG);
    linux.keySet().removeIf(name -> name.matches("GUEST_PAGE_SIZE|QUEUE_ALIGN|QUEUE_PFN"));
    assertThat(here).isEqualTo(linux);
  }
}
