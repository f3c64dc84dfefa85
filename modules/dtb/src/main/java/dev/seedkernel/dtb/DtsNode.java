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
 * <p>What is deleted keeps its place: if the text defines it again, it appears there, as in dtc.
 */
final class DtsNode {
  final @Nullable DtsNode parent;
  final String name;
  final int at;
  final Map<String, DtsProperty> properties = new LinkedHashMap<>();
  final Map<String, DtsNode> children = new LinkedHashMap<>();
  final List<String> labels = new ArrayList<>();
  boolean deleted;

  /** The phandle that the node has or was given, 0 if none. */
  long phandle;

  DtsNode(@Nullable DtsNode parent, String name, int at) {
    this.parent = parent;
    this.name = name;
    this.at = at;
  }

  /** Returns a child or property that is there, not one that was deleted. */
  @Nullable DtsNode liveChild(String wanted) {
    DtsNode child = children.get(wanted);
    return child == null || child.deleted ? null : child;
  }

  @Nullable DtsProperty liveProperty(String wanted) {
    DtsProperty property = properties.get(wanted);
    return property == null || property.deleted ? null : property;
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
    boolean deleted;

    DtsProperty(int at) {
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
