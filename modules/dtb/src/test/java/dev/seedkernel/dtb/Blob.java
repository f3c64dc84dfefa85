package dev.seedkernel.dtb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Puts blobs together token by token, also such as no writer makes. */
final class Blob {
  int magic = 0xd00dfeed;
  int version = 17;
  int lastCompatible = 16;
  int bootCpu;
  int trailing;
  private final ByteArrayOutputStream tokens = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final ByteArrayOutputStream reservations = new ByteArrayOutputStream();

  Blob token(int value) {
    tokens.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  Blob begin(String name) {
    token(DtbFormat.BEGIN_NODE);
    return padded((name + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  Blob property(int nameOffset, int... cells) {
    token(DtbFormat.PROP).token(cells.length * 4).token(nameOffset);
    for (int cell : cells) {
      token(cell);
    }
    return this;
  }

  Blob text(int nameOffset, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    token(DtbFormat.PROP).token(bytes.length).token(nameOffset);
    return padded(bytes);
  }

  private Blob padded(byte[] bytes) {
    tokens.writeBytes(bytes);
    while (tokens.size() % 4 != 0) {
      tokens.write(0);
    }
    return this;
  }

  Blob end() {
    return token(DtbFormat.END_NODE);
  }

  Blob nop() {
    return token(DtbFormat.NOP);
  }

  Blob strings(String block) {
    strings.writeBytes(block.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Blob reservation(long address, long size) {
    reservations.writeBytes(ByteBuffer.allocate(16).putLong(address).putLong(size).array());
    return this;
  }

  /** Lays the blob out as dtc does; adds FDT_END and the last reservation. */
  byte[] bytes() {
    return layout(false);
  }

  /** The same with the blocks the other way round: strings, structure, reservations. */
  byte[] reordered() {
    return layout(true);
  }

  private byte[] layout(boolean reversed) {
    ByteArrayOutputStream structure = new ByteArrayOutputStream();
    structure.writeBytes(tokens.toByteArray());
    structure.writeBytes(new byte[] {0, 0, 0, 9});
    ByteArrayOutputStream reserved = new ByteArrayOutputStream();
    reserved.writeBytes(reservations.toByteArray());
    reserved.writeBytes(new byte[16]);
    int reservedAt = 40;
    int structureAt = reservedAt + reserved.size();
    int stringsAt = structureAt + structure.size();
    int total = stringsAt + strings.size();
    if (reversed) {
      stringsAt = 40;
      structureAt = (stringsAt + strings.size() + 3) & ~3;
      reservedAt = (structureAt + structure.size() + 7) & ~7;
      total = reservedAt + reserved.size();
    }
    ByteBuffer out = ByteBuffer.allocate(total + trailing);
    out.putInt(magic).putInt(total + trailing);
    out.putInt(structureAt).putInt(stringsAt).putInt(reservedAt);
    out.putInt(version).putInt(lastCompatible).putInt(bootCpu);
    out.putInt(strings.size());
    if (version >= 17) {
      out.putInt(structure.size());
    }
    out.put(structureAt, structure.toByteArray());
    out.put(stringsAt, strings.toByteArray());
    out.put(reservedAt, reserved.toByteArray());
    return out.array();
  }
}
