package dev.seedkernel.kernel.event;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.time.Clock;
import dev.seedkernel.kernel.time.Timers;
import dev.seedkernel.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose expirations are read (timerfd_create(2)). After one, it is not set again before
 * somebody asks: so a short interval costs nothing while nobody looks.
 */
public final class TimerFile extends EventFile {
  private final WaitQueue changes = new WaitQueue();
  private final Clock clock;
  private final Timers timers;
  private final boolean realTime;
  private Timers.@Nullable Timer timer;
  private long interval;
  private long expiry = Timers.NEVER;
  private boolean expired;
  private long ticks;

  /** What a timer is set to: nanoseconds; a value of 0 is a timer that is not set. */
  public record Setting(long value, long interval) {}

  /**
   * Creates a timer that is not set.
   *
   * @param realTime whether absolute times are since 1970, and not since the start
   */
  public TimerFile(
      SpecialFile file, Clock clock, Timers timers, boolean realTime, boolean nonblocking) {
    super(file, "timerfd", nonblocking);
    this.clock = clock;
    this.timers = timers;
    this.realTime = realTime;
  }

  /** Sets the timer and forgets what has expired; returns what it was set to. */
  public Setting set(Setting setting, boolean absolute) {
    final Setting old = get();
    stop();
    ticks = 0;
    expired = false;
    interval = setting.interval();
    expiry = Timers.NEVER;
    if (setting.value() != 0) {
      long now = clock.uptime();
      long start = absolute ? (realTime ? now - clock.nanoseconds() : 0) : now;
      long time = start + setting.value();
      expiry = setting.value() > 0 && time < start ? Timers.NEVER : Math.max(0, time);
      start();
    }
    return old;
  }

  /** Returns how long it is until the next expiration, and the interval. */
  public Setting get() {
    forward();
    long left = expiry == Timers.NEVER || expired ? 0 : Math.max(0, expiry - clock.uptime());
    // What has come but was not seen yet is as near as can be.
    boolean imminent = left == 0 && expiry != Timers.NEVER && !expired;
    return new Setting(imminent ? 1 : left, interval);
  }

  private void start() {
    if (expiry != Timers.NEVER) {
      timer = timers.schedule(expiry, this::expire);
    }
  }

  private void stop() {
    Timers.Timer running = timer;
    timer = null;
    if (running != null) {
      timers.cancel(running);
    }
  }

  private void expire() {
    timer = null;
    expired = true;
    ticks++;
    changes.wakeAll(PollEvents.POLLIN);
  }

  /** Counts the intervals that have passed since the expiration, and sets the timer again. */
  private void forward() {
    if (expired && interval > 0) {
      long passed = (clock.uptime() - expiry) / interval + 1;
      ticks += passed - 1;
      long next = expiry + passed * interval;
      expiry = next < expiry ? Timers.NEVER : next;
      expired = false;
      start();
    }
  }

  @Override
  protected void closed() {
    stop();
  }

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    if (length < Long.BYTES) {
      throw Errno.EINVAL.exception();
    }
    if (ticks == 0) {
      throw Errno.EAGAIN.exception();
    }
    forward();
    long count = ticks;
    ticks = 0;
    expired = false;
    if (interval == 0) {
      expiry = Timers.NEVER;
    }
    return Words.put(to, count);
  }

  @Override
  public int readiness() {
    return ticks > 0 ? PollEvents.POLLIN : 0;
  }

  @Override
  public WaitQueue changes() {
    return changes;
  }
}
