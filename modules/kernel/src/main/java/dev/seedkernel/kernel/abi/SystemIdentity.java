package dev.seedkernel.kernel.abi;

/** What the kernel says that it is: in uname(2), and in /proc. */
public final class SystemIdentity {
  public static final String NAME = "Linux";
  public static final String NODE = "seedkernel";
  public static final String RELEASE = "6.1.0";
  public static final String VERSION = "#1 Seedkernel";
  public static final String MACHINE = "aarch64";
  public static final String DOMAIN = "(none)";

  private SystemIdentity() {}
}
