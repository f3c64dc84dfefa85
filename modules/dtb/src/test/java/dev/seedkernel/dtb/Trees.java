package dev.seedkernel.dtb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random trees and DTS texts, from a seed so that one can be made again. */
final class Trees {
  private static final List<String> PROPERTY_NAMES =
      List.of(
          "reg",
          "compatible",
          "status",
          "b",
          "ab",
          "cab",
          "interrupts",
          "#address-cells",
          "#size-cells",
          "ranges",
          "a,b-c",
          "x.y+z",
          "what?",
          "0",
          "interrupt-names",
          "names",
          "s");
  private static final List<String> NODE_NAMES =
      List.of("a", "b", "soc", "memory@40000000", "memory", "cpus", "cpu@0", "cpu@1", "x,y-z@1,2");
  private static final List<String> STRINGS =
      List.of(
          "",
          "a",
          "okay",
          "arm,pl011",
          "1",
          "0",
          "a b",
          "tab\t",
          "\"quoted\"",
          "back\\slash",
          "\\0",
          "\u0007\b\n\u000b\f\r",
          "\u007f",
          "\u00e9",
          "\u0001");

  private final Random random;
  private long phandle;

  private Trees(long seed) {
    this.random = new Random(seed);
  }

  static Arbitrary<DeviceTree> trees() {
    return Arbitraries.longs().map(Trees::tree).withoutEdgeCases();
  }

  static Arbitrary<String> texts() {
    return Arbitraries.longs().map(seed -> new DtsTexts(seed).text()).withoutEdgeCases();
  }

  static DeviceTree tree(long seed) {
    return new Trees(seed).tree();
  }

  private DeviceTree tree() {
    DeviceTree.Builder builder = DeviceTree.builder();
    for (int i = random.nextInt(3); i > 0; i--) {
      builder.reserve(random.nextLong(), random.nextLong() | 1);
    }
    return builder.root(root -> fill(root, 0)).build();
  }

  private void fill(NodeBuilder node, int depth) {
    for (int i = random.nextInt(7); i > 0; i--) {
      property(node, PROPERTY_NAMES.get(random.nextInt(PROPERTY_NAMES.size())));
    }
    if (random.nextInt(4) == 0) {
      node.cells("phandle", ++phandle);
    }
    for (int i = depth < 5 ? random.nextInt(5) : 0; i > 0; i--) {
      String name = NODE_NAMES.get(random.nextInt(NODE_NAMES.size()));
      if (!node.hasChild(name)) {
        node.node(name, child -> fill(child, depth + 1));
      }
    }
  }

  private void property(NodeBuilder node, String name) {
    switch (random.nextInt(6)) {
      case 0 -> node.flag(name);
      case 1 -> node.cells(name, random.longs(random.nextInt(5), 0, 1L << 32).toArray());
      case 2 -> node.u64(name, random.nextLong(), random.nextInt(100));
      case 3 -> node.strings(name, strings());
      case 4 -> node.cells(name, random.longs(random.nextInt(5), 0, 20).toArray());
      default -> {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        node.bytes(name, bytes);
      }
    }
  }

  private String[] strings() {
    List<String> strings = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      strings.add(STRINGS.get(random.nextInt(STRINGS.size())));
    }
    return strings.toArray(new String[0]);
  }

  /** The values of {@code blob} with a few bytes changed, most likely in telling places. */
  static byte[] mutated(byte[] blob, Random random) {
    byte[] bytes = Arrays.copyOf(blob, blob.length);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(random.nextInt(3) == 0 ? 40 : bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        case 3 -> bytes[at] = 0;
        default ->
            bytes[Math.min((at & ~3) | 3, bytes.length - 1)] =
                (byte) random.nextInt(10); // often another token
      }
    }
    return bytes;
  }
}
