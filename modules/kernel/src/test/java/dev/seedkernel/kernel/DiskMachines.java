package dev.seedkernel.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Machines with disks, for tests. */
final class DiskMachines {
  static final BlockDevice.Options OPTIONS = BlockDevice.Options.DEFAULT;
  static final int MEBIBYTE = 1 << 20;

  /** Returns a tree with the program that changes files as its arguments say. */
  static CpioTreeBuilder withInit() {
    return CpioArchive.builder().file("init", 0755, Guest.program("change"));
  }

  static byte[] archive(UnaryOperator<CpioTreeBuilder> files) throws CpioException {
    return CpioWriter.toBytes(files.apply(CpioArchive.builder()).build());
  }

  static BlockStore readOnly(byte[] content) {
    byte[] padded = Arrays.copyOf(content, (content.length + 511) & -512);
    return BlockStore.memory(MemorySegment.ofArray(padded).asReadOnly());
  }

  static BlockStore empty(int bytes) {
    return BlockStore.memory(MemorySegment.ofArray(new byte[bytes]));
  }

  static byte[] bytes(BlockStore store) throws IOException {
    byte[] all = new byte[(int) store.size()];
    store.read(0, MemorySegment.ofArray(all));
    return all;
  }

  static BootImage.Builder image(String arguments) throws CpioException {
    return BootImage.builder()
        .initrd(MemorySegment.ofArray(CpioWriter.toBytes(withInit().build())))
        .bootArguments("init " + arguments);
  }

  static Outcome boot(BootImage.Builder image) throws BootException {
    return boot(image.build(), Limits.DEFAULT);
  }

  static Outcome boot(BootImage image, Limits limits) throws BootException {
    return Engines.kernel(limits, Guest.silentConsole()).boot(image);
  }

  static void refused(String reason, BootImage.Builder image) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> boot(image))
                .isInstanceOfSatisfying(
                    BootException.class,
                    e -> assertThat(e.kind()).isEqualTo(BootException.Kind.IMAGE))
                .hasMessageContaining(reason)
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1));
  }

  static List<String> names(BlockStore output) throws Exception {
    return DiskResult.read(output, MEBIBYTE).entries().stream().map(CpioEntry::name).toList();
  }

  static String text(BlockStore output, String name) throws Exception {
    return new String(
        DiskResult.read(output, MEBIBYTE).find(name).orElseThrow().bytes(), ISO_8859_1);
  }

  private DiskMachines() {}
}
