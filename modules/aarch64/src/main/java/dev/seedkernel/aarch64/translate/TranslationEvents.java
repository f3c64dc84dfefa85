package dev.seedkernel.aarch64.translate;

import java.util.Locale;

/**
 * What the translator tells JDK Flight Recorder. Where the module jdk.jfr is not there, or nobody
 * records, nothing happens, and no class of it is used but for one question.
 */
public final class TranslationEvents {
  /** What happened to an image of code. */
  public enum Action {
    /** No other address space had the bytes. */
    MADE,
    /** Another one had, so its regions are there already. */
    SHARED,
    /** An earlier run's translations of it were found. */
    RECALLED,
    /** New address spaces will not find it. */
    DROPPED
  }

  /** Measures a translation. */
  interface Timer {
    /**
     * Ends the measurement of one that succeeded.
     *
     * @param bytes of bytecode
     * @param limit why there are no more instructions, or empty
     */
    void translated(long entry, int instructions, int bytes, String limit);
  }

  private static final Timer NONE = (entry, instructions, bytes, limit) -> {};

  private static final boolean PRESENT =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .map(TranslationEvents.class.getModule()::canRead)
          .orElse(false);

  private TranslationEvents() {}

  private static boolean isOn() {
    return PRESENT && FlightEvents.mayRecord();
  }

  /** Begins to measure a translation. */
  static Timer begin() {
    return isOn() ? FlightEvents.begin() : NONE;
  }

  /** No region begins at an address. */
  static void refused(long entry, String reason) {
    if (isOn()) {
      FlightEvents.refused(entry, reason);
    }
  }

  /** Something happened to an image. */
  public static void image(Action action, long start, long size, boolean fixed, int regions) {
    if (isOn()) {
      FlightEvents.image(action.name().toLowerCase(Locale.ROOT), start, size, fixed, regions);
    }
  }

  /** Code of an address space changed, and so many regions are not used any more. */
  public static void changed(long start, long size, int regions) {
    if (isOn()) {
      FlightEvents.changed(start, size, regions);
    }
  }
}
