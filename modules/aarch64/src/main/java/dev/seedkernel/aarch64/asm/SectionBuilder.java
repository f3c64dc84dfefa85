package dev.seedkernel.aarch64.asm;

import dev.seedkernel.aarch64.asm.Section.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A section while it grows: twice, once to find the addresses and once to fill in the bytes. */
final class SectionBuilder {
  /** More reserved memory is a mistake; no host has it. */
  static final long MAX_RESERVED = 1L << 40;

  private static final int NOP = 0xd503201f;

  private final String name;
  private final Kind kind;
  private final boolean loaded;
  private final Budget budget;
  private final LiteralPool pool = new LiteralPool();
  private byte[] bytes = new byte[0];
  private boolean emitting;
  private long address;
  private long offset;
  private long size;
  private long alignment = 1;

  /** Offsets where code (true) or data (false) begins; of sections of code, in the second pass. */
  private final NavigableMap<Long, Boolean> contents = new TreeMap<>();

  /**
   * Creates an empty section.
   *
   * @param loaded whether the program has it in memory
   */
  SectionBuilder(String name, Kind kind, boolean loaded, Budget budget) {
    this.name = name;
    this.kind = kind;
    this.loaded = loaded;
    this.budget = budget;
  }

  boolean isLoaded() {
    return loaded;
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  LiteralPool pool() {
    return pool;
  }

  long offset() {
    return offset;
  }

  long address() {
    return address;
  }

  long size() {
    return size;
  }

  long alignment() {
    return alignment;
  }

  /** Ends the first pass: the section lies at an address, and is filled from its start. */
  void place(long newAddress) {
    address = newAddress;
    size = offset;
    offset = 0;
    emitting = true;
    if (kind != Kind.BSS) {
      bytes = new byte[(int) size];
    }
  }

  /** Makes the section begin at a multiple of a power of two, or of a larger one. */
  void requireAlignment(long boundary) {
    alignment = Math.max(alignment, boundary);
  }

  /** Goes to where the first pass was after the same statement, which an error kept from it. */
  void moveTo(long newOffset) {
    offset = newOffset;
  }

  /** Adds an instruction. */
  void instruction(int word, Cursor cursor) throws AssemblyException {
    put(word, 4, true, cursor);
  }

  /** Adds a number of {@code width} bytes, little-endian. */
  void number(long number, int width, Cursor cursor) throws AssemblyException {
    put(number, width, false, cursor);
  }

  private void put(long number, int width, boolean code, Cursor cursor) throws AssemblyException {
    if (kind == Kind.BSS && number != 0) {
      throw cursor.error(0, "expected zeros only in " + name);
    }
    long start = advance(width, code, cursor);
    if (emitting && kind != Kind.BSS) {
      for (int i = 0; i < width; i++) {
        bytes[(int) start + i] = (byte) (i < 8 ? number >> (8 * i) : 0);
      }
    }
  }

  /** Adds bytes. */
  void bytes(byte[] content, Cursor cursor) throws AssemblyException {
    if (kind == Kind.BSS && IntStream.range(0, content.length).anyMatch(i -> content[i] != 0)) {
      throw cursor.error(0, "expected zeros only in " + name);
    }
    long start = advance(content.length, false, cursor);
    if (emitting && kind != Kind.BSS) {
      System.arraycopy(content, 0, bytes, (int) start, content.length);
    }
  }

  /** Adds one byte many times. */
  void fill(long count, int value, Cursor cursor) throws AssemblyException {
    if (kind == Kind.BSS && (byte) value != 0) {
      throw cursor.error(0, "expected zeros only in " + name);
    }
    long start = advance(count, false, cursor);
    if (emitting && kind != Kind.BSS) {
      Arrays.fill(bytes, (int) start, (int) (start + count), (byte) value);
    }
  }

  /** Adds a number of up to eight bytes many times. */
  void fill(long count, int width, long number, Cursor cursor) throws AssemblyException {
    if (kind == Kind.BSS && count > 0 && width > 0 && number != 0) {
      throw cursor.error(0, "expected zeros only in " + name);
    }
    long start = advance(count * width, false, cursor);
    if (emitting && kind != Kind.BSS) {
      for (int i = (int) start; i < (int) offset; i++) {
        bytes[i] = (byte) (number >>> (8 * ((i - start) % width)));
      }
    }
  }

  /** Moves to a multiple of a power of two, over no-operations in code and zeros elsewhere. */
  void align(long boundary, Cursor cursor) throws AssemblyException {
    alignment = Math.max(alignment, boundary);
    if (kind != Kind.TEXT) {
      fill(padding(boundary), 0, cursor);
      return;
    }
    fill(padding(Math.min(boundary, 4)), 0, cursor);
    for (long left = padding(boundary); left > 0; left -= 4) {
      instruction(NOP, cursor);
    }
  }

  /** Moves to a multiple of a power of two, over bytes of a value. */
  void align(long boundary, int value, Cursor cursor) throws AssemblyException {
    alignment = Math.max(alignment, boundary);
    fill(padding(boundary), value, cursor);
  }

  long padding(long boundary) {
    return -offset & (boundary - 1);
  }

  private long advance(long count, boolean code, Cursor cursor) throws AssemblyException {
    if (kind == Kind.BSS && count > MAX_RESERVED - offset) {
      throw cursor.error(0, "expected at most " + MAX_RESERVED + " bytes in " + name);
    }
    if (kind != Kind.BSS && !emitting && !budget.fill(count)) {
      throw cursor.error(
          0, "expected at most %d bytes in all sections".formatted(Budget.MAX_CONTENT));
    }
    long start = offset;
    offset += count;
    if (emitting && offset > size) {
      throw cursor.error(0, "expected a size that does not depend on what follows");
    }
    if (emitting && kind == Kind.TEXT && count > 0) {
      Map.Entry<Long, Boolean> before = contents.floorEntry(start);
      if (before == null || before.getValue() != code) {
        contents.put(start, code);
      }
    }
    return start;
  }

  /** Returns where code and data begin. */
  List<Section.Mapping> mappings() {
    return contents.entrySet().stream()
        .map(entry -> new Section.Mapping(address + entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Fills what lies between two places with no-operations, as far as whole ones fit. */
  static void fillWithCode(byte[] bytes, long from, long to) {
    for (int at = (int) ((from + 3) & -4); at + 4 <= to; at += 4) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, NOP);
    }
  }

  /** Copies the content to its place in what begins at an address. */
  void copyTo(byte[] target, long start) {
    if (kind != Kind.BSS) {
      System.arraycopy(bytes, 0, target, (int) (address - start), (int) size);
    }
  }
}
