package dev.seedkernel.cpio;

/** What is left of the limits while one input is read. */
final class Budget {
  private final CpioLimits limits;
  private long unpacked;
  private int entries;
  private int parts;

  Budget(CpioLimits limits) {
    this.limits = limits;
  }

  CpioLimits limits() {
    return limits;
  }

  /** Tells whether {@code bytes} more would go over the limit of unpacked bytes. */
  boolean exceededBy(long bytes) {
    return bytes > limits.unpackedBytes() - unpacked;
  }

  /** Counts unpacked bytes; the caller has asked {@link #exceededBy} or does so after. */
  void unpacked(long bytes) {
    unpacked += bytes;
  }

  String unpackedRule() {
    return "unpacks to more than the limit of " + limits.unpackedBytes() + " bytes";
  }

  boolean nextEntryExceeds() {
    return ++entries > limits.entries();
  }

  boolean nextPartExceeds() {
    return ++parts > limits.parts();
  }
}
