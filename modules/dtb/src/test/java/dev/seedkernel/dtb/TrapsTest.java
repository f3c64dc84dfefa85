package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where readers of device trees go wrong, one test for each. */
class TrapsTest {
  private static final AddressRange RANGE = new AddressRange(0x1_0000_0002L, 3);

  @Test
  void cellSizesAreTheParents() throws DtbException {
    DeviceTree tree =
        DeviceTree.parseDts(
            """
            /dts-v1/;
            / { #address-cells = <1>; #size-cells = <1>;
              bus { #address-cells = <2>; #size-cells = <1>;
                device { #address-cells = <1>; #size-cells = <0>; reg = <1 2 3>; }; }; };
            """);

    assertThat(tree.node("/bus/device").orElseThrow().reg()).containsExactly(RANGE);
  }

  @Test
  void cellSizesOfASilentParentAre2And1AndNotTheRoots() throws DtbException {
    DeviceTree tree =
        DeviceTree.parseDts(
            """
            /dts-v1/;
            / { #address-cells = <1>; #size-cells = <2>; bus { device { reg = <1 2 3>; }; }; };
            """);

    assertThat(tree.node("/bus/device").orElseThrow().reg()).containsExactly(RANGE);
  }

  @Test
  void oneSilentCellSizeHasItsDefaultWhenTheOtherIsGiven() throws DtbException {
    DeviceTree tree =
        DeviceTree.parseDts("/dts-v1/; / { #size-cells = <0>; cpu@0 { reg = <1 2>; }; };");

    assertThat(tree.node("/cpu").orElseThrow().reg())
        .containsExactly(new AddressRange(0x1_0000_0002L, 0));
  }

  @Test
  void namesAreFoundWithAndWithoutUnitAddress() throws DtbException {
    DeviceTree tree =
        DeviceTree.parseDts(
            """
            /dts-v1/;
            / { memory@40000000 { }; uart@1 { }; uart@2 { }; clock { a; }; clock@3 { }; };
            """);

    assertThat(tree.node("/memory@40000000").orElseThrow().unitAddress()).contains("40000000");
    assertThat(tree.node("/memory").orElseThrow().path()).isEqualTo("/memory@40000000");
    assertThat(tree.node("/memory@4")).isEmpty();
    assertThat(tree.node("/mem")).isEmpty();
    assertThat(tree.node("/uart")).as("two have the base name").isEmpty();
    assertThat(tree.node("/uart@2").orElseThrow().baseName()).isEqualTo("uart");
    assertThat(tree.node("/clock").orElseThrow().unitAddress()).as("exact first").isEmpty();
  }

  @Test
  void phandlesAreFoundUnderBothNames() throws DtbException {
    DeviceTree tree =
        DeviceTree.parseDts(
            """
            /dts-v1/;
            / { a { phandle = <7>; }; b { linux,phandle = <0xfffffffe>; };
              c { phandle = <9>; linux,phandle = <9>; }; };
            """);

    assertThat(tree.nodeByPhandle(7)).contains(tree.node("/a").orElseThrow());
    assertThat(tree.nodeByPhandle(0xffff_fffeL)).contains(tree.node("/b").orElseThrow());
    assertThat(tree.nodeByPhandle(9)).contains(tree.node("/c").orElseThrow());
    assertThat(tree.nodeByPhandle(8)).isEmpty();
    assertThat(tree.nodeByPhandle(-2)).as("not the sign-extended cell").isEmpty();
  }

  @Test
  void namesInTheStringsBlockMayOverlap() throws DtbException {
    byte[] blob =
        new Blob()
            .strings("cab\0")
            .begin("")
            .property(0, 1)
            .property(1, 2)
            .property(2, 3)
            .end()
            .bytes();

    List<String> names =
        DeviceTree.parse(blob).root().properties().stream()
            .map(dev.seedkernel.dtb.Property::name)
            .toList();

    assertThat(names).containsExactly("cab", "ab", "b");
  }

  @Test
  void theWriterSharesTheEndOfAnEarlierNameOnly() throws DtbException {
    assertThat(stringsOf("cab", "ab", "b", "cab")).isEqualTo("cab\0");
    assertThat(stringsOf("ab", "cab", "b")).isEqualTo("ab\0cab\0");
    assertThat(stringsOf("ca", "cab")).isEqualTo("ca\0cab\0");
  }

  private static String stringsOf(String... names) throws DtbException {
    DeviceTree tree =
        DeviceTree.build(root -> {
          for (int i = 0; i < names.length; i++) {
            String name = names[i];
            root.node("n" + i, node -> node.flag(name));
          }
        });
    byte[] blob = tree.toBytes();
    assertThat(DeviceTree.parse(blob)).isEqualTo(tree);
    ByteBuffer header = ByteBuffer.wrap(blob);
    return new String(
        blob, header.getInt(12), header.getInt(32), java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void nopMayStandBeforeAfterAndBetweenAllTokens() throws DtbException {
    Blob plain = new Blob().strings("a\0b\0");
    plain.begin("").property(0, 4).property(2).begin("n").property(0, 4).end().begin("m").end();
    Blob full = new Blob().strings("a\0b\0").nop();
    full.begin("").nop().property(0, 4).nop().nop().property(2).nop().begin("n").nop();
    full.property(0, 4).nop().end().nop().begin("m").nop().end().nop();

    assertThat(DeviceTree.parse(full.end().nop().bytes()))
        .isEqualTo(DeviceTree.parse(plain.end().bytes()));
  }

  @Test
  void aValueThatLooksLikeANopIsKept() throws DtbException {
    byte[] blob = new Blob().strings("a\0").begin("").property(0, 4, 9, 2).end().bytes();

    assertThat(DeviceTree.parse(blob).root().property("a").orElseThrow().cells())
        .containsExactly(4, 9, 2);
  }

  @Test
  void theWriterWritesVersion17ThatVersion16CanRead() {
    ByteBuffer header = ByteBuffer.wrap(DeviceTree.build(root -> {}).toBytes());

    assertThat(header.getInt(20)).isEqualTo(17);
    assertThat(header.getInt(24)).isEqualTo(16);
    assertThat(header.getInt(4)).as("totalsize").isEqualTo(header.capacity());
    assertThat(header.getInt(36)).as("size_dt_struct").isEqualTo(16);
  }

  @Test
  void versionsAreReadByWhatTheySayTheyAreCompatibleWith() throws DtbException {
    Blob blob = new Blob().strings("a\0").begin("").property(0, 1).end();
    DeviceTree tree = DeviceTree.parse(blob.bytes());

    blob.version = 16; // has no size_dt_struct
    assertThat(DeviceTree.parse(blob.bytes())).isEqualTo(tree);
    blob.version = 18;
    assertThat(DeviceTree.parse(blob.bytes())).isEqualTo(tree);
    blob.lastCompatible = 18;
    assertThatThrownBy(() -> DeviceTree.parse(blob.bytes()))
        .isInstanceOf(DtbException.class)
        .hasMessage("at offset 0x18: last_comp_version 18 is newer than version 17");
    blob.version = 3;
    assertThatThrownBy(() -> DeviceTree.parse(blob.bytes()))
        .isInstanceOf(DtbException.class)
        .hasMessageContaining("version 3 is too old");
  }
}
