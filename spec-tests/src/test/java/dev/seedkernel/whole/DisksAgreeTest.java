package dev.seedkernel.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.Compression;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.HostTree;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiler that compiles itself, from an initramfs into files and from disks onto disks. */
class DisksAgreeTest {
  private static final String ARGUMENTS =
      "tcc -nostdinc -Iinclude -Itcc/include -Itcc -DTCC_TARGET_ARM64 -DONE_SOURCE=1 -c"
          + " -o tcc.o tcc/tcc.c";

  private static final int OUTPUT_BYTES = 8 << 20;
  private static final long EPOCH = 946_684_800L;

  @TempDir Path scratch;

  /** Keeps what is printed. */
  private static final class Recorder implements Console {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Override
    public int read(byte[] to, int offset, int length) {
      return -1;
    }

    @Override
    public void write(Stream stream, byte[] from, int offset, int length) {
      printed.write(from, offset, length);
    }
  }

  private static Outcome boot(BootImage.Builder image) throws Exception {
    Recorder console = new Recorder();
    Outcome outcome =
        Kernel.create(Limits.DEFAULT, console)
            .withEngine(Engines.chosen())
            .boot(image.bootArguments(ARGUMENTS).build());
    assertThat(console.printed.toString(ISO_8859_1)).isEmpty();
    assertThat(outcome.exitStatus()).isZero();
    return outcome;
  }

  private static BlockStore disk(byte[] content) {
    return BlockStore.memory(
        MemorySegment.ofArray(Arrays.copyOf(content, (content.length + 511) & -512)).asReadOnly());
  }

  /** Boots from a disk, and returns the output disk. */
  private static byte[] fromDisk(byte[] input) throws Exception {
    byte[] output = new byte[OUTPUT_BYTES];
    Outcome outcome =
        boot(
            BootImage.builder()
                .disk(disk(input), BlockDevice.Options.DEFAULT.withId("in"))
                .disk(
                    BlockStore.memory(MemorySegment.ofArray(output)),
                    BlockDevice.Options.DEFAULT.withId("out")));
    assertThat(outcome.outputFailure()).isEmpty();
    return output;
  }

  @Test
  void tccCompilesItselfToTheSameBytesFromDisksAndFromAnInitramfs() throws Exception {
    Path root = scratch.resolve("root");
    CpioTreeBuilder files = CpioArchive.builder();
    HostTree.add(files, Tools.guest("bin/tcc").toAbsolutePath(), "init");
    HostTree.add(files, Tools.guest("musl/include").toAbsolutePath(), "include");
    HostTree.add(files, Tools.guest("tcc").toAbsolutePath(), "tcc");
    CpioArchive tree = files.build();
    HostTree.extract(tree, root);

    Outcome usual =
        boot(BootImage.builder().initrd(MemorySegment.ofArray(CpioWriter.toBytes(tree))));
    byte[] expected = CpioWriter.toBytes(usual.changedFiles().archive());

    byte[] first = fromDisk(CpioWriter.toBytes(tree));
    CpioArchive result =
        DiskResult.read(BlockStore.memory(MemorySegment.ofArray(first)), OUTPUT_BYTES);
    assertThat(CpioWriter.toBytes(result)).isEqualTo(expected);
    assertThat(result.entries()).extracting(CpioEntry::name).containsExactly("tcc.o");
    CpioEntry object = result.entries().getFirst();
    assertThat(object.content().byteSize()).isGreaterThan(100_000);
    assertThat(object.modificationTime()).isBetween(EPOCH, EPOCH + 60);

    // Another format is the same run, to the last byte on the output.
    assertThat(fromDisk(CpioWriter.toBytes(tree, Compression.XZ))).isEqualTo(first);
    Path tar = scratch.resolve("in.tar.gz");
    Host.Result packed =
        Host.run(
            root,
            List.of(Tools.command("tar").toString(), "-czf", tar.toString(), "--owner=0", "."));
    assertThat(packed.status()).isZero();
    CpioArchive fromTar =
        DiskResult.read(
            BlockStore.memory(MemorySegment.ofArray(fromDisk(Files.readAllBytes(tar)))),
            OUTPUT_BYTES);
    assertThat(CpioWriter.toBytes(fromTar)).isEqualTo(expected);
  }
}
