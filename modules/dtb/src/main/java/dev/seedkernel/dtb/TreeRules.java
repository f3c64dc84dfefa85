package dev.seedkernel.dtb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules that every tree keeps, whether it was read or built. */
final class TreeRules {
  private static final long MAX_PHANDLE = 0xffff_fffeL;

  private TreeRules() {}

  /** Checks that the tree is not too deep to walk by recursion, and can be written. */
  static void checkBounds(NodeBuilder root, int reservations) throws DtbException {
    Bounds bounds = new Bounds();
    bounds.grow(DtbFormat.HEADER_SIZE + (reservations + 1L) * DtbFormat.RESERVATION_SIZE + 4);
    bounds.visit(root, 1);
  }

  private static final class Bounds {
    private final Set<String> names = new HashSet<>();
    private long size;

    void visit(NodeBuilder node, int depth) throws DtbException {
      if (depth > DeviceTree.MAX_DEPTH) {
        throw new DtbException(0, DtbFormat.TOO_DEEP);
      }
      grow(8 + DtbFormat.padded(node.name().length() + 1L));
      for (Property property : node.properties()) {
        grow(12 + DtbFormat.padded(property.length()));
        if (names.add(property.name())) {
          grow(property.name().length() + 1L);
        }
      }
      for (NodeBuilder child : node.children()) {
        visit(child, depth + 1);
      }
    }

    void grow(long bytes) throws DtbException {
      size += bytes;
      if (size > DeviceTree.MAX_SIZE) {
        throw new DtbException(0, "the tree takes more than " + DeviceTree.MAX_SIZE + " bytes");
      }
    }
  }

  /** Collects the nodes that have a phandle. */
  static Map<Long, Node> phandles(Node root) throws DtbException {
    Map<Long, Node> nodes = new HashMap<>();
    collect(root, nodes);
    return nodes;
  }

  private static void collect(Node node, Map<Long, Node> nodes) throws DtbException {
    Optional<Property> phandle = node.property("phandle");
    Optional<Property> old = node.property("linux,phandle");
    if (phandle.isPresent() && old.isPresent() && phandle.get().u32() != old.get().u32()) {
      throw old.get().fault("differs from the node's phandle");
    }
    Optional<Property> property = phandle.isPresent() ? phandle : old;
    if (property.isPresent()) {
      long value = property.get().u32();
      if (value == 0 || value > MAX_PHANDLE) {
        throw property.get().fault("is 0x" + Long.toHexString(value) + ", which is no phandle");
      }
      if (nodes.put(value, node) != null) {
        throw property.get().fault("is the phandle of another node too");
      }
    }
    for (Node child : node.children()) {
      collect(child, nodes);
    }
  }
}
