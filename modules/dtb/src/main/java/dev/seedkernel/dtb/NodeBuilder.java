package dev.seedkernel.dtb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node in the making. Properties and children keep the order in which they were first set; to set
 * a property again replaces its value in place.
 *
 * <p>Every method throws {@link IllegalArgumentException} for a name that no node or property may
 * have: more than 255 bytes, or characters other than letters, digits, {@code ,._+-} and, for a
 * property, {@code *#?}, for a node, one {@code @}.
 */
public final class NodeBuilder {
  private final @Nullable NodeBuilder parent;
  private final String name;
  private @Nullable Map<String, Property> properties;
  private @Nullable Map<String, NodeBuilder> children;

  /** Creates a draft; the caller has checked the name. */
  NodeBuilder(@Nullable NodeBuilder parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  /** Sets a property without a value: it says something by being there. */
  public NodeBuilder flag(String property) {
    return bytes(property, new byte[0]);
  }

  /** Sets a property to these bytes. */
  public NodeBuilder bytes(String property, byte[] value) {
    requireLegal(Names.propertyFault(property));
    put(new Property(property, value.clone(), 0));
    return this;
  }

  /**
   * Sets a property to 32-bit cells, in big-endian order.
   *
   * @throws IllegalArgumentException if one is not within 0 to 2^32-1
   */
  public NodeBuilder cells(String property, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
    for (long value : values) {
      if (value >>> 32 != 0) {
        throw new IllegalArgumentException("a cell is 0 to 0xffffffff: " + value);
      }
      bytes.putInt((int) value);
    }
    return bytes(property, bytes.array());
  }

  /** Sets a property to 64-bit integers, in big-endian order. */
  public NodeBuilder u64(String property, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes(property, bytes.array());
  }

  /**
   * Sets a property to a list of strings, each in UTF-8 with a NUL at its end.
   *
   * @throws IllegalArgumentException if a string holds a NUL
   */
  public NodeBuilder strings(String property, String... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String value : values) {
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a string holds no NUL");
      }
      bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes(property, bytes.toByteArray());
  }

  /**
   * Sets {@code reg}, in the cell sizes that the parent has at this moment: set them first.
   *
   * @throws IllegalArgumentException if a number does not fit the parent's cells
   */
  public NodeBuilder reg(AddressRange... ranges) {
    int addressCells = cellCount(Buses.ADDRESS_CELLS, Buses.DEFAULT_ADDRESS_CELLS);
    int sizeCells = cellCount(Buses.SIZE_CELLS, Buses.DEFAULT_SIZE_CELLS);
    ByteBuffer bytes = ByteBuffer.allocate(ranges.length * (addressCells + sizeCells) * 4);
    for (AddressRange range : ranges) {
      putNumber(bytes, range.address(), addressCells);
      putNumber(bytes, range.size(), sizeCells);
    }
    return bytes("reg", bytes.array());
  }

  private int cellCount(String property, int standard) {
    try {
      return Buses.cellCount(
          parent == null ? Optional.empty() : parent.property(property), standard);
    } catch (DtbException e) {
      throw new IllegalArgumentException(e.rule(), e);
    }
  }

  private static void putNumber(ByteBuffer bytes, long number, int cells) {
    if ((cells == 0 && number != 0) || (cells == 1 && number >>> 32 != 0)) {
      throw new IllegalArgumentException(
          "0x" + Long.toHexString(number) + " does not fit " + cells + " cells");
    }
    for (int i = cells - 1; i >= 0; i--) {
      bytes.putInt(i > 1 ? 0 : (int) (number >>> (i * 32)));
    }
  }

  /** Adds a child, or edits the one that has this name, which includes its unit address. */
  public NodeBuilder node(String child, Consumer<NodeBuilder> content) {
    requireLegal(Names.nodeFault(child));
    NodeBuilder draft = children == null ? null : children.get(child);
    content.accept(draft == null ? addChild(child) : draft);
    return this;
  }

  /** Takes a property away, if there is one of this name. */
  public NodeBuilder removeProperty(String property) {
    if (properties != null) {
      properties.remove(property);
    }
    return this;
  }

  /** Takes a child and all below it away, if there is one of this name. */
  public NodeBuilder removeNode(String child) {
    if (children != null) {
      children.remove(child);
    }
    return this;
  }

  private static void requireLegal(@Nullable String fault) {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  // What follows is for the readers, which have checked the names.

  String name() {
    return name;
  }

  @Nullable NodeBuilder parent() {
    return parent;
  }

  Collection<Property> properties() {
    return properties == null ? List.of() : properties.values();
  }

  Collection<NodeBuilder> children() {
    return children == null ? List.of() : children.values();
  }

  Optional<Property> property(String wanted) {
    return properties == null ? Optional.empty() : Optional.ofNullable(properties.get(wanted));
  }

  boolean hasChildren() {
    return children != null && !children.isEmpty();
  }

  /** Sets the property and returns whether there was none of its name. */
  boolean put(Property property) {
    if (properties == null) {
      properties = new LinkedHashMap<>();
    }
    return properties.put(property.name(), property) == null;
  }

  boolean hasChild(String wanted) {
    return children != null && children.containsKey(wanted);
  }

  NodeBuilder addChild(String child) {
    if (children == null) {
      children = new LinkedHashMap<>();
    }
    NodeBuilder draft = new NodeBuilder(this, child);
    children.put(child, draft);
    return draft;
  }

  /** Copies everything of a finished node into this draft. */
  void copy(Node node) {
    node.properties().forEach(this::put);
    node.children().forEach(child -> addChild(child.name()).copy(child));
  }
}
