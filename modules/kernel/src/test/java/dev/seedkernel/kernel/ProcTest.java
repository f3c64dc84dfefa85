package dev.seedkernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the guest program {@code look} sees of /proc and /sys, and what a run hands out. */
@Tag(Engines.GUEST)
class ProcTest {
  private static Guest.Run look(UnaryOperator<CpioTreeBuilder> files, String... paths) {
    return Guest.run(Guest.program("look"), Limits.DEFAULT, files, false, paths);
  }

  private static List<String> names(CpioArchive archive) {
    return archive.entries().stream().map(CpioEntry::name).toList();
  }

  @Test
  void anImageWithoutProcHasItAndHandsOutNothingOfIt() throws CpioException {
    Guest.Run run = look(files -> files, "/proc/self/comm", "/proc/self/exe", "/");
    assertThat(run.lines())
        .startsWith("/proc/self/comm:", "init", "/proc/self/exe -> /init", "/ has dev init");
    assertThat(names(run.outcome().files().archive()))
        .doesNotContain("proc", "sys")
        .contains("init");
    assertThat(run.outcome().changedFiles().archive().entries()).isEmpty();
  }

  @Test
  void filesOfTheImageUnderProcAreHiddenAndHandedOut() throws CpioException {
    byte[] bytes = "hidden".getBytes(StandardCharsets.US_ASCII);
    Guest.Run run =
        look(files -> files.file("proc/mine", 0644, bytes), "/proc/mine", "/proc/version");
    assertThat(run.lines())
        .containsExactly(
            "/proc/mine: ENOENT",
            "/proc/version:",
            "Linux version 6.1.0 (seedkernel) #1 Seedkernel");
    assertThat(names(run.outcome().files().archive())).contains("proc/mine");
    assertThat(run.outcome().changedFiles().archive().entries()).isEmpty();
  }

  @Test
  void maps() {
    Guest.Run run = look(files -> files, "/proc/self/maps");
    assertThat(run.lines().subList(1, run.lines().size()))
        .allMatch(line ->
            line.matches("[0-9a-f]{8,}-[0-9a-f]{8,} [r-][w-][x-][ps] [0-9a-f]{8} 00:0[02] \\d+ .*"))
        .anyMatch(line -> line.matches("\\S+ r-xp 00000000 00:02 [1-9]\\d* +/init"))
        .anyMatch(line -> line.indexOf("[stack]") == 73);
  }

  @Test
  void theSameInEveryRun() {
    String[] paths = {
      "/proc/self/stat",
      "/proc/self/status",
      "/proc/self/limits",
      "/proc/meminfo",
      "/proc/stat",
      "/proc/uptime",
      "/proc/sys/kernel/random/uuid",
      "/proc/sys/kernel/random/boot_id",
      "/proc/self/mountinfo",
      "/proc",
      "/sys/devices/system/cpu"
    };
    Guest.Run first = look(files -> files, paths);
    assertThat(first.lines()).hasSizeGreaterThan(80).noneMatch(line -> line.contains("ENO"));
    assertThat(look(files -> files, paths).lines()).isEqualTo(first.lines());
  }

  @Test
  void cpuinfoNamesWhatTheProcessorHas() {
    List<String> lines = look(files -> files, "/proc/cpuinfo").lines();
    assertThat(lines)
        .contains("processor\t: 0")
        .anyMatch(line ->
            line.startsWith("Features\t: fp asimd aes pmull sha1 sha2 crc32 atomics fphp")
                && line.contains(" cpuid asimdrdm ")
                && line.contains(" paca pacg"));
  }

  @Test
  void cmdlineIsWhatTheBootLoaderGave() throws CpioException, BootException {
    StringBuilder output = new StringBuilder();
    Console console =
        new Console() {
          @Override
          public int read(byte[] to, int offset, int length) {
            return -1;
          }

          @Override
          public void write(Stream stream, byte[] from, int offset, int length) {
            output.append(new String(from, offset, length, StandardCharsets.ISO_8859_1));
          }
        };
    CpioArchive archive = CpioArchive.builder().file("init", 0755, Guest.program("look")).build();
    BootImage image =
        BootImage.builder()
            .bootArguments("init /proc/cmdline")
            .initrd(MemorySegment.ofArray(CpioWriter.toBytes(archive)))
            .build();
    Engines.kernel(Limits.DEFAULT, console).boot(image);
    assertThat(output.toString()).isEqualTo("/proc/cmdline:\ninit /proc/cmdline\n");
  }

  @Test
  void takesNothingOfTheLimitOfFiles() {
    // /init, /dev and the seven devices, and not one more.
    Guest.Run run =
        Guest.run(
            Guest.program("look"),
            Limits.DEFAULT.with(Limit.FILES, 9),
            files -> files,
            false,
            "/proc/self/comm");
    assertThat(run.lines()).containsExactly("/proc/self/comm:", "init");
  }

  @Test
  void theMountTable() {
    assertThat(look(files -> files, "/proc/mounts", "/proc/self/mountinfo").lines())
        .containsExactly(
            "/proc/mounts:",
            "rootfs / rootfs rw 0 0",
            "proc /proc proc rw,relatime 0 0",
            "sysfs /sys sysfs rw,relatime 0 0",
            "/proc/self/mountinfo:",
            "1 1 0:2 / / rw - rootfs rootfs rw",
            "2 1 0:21 / /proc rw,relatime - proc proc rw",
            "3 1 0:22 / /sys rw,relatime - sysfs sysfs rw");
  }
}
