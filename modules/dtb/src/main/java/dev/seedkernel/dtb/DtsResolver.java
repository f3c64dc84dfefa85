package dev.seedkernel.dtb;

import dev.seedkernel.dtb.DtsNode.DtsProperty;
import dev.seedkernel.dtb.DtsNode.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fills in the references of a DTS text, and makes the tree.
 *
 * <p>A node that a cell refers to and that has no phandle gets the lowest that is not taken, in the
 * order of the references: the same ones that dtc gives.
 */
final class DtsResolver {
  private static final List<String> PHANDLES = List.of("phandle", "linux,phandle");

  private final DtsScanner in;
  private final DtsLabels labels;
  private final DtsNode root;
  private final Set<Long> taken = new HashSet<>();
  private long next = 1;
  private long expanded;

  DtsResolver(DtsScanner in, DtsLabels labels, DtsNode root) {
    this.in = in;
    this.labels = labels;
    this.root = root;
  }

  DeviceTree resolve(List<MemoryReservation> reservations) throws DtbException {
    collectPhandles(root);
    assignPhandles(root);
    NodeBuilder draft = new NodeBuilder(null, "");
    fill(draft, root);
    try {
      return DeviceTree.create(draft, reservations, bootCpu(draft));
    } catch (DtbException e) {
      throw in.fault((int) e.offset(), e.rule()); // the offset is the property's place in the text
    }
  }

  private void collectPhandles(DtsNode node) throws DtbException {
    for (String name : PHANDLES) {
      DtsProperty property = node.liveProperty(name);
      if (property == null) {
        continue;
      }
      if (!property.references.isEmpty()) {
        requireOwn(node, property.references);
      } else if (property.bytes.size() == 4) { // if it is not, the tree is refused at the end
        node.phandle = ByteBuffer.wrap(property.bytes.toByteArray()).getInt() & 0xffff_ffffL;
        taken.add(node.phandle);
      }
    }
    for (DtsNode child : node.children.values()) {
      if (child.isLive()) {
        collectPhandles(child);
      }
    }
  }

  /** A phandle may be a reference to the node itself: then it is to be given one. */
  private void requireOwn(DtsNode node, List<Reference> references) throws DtbException {
    for (Reference reference : references) {
      if (!labels.find(root, reference.target(), reference.at()).equals(node)) {
        throw in.fault(reference.at(), "a phandle is not a reference to another node");
      }
    }
  }

  private void assignPhandles(DtsNode node) throws DtbException {
    for (DtsProperty property : node.properties.values()) {
      for (Reference reference :
          node.isLive(property) ? property.references : List.<Reference>of()) {
        DtsNode target = labels.find(root, reference.target(), reference.at());
        if (reference.cell() && target.phandle == 0) {
          while (!taken.add(next)) {
            next++;
          }
          target.phandle = next;
        }
      }
    }
    for (DtsNode child : node.children.values()) {
      if (child.isLive()) {
        assignPhandles(child);
      }
    }
  }

  private void fill(NodeBuilder draft, DtsNode node) throws DtbException {
    for (Map.Entry<String, DtsProperty> entry : node.properties.entrySet()) {
      DtsProperty property = entry.getValue();
      if (node.isLive(property)) {
        draft.put(new Property(entry.getKey(), bytes(property), property.at));
      }
    }
    if (node.phandle != 0 && PHANDLES.stream().allMatch(p -> draft.property(p).isEmpty())) {
      draft.put(new Property("phandle", cell(node.phandle), node.at));
    }
    for (DtsNode child : node.children.values()) {
      if (child.isLive()) {
        fill(draft.addChild(child.name), child);
      }
    }
  }

  private byte[] bytes(DtsProperty property) throws DtbException {
    byte[] bytes = property.bytes.toByteArray();
    if (property.references.isEmpty()) {
      return bytes;
    }
    List<byte[]> results = new ArrayList<>();
    for (Reference reference : property.references) {
      DtsNode target = labels.find(root, reference.target(), reference.at());
      byte[] result =
          reference.cell()
              ? cell(target.phandle)
              : (target.path() + "\0").getBytes(StandardCharsets.US_ASCII);
      expanded += result.length;
      if (expanded > DeviceTree.MAX_SIZE) { // two letters can stand for a path of 16 KiB
        throw in.fault(reference.at(), "references make more than 16 MiB of text");
      }
      results.add(result);
    }
    return Reference.resolve(bytes, property.references, results);
  }

  private static byte[] cell(long value) {
    return ByteBuffer.allocate(4).putInt((int) value).array();
  }

  private static long bootCpu(NodeBuilder root) {
    for (NodeBuilder node : root.children()) {
      if (node.name().equals("cpus") && node.hasChildren()) {
        return node.children()
            .iterator()
            .next()
            .property("reg")
            .filter(reg -> reg.length() == 4)
            .map(reg -> reg.cell(0))
            .orElse(0L);
      }
    }
    return 0;
  }
}
