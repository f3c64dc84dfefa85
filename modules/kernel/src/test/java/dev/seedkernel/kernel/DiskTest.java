package dev.seedkernel.kernel;

import static dev.seedkernel.kernel.DiskMachines.MEBIBYTE;
import static dev.seedkernel.kernel.DiskMachines.OPTIONS;
import static dev.seedkernel.kernel.DiskMachines.archive;
import static dev.seedkernel.kernel.DiskMachines.boot;
import static dev.seedkernel.kernel.DiskMachines.bytes;
import static dev.seedkernel.kernel.DiskMachines.empty;
import static dev.seedkernel.kernel.DiskMachines.image;
import static dev.seedkernel.kernel.DiskMachines.names;
import static dev.seedkernel.kernel.DiskMachines.readOnly;
import static dev.seedkernel.kernel.DiskMachines.text;
import static dev.seedkernel.kernel.DiskMachines.withInit;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.disk.DiskException;
import dev.seedkernel.kernel.disk.DiskResult;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.GuestMemory;
import dev.seedkernel.virtio.InterruptLine;
import dev.seedkernel.virtio.MmioDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of a machine: what they are for, and what becomes of them. */
@Tag(Engines.GUEST)
final class DiskTest {
  private static final long EPOCH = 946_684_800L;

  @Test
  void filesComeFromADiskAndGoToOne() throws Exception {
    byte[] input =
        CpioWriter.toBytes(withInit().file("src/a", 0644, "text".getBytes(ISO_8859_1)).build());
    BlockStore out = empty(MEBIBYTE);
    BootImage.Builder image =
        BootImage.builder()
            .bootArguments("init c/src/a=/copy a/src/a=! d/new s/new/link=../src h/hard=/copy e3")
            .disk(readOnly(input), OPTIONS.withId("in"))
            .disk(out, OPTIONS.withId("out"));
    Outcome outcome = boot(image);
    assertThat(outcome.exitStatus()).isEqualTo(3);
    assertThat(outcome.outputFailure()).isEmpty();
    CpioArchive result = DiskResult.read(out, MEBIBYTE);
    assertThat(result.canonical()).isEqualTo(outcome.changedFiles().archive());
    assertThat(names(out)).containsExactly("copy", "hard", "new", "new/link", "src", "src/a");
    assertThat(text(out, "src/a")).isEqualTo("text!");
    assertThat(result.linksOf(result.find("copy").orElseThrow())).hasSize(2);
    assertThat(result.find("new/link").orElseThrow().linkTarget()).isEqualTo("../src");
    assertThat(result.find("copy").orElseThrow().modificationTime()).isEqualTo(EPOCH);

    BlockStore again = empty(MEBIBYTE);
    boot(
        BootImage.builder()
            .bootArguments("init c/src/a=/copy a/src/a=! d/new s/new/link=../src h/hard=/copy e3")
            .disk(readOnly(input), OPTIONS.withId("in"))
            .disk(again, OPTIONS.withId("out")));
    assertThat(bytes(again)).isEqualTo(bytes(out));
  }

  @Test
  void aDiskLiesOverTheInitramfsAndALaterDiskOverIt() throws Exception {
    BlockStore out = empty(MEBIBYTE);
    boot(
        BootImage.builder()
            .initrd(
                MemorySegment.ofArray(
                    CpioWriter.toBytes(
                        withInit()
                            .file("a", 0644, new byte[] {'0'})
                            .file("b", 0644, new byte[] {'0'})
                            .file("c", 0644, new byte[] {'0'})
                            .build())))
            .bootArguments("init c/a=/x c/b=/y c/c=/z")
            .disk(
                readOnly(
                    archive(tree ->
                        tree.file("b", 0644, new byte[] {'1'}).file("c", 0600, new byte[] {'1'}))),
                OPTIONS.withId("in"))
            .disk(
                readOnly(archive(tree -> tree.file("c", 0644, new byte[] {'2'}))),
                OPTIONS.withId("in"))
            .disk(out, OPTIONS.withId("out")));
    assertThat(names(out)).containsExactly("x", "y", "z");
    assertThat(text(out, "x") + text(out, "y") + text(out, "z")).isEqualTo("012");
  }

  /** A tar archive, by hand: its reader has tests of its own. */
  @Test
  void aTarArchiveIsUnpackedToo() throws Exception {
    byte[] header = new byte[512];
    put(header, 0, "d/file");
    put(header, 100, "0000640\0");
    put(header, 124, "00000000003\0");
    put(header, 136, "00000000005\0");
    put(header, 148, "        ");
    header[156] = '0';
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    byte[] tar = Arrays.copyOf(header, 4096);
    put(tar, 512, "abc");
    BlockStore out = empty(MEBIBYTE);
    boot(
        image("c/d/file=/copy a/d/file=d")
            .disk(readOnly(tar), OPTIONS.withId("in"))
            .disk(out, OPTIONS.withId("out")));
    assertThat(text(out, "copy")).isEqualTo("abc");
    assertThat(text(out, "d/file")).isEqualTo("abcd");
    assertThat(DiskResult.read(out, MEBIBYTE).find("d/file").orElseThrow().permissions())
        .isEqualTo(0640);
  }

  private static void put(byte[] bytes, int offset, String text) {
    System.arraycopy(text.getBytes(ISO_8859_1), 0, bytes, offset, text.length());
  }

  @Test
  void disksWithoutNamesAreToldByTheirOrder() throws Exception {
    byte[] first = archive(tree -> tree.file("from", 0644, new byte[] {'1'}));
    byte[] second = archive(tree -> tree.file("from", 0644, new byte[] {'2'}));
    BlockStore out = empty(MEBIBYTE);
    BlockStore other = empty(MEBIBYTE);
    BlockStore foreign = empty(MEBIBYTE);
    boot(
        image("c/from=/to")
            .disk(foreign, OPTIONS.withId("data"))
            .disk(out, OPTIONS)
            .disk(readOnly(second), OPTIONS.withId("backup"))
            .disk(readOnly(first), OPTIONS)
            .disk(readOnly(second), OPTIONS)
            .disk(other, OPTIONS));
    assertThat(text(out, "to")).isEqualTo("1");
    assertThat(bytes(other)).containsOnly(0);
    assertThat(bytes(foreign)).containsOnly(0);
    // Names come before order, and an input is never written.
    BlockStore named = empty(MEBIBYTE);
    byte[] writable = Arrays.copyOf(second, 8192);
    boot(
        image("c/from=/to")
            .disk(other, OPTIONS)
            .disk(readOnly(first), OPTIONS)
            .disk(BlockStore.memory(MemorySegment.ofArray(writable)), OPTIONS.withId("in"))
            .disk(named, OPTIONS.withId("out")));
    assertThat(text(named, "to")).isEqualTo("2");
    assertThat(bytes(other)).containsOnly(0);
    assertThat(writable).isEqualTo(Arrays.copyOf(second, 8192));
  }

  @Test
  void zerosBehindAnArchiveAreNotKept() throws Exception {
    byte[] archive = archive(tree -> tree.file("from", 0644, new byte[] {'1'}));
    byte[] large = Arrays.copyOf(archive, 40 * MEBIBYTE);
    BlockStore out = empty(MEBIBYTE);
    boot(image("c/from=/to").disk(readOnly(large), OPTIONS).disk(out, OPTIONS));
    assertThat(text(out, "to")).isEqualTo("1");
    // Content far behind zeros, and zeros at the end that are content.
    byte[] holes = new byte[9 * MEBIBYTE];
    holes[7 * MEBIBYTE] = 'x';
    BlockStore copy = empty(20 * MEBIBYTE);
    byte[] packed = archive(tree -> tree.file("from", 0644, holes));
    boot(image("c/from=/to").disk(readOnly(packed), OPTIONS).disk(copy, OPTIONS));
    assertThat(DiskResult.read(copy, 20 * MEBIBYTE).find("to").orElseThrow().bytes())
        .isEqualTo(holes);
  }

  /** Names of up to 999 bytes and contents of a KiB for each thousand: archives of any length. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 1000, 1 << 17, 1 << 20, (1 << 20) + 1, 3_000_000})
  void theResultIsSectorOneOnAndItsSizeIsExact(int size) throws Exception {
    String arguments = "+/f=" + "x".repeat(size % 1000) + " b/g=" + size / 1000;
    BlockStore out = empty(8 * MEBIBYTE);
    Outcome outcome = boot(image(arguments).disk(out, OPTIONS));
    assertThat(outcome.outputFailure()).isEmpty();
    byte[] all = bytes(out);
    long length = MemorySegment.ofArray(all).get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
    int needed = 512 + (int) ((length + 511) & -512);
    byte[] archive = Arrays.copyOfRange(all, 512, 512 + (int) length);
    assertThat(CpioWriter.toBytes(dev.seedkernel.cpio.CpioReader.read(archive)))
        .isEqualTo(CpioWriter.toBytes(outcome.changedFiles().archive()));

    BlockStore exact = empty(needed);
    assertThat(boot(image(arguments).disk(exact, OPTIONS)).exitStatus()).isZero();
    assertThat(bytes(exact)).isEqualTo(Arrays.copyOf(all, needed));

    BlockStore small = empty(needed - 512);
    Outcome failed = boot(image(arguments).disk(small, OPTIONS));
    assertThat(failed.exitStatus()).isEqualTo(125);
    assertThat(failed.end()).isEqualTo(new Outcome.End.Exited(0));
    assertThat(failed.outputFailure())
        .hasValue(
            "disk at 0xa003e00: no result is written: the files need %d bytes, and the disk has %d"
                .formatted(needed, needed - 512));
    assertThatThrownBy(() -> DiskResult.read(small, MEBIBYTE))
        .isInstanceOf(DiskException.class)
        .hasMessageStartingWith("no result");
  }

  @Test
  void aResultIsThatOfThisRun() throws Exception {
    BlockStore out = empty(MEBIBYTE);
    boot(image("+/first=1").disk(out, OPTIONS));
    assertThat(names(out)).containsExactly("first");
    boot(image("+/second=2").disk(out, OPTIONS));
    assertThat(names(out)).containsExactly("second");
    // One that does not come to its end.
    BootImage endless = image("+/third=3").disk(out, OPTIONS).build();
    try (BootedMachine machine =
        Engines.kernel(Limits.DEFAULT, Guest.silentConsole()).start(endless)) {
      assertThat(machine.run(10).end()).isInstanceOf(Outcome.End.Stopped.class);
    }
    assertThatThrownBy(() -> DiskResult.read(out, MEBIBYTE)).hasMessageStartingWith("no result");
    boot(image("+/fourth=4").disk(out, OPTIONS));
    // One that has no /init, or whose input is broken.
    assertThatThrownBy(() -> boot(BootImage.builder().disk(out, OPTIONS)))
        .isInstanceOf(BootException.class);
    assertThatThrownBy(() -> DiskResult.read(out, MEBIBYTE)).hasMessageStartingWith("no result");
  }

  @Test
  void aRunThatIsKilledLeavesItsFiles() throws Exception {
    BlockStore out = empty(MEBIBYTE);
    Outcome outcome =
        boot(
            BootImage.builder()
                .initrd(
                    MemorySegment.ofArray(
                        archive(tree -> tree.file("init", 0755, Guest.program("faults")))))
                .disk(out, OPTIONS));
    assertThat(outcome.outputFailure()).isEmpty();
    DiskResult.read(out, MEBIBYTE);
  }

  @Test
  void whatAnArchiveCannotHoldIsNoResult() throws Exception {
    BlockStore out = empty(MEBIBYTE);
    Outcome outcome = boot(image("+/a=1 t/holes=3000000").disk(out, OPTIONS));
    assertThat(outcome.exitStatus()).isEqualTo(125);
    assertThat(outcome.outputFailure().orElseThrow())
        .contains("no result is written: holes: 3072000000 bytes, which with their holes");
    assertThatThrownBy(() -> DiskResult.read(out, MEBIBYTE)).hasMessageStartingWith("no result");
  }

  private static DeviceTree board(long memory, long... slots) {
    return DeviceTree.build(root -> {
      root.cells("#address-cells", 2)
          .cells("#size-cells", 2)
          .node(
              "memory@40000000",
              node ->
                  node.strings("device_type", "memory")
                      .reg(new AddressRange(BootImage.RAM_BASE, memory)))
          .node(
              "soc",
              soc -> {
                soc.cells("#address-cells", 2).cells("#size-cells", 2).flag("ranges");
                for (long slot : slots) {
                  soc.node(
                      "virtio_mmio@" + Long.toHexString(slot),
                      node ->
                          node.strings("compatible", "virtio,mmio")
                              .reg(new AddressRange(slot, 0x200)));
                }
              });
    });
  }

  @Test
  void aBoardOfTheCallersHasItsOwnPlaces() throws Exception {
    DeviceTree board = board(64 * MEBIBYTE, 0x1000_0000, 0x1000_0200, 0x1000_0400);
    BlockStore out = empty(MEBIBYTE);
    BootImage image =
        image("c/from=/to")
            .board(board)
            .disk(
                readOnly(archive(tree -> tree.file("from", 0644, new byte[] {'1'}))),
                OPTIONS.withId("in"))
            .disk(out, OPTIONS)
            .build();
    assertThat(image.devices().stream().map(BootImage.Device::address))
        .containsExactly(0x1000_0400L, 0x1000_0200L);
    boot(image, Limits.DEFAULT);
    assertThat(text(out, "to")).isEqualTo("1");
    assertThat(boot(image("e4").board(board)).exitStatus()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> image("").board(board(64 * MEBIBYTE)).disk(out, OPTIONS).build())
        .withMessage("1 disks, and the board has 0 virtio,mmio nodes for them");
    BootImage.Builder many = image("");
    for (int i = 0; i < 33; i++) {
      many.disk(empty(512), OPTIONS);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(many::build)
        .withMessage("33 disks, and the board has 32 virtio,mmio nodes for them");
  }

  @Test
  void queuesAreInRamThatNothingElseHas() throws Exception {
    List<GuestMemory> given = new ArrayList<>();
    BlockStore disk = empty(MEBIBYTE);
    BootImage image =
        image("")
            .board(board(64 * MEBIBYTE, 0x1000_0000))
            .device(memory -> {
              given.add(memory);
              return new MmioDevice(new BlockDevice(disk, OPTIONS), memory, InterruptLine.NONE);
            })
            .build();
    boot(image, Limits.DEFAULT);
    boot(image, Limits.DEFAULT);
    assertThat(given).hasSize(2).doesNotHaveDuplicates();
    GuestMemory memory = given.getFirst();
    assertThat(memory.base()).isGreaterThanOrEqualTo(BootImage.RAM_BASE);
    assertThat(memory.base() + memory.size())
        .isLessThanOrEqualTo(BootImage.RAM_BASE + 64 * MEBIBYTE);
    for (BootImage.Chunk chunk : image.chunks()) {
      assertThat(
              memory.base() >= chunk.address() + chunk.bytes().byteSize()
                  || memory.base() + memory.size() <= chunk.address())
          .isTrue();
    }
  }

  @Test
  void thirtyTwoDisksWork() throws Exception {
    BootImage.Builder image = image("c/f30=/to");
    for (int i = 0; i < 31; i++) {
      String name = "f" + i;
      image.disk(
          readOnly(archive(tree -> tree.file(name, 0644, new byte[] {'1'}))), OPTIONS.withId("in"));
    }
    BlockStore out = empty(MEBIBYTE);
    boot(image.disk(out, OPTIONS.withId("out")));
    assertThat(names(out)).containsExactly("to");
  }

  @Test
  void programsSeeNoDisk() throws Exception {
    List<String> printed = new ArrayList<>();
    Console console =
        new Console() {
          @Override
          public int read(byte[] to, int offset, int length) {
            return -1;
          }

          @Override
          public void write(Stream stream, byte[] from, int offset, int length) {
            printed.add(new String(from, offset, length, ISO_8859_1));
          }
        };
    Engines.kernel(Limits.DEFAULT, console)
        .boot(
            BootImage.builder()
                .initrd(
                    MemorySegment.ofArray(
                        archive(tree -> tree.file("init", 0755, Guest.program("look")))))
                .bootArguments("init /dev /")
                .disk(empty(MEBIBYTE), OPTIONS)
                .build());
    assertThat(String.join("", printed)).doesNotContain("vd", "disk", "virtio");
  }
}
