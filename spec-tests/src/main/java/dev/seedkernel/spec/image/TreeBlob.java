package dev.seedkernel.spec.image;

import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A device tree in its flattened form.
 *
 * @param root the root node, whose name is empty
 * @param reservations memory reservations
 * @param layout how it is written, which must not matter
 */
public record TreeBlob(Node root, List<Reservation> reservations, Layout layout) {
  public static final int HEADER = 40;

  /** Offsets of fields of the header. */
  public static final int TOTAL_SIZE = 4;

  public static final int STRUCTURE_OFFSET = 8;
  public static final int STRINGS_OFFSET = 12;
  public static final int RESERVATIONS_OFFSET = 16;
  public static final int VERSION = 20;
  public static final int LAST_COMPATIBLE = 24;
  public static final int STRINGS_SIZE = 32;
  public static final int STRUCTURE_SIZE = 36;

  private static final int MAGIC = 0xd00d_feed;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROP = 3;
  private static final int NOP = 4;
  private static final int END = 9;

  /** A node; values of properties are bytes as they stand there. */
  public record Node(String name, Map<String, Bytes> properties, List<Node> children) {
    public Node {
      properties = new LinkedHashMap<>(properties);
      children = List.copyOf(children);
    }

    /** Returns a node with nothing in it. */
    public static Node of(String name) {
      return new Node(name, Map.of(), List.of());
    }

    /** Returns the node with one more property. */
    public Node with(String property, Bytes value) {
      Map<String, Bytes> more = new LinkedHashMap<>(properties);
      more.put(property, value);
      return new Node(name, more, children);
    }

    /** Returns the node with more children. */
    public Node with(Node... more) {
      List<Node> all = new ArrayList<>(children);
      all.addAll(Arrays.asList(more));
      return new Node(name, properties, all);
    }
  }

  /** An entry of the memory reservation block. */
  public record Reservation(long address, long size) {}

  /**
   * How a tree is written.
   *
   * @param nops seed of where FDT_NOP stands; 0 for nowhere
   * @param inside whether names of properties are ends of longer strings
   * @param version of the header, 17 and above
   * @param slack bytes behind the last block
   */
  public record Layout(long nops, boolean inside, int version, int slack) {
    public static final Layout PLAIN = new Layout(0, false, 17, 0);
  }

  public TreeBlob {
    reservations = List.copyOf(reservations);
  }

  /** Returns a tree without reservations, plainly written. */
  public static TreeBlob of(Node root) {
    return new TreeBlob(root, List.of(), Layout.PLAIN);
  }

  /** Returns numbers of 4 bytes each, as cells are. */
  public static Bytes cells(long... values) {
    Bytes all = Bytes.EMPTY;
    for (long value : values) {
      all = all.then(number(value, 4));
    }
    return all;
  }

  /** Returns a number with its highest byte first. */
  public static Bytes number(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int shift = 8 * (size - 1 - i);
      bytes[i] = (byte) (shift < 64 ? value >> shift : 0);
    }
    return Bytes.of(bytes);
  }

  /** Returns a string as values have it. */
  public static Bytes string(String text) {
    return Bytes.ofText(text + "\0");
  }

  /** Returns the blob. */
  public Bytes bytes() {
    Writer writer = new Writer(layout);
    writer.node(root);
    writer.nops();
    writer.token(END);
    Bytes reserved = Bytes.EMPTY;
    for (Reservation one : reservations) {
      reserved = reserved.then(number(one.address, 8)).then(number(one.size, 8));
    }
    reserved = reserved.then(Bytes.zeros(16));
    Bytes strings = Bytes.ofText(writer.strings.toString());
    int structureAt = HEADER + reserved.length();
    int stringsAt = structureAt + writer.structure.length();
    Bytes header =
        cells(
            MAGIC,
            stringsAt + strings.length() + layout.slack,
            structureAt,
            stringsAt,
            HEADER,
            layout.version,
            16,
            0,
            strings.length(),
            writer.structure.length());
    return header
        .then(reserved)
        .then(writer.structure)
        .then(strings)
        .then(Bytes.zeros(layout.slack));
  }

  private static final class Writer {
    private final Layout layout;
    private final Random random;
    private final StringBuilder strings = new StringBuilder();
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private Bytes structure = Bytes.EMPTY;

    Writer(Layout layout) {
      this.layout = layout;
      this.random = new Random(layout.nops);
    }

    void token(int value) {
      structure = structure.then(cells(value));
    }

    void nops() {
      for (int i = layout.nops == 0 ? 0 : random.nextInt(3); i > 0; i--) {
        token(NOP);
      }
    }

    void put(Bytes bytes) {
      structure = structure.then(bytes.resized((bytes.length() + 3) & -4));
    }

    int offset(String name) {
      return offsets.computeIfAbsent(
          name,
          _ -> {
            strings.append(layout.inside ? "x-" : "");
            int at = strings.length();
            strings.append(name).append('\0');
            return at;
          });
    }

    void node(Node node) {
      nops();
      token(BEGIN_NODE);
      put(string(node.name));
      node.properties.forEach((name, value) -> {
        nops();
        token(PROP);
        put(cells(value.length(), offset(name)).then(value));
      });
      node.children.forEach(this::node);
      nops();
      token(END_NODE);
    }
  }
}
