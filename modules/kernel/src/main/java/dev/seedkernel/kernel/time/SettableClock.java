package dev.seedkernel.kernel.time;

/** A clock whose date programs of the machine may set; that of its source stays as it is. */
public final class SettableClock implements Clock {
  private final Clock source;
  private long moved;

  public SettableClock(Clock source) {
    this.source = source;
  }

  @Override
  public long nanoseconds() {
    return source.nanoseconds() + moved;
  }

  /** Sets what {@link #nanoseconds()} returns now; {@link #uptime()} goes on as it was. */
  public void setNanoseconds(long nanoseconds) {
    moved = nanoseconds - source.nanoseconds();
  }

  @Override
  public long uptime() {
    return source.uptime();
  }

  @Override
  public void advance(long nanoseconds) {
    source.advance(nanoseconds);
  }

  @Override
  public void waitUntil(long uptime) {
    source.waitUntil(uptime);
  }
}
