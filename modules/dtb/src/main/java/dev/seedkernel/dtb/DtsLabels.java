package dev.seedkernel.dtb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The labels of a DTS text, and the nodes that references mean. */
final class DtsLabels {
  /** What a label means, for as long as the node is not deleted. */
  private record Target(DtsNode node, int deletions) {}

  private final DtsScanner in;
  private final Map<String, Target> nodes = new HashMap<>();

  /** Labels of properties and of places in values: they name nothing, but are taken. */
  private final Set<String> elsewhere = new HashSet<>();

  DtsLabels(DtsScanner in) {
    this.in = in;
  }

  void define(String label, DtsNode node, int at) throws DtbException {
    DtsNode known = node(label);
    if (elsewhere.contains(label) || (known != null && !known.equals(node))) {
      throw duplicate(label, at);
    }
    nodes.put(label, new Target(node, node.deletions()));
  }

  void defineElsewhere(String label, int at) throws DtbException {
    if (node(label) != null || !elsewhere.add(label)) {
      throw duplicate(label, at);
    }
  }

  private @Nullable DtsNode node(String label) {
    Target target = nodes.get(label);
    if (target == null || target.node.deletions() != target.deletions || !target.node.isInTree()) {
      return null;
    }
    return target.node;
  }

  private DtbException duplicate(String label, int at) {
    return in.fault(at, "the label " + label + " is defined twice");
  }

  /** Returns the node of a label, or of a path that starts with '/' and has full names. */
  DtsNode find(DtsNode root, String reference, int at) throws DtbException {
    DtsNode node = reference.startsWith("/") ? walk(root, reference) : node(reference);
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
