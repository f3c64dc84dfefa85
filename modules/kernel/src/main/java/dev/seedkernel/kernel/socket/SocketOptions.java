package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.time.Timers;
import java.util.HashMap;
import java.util.Map;

/** What setsockopt(2) has set. */
public final class SocketOptions {
  private static final int LEAST_SEND_BUFFER = 4608;
  private static final int LEAST_RECEIVE_BUFFER = 2304;

  private final int mostBuffer;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private int sendBuffer;
  private int receiveBuffer;
  private long sendTimeout = Timers.NEVER;
  private long receiveTimeout = Timers.NEVER;
  private boolean passCredentials;
  private boolean reusesAddress;

  SocketOptions(int buffer) {
    this.mostBuffer = buffer;
    this.sendBuffer = buffer;
    this.receiveBuffer = buffer;
  }

  /** Returns a number that has no effect but to be there, or a default. */
  public int number(int level, int option, int unset) {
    return numbers.getOrDefault(((long) level << 32) | option, unset);
  }

  /** Keeps a number; the caller sees to it that there are few of them. */
  public void keep(int level, int option, int value) {
    numbers.put(((long) level << 32) | option, value);
  }

  public int sendBuffer() {
    return sendBuffer;
  }

  /** Sets twice the size, as Linux does for its overhead (socket(7)). */
  public void sendBuffer(int size) {
    sendBuffer = Math.max(LEAST_SEND_BUFFER, 2 * Math.clamp(size, 0, mostBuffer));
  }

  public int receiveBuffer() {
    return receiveBuffer;
  }

  /** Sets twice the size, as {@link #sendBuffer(int)}. */
  public void receiveBuffer(int size) {
    receiveBuffer = Math.max(LEAST_RECEIVE_BUFFER, 2 * Math.clamp(size, 0, mostBuffer));
  }

  /** Returns for how many nanoseconds sending waits. */
  public long sendTimeout() {
    return sendTimeout;
  }

  public void sendTimeout(long nanoseconds) {
    sendTimeout = nanoseconds;
  }

  /** Returns for how many nanoseconds receiving waits. */
  public long receiveTimeout() {
    return receiveTimeout;
  }

  public void receiveTimeout(long nanoseconds) {
    receiveTimeout = nanoseconds;
  }

  /** Returns whether an address may be used again that nobody listens at (SO_REUSEADDR). */
  public boolean reusesAddress() {
    return reusesAddress;
  }

  public void reusesAddress(boolean reuse) {
    reusesAddress = reuse;
  }

  /** Returns whether messages tell who sent them (SO_PASSCRED). */
  public boolean passCredentials() {
    return passCredentials;
  }

  public void passCredentials(boolean pass) {
    passCredentials = pass;
  }
}
