package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.fs.OpenFile;
import java.util.List;

/** Bytes on their way, with what goes with them. */
public final class Message {
  /** What a message costs beyond its bytes. */
  static final int OVERHEAD = 256;

  private static final int FILE_OVERHEAD = 16;

  private final byte[] bytes;
  private final List<OpenFile> files;
  private final Sender sender;
  private final Address from;
  private final int cost;

  /**
   * Creates a message.
   *
   * @param bytes what was sent; not copied
   * @param files open files that the receiver is given (SCM_RIGHTS); each is held
   * @param sender who sent it (SCM_CREDENTIALS)
   * @param from the name of the socket that sent it
   */
  Message(byte[] bytes, List<OpenFile> files, Sender sender, Address from) {
    this(bytes, files, sender, from, bytes.length + OVERHEAD + files.size() * FILE_OVERHEAD);
  }

  private Message(byte[] bytes, List<OpenFile> files, Sender sender, Address from, int cost) {
    this.cost = cost;
    this.bytes = bytes;
    this.files = List.copyOf(files);
    this.sender = sender;
    this.from = from;
  }

  /** The process at the other end (struct ucred). */
  public record Sender(int pid, int uid, int gid) {
    /** Nobody: before a socket is connected. */
    public static final Sender NONE = new Sender(0, -1, -1);
  }

  byte[] bytes() {
    return bytes;
  }

  public List<OpenFile> files() {
    return files;
  }

  public Sender sender() {
    return sender;
  }

  public Address from() {
    return from;
  }

  /** Returns the same bytes without files: they were handed over. */
  Message withoutFiles() {
    return new Message(bytes, List.of(), sender, from, cost);
  }

  /** Returns what it is charged, from being sent until it is received whole. */
  int cost() {
    return cost;
  }
}
