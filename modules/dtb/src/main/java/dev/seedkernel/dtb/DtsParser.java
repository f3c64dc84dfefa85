package dev.seedkernel.dtb;

import dev.seedkernel.dtb.DtsNode.DtsProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out the statements of a DTS text (Devicetree Specification 6). */
final class DtsParser {
  private final DtsScanner in;
  private final DtsValues values;
  private final DtsLabels labels;
  private final List<MemoryReservation> reservations = new ArrayList<>();
  private final int length;

  DtsParser(String text) {
    this.in = new DtsScanner(text);
    this.labels = new DtsLabels(in);
    this.values = new DtsValues(in, labels);
    this.length = text.length();
  }

  DeviceTree parse() throws DtbException {
    if (length > DeviceTree.MAX_SIZE) {
      throw new DtbException(0, "the text is longer than " + DeviceTree.MAX_SIZE + " characters");
    }
    in.expect("/dts-v1/");
    do {
      in.expect(";");
    } while (in.takes("/dts-v1/"));
    reservations();
    if (in.sees("/plugin/")) {
      throw unsupported("/plugin/");
    }
    requireNoPreprocessor();
    if (!in.sees("/")) {
      throw in.expected("the root node '/ {'");
    }
    in.expect("/");
    DtsNode root = new DtsNode(null, "", in.position());
    body(root, true, 1);
    while (!in.atEnd()) {
      statement(root);
    }
    return new DtsResolver(in, labels, root).resolve(reservations);
  }

  private DtbException unsupported(String what) {
    return in.fault(in.position(), what + " is not supported");
  }

  private void requireNoPreprocessor() throws DtbException {
    if (in.sees("#")) {
      throw unsupported("the preprocessor's '#'");
    }
  }

  private void reservations() throws DtbException {
    while (true) {
      for (String label = in.label(); label != null; label = in.label()) {
        labels.defineElsewhere(label, in.position());
      }
      if (!in.takes("/memreserve/")) {
        return;
      }
      int at = in.position();
      long address = values.integer();
      long size = values.integer();
      if (size == 0) {
        throw in.fault(at, Names.EMPTY_RESERVATION);
      }
      reservations.add(new MemoryReservation(address, size));
      in.expect(";");
    }
  }

  /** A statement after the first root node: it changes what is there. */
  private void statement(DtsNode root) throws DtbException {
    requireNoPreprocessor();
    if (in.sees("/omit-if-no-ref/")) {
      throw unsupported("/omit-if-no-ref/");
    }
    if (in.takes("/delete-node/")) {
      DtsNode node = target(root);
      if (node.parent == null) {
        throw in.fault(in.position(), "the root node can't be deleted");
      }
      node.delete();
      in.expect(";");
      return;
    }
    List<String> names = nodeLabels();
    if (names.isEmpty() && in.takes("/")) {
      body(root, false, 1);
      return;
    }
    DtsNode node = target(root);
    for (String label : names) {
      labels.define(label, node, in.position());
    }
    body(node, false, depth(node));
  }

  private DtsNode target(DtsNode root) throws DtbException {
    in.skip();
    int at = in.position();
    String reference = in.reference();
    if (reference == null) {
      throw in.expected("a reference to a node");
    }
    return labels.find(root, reference, at);
  }

  private static int depth(DtsNode node) {
    int depth = 1;
    for (DtsNode up = node.parent; up != null; up = up.parent) {
      depth++;
    }
    return depth;
  }

  private List<String> nodeLabels() throws DtbException {
    List<String> names = new ArrayList<>();
    for (String label = in.label(); label != null; label = in.label()) {
      names.add(label);
    }
    return names;
  }

  /**
   * Takes a node's properties and children.
   *
   * @param fresh whether this is what makes the node; then no name may come twice. What changes a
   *     node may set a name again, and the last one counts.
   */
  private void body(DtsNode node, boolean fresh, int depth) throws DtbException {
    if (depth > DeviceTree.MAX_DEPTH) {
      throw in.fault(in.position(), DtbFormat.TOO_DEEP);
    }
    in.expect("{");
    boolean childSeen = false;
    while (!in.takes("}")) {
      if (in.atEnd()) {
        throw in.expected("'}'");
      }
      if (in.sees("/delete-property/")) {
        requireBeforeChildren(childSeen);
        deleteProperty(node, fresh);
      } else if (in.sees("/delete-node/")) {
        deleteChild(node, fresh);
        childSeen = true;
      } else if (in.sees("/omit-if-no-ref/")) {
        throw unsupported("/omit-if-no-ref/");
      } else {
        childSeen |= definition(node, fresh, depth, childSeen);
      }
    }
    in.expect(";");
  }

  private void requireBeforeChildren(boolean childSeen) throws DtbException {
    if (childSeen) {
      throw in.fault(in.position(), "properties stand before child nodes");
    }
  }

  /** Takes a property or a child, and returns whether it was a child. */
  private boolean definition(DtsNode node, boolean fresh, int depth, boolean childSeen)
      throws DtbException {
    List<String> names = nodeLabels();
    in.skip();
    int at = in.position();
    String name = in.name();
    if (in.sees("{")) {
      child(node, name, names, at, fresh, depth);
      return true;
    }
    if (childSeen) {
      throw in.fault(at, "properties stand before child nodes");
    }
    require(at, Names.propertyFault(name));
    DtsProperty property = new DtsProperty(node, at);
    for (String label : names) {
      labels.defineElsewhere(label, at);
    }
    if (in.takes("=")) {
      values.value(property);
    }
    if (!in.takes(";")) {
      throw in.expected("',' or ';' after the property " + name);
    }
    if (fresh && node.liveProperty(name) != null) {
      throw in.fault(at, "a second property named " + name);
    }
    replace(node, name, property, fresh);
    return false;
  }

  /** A property that this very body deleted before it was there moves to where it is defined. */
  private static void replace(DtsNode node, String name, DtsProperty property, boolean fresh) {
    if (fresh) {
      node.properties.remove(name);
    }
    node.properties.put(name, property);
  }

  private void child(
      DtsNode node, String name, List<String> names, int at, boolean fresh, int depth)
      throws DtbException {
    require(at, Names.nodeFault(name));
    if (fresh && node.liveChild(name) != null) {
      throw in.fault(at, "a second child named " + name);
    }
    if (fresh) {
      node.children.remove(name);
    }
    DtsNode child = node.children.get(name);
    boolean made = child == null;
    if (child == null) {
      child = new DtsNode(node, name, at);
      node.children.put(name, child);
    }
    child.revive();
    for (String label : names) {
      labels.define(label, child, at);
    }
    body(child, made, depth + 1);
  }

  /** In a new body a deletion of what is not there keeps a place for it, as in dtc. */
  private void deleteProperty(DtsNode node, boolean fresh) throws DtbException {
    in.expect("/delete-property/");
    in.skip();
    int at = in.position();
    String name = in.name();
    in.expect(";");
    DtsProperty property = node.liveProperty(name);
    if (property != null) {
      requireEarlier(at, name, fresh);
      property.deleted = true;
    } else if (fresh) {
      DtsProperty place = new DtsProperty(node, at);
      place.deleted = true;
      node.properties.putIfAbsent(name, place);
    }
  }

  private void deleteChild(DtsNode node, boolean fresh) throws DtbException {
    in.expect("/delete-node/");
    in.skip();
    int at = in.position();
    if (in.sees("&")) {
      throw in.fault(at, "/delete-node/ of a reference stands outside nodes");
    }
    String name = in.name();
    in.expect(";");
    DtsNode child = node.liveChild(name);
    if (child != null) {
      requireEarlier(at, name, fresh);
      child.delete();
    } else if (fresh) {
      DtsNode place = new DtsNode(node, name, at);
      place.delete();
      node.children.putIfAbsent(name, place);
    }
  }

  /** dtc merges whole bodies, so within the body that made it nothing can be deleted. */
  private void requireEarlier(int at, String name, boolean fresh) throws DtbException {
    if (fresh) {
      throw in.fault(at, name + " can't be deleted in the body that defines it");
    }
  }

  private void require(int at, @Nullable String fault) throws DtbException {
    if (fault != null) {
      throw in.fault(at, fault);
    }
  }
}
