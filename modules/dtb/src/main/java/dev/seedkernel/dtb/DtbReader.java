package dev.seedkernel.dtb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob. Every offset and length is checked before it is used, the structure block is walked
 * once and without recursion, and nothing is allocated that the input does not itself fill.
 */
final class DtbReader {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** The header of version 16 lacks the last field, size_dt_struct. */
  private static final int HEADER_SIZE_16 = 36;

  private final MemorySegment blob;
  private final Map<Long, String> propertyNames = new HashMap<>();
  private final long structure;
  private final long structureEnd;
  private final long strings;
  private final long stringsEnd;
  private final long reservations;
  private long position;

  /** A stretch of the blob. */
  private record Block(long start, long end) {}

  static DeviceTree read(MemorySegment input) throws DtbException {
    if (input.byteSize() < HEADER_SIZE_16) {
      throw new DtbException(input.byteSize(), "the input ends inside the header");
    }
    int magic = input.get(U32, 0);
    if (magic != DtbFormat.MAGIC) {
      throw new DtbException(
          0, "the first 4 bytes are 0x%08x, not the magic number 0xd00dfeed".formatted(magic));
    }
    long size = Integer.toUnsignedLong(input.get(U32, 4));
    if (size < HEADER_SIZE_16) {
      throw new DtbException(4, "totalsize " + size + " is less than the header");
    }
    if (size > input.byteSize()) {
      throw new DtbException(
          4, "totalsize " + size + " is more than the input's " + input.byteSize() + " bytes");
    }
    if (size > DeviceTree.MAX_SIZE) {
      throw new DtbException(4, "totalsize " + size + " is more than " + DeviceTree.MAX_SIZE);
    }
    return new DtbReader(input.asSlice(0, size)).read();
  }

  private DtbReader(MemorySegment blob) throws DtbException {
    this.blob = blob;
    long version = header(20);
    long lastCompatible = header(24);
    if (version < DtbFormat.OLDEST_VERSION) {
      throw new DtbException(
          20, "version " + version + " is too old, only 16 and 17 and what they can read");
    }
    if (lastCompatible > DtbFormat.VERSION) {
      throw new DtbException(
          24, "last_comp_version " + lastCompatible + " is newer than version 17");
    }
    boolean sized = version >= DtbFormat.VERSION;
    int headerSize = sized ? DtbFormat.HEADER_SIZE : HEADER_SIZE_16;
    if (blob.byteSize() < headerSize) {
      throw new DtbException(4, "totalsize " + blob.byteSize() + " is less than the header");
    }
    Block tokens = block(8, sized ? 36 : -1, 4, headerSize, "structure block");
    structure = tokens.start;
    structureEnd = tokens.end;
    Block names = block(12, 32, 1, headerSize, "strings block");
    strings = names.start;
    stringsEnd = names.end;
    reservations = block(16, -1, 8, headerSize, "memory reservation block").start;
  }

  private long header(int offset) {
    return Integer.toUnsignedLong(blob.get(U32, offset));
  }

  /** Reads where a block is. Blocks may stand in any order; without a size they run to the end. */
  private Block block(int startField, int sizeField, int alignment, int header, String name)
      throws DtbException {
    long start = header(startField);
    long total = blob.byteSize();
    if (start < header || start > total) {
      throw new DtbException(
          startField, "the " + name + " starts at " + start + ", not within the blob");
    }
    if (start % alignment != 0) {
      throw new DtbException(
          startField, "the " + name + " starts at " + start + ", not " + alignment + "-aligned");
    }
    if (sizeField < 0) {
      return new Block(start, total);
    }
    long size = header(sizeField);
    if (size > total - start) {
      throw new DtbException(
          sizeField, "the " + name + " of " + size + " bytes does not end within the blob");
    }
    return new Block(start, start + size);
  }

  private DeviceTree read() throws DtbException {
    List<MemoryReservation> reserved = readReservations();
    NodeBuilder root = readStructure();
    return DeviceTree.create(root, reserved, header(28));
  }

  private List<MemoryReservation> readReservations() throws DtbException {
    List<MemoryReservation> entries = new ArrayList<>();
    for (long at = reservations; ; at += DtbFormat.RESERVATION_SIZE) {
      if (blob.byteSize() - at < DtbFormat.RESERVATION_SIZE) {
        throw new DtbException(at, "the memory reservation block has no entry of zeros at its end");
      }
      long address = blob.get(U64, at);
      long size = blob.get(U64, at + 8);
      if (size != 0) {
        entries.add(new MemoryReservation(address, size));
      } else if (address == 0) {
        return entries;
      } else {
        throw new DtbException(at, Names.EMPTY_RESERVATION);
      }
    }
  }

  private NodeBuilder readStructure() throws DtbException {
    position = structure;
    NodeBuilder root = null;
    NodeBuilder node = null;
    int depth = 0;
    while (true) {
      long at = position;
      int token = token();
      switch (token) {
        case DtbFormat.BEGIN_NODE -> {
          if (depth++ == DeviceTree.MAX_DEPTH) {
            throw new DtbException(at, DtbFormat.TOO_DEEP);
          }
          node = beginNode(at, node, root);
          root = root == null ? node : root;
        }
        case DtbFormat.PROP -> readProperty(at, node);
        case DtbFormat.END_NODE -> {
          if (node == null) {
            throw new DtbException(at, "FDT_END_NODE without a node");
          }
          node = node.parent();
          depth--;
        }
        case DtbFormat.NOP -> {}
        case DtbFormat.END -> {
          return finish(at, node, root);
        }
        default ->
            throw new DtbException(at, "0x" + Integer.toHexString(token) + " is not a token");
      }
    }
  }

  private static NodeBuilder finish(long at, @Nullable NodeBuilder open, @Nullable NodeBuilder root)
      throws DtbException {
    if (open != null) {
      throw new DtbException(at, "FDT_END inside a node");
    }
    if (root == null) {
      throw new DtbException(at, "FDT_END without a root node");
    }
    return root;
  }

  private int token() throws DtbException {
    requireStructure(4);
    int token = blob.get(U32, position);
    position += 4;
    return token;
  }

  private void requireStructure(long bytes) throws DtbException {
    if (bytes > structureEnd - position) {
      throw new DtbException(position, "the structure block ends too early");
    }
  }

  private NodeBuilder beginNode(long at, @Nullable NodeBuilder parent, @Nullable NodeBuilder root)
      throws DtbException {
    String name = name(position, structureEnd);
    advance(name.length() + 1L);
    if (parent == null) {
      if (root != null) {
        throw new DtbException(at, "a second root node");
      }
      if (!name.isEmpty()) {
        throw new DtbException(at + 4, "the root node's name is empty");
      }
      return new NodeBuilder(null, "");
    }
    require(at + 4, Names.nodeFault(name));
    if (parent.hasChild(name)) {
      throw new DtbException(at + 4, "a second child named " + name);
    }
    return parent.addChild(name);
  }

  private void readProperty(long at, @Nullable NodeBuilder node) throws DtbException {
    if (node == null) {
      throw new DtbException(at, "FDT_PROP outside the root node");
    }
    if (node.hasChildren()) {
      throw new DtbException(at, "a property after a child node");
    }
    long length = Integer.toUnsignedLong(token());
    long nameOffset = Integer.toUnsignedLong(token());
    long start = position;
    if (length > structureEnd - start) {
      throw new DtbException(
          at + 4, "a value of " + length + " bytes does not end within the structure block");
    }
    advance(length);
    String name = propertyName(at + 8, nameOffset);
    byte[] value = blob.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
    if (!node.put(new Property(name, value, start))) {
      throw new DtbException(at, "a second property named " + name);
    }
  }

  /** Names are kept by their offset: most trees use a few names many times. */
  private String propertyName(long at, long nameOffset) throws DtbException {
    String known = propertyNames.get(nameOffset);
    if (known != null) {
      return known;
    }
    if (nameOffset >= stringsEnd - strings) {
      throw new DtbException(at, "the name at " + nameOffset + " is outside the strings block");
    }
    String name = name(strings + nameOffset, stringsEnd);
    require(strings + nameOffset, Names.propertyFault(name));
    propertyNames.put(nameOffset, name);
    return name;
  }

  private String name(long start, long limit) throws DtbException {
    long end = start;
    while (end < limit && blob.get(ValueLayout.JAVA_BYTE, end) != 0) {
      if (++end - start > Names.MAX_LENGTH) {
        throw new DtbException(start, "a name is at most " + Names.MAX_LENGTH + " bytes long");
      }
    }
    if (end == limit) {
      throw new DtbException(start, "the block ends inside a name");
    }
    byte[] bytes = blob.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Steps over {@code length} bytes and the padding after them. */
  private void advance(long length) throws DtbException {
    requireStructure(DtbFormat.padded(length));
    position += DtbFormat.padded(length);
  }

  private static void require(long at, @Nullable String fault) throws DtbException {
    if (fault != null) {
      throw new DtbException(at, fault);
    }
  }
}
