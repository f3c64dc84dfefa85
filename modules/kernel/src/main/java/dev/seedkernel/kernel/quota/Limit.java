package dev.seedkernel.kernel.quota;

import dev.seedkernel.kernel.abi.Errno;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a machine may use at most. Each limit is always on; {@link Limits} holds the values.
 *
 * <p>Contract: "Scale that the chain needs".
 */
public enum Limit {
  MEMORY(
      2L << 30,
      Unit.BYTES,
      Errno.ENOMEM,
      "pages of all processes that were written to, and what pipes and sockets hold;"
          + " a process that needs one more page is killed (SIGKILL)"),
  ADDRESS_SPACE(4L << 30, Unit.BYTES, Errno.ENOMEM, "addresses of one process, mapped or not"),
  FILE_BYTES(1L << 30, Unit.BYTES, Errno.ENOSPC, "contents of all files, in pages of 4096 bytes"),
  FILES(65_536, Unit.COUNT, Errno.ENOSPC, "files, directories and links at once"),
  OPEN_FILES(1024, Unit.COUNT, Errno.EMFILE, "descriptors of one process"),
  PROCESSES(1024, Unit.COUNT, Errno.EAGAIN, "processes at once, zombies included"),
  SPAWN_DEPTH(64, Unit.COUNT, Errno.EAGAIN, "generations of processes below /init"),
  ARGUMENTS(2L << 20, Unit.BYTES, Errno.E2BIG, "argument and environment strings of one program");

  /** What a limit counts. */
  public enum Unit {
    BYTES,
    COUNT
  }

  private final long defaultValue;
  private final Unit unit;
  private final Errno errno;
  private final String meaning;

  Limit(long defaultValue, Unit unit, Errno errno, String meaning) {
    this.defaultValue = defaultValue;
    this.unit = unit;
    this.errno = errno;
    this.meaning = meaning;
  }

  /** Returns the name in lower case with hyphens, as users write it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the limit of that {@link #title}. */
  public static Optional<Limit> byTitle(String title) {
    return Arrays.stream(values()).filter(limit -> limit.title().equals(title)).findFirst();
  }

  public long defaultValue() {
    return defaultValue;
  }

  public Unit unit() {
    return unit;
  }

  /** Returns the error that a system call gives when it would exceed the limit. */
  public Errno errno() {
    return errno;
  }

  /** Returns what is limited, as half a sentence. */
  public String meaning() {
    return meaning;
  }
}
