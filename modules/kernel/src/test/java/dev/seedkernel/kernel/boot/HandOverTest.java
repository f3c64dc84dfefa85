package dev.seedkernel.kernel.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.NodeBuilder;
import dev.seedkernel.kernel.boot.BootImage.Chunk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The arm64 boot protocol: booting.rst, and /chosen and /memory of the Devicetree Specification.
 */
class HandOverTest {
  private static final long RAM = BootImage.RAM_BASE;
  private static final long TREE = RAM;
  private static final long INITRD = RAM + (16 << 20);
  private static final byte[] ARCHIVE = "an initramfs".getBytes(UTF_8);

  /** A tree with 1 GiB of RAM, and what a test puts into its root and /chosen. */
  private static DeviceTree tree(Consumer<NodeBuilder> chosen) {
    return DeviceTree.build(root -> {
      root.cells("#address-cells", 2).cells("#size-cells", 2);
      root.node(
          "memory@40000000",
          memory -> memory.strings("device_type", "memory").reg(new AddressRange(RAM, 1L << 30)));
      root.node("chosen", chosen);
    });
  }

  private static BootImage image(DeviceTree tree) {
    return image(tree.toBytes());
  }

  private static BootImage image(byte[] tree) {
    return new BootImage(
        List.of(
            new Chunk(TREE, MemorySegment.ofArray(tree)),
            new Chunk(INITRD, MemorySegment.ofArray(ARCHIVE))),
        TREE);
  }

  private static HandOver handOver(DeviceTree tree) throws BootException {
    return HandOver.of(image(tree));
  }

  private static void refused(BootImage image, String message) {
    assertThatExceptionOfType(BootException.class)
        .isThrownBy(() -> HandOver.of(image))
        .withMessageContaining(message)
        .matches(e -> e.kind() == BootException.Kind.IMAGE);
  }

  private static void refused(DeviceTree tree, String message) {
    refused(image(tree), message);
  }

  private static String text(MemorySegment segment) {
    return new String(segment.toArray(ValueLayout.JAVA_BYTE), UTF_8);
  }

  // x0

  @ParameterizedTest
  @CsvSource({"1", "4", "7"})
  void treeIsAligned(long off) {
    byte[] shifted = new byte[4096];
    byte[] blob = tree(chosen -> {}).toBytes();
    System.arraycopy(blob, 0, shifted, (int) off, blob.length);
    BootImage image =
        new BootImage(List.of(new Chunk(TREE, MemorySegment.ofArray(shifted))), TREE + off);
    refused(image, "not aligned to 8 bytes");
  }

  @Test
  void treeMayStandWithinWhatWasLoaded() throws BootException {
    byte[] shifted = new byte[8192];
    byte[] blob = tree(chosen -> chosen.strings("bootargs", "a")).toBytes();
    System.arraycopy(blob, 0, shifted, 24, blob.length);
    BootImage image =
        new BootImage(List.of(new Chunk(TREE, MemorySegment.ofArray(shifted))), TREE + 24);
    assertThat(HandOver.of(image).arguments()).containsExactly("a");
  }

  @Test
  void nothingAtX0() {
    refused(new BootImage(List.of(), 0), "nothing was loaded at 0x0");
    refused(new BootImage(List.of(), -8), "nothing was loaded");
    BootImage elsewhere = new BootImage(image(tree(chosen -> {})).chunks(), Long.MAX_VALUE & -8);
    refused(elsewhere, "nothing was loaded");
    refused(image(new byte[10]), "nothing was loaded");
    refused(image(new byte[100]), "device tree");
  }

  @Test
  void treeOverTwoMebibytesIsRefused() throws BootException {
    DeviceTree large = tree(chosen -> chosen.bytes("x", new byte[2 << 20]));
    refused(large, "more than 2 MiB");
    DeviceTree fits = tree(chosen -> chosen.bytes("x", new byte[(2 << 20) - 4096]));
    assertThat(handOver(fits).memorySize()).isEqualTo(1L << 30);
  }

  @Test
  void treeThatIsCutOffIsRefused() {
    byte[] blob = tree(chosen -> {}).toBytes();
    refused(image(Arrays.copyOf(blob, blob.length - 1)), "nothing was loaded");
  }

  // Arguments

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b c|a,b,c|false",
        "'  a \t b\n\r\fc  '|a,b,c|false",
        "dumpfs|''|true",
        "a dumpfs b|a,b|true",
        "dumpfs dumpfs x|x|true",
        "a dumpfsx xdumpfs dumpfs=1 DUMPFS|a,dumpfsx,xdumpfs,dumpfs=1,DUMPFS|false",
        "''|''|false",
        "'   '|''|false",
        "\"a b\"|\"a,b\"|false"
      })
  void argumentsAreSplitAtWhiteSpace(String bootargs, String expected, boolean dump)
      throws BootException {
    HandOver handOver = handOver(tree(chosen -> chosen.strings("bootargs", bootargs)));
    assertThat(String.join(",", handOver.arguments())).isEqualTo(expected);
    assertThat(handOver.dump()).isEqualTo(dump);
  }

  @Test
  void argumentsAreBytes() throws BootException {
    // A space in UTF-8 text is one; NBSP, the separators 0x1c to 0x1f, and bad UTF-8 are not.
    byte[] bytes = "\u00e9 \u00a0x \u001cy \u00ff\u00fe\0 rest\0".getBytes(ISO_8859_1);
    HandOver handOver = handOver(tree(chosen -> chosen.bytes("bootargs", bytes)));
    assertThat(handOver.arguments())
        .containsExactly("\u00e9", "\u00a0x", "\u001cy", "\u00ff\u00fe");
    HandOver built = HandOver.of(BootImage.builder().bootArguments("\u20ac").build());
    assertThat(built.arguments()).containsExactly(new String("\u20ac".getBytes(UTF_8), ISO_8859_1));
  }

  @Test
  void withoutChosenThereIsNothingToDo() throws BootException {
    DeviceTree tree =
        DeviceTree.build(root -> {
          root.cells("#address-cells", 1).cells("#size-cells", 1);
          root.node("memory", memory -> memory.reg(new AddressRange(RAM, 4096)));
        });
    HandOver handOver = handOver(tree);
    assertThat(handOver.arguments()).isEmpty();
    assertThat(handOver.dump()).isFalse();
    assertThat(handOver.initrd().byteSize()).isZero();
    assertThat(handOver.memorySize()).isEqualTo(4096);
  }

  // Initrd

  @Test
  void initrdAddressesHaveFourOrEightBytesEach() throws BootException {
    long end = INITRD + ARCHIVE.length;
    for (int widths = 0; widths < 4; widths++) {
      int which = widths;
      DeviceTree tree =
          tree(chosen -> {
            number(chosen, "linux,initrd-start", INITRD, (which & 1) != 0);
            number(chosen, "linux,initrd-end", end, (which & 2) != 0);
          });
      assertThat(text(handOver(tree).initrd())).isEqualTo("an initramfs");
    }
  }

  private static void number(NodeBuilder node, String name, long value, boolean wide) {
    if (wide) {
      node.u64(name, value);
    } else {
      node.cells(name, value);
    }
  }

  private static DeviceTree initrd(long start, long end) {
    return tree(chosen -> chosen.u64("linux,initrd-start", start).u64("linux,initrd-end", end));
  }

  @Test
  void initrdThatIsNotThereIsRefused() throws BootException {
    long end = INITRD + ARCHIVE.length;
    refused(initrd(0x1000, 0x2000), "initrd 0x1000 to 0x2000 is not in /memory");
    refused(initrd(INITRD, RAM + (1L << 30) + 1), "is not in /memory");
    refused(initrd(RAM - 1, end), "is not in /memory");
    refused(initrd(end, INITRD), "before it starts");
    refused(initrd(INITRD, -1), "is not in /memory");
    refused(initrd(-4096, -1), "is not in /memory");
    refused(initrd(INITRD, end + 1), "nothing was loaded");
    refused(tree(chosen -> chosen.u64("linux,initrd-start", INITRD)), "only one of");
    refused(tree(chosen -> chosen.u64("linux,initrd-end", INITRD)), "only one of");
    refused(
        tree(
            chosen -> chosen.bytes("linux,initrd-start", new byte[5]).u64("linux,initrd-end", end)),
        "5 bytes long");
    assertThat(handOver(initrd(INITRD, INITRD)).initrd().byteSize()).isZero();
    assertThat(handOver(initrd(0, 0)).initrd().byteSize()).isZero();
  }

  // Memory

  private static DeviceTree banks(Consumer<NodeBuilder> root) {
    return DeviceTree.build(builder -> {
      builder.cells("#address-cells", 2).cells("#size-cells", 2);
      root.accept(builder);
    });
  }

  private static NodeBuilder bank(NodeBuilder root, String name, AddressRange... ranges) {
    return root.node(name, node -> node.strings("device_type", "memory").reg(ranges));
  }

  @Test
  void banksAddUp() throws BootException {
    long mib = 1 << 20;
    DeviceTree tree =
        banks(root -> {
          bank(
              root,
              "memory@40000000",
              new AddressRange(RAM, 16 * mib),
              new AddressRange(RAM + 32 * mib, 4 * mib));
          bank(root, "ram@80000000", new AddressRange(0x8000_0000L, mib));
          // Not memory, whatever it is called, or not in use.
          root.node("memory-controller", node -> node.reg(new AddressRange(0, 8 * mib)));
          root.node(
              "memory@1",
              node -> node.strings("device_type", "other").reg(new AddressRange(1, mib)));
          root.node(
              "memory@2",
              node ->
                  node.strings("device_type", "memory")
                      .strings("status", "disabled")
                      .reg(new AddressRange(2, mib)));
        });
    assertThat(handOver(tree).memorySize()).isEqualTo(21 * mib);
  }

  @Test
  void initrdMaySpanBanksThatAdjoin() throws BootException {
    long end = INITRD + ARCHIVE.length;
    for (long gap = 0; gap < 2; gap++) {
      long hole = gap;
      DeviceTree tree =
          banks(root -> {
            // In the wrong order, too.
            bank(root, "memory@1", new AddressRange(INITRD + 4 + hole, 4096));
            bank(root, "memory@2", new AddressRange(RAM, INITRD + 4 - RAM));
            root.node(
                "chosen",
                chosen -> chosen.u64("linux,initrd-start", INITRD).u64("linux,initrd-end", end));
          });
      if (gap == 0) {
        assertThat(text(handOver(tree).initrd())).isEqualTo("an initramfs");
      } else {
        refused(tree, "is not in /memory");
      }
    }
  }

  @Test
  void noMemoryIsRefused() throws BootException {
    refused(banks(root -> {}), "no /memory");
    refused(banks(root -> root.node("memory@0", node -> {})), "no /memory");
    refused(banks(root -> bank(root, "memory@0", new AddressRange(0, 0))), "no bytes");
    refused(banks(root -> root.node("memory@0", node -> node.bytes("reg", new byte[5]))), "reg");
    // As many bytes as there are addresses are no reason to count below zero.
    DeviceTree all =
        banks(root -> {
          bank(root, "memory@0", new AddressRange(0, Long.MIN_VALUE));
          bank(root, "memory@1", new AddressRange(Long.MIN_VALUE, Long.MIN_VALUE));
        });
    assertThat(handOver(all).memorySize()).isEqualTo(Long.MAX_VALUE);
  }

  // The builder, and real trees

  @Test
  void whatTheBuilderMakesIsUnderstood() throws BootException {
    BootImage image =
        BootImage.builder()
            .bootArguments("one dumpfs two")
            .initrd(MemorySegment.ofArray(ARCHIVE))
            .memorySize(64 << 20)
            .build();
    HandOver handOver = HandOver.of(image);
    assertThat(handOver.arguments()).containsExactly("one", "two");
    assertThat(handOver.dump()).isTrue();
    assertThat(text(handOver.initrd())).isEqualTo("an initramfs");
    assertThat(handOver.memorySize()).isEqualTo(64 << 20);
    assertThat(image.deviceTreeAddress() % 8).isZero();
    assertThat(HandOver.of(BootImage.builder().build()).initrd().byteSize()).isZero();
  }

  @Test
  void chunksAreInOrder() {
    MemorySegment bytes = MemorySegment.ofArray(new byte[16]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BootImage(List.of(new Chunk(8, bytes), new Chunk(23, bytes)), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BootImage(List.of(new Chunk(-8, bytes)), 0));
    new BootImage(List.of(new Chunk(8, bytes), new Chunk(24, bytes)), 0);
  }

  @Test
  void treeFromDtc(@TempDir Path directory) throws Exception {
    Path source = directory.resolve("board.dts");
    Path blob = directory.resolve("board.dtb");
    Files.writeString(
        source,
        """
        /dts-v1/;
        /memreserve/ 0x40000000 0x1000;
        / {
          #address-cells = <1>;
          #size-cells = <1>;
          memory@40000000 { device_type = "memory"; reg = <0x40000000 0x2000000 0x80000000 0x1000>; };
          chosen {
            bootargs = "cc -o x  dumpfs x.c";
            linux,initrd-start = <0x41000000>;
            linux,initrd-end = <0x0 0x4100000c>;
          };
        };
        """);
    Tools.run(
        directory,
        source,
        "dtc",
        "-q",
        "-I",
        "dts",
        "-O",
        "dtb",
        "-o",
        blob.toString(),
        source.toString());
    HandOver handOver = HandOver.of(image(Files.readAllBytes(blob)));
    assertThat(handOver.arguments()).containsExactly("cc", "-o", "x", "x.c");
    assertThat(handOver.dump()).isTrue();
    assertThat(text(handOver.initrd())).isEqualTo("an initramfs");
    assertThat(handOver.memorySize()).isEqualTo(0x200_1000);
  }

  @Test
  void treeOfQemusBoard(@TempDir Path directory) throws Exception {
    Path blob = directory.resolve("virt.dtb");
    Path nothing = Files.createFile(directory.resolve("nothing"));
    Tools.run(
        directory,
        nothing,
        "qemu-system-aarch64",
        "-M",
        "virt,dumpdtb=" + blob,
        "-nodefaults", // No network card: its ROM is in a package that QEMU only recommends.
        "-cpu",
        "cortex-a57",
        "-m",
        "256",
        "-display",
        "none",
        "-append",
        "a dumpfs b",
        "-kernel",
        nothing.toString());
    DeviceTree board = DeviceTree.parse(Files.readAllBytes(blob));
    BootImage image =
        BootImage.builder()
            .board(board)
            .bootArguments("a dumpfs b")
            .initrd(MemorySegment.ofArray(ARCHIVE))
            .build();
    HandOver handOver = HandOver.of(image);
    assertThat(handOver.memorySize()).isEqualTo(256 << 20);
    assertThat(handOver.arguments()).containsExactly("a", "b");
    assertThat(text(handOver.initrd())).isEqualTo("an initramfs");
  }

  // Hostile input

  @Property(tries = 5000)
  void mutatedTreeIsReadOrIsABootException(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int mutations) {
    byte[] blob =
        tree(chosen ->
                chosen
                    .strings("bootargs", "a dumpfs b")
                    .u64("linux,initrd-start", INITRD)
                    .u64("linux,initrd-end", INITRD + ARCHIVE.length))
            .toBytes();
    Random random = new Random(seed);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(blob.length);
      blob[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : blob[at] ^ 1 << random.nextInt(8));
    }
    try {
      assertThat(HandOver.of(image(blob)).memorySize()).isPositive();
    } catch (BootException e) {
      assertThat(e.kind()).isEqualTo(BootException.Kind.IMAGE);
    }
  }
}
