package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Paths, aliases, typed values and addresses on buses. */
class LookupTest {
  private static DeviceTree tree(String body) throws DtbException {
    return DeviceTree.parseDts("/dts-v1/; / {" + body + "};");
  }

  @Test
  void pathsAndAliases() throws DtbException {
    DeviceTree tree =
        tree(
            """
            aliases { serial0 = &uart; loop = "loop"; bad = <1>; gone = "/none"; };
            soc { uart: serial@1 { port { }; }; };
            """);

    assertThat(tree.node("/")).contains(tree.root());
    assertThat(tree.node("/soc/serial/port").orElseThrow().path()).isEqualTo("/soc/serial@1/port");
    assertThat(tree.node("serial0").orElseThrow().path()).isEqualTo("/soc/serial@1");
    assertThat(tree.node("serial0/port").orElseThrow().path()).isEqualTo("/soc/serial@1/port");
    for (String none :
        new String[] {"", "/x", "/soc/x/port", "//soc", "loop", "bad", "gone", "x"}) {
      assertThat(tree.node(none)).as(none).isEmpty();
    }
    Node port = tree.node("serial0/port").orElseThrow();
    assertThat(port.parent().flatMap(Node::parent)).contains(tree.node("/soc").orElseThrow());
    assertThat(tree.root().parent()).isEmpty();
    assertThat(tree.nodes().map(Node::path))
        .containsExactly("/", "/aliases", "/soc", "/soc/serial@1", "/soc/serial@1/port");
  }

  @Test
  void typedValues() throws DtbException {
    Node root =
        tree("""
        u32 = <0xfffffffe>; u64 = <0xffffffff 2>; cells = <1 0xffffffff 3>;
        one = "caf\u00e9"; three = "a", "", "c"; none; odd = [01 02 03];
        latin = [e9 00];
        """)
            .root();

    assertThat(value(root, "u32").u32()).isEqualTo(0xffff_fffeL);
    assertThat(value(root, "u32").number()).isEqualTo(0xffff_fffeL);
    assertThat(value(root, "u64").u64()).isEqualTo(0xffff_ffff_0000_0002L);
    assertThat(value(root, "u64").number()).isEqualTo(0xffff_ffff_0000_0002L);
    assertThat(value(root, "cells").cells()).containsExactly(1, 0xffff_ffffL, 3);
    assertThat(value(root, "one").string()).isEqualTo("caf\u00e9");
    assertThat(value(root, "three").strings()).containsExactly("a", "", "c");
    assertThat(value(root, "none").strings()).isEmpty();
    assertThat(value(root, "none").length()).isZero();
    assertThatThrownBy(() -> value(root, "odd").u32())
        .hasMessageEndingWith("property odd is 3 bytes long, an integer of 32 bits has 4");
    assertThatThrownBy(() -> value(root, "cells").u64()).isInstanceOf(DtbException.class);
    assertThatThrownBy(() -> value(root, "cells").number()).isInstanceOf(DtbException.class);
    assertThatThrownBy(() -> value(root, "odd").cells()).isInstanceOf(DtbException.class);
    assertThatThrownBy(() -> value(root, "odd").strings()).hasMessageContaining("no NUL");
    assertThatThrownBy(() -> value(root, "latin").string()).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> value(root, "three").string()).hasMessageContaining("3 strings");
    assertThatThrownBy(() -> value(root, "none").string()).hasMessageContaining("0 strings");
  }

  private static Property value(Node node, String name) {
    return node.property(name).orElseThrow();
  }

  @Test
  void bytesAreACopy() throws DtbException {
    Property property = value(tree("a = [01 02];").root(), "a");
    property.bytes()[0] = 9;

    assertThat(property.bytes()).containsExactly(1, 2);
  }

  @Test
  void compatibleIsAListOfWholeNames() throws DtbException {
    Node node = tree("compatible = \"virtio,mmio\", \"x\";").root();

    assertThat(node.isCompatible("virtio,mmio")).isTrue();
    assertThat(node.isCompatible("x")).isTrue();
    assertThat(node.isCompatible("mmio")).isFalse();
    assertThat(node.isCompatible("virtio")).isFalse();
    assertThat(tree("compatible = [78];").root().isCompatible("x")).as("no NUL").isFalse();
    assertThat(tree("").root().isCompatible("x")).isFalse();
  }

  @Test
  void regHasWholeEntries() throws DtbException {
    DeviceTree tree =
        tree(
            """
            #address-cells = <2>; #size-cells = <2>;
            a { reg = <0 1 0 2 3 4 5 6>; }; odd { reg = <1 2 3>; }; part { reg = [01]; }; none { };
            wide { #address-cells = <5>; n { reg = <1>; }; };
            text { #address-cells = "three"; n { reg = <1>; }; };
            zero { #address-cells = <0>; #size-cells = <0>; n { reg = <1>; }; m { reg; }; };
            pci { #address-cells = <3>; flags { reg = <1 0 0 0>; }; plain { reg = <0 1 2 3>; }; };
            """);

    assertThat(tree.node("/a").orElseThrow().reg())
        .containsExactly(new AddressRange(1, 2), new AddressRange(0x3_0000_0004L, 0x5_0000_0006L));
    assertThat(tree.node("/none").orElseThrow().reg()).isEmpty();
    assertThat(tree.node("/zero/m").orElseThrow().reg()).isEmpty();
    assertThat(tree.node("/pci/plain").orElseThrow().reg())
        .containsExactly(new AddressRange(0x1_0000_0002L, 3));
    assertRegFails(tree, "/odd", "reg is 12 bytes long, not a multiple of its entry's 16");
    assertRegFails(tree, "/part", "reg is 1 bytes long, not a whole number of entries");
    assertRegFails(tree, "/wide/n", "#address-cells is 5, more than 4 cells");
    assertRegFails(tree, "/text/n", "an integer of 32 bits has 4");
    assertRegFails(tree, "/zero/n", "reg is 4 bytes long, not a whole number of entries");
    assertRegFails(tree, "/pci/flags", "reg has a number that does not fit 64 bits");
  }

  private static void assertRegFails(DeviceTree tree, String path, String rule) {
    assertThatThrownBy(() -> tree.node(path).orElseThrow().reg())
        .isInstanceOf(DtbException.class)
        .hasMessageEndingWith(rule);
  }

  @Test
  void rangesTranslateUpToTheRoot() throws DtbException {
    DeviceTree tree =
        tree(
            """
            #address-cells = <2>; #size-cells = <2>;
            soc { #address-cells = <1>; #size-cells = <1>;
              ranges = <0x1000 1 0x80000000 0x1000>, <0xffff0000 2 0 0x10000>;
              same { #address-cells = <1>; #size-cells = <1>; ranges;
                a { reg = <0x1010 0x20>, <0xffffff00 0x100>, <0x1ff0 0x20>, <0xff0 0x10>; }; };
              shut { #address-cells = <1>; #size-cells = <0>; b { reg = <1>; }; }; };
            """);

    assertThat(tree.node("/soc/same/a").orElseThrow().translatedReg())
        .as("the third leaves its window, the fourth is in none")
        .containsExactly(
            new AddressRange(0x1_8000_0010L, 0x20), new AddressRange(0x2_0000_ff00L, 0x100));
    assertThat(tree.node("/soc/shut/b").orElseThrow().translatedReg()).isEmpty();
    assertThat(tree.node("/soc").orElseThrow().translatedReg()).isEmpty();
  }

  @Test
  void aRangeHoldsUnsignedAddresses() {
    AddressRange top = new AddressRange(-16, 16);

    assertThat(top.contains(-1)).isTrue();
    assertThat(top.contains(-17)).isFalse();
    assertThat(top.contains(0)).isFalse();
    assertThat(top).hasToString("0xfffffffffffffff0+0x10");
  }
}
