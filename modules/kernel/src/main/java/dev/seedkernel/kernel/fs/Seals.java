package dev.seedkernel.kernel.fs;

/** What a file may be sealed against (fcntl(2), F_ADD_SEALS). */
public final class Seals {
  /** No further seals. */
  public static final int F_SEAL_SEAL = 1;

  /** It does not become shorter. */
  public static final int F_SEAL_SHRINK = 2;

  /** It does not become longer. */
  public static final int F_SEAL_GROW = 4;

  /** Its content does not change. */
  public static final int F_SEAL_WRITE = 8;

  /** Its content does not change but through mappings that are there. */
  public static final int F_SEAL_FUTURE_WRITE = 16;

  public static final int ALL =
      F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;

  static final int WRITING = F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;

  private Seals() {}
}
