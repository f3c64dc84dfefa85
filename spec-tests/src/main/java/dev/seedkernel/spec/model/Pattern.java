package dev.seedkernel.spec.model;

import dev.seedkernel.spec.program.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What bytes in memory may be: pieces, one behind the other.
 *
 * {@snippet :
 * Pattern.of(Bytes.ofNumber(17, 4)).any(8).pid(child).zeros(4);
 * }
 */
public record Pattern(List<Piece> pieces) {
  public static final Pattern EMPTY = new Pattern(List.of());

  public Pattern {
    pieces = List.copyOf(pieces);
  }

  /** A part of a pattern. */
  public sealed interface Piece {
    int length();
  }

  /** These bytes. */
  public record Fixed(Bytes bytes) implements Piece {
    @Override
    public int length() {
      return bytes.length();
    }
  }

  /** Any bytes: what the contract leaves open. */
  public record Any(int length) implements Piece {}

  /** The bytes that were there before. */
  public record Kept(int length) implements Piece {}

  /** The process id of a process of the model, in 4 bytes. */
  public record Pid(int process) implements Piece {
    @Override
    public int length() {
      return 4;
    }
  }

  /**
   * The {@code st_dev} and {@code st_ino} of a file of the model, in 16 bytes: the same each time,
   * and others than those of any other file that lives (FS-37).
   */
  public record FileId(int inode) implements Piece {
    @Override
    public int length() {
      return 16;
    }
  }

  public static Pattern of(Bytes bytes) {
    return EMPTY.fixed(bytes);
  }

  public Pattern fixed(Bytes bytes) {
    return then(new Fixed(bytes));
  }

  public Pattern any(int length) {
    return then(new Any(length));
  }

  public Pattern kept(int length) {
    return then(new Kept(length));
  }

  public Pattern pid(int process) {
    return then(new Pid(process));
  }

  public Pattern file(int inode) {
    return then(new FileId(inode));
  }

  /** Returns this pattern with one more piece. */
  public Pattern then(Piece piece) {
    if (piece.length() == 0) {
      return this;
    }
    List<Piece> more = new ArrayList<>(pieces);
    more.add(piece);
    return new Pattern(more);
  }

  public int length() {
    return pieces.stream().mapToInt(Piece::length).sum();
  }
}
