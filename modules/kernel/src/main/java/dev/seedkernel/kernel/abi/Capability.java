package dev.seedkernel.kernel.abi;

/** Capabilities that the kernel asks for, by bit number (linux/capability.h). */
public final class Capability {
  public static final int CAP_CHOWN = 0;
  public static final int CAP_DAC_OVERRIDE = 1;
  public static final int CAP_DAC_READ_SEARCH = 2;
  public static final int CAP_FOWNER = 3;
  public static final int CAP_FSETID = 4;
  public static final int CAP_SETGID = 6;
  public static final int CAP_SETUID = 7;
  public static final int CAP_SETPCAP = 8;
  public static final int CAP_LINUX_IMMUTABLE = 9;
  public static final int CAP_SYS_CHROOT = 18;
  public static final int CAP_SYS_ADMIN = 21;
  public static final int CAP_SYS_BOOT = 22;
  public static final int CAP_SYS_RESOURCE = 24;
  public static final int CAP_SYS_TIME = 25;
  public static final int CAP_SYS_TTY_CONFIG = 26;
  public static final int CAP_MKNOD = 27;
  public static final int CAP_MAC_OVERRIDE = 32;

  /** One more than the last one of Linux 6.1. */
  public static final int COUNT = 41;

  /** All of them. */
  public static final long ALL = (1L << COUNT) - 1;

  /** Those that go and come with the user id of file access (CAP_FS_SET). */
  public static final long FILES =
      bit(CAP_CHOWN)
          | bit(CAP_DAC_OVERRIDE)
          | bit(CAP_DAC_READ_SEARCH)
          | bit(CAP_FOWNER)
          | bit(CAP_FSETID)
          | bit(CAP_LINUX_IMMUTABLE)
          | bit(CAP_MKNOD)
          | bit(CAP_MAC_OVERRIDE);

  private Capability() {}

  /** Returns the bit of a capability in a set. */
  public static long bit(int capability) {
    return 1L << capability;
  }
}
