package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.fs.OpenFile;
import java.util.List;

/**
 * Bytes on their way, with what goes with them.
 *
 * @param bytes what was sent
 * @param files open files that the receiver is given (SCM_RIGHTS); each is held
 * @param sender who sent it (SCM_CREDENTIALS)
 * @param from the name of the socket that sent it
 */
public record Message(byte[] bytes, List<OpenFile> files, Sender sender, Address from) {
  /** What a message costs beyond its bytes. */
  static final int OVERHEAD = 256;

  /** Keeps a copy of the list. */
  public Message {
    files = List.copyOf(files);
  }

  /** The process at the other end (struct ucred). */
  public record Sender(int pid, int uid, int gid) {
    /** Nobody: before a socket is connected. */
    public static final Sender NONE = new Sender(0, -1, -1);
  }

  int cost() {
    return bytes.length + OVERHEAD;
  }
}
