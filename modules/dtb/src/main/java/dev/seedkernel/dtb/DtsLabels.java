package dev.seedkernel.dtb;

import dev.seedkernel.dtb.DtsNode.DtsProperty;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The labels of a DTS text, and the nodes that references mean. */
final class DtsLabels {
  private final DtsScanner in;
  private final Map<String, DtsNode> nodes = new HashMap<>();

  /** Labels of properties and of places in values: they name nothing, but are taken. */
  private final Set<String> elsewhere = new HashSet<>();

  DtsLabels(DtsScanner in) {
    this.in = in;
  }

  void define(String label, DtsNode node, int at) throws DtbException {
    DtsNode known = nodes.put(label, node);
    if (elsewhere.contains(label) || (known != null && !known.equals(node))) {
      throw duplicate(label, at);
    }
    if (known == null) {
      node.labels.add(label);
    }
  }

  void defineElsewhere(String label, int at) throws DtbException {
    if (nodes.containsKey(label) || !elsewhere.add(label)) {
      throw duplicate(label, at);
    }
  }

  private DtbException duplicate(String label, int at) {
    return in.fault(at, "the label " + label + " is defined twice");
  }

  /** Deletes a node with all below it, and their labels. */
  void delete(DtsNode node) {
    node.deleted = true;
    node.labels.forEach(nodes::remove);
    node.labels.clear();
    for (DtsProperty property : node.properties.values()) {
      property.deleted = true;
    }
    node.children.values().forEach(this::delete);
  }

  /** Returns the node of a label, or of a path that starts with '/' and has full names. */
  DtsNode find(DtsNode root, String reference, int at) throws DtbException {
    DtsNode node = reference.startsWith("/") ? walk(root, reference) : nodes.get(reference);
    if (node == null) {
      throw in.fault(at, "no node has the label or path " + reference);
    }
    return node;
  }

  private static @Nullable DtsNode walk(DtsNode root, String path) {
    DtsNode node = root;
    for (int from = 1; from < path.length() && node != null; ) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      node = node.liveChild(path.substring(from, end));
      from = end + 1;
    }
    return node;
  }
}
