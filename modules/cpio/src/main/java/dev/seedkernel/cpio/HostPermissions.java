package dev.seedkernel.cpio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The nine permission bits of files on the host, where it has them. */
final class HostPermissions {
  /** Permissions where the host's file system has none. */
  private static final int DEFAULT = 0755;

  private static final String ALL = "rwxrwxrwx";

  private HostPermissions() {}

  static int read(Path host) throws IOException {
    PosixFileAttributeView view = view(host);
    if (view == null) {
      return DEFAULT;
    }
    int bits = 0;
    for (char c :
        PosixFilePermissions.toString(view.readAttributes().permissions()).toCharArray()) {
      bits = bits << 1 | (c == '-' ? 0 : 1);
    }
    return bits;
  }

  /** Sets the lowest nine bits of {@code permissions} if the host has them. */
  static void write(Path host, int permissions) throws IOException {
    PosixFileAttributeView view = view(host);
    if (view == null) {
      return;
    }
    StringBuilder text = new StringBuilder(ALL);
    for (int i = 0; i < ALL.length(); i++) {
      if ((permissions >> (ALL.length() - 1 - i) & 1) == 0) {
        text.setCharAt(i, '-');
      }
    }
    view.setPermissions(PosixFilePermissions.fromString(text.toString()));
  }

  private static @Nullable PosixFileAttributeView view(Path host) {
    return Files.getFileAttributeView(
        host, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
