package dev.seedkernel.spec.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes that do not change; equal if their content is. */
public final class Bytes {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final int SHOWN = 32;

  /** So many zeros at the end are counted and not shown. */
  private static final int FEW_ZEROS = 4;

  private final byte[] content;

  /** The hash code, or 0 if it is not known yet: states have pages that hardly ever change. */
  private int hash;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Copies an array. */
  public static Bytes of(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  /** Takes numbers as bytes, their low eight bits each. */
  public static Bytes of(int... values) {
    byte[] content = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      content[i] = (byte) values[i];
    }
    return new Bytes(content);
  }

  /** Takes a text, one byte a char. */
  public static Bytes ofText(String text) {
    return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns a number in little-endian order. */
  public static Bytes ofNumber(long value, int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i < 8 ? value >> (8 * i) : 0);
    }
    return new Bytes(content);
  }

  /** Returns zeros. */
  public static Bytes zeros(int length) {
    return length == 0 ? EMPTY : new Bytes(new byte[length]);
  }

  /** Returns one value many times. */
  public static Bytes filled(int value, int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) value);
    return new Bytes(content);
  }

  public int length() {
    return content.length;
  }

  /** Returns a byte, 0 to 255. */
  public int at(int index) {
    return content[index] & 0xff;
  }

  /** Returns a part. */
  public Bytes slice(int from, int length) {
    return from == 0 && length == content.length
        ? this
        : new Bytes(Arrays.copyOfRange(content, from, from + length));
  }

  /** Returns these bytes and others behind them. */
  public Bytes then(Bytes others) {
    return resized(content.length + others.length()).with(content.length, others);
  }

  /** Returns these bytes with some replaced. */
  public Bytes with(int offset, Bytes replacement) {
    byte[] changed = content.clone();
    System.arraycopy(replacement.content, 0, changed, offset, replacement.length());
    return new Bytes(changed);
  }

  /** Returns the first bytes, with zeros behind them where there are fewer. */
  public Bytes resized(int length) {
    return length == content.length ? this : new Bytes(Arrays.copyOf(content, length));
  }

  /**
   * Returns a number of 1, 2, 4 or 8 bytes in little-endian order; those of 4 and less unsigned.
   */
  public long number(int offset, int size) {
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    return switch (size) {
      case 1 -> buffer.get(offset) & 0xffL;
      case 2 -> buffer.getShort(offset) & 0xffffL;
      case 4 -> buffer.getInt(offset) & 0xffff_ffffL;
      case 8 -> buffer.getLong(offset);
      default -> throw new IllegalArgumentException("a number of " + size + " bytes");
    };
  }

  /** Returns where a value stands first, or -1. */
  public int indexOf(int value) {
    for (int i = 0; i < content.length; i++) {
      if (content[i] == (byte) value) {
        return i;
      }
    }
    return -1;
  }

  /** Returns a copy. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Returns the text, one char a byte. */
  public String text() {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(content); // Equal values in two threads do no harm.
    }
    return hash;
  }

  /** Shows the first {@value #SHOWN} bytes, as text where they are printable, and zeros behind. */
  @Override
  public String toString() {
    int end = content.length;
    while (end > 0 && content[end - 1] == 0) {
      end--;
    }
    int zeros = content.length - end;
    if (zeros < FEW_ZEROS) {
      return shown(content.length);
    }
    return (end == 0 ? "" : shown(end) + " and ") + zeros + " zeros";
  }

  private String shown(int length) {
    int shown = Math.min(SHOWN, length);
    boolean printable = length > 0;
    for (int i = 0; i < shown; i++) {
      printable &= content[i] >= 0x20 && content[i] < 0x7f && content[i] != '"';
    }
    String start =
        printable
            ? '"' + text().substring(0, shown) + '"'
            : '<' + HexFormat.of().formatHex(content, 0, shown) + '>';
    return shown == length ? start : start + "... (" + length + " bytes)";
  }
}
