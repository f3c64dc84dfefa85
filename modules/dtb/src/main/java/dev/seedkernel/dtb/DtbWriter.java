package dev.seedkernel.dtb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes a blob as dtc lays it out: header, reservations, structure, strings, without gaps; the
 * names in the order of their first use, except that one which ends an earlier one is found there.
 */
final class DtbWriter {
  private final ByteBuffer out;
  private final Map<String, Integer> nameOffsets;

  static byte[] write(DeviceTree tree) {
    Set<String> names = new LinkedHashSet<>();
    int structureSize = measure(tree.root(), names) + 4;
    StringsBlock strings = StringsBlock.of(names);
    int reservationsSize = (tree.memoryReservations().size() + 1) * DtbFormat.RESERVATION_SIZE;
    int structure = DtbFormat.HEADER_SIZE + reservationsSize;
    int stringsStart = structure + structureSize;
    int total = stringsStart + strings.bytes().length;

    ByteBuffer out = ByteBuffer.allocate(total);
    out.putInt(DtbFormat.MAGIC).putInt(total);
    out.putInt(structure).putInt(stringsStart).putInt(DtbFormat.HEADER_SIZE);
    out.putInt(DtbFormat.VERSION).putInt(DtbFormat.OLDEST_VERSION);
    out.putInt((int) tree.bootCpuId());
    out.putInt(strings.bytes().length).putInt(structureSize);
    for (MemoryReservation entry : tree.memoryReservations()) {
      out.putLong(entry.address()).putLong(entry.size());
    }
    out.putLong(0).putLong(0);
    new DtbWriter(out, strings.offsets()).write(tree.root());
    out.putInt(DtbFormat.END).put(strings.bytes());
    return out.array();
  }

  /** Returns the bytes that the node takes, and collects names; a tree's bounds forbid overflow. */
  private static int measure(Node node, Set<String> names) {
    long size = 8 + DtbFormat.padded(node.name().length() + 1L);
    for (Property property : node.properties()) {
      names.add(property.name());
      size += 12 + DtbFormat.padded(property.length());
    }
    for (Node child : node.children()) {
      size += measure(child, names);
    }
    return (int) size;
  }

  private DtbWriter(ByteBuffer out, Map<String, Integer> nameOffsets) {
    this.out = out;
    this.nameOffsets = nameOffsets;
  }

  private void write(Node node) {
    out.putInt(DtbFormat.BEGIN_NODE);
    out.put(node.name().getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    pad();
    for (Property property : node.properties()) {
      out.putInt(DtbFormat.PROP).putInt(property.length());
      out.putInt(nameOffsets.getOrDefault(property.name(), 0));
      out.put(property.value());
      pad();
    }
    node.children().forEach(this::write);
    out.putInt(DtbFormat.END_NODE);
  }

  /** Steps to the next token; the buffer is zeros already, and starts as the blob does. */
  private void pad() {
    out.position((int) DtbFormat.padded(out.position()));
  }
}
