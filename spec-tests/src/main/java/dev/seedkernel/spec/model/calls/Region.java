package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome.Fill;
import dev.seedkernel.spec.model.Pattern;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that a transfer works on: the one buffer of {@code read}, or the elements of {@code
 * readv}, one behind the other (RW-28).
 */
record Region(List<Piece> pieces) {
  /** No call transfers more (RW-9). */
  private static final long MOST = 0x7fff_f000L;

  private static final int MOST_ELEMENTS = 1024;
  private static final int ELEMENT = 16;
  private static final int LENGTH = 8;

  Region {
    pieces = List.copyOf(pieces);
  }

  /** Consecutive bytes. */
  record Piece(long address, long length) {}

  /** Returns the buffer of a call that has a pointer and a count. */
  static Region buffer(Caller call) {
    long address = call.argument(1);
    long count = call.argument(2);
    Caller.require(Caller.isAddressable(address, count), Errno.EFAULT); // RW-7
    return new Region(List.of(new Piece(address, count)));
  }

  /** Returns the elements of a vector (RW-29, RW-30). */
  static Region vector(Caller call) {
    int elements = call.intArgument(2);
    Caller.require(elements >= 0 && elements <= MOST_ELEMENTS, Errno.EINVAL);
    Memory memory = call.context().memory();
    int length = elements * ELEMENT;
    Caller.require(call.readable(call.argument(1), length) == length, Errno.EFAULT);
    Bytes vector = memory.read(call.argument(1), length).orElseThrow();
    List<Piece> pieces = new ArrayList<>();
    for (int at = 0; at < vector.length(); at += ELEMENT) {
      Piece piece = new Piece(vector.number(at, 8), vector.number(at + LENGTH, 8));
      Caller.require(piece.length >= 0, Errno.EINVAL);
      Caller.require(Caller.isAddressable(piece.address, piece.length), Errno.EFAULT);
      pieces.add(piece);
    }
    return new Region(pieces);
  }

  /** Returns how many bytes are asked for. */
  long length() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }

  /** Returns how many of the bytes asked for a call may transfer at most (RW-9). */
  long most() {
    return Math.min(length(), MOST);
  }

  /** Returns how many of the first bytes can be stored, before one that cannot (RW-8, RW-31). */
  long writable(CallContext context, long count) {
    return usable(context.memory(), count, true);
  }

  /** Returns how many of the first bytes can be taken, before one that cannot. */
  long readable(CallContext context, long count) {
    return usable(context.memory(), count, false);
  }

  private long usable(Memory memory, long count, boolean write) {
    long usable = 0;
    for (Piece piece : pieces) {
      long wanted = Math.min(piece.length, count - usable);
      long possible =
          write ? memory.writable(piece.address, wanted) : memory.readable(piece.address, wanted);
      usable += possible;
      if (possible < wanted) {
        break;
      }
    }
    return usable;
  }

  /** Returns the first bytes, which can be read. */
  Bytes read(CallContext context, long count) {
    Bytes result = Bytes.EMPTY;
    for (Piece piece : pieces) {
      long part = Math.min(piece.length, count - result.length());
      result = result.then(context.memory().read(piece.address, (int) part).orElseThrow());
    }
    return result;
  }

  /** Returns what is stored where bytes are put into this region. */
  List<Fill> fills(Bytes bytes) {
    List<Fill> fills = new ArrayList<>();
    int at = 0;
    for (Piece piece : pieces) {
      int part = (int) Math.min(piece.length, bytes.length() - at);
      if (part > 0) {
        fills.add(new Fill(piece.address, Pattern.of(bytes.slice(at, part))));
      }
      at += part;
    }
    return fills;
  }

  /** Returns that anything may stand in the first bytes. */
  List<Fill> open(long count) {
    List<Fill> fills = new ArrayList<>();
    long left = count;
    for (Piece piece : pieces) {
      long part = Math.min(piece.length, left);
      if (part > 0) {
        fills.add(new Fill(piece.address, Pattern.EMPTY.any((int) part)));
      }
      left -= part;
    }
    return fills;
  }
}
