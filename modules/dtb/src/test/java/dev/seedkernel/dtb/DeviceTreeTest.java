package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Building, changing, and the laws of writing and reading. */
class DeviceTreeTest {
  private static DeviceTree board() {
    return DeviceTree.builder()
        .reserve(0x4800_0000L, 0x1_0000)
        .root(root ->
            root.cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .strings("compatible", "linux,dummy-virt")
                .node("chosen", chosen -> chosen.strings("bootargs", "console=ttyAMA0"))
                .node(
                    "memory@40000000",
                    memory ->
                        memory
                            .strings("device_type", "memory")
                            .reg(new AddressRange(0x4000_0000L, 512 << 20)))
                .node(
                    "virtio_mmio@a000000",
                    slot ->
                        slot.flag("dma-coherent")
                            .strings("compatible", "virtio,mmio")
                            .cells("interrupts", 0, 16, 1)
                            .reg(new AddressRange(0x0a00_0000, 0x200))))
        .build();
  }

  @Test
  void aBuiltBoardAsText() {
    assertThat(board().toDts())
        .isEqualTo(
            """
            /dts-v1/;

            /memreserve/\t0x0000000048000000 0x0000000000010000;
            / {
            \t#address-cells = <0x02>;
            \t#size-cells = <0x02>;
            \tcompatible = "linux,dummy-virt";

            \tchosen {
            \t\tbootargs = "console=ttyAMA0";
            \t};

            \tmemory@40000000 {
            \t\tdevice_type = "memory";
            \t\treg = <0x00 0x40000000 0x00 0x20000000>;
            \t};

            \tvirtio_mmio@a000000 {
            \t\tdma-coherent;
            \t\tcompatible = "virtio,mmio";
            \t\tinterrupts = <0x00 0x10 0x01>;
            \t\treg = <0x00 0xa000000 0x00 0x200>;
            \t};
            };
            """);
  }

  @Test
  void editChangesInPlaceAndLeavesTheOriginal() throws DtbException {
    DeviceTree before = board();
    DeviceTree after =
        before
            .edit()
            .bootCpuId(3)
            .reserve(1, 2)
            .root(root ->
                root.removeNode("virtio_mmio@a000000")
                    .removeProperty("compatible")
                    .node(
                        "chosen",
                        chosen ->
                            chosen
                                .cells("linux,initrd-start", 0x4800_0000L)
                                .u64("linux,initrd-end", 0x4900_0000L)
                                .strings("bootargs", "quiet")))
            .build();

    assertThat(before).isEqualTo(board()).isNotEqualTo(after);
    Node chosen = after.node("/chosen").orElseThrow();
    assertThat(chosen.properties().stream().map(dev.seedkernel.dtb.Property::name))
        .containsExactly("bootargs", "linux,initrd-start", "linux,initrd-end");
    assertThat(chosen.property("bootargs").orElseThrow().string()).isEqualTo("quiet");
    assertThat(chosen.property("linux,initrd-start").orElseThrow().number())
        .isEqualTo(0x4800_0000L);
    assertThat(chosen.property("linux,initrd-end").orElseThrow().number()).isEqualTo(0x4900_0000L);
    assertThat(after.node("/virtio_mmio")).isEmpty();
    assertThat(after.root().property("compatible")).isEmpty();
    assertThat(after.bootCpuId()).isEqualTo(3);
    assertThat(after.memoryReservations()).hasSize(2);
    assertThat(DeviceTree.parse(after.toBytes())).isEqualTo(after);
  }

  @Test
  void regTakesTheParentsCells() throws DtbException {
    DeviceTree tree =
        DeviceTree.build(root ->
            root.node("d", node -> node.reg(new AddressRange(0x1_0000_0000L, 5)))
                .node(
                    "bus",
                    bus ->
                        bus.cells("#address-cells", 3)
                            .cells("#size-cells", 0)
                            .node("p", node -> node.reg(new AddressRange(-1, 0)))));

    assertThat(tree.node("/d").orElseThrow().property("reg").orElseThrow().cells())
        .containsExactly(1, 0, 5);
    assertThat(tree.node("/bus/p").orElseThrow().property("reg").orElseThrow().cells())
        .containsExactly(0, 0xffff_ffffL, 0xffff_ffffL);
  }

  @Test
  void theBuilderRefusesWhatCouldNotBeRead() {
    assertRefused(root -> root.flag(""), "a property name is not empty");
    assertRefused(root -> root.flag("a@1"), "a property name has no character 0x40");
    assertRefused(root -> root.node("a@1@2", n -> {}), "a node name has at most one '@'");
    assertRefused(root -> root.node("a".repeat(256), n -> {}), "at most 255 bytes");
    assertRefused(root -> root.cells("a", 1L << 32), "a cell is 0 to 0xffffffff");
    assertRefused(root -> root.cells("a", -1), "a cell is 0 to 0xffffffff");
    assertRefused(root -> root.strings("a", "x\0y"), "a string holds no NUL");
    assertRefused(
        root -> root.node("n", n -> n.reg(new AddressRange(0, 1L << 32))), "does not fit 1 cells");
    assertRefused(
        root -> root.cells("#size-cells", 9).node("n", n -> n.reg()), "is 9, more than 4 cells");
    assertRefused(root -> root.cells("phandle", 0), "no phandle");
    assertRefused(DeviceTreeTest::nest, "nested more than 64 deep");
    assertRefused(
        root -> root.bytes("a", new byte[DeviceTree.MAX_SIZE]), "takes more than 16777216 bytes");
    assertThatThrownBy(() -> DeviceTree.builder().reserve(1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DeviceTree.builder().bootCpuId(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void nest(NodeBuilder node) {
    NodeBuilder inner = node;
    for (int i = 0; i < 100_000; i++) {
      NodeBuilder[] next = new NodeBuilder[1];
      inner.node("n", n -> next[0] = n);
      inner = next[0];
    }
  }

  private static void assertRefused(Consumer<NodeBuilder> content, String rule) {
    assertThatThrownBy(() -> DeviceTree.build(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }

  @Provide
  Arbitrary<DeviceTree> trees() {
    return Trees.trees();
  }

  @net.jqwik.api.Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void parseUndoesToBytes(@ForAll("trees") DeviceTree tree) throws DtbException {
    byte[] blob = tree.toBytes();

    assertThat(DeviceTree.parse(blob)).isEqualTo(tree).hasSameHashCodeAs(tree);
    assertThat(DeviceTree.parse(blob).toBytes()).isEqualTo(blob);
    assertThat(tree.edit().build()).isEqualTo(tree);
  }

  @net.jqwik.api.Property(tries = 1000, shrinking = ShrinkingMode.OFF)
  void parseDtsUndoesToDts(@ForAll("trees") DeviceTree tree) throws DtbException {
    DeviceTree read = DeviceTree.parseDts(tree.toDts());

    assertThat(read.edit().bootCpuId(tree.bootCpuId()).build()).isEqualTo(tree);
    assertThat(read.toDts()).isEqualTo(tree.toDts());
  }

  @Test
  void treesThatDifferAreNotEqual() throws DtbException {
    DeviceTree tree = DeviceTree.parseDts("/dts-v1/; / { a = <1>; b; n { }; m { }; };");
    for (String other :
        new String[] {
          "a = <2>; b; n { }; m { };",
          "b; a = <1>; n { }; m { };",
          "a = <1>; b; m { }; n { };",
          "a = <1>; b; n { };",
          "a = <1>; b; n { x; }; m { };",
        }) {
      assertThat(DeviceTree.parseDts("/dts-v1/; / {" + other + "};")).isNotEqualTo(tree);
    }
    assertThat(tree.edit().bootCpuId(1).build()).isNotEqualTo(tree);
    assertThat(tree.edit().reserve(1, 1).build()).isNotEqualTo(tree);
  }
}
