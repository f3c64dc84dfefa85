package dev.seedkernel.dtb;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A named value of a node.
 *
 * <p>A value is bytes; what they mean follows from the name. The typed views read them as one of
 * the types of the Devicetree Specification 2.2.4, and throw {@link DtbException} with the value's
 * place in the input where the bytes are not of that type. Integers are unsigned.
 */
public final class Property {
  private static final byte[] EMPTY = {};

  private final String name;
  private final byte[] value;
  private final long offset;

  /** Takes {@code value} over without a copy. */
  Property(String name, byte[] value, long offset) {
    this.name = name;
    this.value = value.length == 0 ? EMPTY : value;
    this.offset = offset;
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the length of the value in bytes; a property that is a flag has 0. */
  public int length() {
    return value.length;
  }

  /** Returns a copy of the value. */
  public byte[] bytes() {
    return value.clone();
  }

  /** The value itself, for this package only. */
  byte[] value() {
    return value;
  }

  /** Where the value stands in the blob, or the property in the text; 0 for a built tree. */
  long offset() {
    return offset;
  }

  /**
   * Returns the value as a 32-bit integer, 0 to 2^32-1.
   *
   * @throws DtbException if it is not 4 bytes long
   */
  public long u32() throws DtbException {
    if (value.length != 4) {
      throw fault("is " + value.length + " bytes long, an integer of 32 bits has 4");
    }
    return cell(0);
  }

  /**
   * Returns the value as a 64-bit integer, to be taken as unsigned.
   *
   * @throws DtbException if it is not 8 bytes long
   */
  public long u64() throws DtbException {
    if (value.length != 8) {
      throw fault("is " + value.length + " bytes long, an integer of 64 bits has 8");
    }
    return ByteBuffer.wrap(value).getLong();
  }

  /**
   * Returns the value as an integer of 4 or 8 bytes, whichever it has; the form of, for example,
   * {@code linux,initrd-start}.
   *
   * @throws DtbException if it is neither 4 nor 8 bytes long
   */
  public long number() throws DtbException {
    if (value.length != 4 && value.length != 8) {
      throw fault("is " + value.length + " bytes long, an integer has 4 or 8");
    }
    return value.length == 4 ? u32() : u64();
  }

  /**
   * Returns the value as 32-bit cells, each 0 to 2^32-1.
   *
   * @throws DtbException if it is not a whole number of cells
   */
  public long[] cells() throws DtbException {
    if (value.length % 4 != 0) {
      throw fault("is " + value.length + " bytes long, not a multiple of 4");
    }
    long[] cells = new long[value.length / 4];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(i);
    }
    return cells;
  }

  /** The cell at {@code index}, which the caller has checked. */
  long cell(int index) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt(index * 4));
  }

  /**
   * Returns the value as one string.
   *
   * @throws DtbException if it does not end with its only NUL, or is not UTF-8
   */
  public String string() throws DtbException {
    List<String> strings = strings();
    if (strings.size() != 1) {
      throw fault("holds " + strings.size() + " strings, not one");
    }
    return strings.get(0);
  }

  /**
   * Returns the value as a list of strings, which is empty for an empty value.
   *
   * @throws DtbException if the last string has no NUL, or one is not UTF-8
   */
  public List<String> strings() throws DtbException {
    List<String> strings = new ArrayList<>();
    int start = 0;
    while (start < value.length) {
      int end = endOfString(start);
      if (end == value.length) {
        throw fault("is not a list of strings: no NUL at the end");
      }
      strings.add(decode(start, end));
      start = end + 1;
    }
    return List.copyOf(strings);
  }

  private String decode(int start, int end) throws DtbException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value, start, end - start);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw fault("is not a list of strings: not UTF-8");
    }
  }

  /** Whether the value is a list of strings of which one is {@code wanted}. */
  boolean lists(byte[] wanted) {
    for (int start = 0; start < value.length; ) {
      int end = endOfString(start);
      if (end < value.length && Arrays.equals(value, start, end, wanted, 0, wanted.length)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private int endOfString(int start) {
    int end = start;
    while (end < value.length && value[end] != 0) {
      end++;
    }
    return end;
  }

  DtbException fault(String what) {
    return new DtbException(offset, "property " + name + " " + what);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Property that
        && name.equals(that.name)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(value);
  }

  /** Returns the property as dtc writes it in DTS text. */
  @Override
  public String toString() {
    return DtsWriter.text(this);
  }
}
