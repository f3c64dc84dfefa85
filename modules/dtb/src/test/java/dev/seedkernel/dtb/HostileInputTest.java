package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the input is, only DtbException comes out, soon, and without much memory. */
@Timeout(120)
class HostileInputTest {
  private static final int MUTATIONS = 12_000;

  /** Bytes allocated for each byte of input; copies, indexes and garbage of a round trip. */
  private static final int ALLOCATION_FACTOR = 400;

  /** Calls everything that looks at the tree's bytes, and returns whether it could be read. */
  private static boolean use(Callable<DeviceTree> reader) throws Exception {
    DeviceTree tree;
    try {
      tree = reader.call();
    } catch (DtbException e) {
      assertThat(e.offset()).isNotNegative();
      assertThat(e.rule()).isNotEmpty();
      return false;
    }
    assertThat(DeviceTree.parse(tree.toBytes())).isEqualTo(tree);
    assertThat(DeviceTree.parseDts(tree.toDts()).root()).isEqualTo(tree.root());
    for (Node node : tree.nodes().limit(25).toList()) {
      look(node);
      assertThat(tree.node(node.path())).contains(node);
    }
    tree.node("serial0/x");
    return true;
  }

  private static void look(Node node) {
    ignore(node::reg);
    ignore(node::translatedReg);
    for (dev.seedkernel.dtb.Property property : node.properties()) {
      ignore(property::u32);
      ignore(property::u64);
      ignore(property::number);
      ignore(property::cells);
      ignore(property::string);
      ignore(property::strings);
    }
  }

  /** Runs a view; any exception but the typed one gets out. */
  private static void ignore(Callable<?> view) {
    try {
      view.call();
    } catch (DtbException e) {
      assertThat(e.rule()).isNotEmpty();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void mutatedBlobs() throws Exception {
    Random random = new Random(17);
    int read = 0;
    long seed = 0;
    byte[] blob = new byte[0];
    for (int i = 0; i < MUTATIONS; i++) {
      if (i % 20 == 0) {
        do { // small ones: a mutation is more likely to hit something that matters
          blob = Trees.tree(seed++).toBytes();
        } while (blob.length > 3_000);
      }
      byte[] mutated = Trees.mutated(blob, random);
      read += use(() -> DeviceTree.parse(mutated)) ? 1 : 0;
    }
    assertThat(read).as("both outcomes occur").isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  @Test
  void everyTruncation() {
    byte[] blob = Trees.tree(3).toBytes();
    for (int length = 0; length < blob.length; length++) {
      byte[] cut = Arrays.copyOf(blob, length);
      assertThatThrownBy(() -> DeviceTree.parse(cut)).isInstanceOf(DtbException.class);
      if (length >= 40) { // the same with a header that fits what is left
        java.nio.ByteBuffer.wrap(cut).putInt(4, length);
        assertThatThrownBy(() -> DeviceTree.parse(cut)).isInstanceOf(DtbException.class);
      }
    }
  }

  @Test
  void randomBytesAfterAGoodHeader() throws Exception {
    Random random = new Random(18);
    for (int i = 0; i < 5_000; i++) {
      byte[] blob = Trees.tree(i % 50).toBytes();
      byte[] noise = new byte[blob.length - 40];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, blob, 40, noise.length);
      use(() -> DeviceTree.parse(blob));
    }
  }

  @Test
  void mutatedTexts() throws Exception {
    Random random = new Random(19);
    String alphabet = " \n\t{}<>[]()=;,:&/\"'\\@#*?-+~!|%0123456789abxUL.\u00e9\ud83d";
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder text = new StringBuilder(new DtsTexts(i / 10).text());
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, text.substring(at, Math.min(at + 9, text.length())));
        }
      }
      read += use(() -> DeviceTree.parseDts(text.toString())) ? 1 : 0;
    }
    assertThat(read).isBetween(MUTATIONS / 100, MUTATIONS * 99 / 100);
  }

  @Test
  void everyTruncationOfAText() throws Exception {
    String text = Trees.tree(3).toDts();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      use(() -> DeviceTree.parseDts(cut));
    }
  }

  @Test
  void nestingOfTextIsBounded() {
    String end = "; };";
    for (String text :
        new String[] {
          "a { ".repeat(100_000),
          "a = <" + "(".repeat(100_000),
          "a = <(" + "-".repeat(100_000) + "1)>" + end,
          "a = <(" + "1 ? 1 : ".repeat(100_000) + "1)>" + end,
          "a = <(" + "1 ? ".repeat(100_000) + "1)>" + end,
        }) {
      assertThatThrownBy(() -> DeviceTree.parseDts("/dts-v1/; / { " + text))
          .isInstanceOf(DtbException.class)
          .hasMessageContaining("nested more than");
    }
  }

  @Test
  void overlappingNamesDoNotMultiply() throws Exception {
    // A megabyte of one name, and as many properties that each start a little further in it.
    int properties = 60_000;
    Blob blob = new Blob().strings("n".repeat(properties)).begin("");
    for (int i = 0; i < properties; i++) {
      blob.property(i);
    }
    byte[] bytes = blob.end().bytes();
    assertFrugal(bytes.length, () -> use(() -> DeviceTree.parse(bytes)));

    // The longest legal names, all different and none the end of another.
    StringBuilder names = new StringBuilder();
    Blob different = new Blob();
    different.begin("");
    for (int i = 0; i < 8_000; i++) {
      different.property(names.length());
      names.append("x".repeat(249)).append(i + 100_000).append('\0');
    }
    byte[] many = different.strings(names.toString()).end().bytes();
    assertFrugal(many.length, () -> use(() -> DeviceTree.parse(many)));
  }

  @Test
  void manySmallNodesAndProperties() throws Exception {
    Blob blob = new Blob().strings("p\0").begin("");
    for (int i = 0; i < 40_000; i++) {
      blob.begin(Integer.toString(i, 36)).property(0).end();
    }
    byte[] bytes = blob.end().bytes();
    assertFrugal(bytes.length, () -> DeviceTree.parse(bytes).toBytes());
  }

  @Test
  void manyReservations() throws Exception {
    Blob blob = new Blob().begin("").end();
    for (int i = 0; i < 50_000; i++) {
      blob.reservation(i, 1);
    }
    byte[] bytes = blob.bytes();
    assertFrugal(bytes.length, () -> use(() -> DeviceTree.parse(bytes)));
  }

  @Test
  void referencesToALongPathDoNotMultiply() {
    StringBuilder text = new StringBuilder("/dts-v1/; / { a = &l").append(",&l".repeat(300_000));
    text.append("; ");
    for (int i = 0; i < 60; i++) {
      text.append(i == 59 ? "l: " : "").append("n".repeat(250)).append(" { ");
    }
    text.append("}; ".repeat(61));
    assertThatThrownBy(() -> DeviceTree.parseDts(text.toString()))
        .isInstanceOf(DtbException.class)
        .hasMessageContaining("references make more than 16 MiB");
  }

  @Test
  void deletingALotAgainAndAgainTakesOneStepEach() throws Exception {
    StringBuilder text = new StringBuilder("/dts-v1/; / { n {");
    for (int i = 0; i < 30_000; i++) {
      text.append("p").append(i).append(';');
    }
    for (int i = 0; i < 30_000; i++) {
      text.append("l").append(i).append(": n").append(i).append("{};");
    }
    text.append("}; }; / {").append("/delete-node/ n; n { };".repeat(30_000)).append("};");
    assertFrugal(text.length(), () -> use(() -> DeviceTree.parseDts(text.toString())));
  }

  @Test
  void longRowsOfOneThingInText() throws Exception {
    for (String text :
        new String[] {
          "a = <" + "9".repeat(500_000) + ">;",
          "a = <0x" + "0".repeat(500_000) + "1>;",
          "a = <(" + "1+".repeat(200_000) + "1)>;",
          "a = \"" + "\\x41".repeat(200_000) + "\";",
          "a = [" + "00 ".repeat(200_000) + "];",
          "a" + ";a".repeat(200_000),
          "/* * ".repeat(100_000),
          "l: ".repeat(100_000),
          "a = <&" + "l".repeat(500_000) + ">;",
        }) {
      assertFrugal(
          text.length(), () -> use(() -> DeviceTree.parseDts("/dts-v1/; / {" + text + "};")));
    }
  }

  private static void assertFrugal(int size, Callable<?> work) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Assertions.assertTimeout(Duration.ofSeconds(10), work::call);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for %d", size).isLessThan((long) size * ALLOCATION_FACTOR);
  }

  @Test
  void textThatIsNotText() throws Exception {
    byte[] noise = new byte[2_000];
    Random random = new Random(20);
    for (int i = 0; i < 500; i++) {
      random.nextBytes(noise);
      String text = new String(noise, StandardCharsets.UTF_16BE);
      assertThat(use(() -> DeviceTree.parseDts("/dts-v1/; / {" + text))).isFalse();
    }
  }
}
