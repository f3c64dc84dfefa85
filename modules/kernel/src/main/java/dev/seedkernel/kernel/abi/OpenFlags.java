package dev.seedkernel.kernel.abi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Flags of openat and of an open file description, as arm64 numbers them (fcntl.h). */
public final class OpenFlags {
  public static final int O_ACCMODE = 03;
  public static final int O_RDONLY = 00;
  public static final int O_WRONLY = 01;
  public static final int O_RDWR = 02;
  public static final int O_CREAT = 0100;
  public static final int O_EXCL = 0200;
  public static final int O_NOCTTY = 0400;
  public static final int O_TRUNC = 01000;
  public static final int O_APPEND = 02000;
  public static final int O_NONBLOCK = 04000;
  public static final int O_DSYNC = 010000;
  public static final int O_DIRECTORY = 040000;
  public static final int O_NOFOLLOW = 0100000;
  public static final int O_DIRECT = 0200000;
  public static final int O_LARGEFILE = 0400000;
  public static final int O_NOATIME = 01000000;
  public static final int O_CLOEXEC = 02000000;
  public static final int O_SYNC = 04010000;
  public static final int O_PATH = 010000000;

  /** O_TMPFILE without the O_DIRECTORY that comes with it. */
  public static final int O_TMPFILE_ONLY = 020000000;

  public static final int O_TMPFILE = O_TMPFILE_ONLY | O_DIRECTORY;

  /** Names of the flags; those that contain others come first. */
  public static final Map<Integer, String> NAMES = names();

  private OpenFlags() {}

  private static Map<Integer, String> names() {
    Map<Integer, String> names = new LinkedHashMap<>();
    names.put(O_TMPFILE, "O_TMPFILE");
    names.put(O_SYNC, "O_SYNC");
    names.put(O_CREAT, "O_CREAT");
    names.put(O_EXCL, "O_EXCL");
    names.put(O_NOCTTY, "O_NOCTTY");
    names.put(O_TRUNC, "O_TRUNC");
    names.put(O_APPEND, "O_APPEND");
    names.put(O_NONBLOCK, "O_NONBLOCK");
    names.put(O_DSYNC, "O_DSYNC");
    names.put(O_DIRECTORY, "O_DIRECTORY");
    names.put(O_NOFOLLOW, "O_NOFOLLOW");
    names.put(O_DIRECT, "O_DIRECT");
    names.put(O_LARGEFILE, "O_LARGEFILE");
    names.put(O_NOATIME, "O_NOATIME");
    names.put(O_CLOEXEC, "O_CLOEXEC");
    names.put(O_PATH, "O_PATH");
    return Collections.unmodifiableMap(names);
  }

  /** Returns whether reading is allowed. */
  public static boolean reads(int flags) {
    int mode = flags & O_ACCMODE;
    return mode == O_RDONLY || mode == O_RDWR;
  }

  /** Returns whether writing is allowed. */
  public static boolean writes(int flags) {
    int mode = flags & O_ACCMODE;
    return mode == O_WRONLY || mode == O_RDWR;
  }
}
