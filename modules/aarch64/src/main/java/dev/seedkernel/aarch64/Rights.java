package dev.seedkernel.aarch64;

/** What a page of guest memory may be used for; the bits may be combined, 0 is no access at all. */
public final class Rights {
  public static final int NONE = 0;
  public static final int READ = 1;
  public static final int WRITE = 2;
  public static final int EXECUTE = 4;
  public static final int ALL = READ | WRITE | EXECUTE;

  private Rights() {}
}
