package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The DTS language by example. */
class DtsParserTest {
  private static DeviceTree parse(String text) throws DtbException {
    return DeviceTree.parseDts("/dts-v1/;\n" + text);
  }

  /** Asserts the place, as line:column with the line after /dts-v1/ as the first, and the rule. */
  private static void assertRefused(String text, String place, String rule) {
    DtbException e = catchThrowableOfType(DtbException.class, () -> parse(text));
    assertThat(e).as(text).isNotNull();
    int colon = place.indexOf(':');
    int line = Integer.parseInt(place.substring(0, colon)) + 1;
    assertThat(e.rule())
        .as(text)
        .isEqualTo("line " + line + ", column " + place.substring(colon + 1) + ": " + rule);
  }

  /** Values, and the bytes that they are or that they are refused. */
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "<1 0x2>                    ; 0000000100000002",
        "<>                         ; ",
        "[]                         ; ",
        "[01 02aB 0 C]              ; refused",
        "[01 02aB/**/fF]            ; 0102abff",
        "\"A\\x42\\103\\n\"         ; 4142430a00",
        "\"a\", \"\", \"b\"         ; 6100006200",
        "\"\u00e9\\\u00e9\"         ; c3a9c3a900",
        "<'A' '\\n' '\\'' '\"'>     ; 000000410000000a0000002700000022",
        "/bits/ 8 <1 0xff (-1)>     ; 01ffff",
        "/bits/ 16 <1 (-0x8000)>    ; 00018000",
        "/bits/ 64 <(-1) 010>       ; ffffffffffffffff0000000000000008",
        "<1ULL 2UL 3LL 4U 5L>       ; 0000000100000002000000030000000400000005",
        "<(1 + 2 * 3) (7 - 2 - 1)>  ; 0000000700000004",
        "<(1 << 4 | 1) (6 & 3 == 3)>; 0000001100000000",
        "<(1 ? 2 : 0 ? 3 : 4)>      ; 00000002",
        "<(!0) (~0 >> 60) (1 << 64)>; 000000010000000f00000000",
        "<(-1 > 1) (1 <= 1) (2 != 2)>; 000000010000000100000000",
        "<(0 || 2) (1 && 0) (5 ^ 6)>; 000000010000000000000003",
        "<((7 / 2) % 2)(3)>         ; 0000000100000003",
        "<1>, [02], \"3\"           ; 00000001023300",
        "&{/}                       ; 2f00",
        "<0x1ffffffff>              ; refused",
        "/bits/ 8 <256>             ; refused",
        "/bits/ 12 <1>              ; refused",
        "/bits/ 16 <&{/}>           ; refused",
        "<-1>                       ; refused",
        "<08>                       ; refused",
        "<0x>                       ; refused",
        "<0x10000000000000000>      ; refused",
        "<(1 / 0)>                  ; refused",
        "<(1 % (2 - 2))>            ; refused",
        "<''>                       ; refused",
        "<'ab'>                     ; refused",
        "<'\u00e9'>                 ; refused",
        "\"\\xg\"                   ; refused",
        "\"a\" \"b\"                ; refused",
        "<1>,                       ; refused",
        "/incbin/(\"f\")            ; refused",
        "x                          ; refused",
      })
  @Retention(RetentionPolicy.RUNTIME)
  private @interface Values {}

  @ParameterizedTest
  @Values
  void valuesAreTheBytesThatDtcMakes(String value, String bytes) throws Exception {
    String text = "/dts-v1/; / { v = " + value + "; };";
    if ("refused".equals(bytes)) {
      assertThat(catchThrowableOfType(DtbException.class, () -> DeviceTree.parseDts(text)))
          .isNotNull();
    } else {
      byte[] actual = DeviceTree.parseDts(text).root().property("v").orElseThrow().bytes();
      assertThat(HexFormat.of().formatHex(actual)).isEqualTo(bytes == null ? "" : bytes);
    }
  }

  @ParameterizedTest
  @Values
  void dtcAgreesOnTheValues(String value, String bytes) throws Exception {
    Tools.require("dtc", "device-tree-compiler");
    byte[] text = ("/dts-v1/; / { v = " + value + "; };").getBytes(StandardCharsets.UTF_8);
    Tools.Result ofDtc = Tools.dtc("dts", "dtb", text);

    if ("refused".equals(bytes)) {
      // It would take /incbin/, but there is no such file.
      assertThat(ofDtc.status).isNotZero();
    } else {
      assertThat(ofDtc.status).as(ofDtc.errors).isZero();
      byte[] actual = DeviceTree.parse(ofDtc.output).root().property("v").orElseThrow().bytes();
      assertThat(HexFormat.of().formatHex(actual)).isEqualTo(bytes == null ? "" : bytes);
    }
  }

  @Test
  void referencesArePhandlesInCellsAndPathsOutside() throws DtbException {
    DeviceTree tree =
        parse(
            """
            / { a: first { link = <&b 5 &{/second@1/third}>; path = &c; };
                b: second@1 { c: third { phandle = <1>; }; };
                self: fourth { phandle = <&self>; }; };
            """);

    assertThat(tree.node("/first").orElseThrow().property("link").orElseThrow().cells())
        .as("1 is taken")
        .containsExactly(2, 5, 1);
    assertThat(tree.node("/first").orElseThrow().property("path").orElseThrow().string())
        .isEqualTo("/second@1/third");
    assertThat(tree.nodeByPhandle(2).orElseThrow().path()).isEqualTo("/second@1");
    assertThat(tree.nodeByPhandle(3).orElseThrow().path()).isEqualTo("/fourth");
  }

  @Test
  void nodesAreExtendedAndPartsDeleted() throws DtbException {
    DeviceTree tree =
        parse(
            """
            / { keep; drop; l: n@1 { a = <1>; b; inner { x; }; gone { }; }; m: out { }; };
            / { /delete-property/ drop; n@1 { c; }; };
            &l { a = <2>; /delete-property/ b; inner { y; }; /delete-node/ gone; };
            &{/n@1/inner} { z; };
            /delete-node/ &m;
            """);

    assertThat(tree.toDts())
        .isEqualTo(
            """
            /dts-v1/;

            / {
            \tkeep;

            \tn@1 {
            \t\ta = <0x02>;
            \t\tc;

            \t\tinner {
            \t\t\tx;
            \t\t\ty;
            \t\t\tz;
            \t\t};
            \t};
            };
            """);
  }

  @Test
  void whatIsDefinedAgainAppearsInItsOldPlace() throws DtbException {
    DeviceTree tree =
        parse(
            "/ { a; b; n { x; }; m { }; }; / { /delete-property/ a; a; /delete-node/ n; n { }; };");

    assertThat(tree.root().properties().stream().map(Property::name)).containsExactly("a", "b");
    assertThat(tree.root().children().stream().map(Node::name)).containsExactly("n", "m");
    assertThat(tree.node("/n").orElseThrow().properties()).isEmpty();
  }

  @Test
  void aDeletedNodeLosesAllBelowItAndTheirLabels() throws DtbException {
    String start = "/ { n { m { l: k { x; }; }; }; }; / { /delete-node/ n; n { m { k { }; }; }; };";

    assertThat(parse(start).node("/n/m/k").orElseThrow().properties()).isEmpty();
    assertThat(parse(start + "/ { l: other { }; };").node("/other")).isPresent();
    assertRefused(start + "\n&l { };", "2:1", "no node has the label or path l");
  }

  @Test
  void reservationsLabelsCommentsAndTheBootCpu() throws DtbException {
    DeviceTree tree =
        parse(
            """
            res: /memreserve/ 0x1000 (1 << 12); // one
            /memreserve/ 0xffffffffffffffff 1; /* two */
            / { p: a = q: <r: 1 s: 2 t:> u: , v: [w: 01 x:]; \\b;
                cpus { y: z: cpu@7 { reg = <7>; }; cpu@0 { reg = <0>; }; }; };
            """);

    assertThat(tree.memoryReservations())
        .containsExactly(new MemoryReservation(0x1000, 0x1000), new MemoryReservation(-1, 1));
    assertThat(tree.bootCpuId()).isEqualTo(7);
    assertThat(tree.root().properties().stream().map(Property::name)).containsExactly("a", "b");
  }

  @Test
  void faultsHaveLineColumnAndRule() {
    assertRefused(
        "/ {\n  a = <1>\n};", "3:1", "expected ',' or ';' after the property a, found '}'");
    assertRefused(
        "/ { a = <1 x>; };", "1:12", "expected an integer, a reference or '>', found 'x'");
    assertRefused("/ { a = [0x1]; };", "1:10", "expected two hex digits or ']', found '0'");
    assertRefused("/ { };;", "1:7", "expected a reference to a node, found ';'");
    assertRefused("/ { ", "1:5", "expected '}', found the end");
    assertRefused("/ { }", "1:6", "expected ';', found the end");
    assertRefused("a { };", "1:1", "expected the root node '/ {', found 'a'");
    assertRefused("/ { a = \"x", "1:9", "the literal does not end");
    assertRefused("/ { /* x", "1:5", "the comment does not end");
    assertRefused("/ { a = <(1 / 0)>; };", "1:13", "division by zero");
    assertRefused("/ { a = /bits/ 8 <256>; };", "1:19", "the value does not fit 8 bits");
    assertRefused("/ { a; a; };", "1:8", "a second property named a");
    assertRefused("/ { n { }; n { }; };", "1:12", "a second child named n");
    assertRefused("/ { n { }; a; };", "1:12", "properties stand before child nodes");
    assertRefused(
        "/ { n { }; /delete-property/ a; };", "1:12", "properties stand before child nodes");
    assertRefused("/ { a = <&x>; };", "1:10", "no node has the label or path x");
    assertRefused("/ { }; &{/x} { };", "1:8", "no node has the label or path /x");
    assertRefused("/ { a = &{/x; };", "1:9", "the reference does not end with '}'");
    assertRefused("/ { l: a { }; l: b { }; };", "1:18", "the label l is defined twice");
    assertRefused("/ { a@1@2 { }; };", "1:5", "a node name has at most one '@'");
    assertRefused("/ { a#1 { }; };", "1:5", "a node name has no character 0x23");
    assertRefused("/ { a@1; };", "1:5", "a property name has no character 0x40");
    assertRefused("/memreserve/ 1 0;\n/ { };", "1:13", Names.EMPTY_RESERVATION);
    assertRefused(
        "/ { l: n { phandle = <&m>; }; m: m { }; };",
        "1:23",
        "a phandle is not a reference to another node");
    assertRefused(
        "/ { n { phandle = <5>; }; m { phandle = <5>; }; };",
        "1:31",
        "property phandle is the phandle of another node too");
    assertRefused(
        "/ { a; /delete-property/ a; };", "1:26", "a can't be deleted in the body that defines it");
  }

  @Test
  void whatWouldReadOtherFilesOrNeedMoreThanTheTextIsRefused() {
    assertRefused(
        "/include/ \"x.dtsi\"\n/ { };",
        "1:1",
        "/include/ is not supported: only the text itself is read");
    assertRefused(
        "/ { a = /incbin/(\"x\"); };",
        "1:9",
        "/incbin/ is not supported: only the text itself is read");
    assertRefused("/plugin/; / { };", "1:1", "/plugin/ is not supported");
    assertRefused("/ { /omit-if-no-ref/ n { }; };", "1:5", "/omit-if-no-ref/ is not supported");
    assertRefused("/ { };\n#include <x.h>\n", "2:1", "the preprocessor's '#' is not supported");
    assertRefused("#define A 1\n/ { };", "1:1", "the preprocessor's '#' is not supported");
    assertRefused("/ { n { }; };\n/delete-node/ &{/};", "2:19", "the root node can't be deleted");
  }

  @Test
  void theOffsetCountsBytesAndTheColumnCharacters() {
    DtbException e =
        catchThrowableOfType(
            DtbException.class, () -> DeviceTree.parseDts("/dts-v1/; /* \u00e9\ud83d\ude00 */ x"));

    assertThat(e.rule()).startsWith("line 1, column 20: ");
    assertThat(e.offset()).isEqualTo(23);
  }

  @Test
  void theVersionComesFirst() {
    assertThat(catchThrowableOfType(DtbException.class, () -> DeviceTree.parseDts("/ { };")))
        .hasMessage("at offset 0x0: line 1, column 1: expected '/dts-v1/', found '/'");
    assertThat(catchThrowableOfType(DtbException.class, () -> DeviceTree.parseDts(""))).isNotNull();
  }
}
