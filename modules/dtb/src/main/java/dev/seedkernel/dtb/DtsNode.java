package dev.seedkernel.dtb;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a DTS text while its statements are carried out one after the other.
 *
 * <p>What is deleted keeps its place: if the text defines it again, it appears there, as in dtc. A
 * deletion takes one step, however much is below the node: what belongs to a node notes how often
 * the node had been deleted by then, and is gone when that is no longer so.
 */
final class DtsNode {
  final @Nullable DtsNode parent;
  final String name;
  final int at;
  final Map<String, DtsProperty> properties = new LinkedHashMap<>();
  final Map<String, DtsNode> children = new LinkedHashMap<>();
  private boolean deleted;

  /** How often this node was deleted, or lost with one above it and made again. */
  private int deletions;

  /** The parent's count of deletions when this node was defined. */
  private int parentDeletions;

  /** The phandle that the node has or was given, 0 if none. */
  long phandle;

  DtsNode(@Nullable DtsNode parent, String name, int at) {
    this.parent = parent;
    this.name = name;
    this.at = at;
    this.parentDeletions = parent == null ? 0 : parent.deletions;
  }

  int deletions() {
    return deletions;
  }

  /** Whether the node is there if its parent is. */
  boolean isLive() {
    return !deleted && (parent == null || parent.deletions == parentDeletions);
  }

  /** Whether the node is there. */
  boolean isInTree() {
    for (DtsNode node = this; node != null; node = node.parent) {
      if (!node.isLive()) {
        return false;
      }
    }
    return true;
  }

  /** Deletes the node with all below it, and their labels. */
  void delete() {
    deleted = true;
    deletions++;
  }

  /** Makes a node that was deleted anew, without what it had. */
  void revive() {
    if (!isLive()) {
      deleted = false;
      deletions++;
      parentDeletions = parent == null ? 0 : parent.deletions;
    }
  }

  /** Returns a child or property that is there, not one that was deleted. */
  @Nullable DtsNode liveChild(String wanted) {
    DtsNode child = children.get(wanted);
    return child == null || !child.isLive() ? null : child;
  }

  boolean isLive(DtsProperty property) {
    return !property.deleted && property.nodeDeletions == deletions;
  }

  @Nullable DtsProperty liveProperty(String wanted) {
    DtsProperty property = properties.get(wanted);
    return property == null || !isLive(property) ? null : property;
  }

  String path() {
    if (parent == null) {
      return "/";
    }
    Deque<String> names = new ArrayDeque<>();
    for (DtsNode node = this; node.parent != null; node = node.parent) {
      names.addFirst(node.name);
    }
    return "/" + String.join("/", names);
  }

  /** A property: its bytes, with the references that are filled in when all nodes are known. */
  static final class DtsProperty {
    final int at;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Reference> references = new ArrayList<>();
    private final int nodeDeletions;
    boolean deleted;

    DtsProperty(DtsNode node, int at) {
      this.nodeDeletions = node.deletions;
      this.at = at;
    }
  }

  /**
   * A reference within a value.
   *
   * @param at where it stands in the text
   * @param index where its result goes in the value's bytes, before other results are put in
   * @param target a label, or a path that starts with '/'
   * @param cell whether the result is the target's phandle, else its path
   */
  record Reference(int at, int index, String target, boolean cell) {
    /** Puts the results in their places. */
    static byte[] resolve(byte[] bytes, List<Reference> references, List<byte[]> results) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int done = 0;
      for (int i = 0; i < references.size(); i++) {
        int index = references.get(i).index;
        out.writeBytes(Arrays.copyOfRange(bytes, done, index));
        out.writeBytes(results.get(i));
        done = index;
      }
      out.writeBytes(Arrays.copyOfRange(bytes, done, bytes.length));
      return out.toByteArray();
    }
  }
}
