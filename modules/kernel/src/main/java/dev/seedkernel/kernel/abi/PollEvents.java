package dev.seedkernel.kernel.abi;

/** What a file is ready for: the bits of poll(2) and epoll_ctl(2), which have the same numbers. */
public final class PollEvents {
  public static final int POLLIN = 0x1;
  public static final int POLLPRI = 0x2;
  public static final int POLLOUT = 0x4;
  public static final int POLLERR = 0x8;
  public static final int POLLHUP = 0x10;
  public static final int POLLNVAL = 0x20;
  public static final int POLLRDNORM = 0x40;
  public static final int POLLRDBAND = 0x80;
  public static final int POLLWRNORM = 0x100;
  public static final int POLLWRBAND = 0x200;
  public static final int POLLRDHUP = 0x2000;

  /** There is something to read. */
  public static final int READABLE = POLLIN | POLLRDNORM;

  /** There is room to write. */
  public static final int WRITABLE = POLLOUT | POLLWRNORM;

  /** Of a file that never keeps anybody waiting. */
  public static final int ALWAYS = READABLE | WRITABLE;

  /** Reported whether or not they were asked for. */
  public static final int UNASKED = POLLERR | POLLHUP;

  /** Everything: of a change that may mean anything. */
  public static final int ANY = -1;

  private PollEvents() {}
}
