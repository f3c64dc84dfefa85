package dev.seedkernel.spec.properties;

/** Flags of {@code openat} on arm64. */
final class OpenFlags {
  static final int RDONLY = 0;
  static final int WRONLY = 1;
  static final int RDWR = 2;
  static final int CREAT = 0x40;
  static final int TRUNC = 0x200;
  static final int APPEND = 0x400;

  private OpenFlags() {}
}
