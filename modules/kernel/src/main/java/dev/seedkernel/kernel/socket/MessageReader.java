package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.socket.Socket.Incoming;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Takes messages out of a queue that is not empty. */
final class MessageReader {
  private MessageReader() {}

  private static boolean copy(Transfer.Sink to, Message message, int from, int length) {
    return to.put(MemorySegment.ofArray(message.bytes()), from, length) == length;
  }

  /** Takes one message whole: what does not fit is lost. */
  static Incoming one(ReceiveQueue queue, Transfer.Sink to, int length, boolean peek) {
    Message message = queue.all().iterator().next();
    int full = message.bytes().length;
    int part = Math.min(full, length);
    boolean copied = copy(to, message, 0, part);
    if (!peek) {
      queue.remove();
    }
    return new Incoming(copied ? part : 0, full, message);
  }

  /**
   * Takes bytes of several messages, up to one that brings files, or that another sender has sent
   * if that is told.
   */
  static Incoming stream(
      ReceiveQueue queue, Transfer.Sink to, int length, boolean peek, boolean tellsSender) {
    int done = 0;
    int passed = queue.passed();
    Message first = null;
    Message files = null;
    for (Message message : List.copyOf(queue.upTo(length))) {
      boolean full = done == length && first != null;
      if (full || (first != null && tellsSender && !message.sender().equals(first.sender()))) {
        break;
      }
      first = first == null ? message : first;
      int part = Math.min(message.bytes().length - passed, length - done);
      if (!copy(to, message, passed, part)) {
        break;
      }
      done += part;
      passed = 0;
      if (!peek) {
        queue.take(part);
      }
      if (!message.files().isEmpty()) {
        files = message;
        break;
      }
    }
    return new Incoming(done, done, files == null ? first : files);
  }
}
