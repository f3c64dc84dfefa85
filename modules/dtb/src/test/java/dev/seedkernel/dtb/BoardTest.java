package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trees of real boards. */
class BoardTest {
  /** A directory with .dtb files of boards, for example of Debian's linux-image package. */
  private static final String BOARDS = "dtb.boards";

  @TempDir Path directory;

  @Test
  void theTreeOfQemusVirtBoard() throws Exception {
    Tools.require("qemu-system-aarch64", "qemu-system-arm");
    Path file = directory.resolve("virt.dtb");
    Tools.Result run =
        Tools.run(
            new byte[0],
            "qemu-system-aarch64",
            "-M",
            "virt,dumpdtb=" + file,
            "-m",
            "512",
            "-nodefaults",
            "-display",
            "none",
            "-device",
            "virtio-blk-device,drive=d",
            "-drive",
            "if=none,id=d,driver=null-co,size=1M");
    assertThat(run.status).as(run.errors).isZero();
    byte[] blob = Files.readAllBytes(file);
    DeviceTree tree = DeviceTree.parse(blob);

    assertThat(tree.node("/memory").orElseThrow().reg())
        .containsExactly(new AddressRange(0x4000_0000L, 512 << 20));
    Node uart = tree.node("/pl011").orElseThrow();
    assertThat(uart.translatedReg()).containsExactly(new AddressRange(0x0900_0000L, 0x1000));
    assertThat(uart.property("interrupts").orElseThrow().cells()).containsExactly(0, 1, 4);
    assertThat(uart.isCompatible("arm,pl011")).isTrue();
    assertThat(tree.nodes().filter(node -> node.isCompatible("virtio,mmio"))).hasSize(32);
    Node first = tree.node("/virtio_mmio@a000000").orElseThrow();
    assertThat(first.reg()).containsExactly(new AddressRange(0x0a00_0000L, 0x200));
    assertThat(tree.node("/cpus/cpu").orElseThrow().reg()).containsExactly(new AddressRange(0, 0));
    long controller = tree.root().property("interrupt-parent").orElseThrow().u32();
    assertThat(tree.nodeByPhandle(controller).orElseThrow().baseName()).isEqualTo("intc");
    assertAgreesWithDtc(blob);
  }

  @Test
  void theTreesOfRealBoards() throws Exception {
    String boards = System.getProperty(BOARDS);
    if (boards == null) {
      String reason = "no directory of .dtb files is given by -D" + BOARDS + "=DIR";
      System.out.println("Test of more boards skipped: " + reason);
      Assumptions.abort(reason);
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(Path.of(boards))) {
      files = walk.filter(file -> file.toString().endsWith(".dtb")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      try {
        assertAgreesWithDtc(Files.readAllBytes(file));
      } catch (DtbException | AssertionError e) {
        throw new AssertionError(file + ": " + e.getMessage(), e);
      }
    }
  }

  private static void assertAgreesWithDtc(byte[] blob)
      throws DtbException, IOException, InterruptedException {
    DeviceTree tree = DeviceTree.parse(blob);
    assertThat(DeviceTree.parse(tree.toBytes())).isEqualTo(tree);
    DeviceTree reread = DeviceTree.parseDts(tree.toDts());
    assertThat(reread.edit().bootCpuId(tree.bootCpuId()).build()).isEqualTo(tree);

    for (Node node : tree.nodes().toList()) {
      try {
        node.translatedReg();
      } catch (DtbException e) { // a bus whose addresses are not plain numbers
        assertThat(e.rule()).contains("does not fit 64 bits");
      }
    }

    Tools.require("dtc", "device-tree-compiler");
    assertThat(tree.toBytes()).isEqualTo(Tools.dtcOutput("dtb", "dtb", blob));
    byte[] text = Tools.dtcOutput("dtb", "dts", blob);
    assertThat(tree.toDts())
        .isEqualTo(Tools.withStringLists(new String(text, StandardCharsets.ISO_8859_1)));
  }
}
