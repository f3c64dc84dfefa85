package dev.seedkernel.dtb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node of a tree: its name, its properties and its children, each in the order of the input.
 *
 * <p>No two properties and no two children of a node have the same name. Two nodes are equal if
 * their names and all that is below them are, wherever they stand.
 */
public final class Node {
  private final @Nullable Node parent;
  private final String name;
  private final List<Property> properties;
  private final List<Node> children;

  /** Freezes a draft whose depth the caller has checked. */
  Node(@Nullable Node parent, NodeBuilder draft) {
    this.parent = parent;
    this.name = draft.name();
    this.properties = List.copyOf(draft.properties());
    List<Node> nodes = new ArrayList<>(draft.children().size());
    for (NodeBuilder child : draft.children()) {
      nodes.add(new Node(this, child));
    }
    this.children = List.copyOf(nodes);
  }

  /** Returns the whole name, for example {@code memory@40000000}; the root's is empty. */
  public String name() {
    return name;
  }

  /** Returns the part of the name before the '@', or all of it. */
  public String baseName() {
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  /** Returns the part of the name after the '@', if it has one. */
  public Optional<String> unitAddress() {
    int at = name.indexOf('@');
    return at < 0 ? Optional.empty() : Optional.of(name.substring(at + 1));
  }

  /** Returns the path from the root, with unit addresses: {@code /} for the root. */
  public String path() {
    if (parent == null) {
      return "/";
    }
    Deque<String> names = new ArrayDeque<>();
    for (Node node = this; node.parent != null; node = node.parent) {
      names.addFirst(node.name);
    }
    return "/" + String.join("/", names);
  }

  /** Returns the node that this one is a child of; the root has none. */
  public Optional<Node> parent() {
    return Optional.ofNullable(parent);
  }

  /** Returns the properties in order. */
  public List<Property> properties() {
    return properties;
  }

  /** Returns the property of this name. */
  public Optional<Property> property(String wanted) {
    for (Property property : properties) {
      if (property.name().equals(wanted)) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }

  /** Returns the children in order. */
  public List<Node> children() {
    return children;
  }

  /**
   * Returns a child by its name. Without a unit address the name also stands for the only child
   * with that base name (Devicetree Specification 2.2.3); a child with exactly this name comes
   * first, and where several have the base name there is no answer.
   */
  public Optional<Node> child(String wanted) {
    Node match = null;
    boolean ambiguous = false;
    boolean byBaseName = wanted.indexOf('@') < 0;
    for (Node child : children) {
      if (child.name.equals(wanted)) {
        return Optional.of(child);
      }
      if (byBaseName && child.baseName().equals(wanted)) {
        ambiguous |= match != null;
        match = child;
      }
    }
    return ambiguous ? Optional.empty() : Optional.ofNullable(match);
  }

  /** Whether the {@code compatible} property lists {@code model}, for example virtio,mmio. */
  public boolean isCompatible(String model) {
    byte[] wanted = model.getBytes(StandardCharsets.UTF_8);
    return property("compatible").map(p -> p.lists(wanted)).orElse(false);
  }

  /**
   * Returns {@code #address-cells}: the cells of an address in the {@code reg} of this node's
   * children. 2 if the property is missing; it is not inherited (Devicetree Specification 2.3.5).
   *
   * @throws DtbException if the property is not a cell, or more than 4
   */
  public int addressCells() throws DtbException {
    return Buses.cellCount(property(Buses.ADDRESS_CELLS), Buses.DEFAULT_ADDRESS_CELLS);
  }

  /**
   * Returns {@code #size-cells}: the cells of a size in the {@code reg} of this node's children. 1
   * if the property is missing; it is not inherited.
   *
   * @throws DtbException if the property is not a cell, or more than 4
   */
  public int sizeCells() throws DtbException {
    return Buses.cellCount(property(Buses.SIZE_CELLS), Buses.DEFAULT_SIZE_CELLS);
  }

  /**
   * Returns the entries of the {@code reg} property, cut by the parent's cell sizes: addresses on
   * the parent's bus. Empty without the property.
   *
   * @throws DtbException if the value is not a whole number of entries, or an address or size does
   *     not fit 64 bits (as on a PCI bus, whose addresses carry flags)
   */
  public List<AddressRange> reg() throws DtbException {
    return Buses.reg(this);
  }

  /**
   * Returns the entries of {@code reg} as the processor sees them: translated through the {@code
   * ranges} of every bus up to the root. An entry that no {@code ranges} maps whole is left out.
   *
   * @throws DtbException as {@link #reg()}, also for a malformed {@code ranges}
   */
  public List<AddressRange> translatedReg() throws DtbException {
    return Buses.translatedReg(this);
  }

  @Nullable Node parentOrNull() {
    return parent;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Node that
        && name.equals(that.name)
        && properties.equals(that.properties)
        && children.equals(that.children);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + properties.hashCode()) + children.hashCode();
  }

  /** Returns the path. */
  @Override
  public String toString() {
    return path();
  }
}
