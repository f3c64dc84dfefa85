package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.quota.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that were sent to a socket and not received yet. */
final class ReceiveQueue {
  private final Deque<Message> messages = new ArrayDeque<>();
  private final Quota memory;
  private int passed;
  private long used;

  ReceiveQueue(Quota memory) {
    this.memory = memory;
  }

  /** Adds a message, or returns false at the limit of memory. */
  boolean add(Message message) {
    if (!memory.tryTake(message.cost())) {
      return false;
    }
    used += message.cost();
    messages.addLast(message);
    return true;
  }

  @Nullable Message first() {
    return messages.peekFirst();
  }

  Iterable<Message> all() {
    return messages;
  }

  /** Returns how many bytes of the first message were received already. */
  int passed() {
    return passed;
  }

  /** Returns the first messages, as many as have so many bytes that were not received. */
  List<Message> upTo(int bytes) {
    List<Message> found = new ArrayList<>();
    long total = -passed;
    for (Message message : messages) {
      found.add(message);
      total += message.bytes().length;
      if (total >= bytes) {
        break;
      }
    }
    return found;
  }

  /** Takes bytes of the first message: it goes with its last one, and its files with the first. */
  void take(int bytes) {
    passed += bytes;
    Message message = messages.getFirst();
    if (passed == message.bytes().length) {
      remove();
    } else if (!message.files().isEmpty()) {
      messages.removeFirst();
      messages.addFirst(message.withoutFiles());
    }
  }

  /** Removes the first message. */
  void remove() {
    Message message = messages.removeFirst();
    passed = 0;
    used -= message.cost();
    memory.giveBack(message.cost());
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  int count() {
    return messages.size();
  }

  /** Returns bytes and overhead of what is here. */
  long used() {
    return used;
  }

  /** Returns how many bytes can be received; of a socket with messages, of the first one. */
  long available(boolean stream) {
    long total = -passed;
    for (Message message : messages) {
      total += message.bytes().length;
      if (!stream) {
        break;
      }
    }
    return Math.max(0, total);
  }
}
