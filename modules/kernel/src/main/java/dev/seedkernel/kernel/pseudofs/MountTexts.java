package dev.seedkernel.kernel.pseudofs;

import dev.seedkernel.kernel.fs.Mounts;
import dev.seedkernel.kernel.process.Machine;
import org.jspecify.annotations.Nullable;

/** The mount table as text (proc(5), "/proc/pid/mountinfo"). */
final class MountTexts {
  private MountTexts() {}

  static String mounts(Subject subject) {
    StringBuilder text = new StringBuilder();
    for (Mounts.Mount mount : subject.machine().mounts().all()) {
      String path = path(subject.machine(), mount);
      if (path != null) {
        text.append(
            "%s %s %s %s 0 0\n"
                .formatted(
                    escape(mount.source()),
                    escape(path),
                    mount.fileSystem().kind().title(),
                    mount.options()));
      }
    }
    return text.toString();
  }

  static String mountinfo(Subject subject) {
    StringBuilder text = new StringBuilder();
    for (Mounts.Mount mount : subject.machine().mounts().all()) {
      String path = path(subject.machine(), mount);
      if (path != null) {
        text.append(
            "%d %d 0:%d / %s %s - %s %s rw\n"
                .formatted(
                    mount.id(),
                    mount.parentId(),
                    mount.fileSystem().device(),
                    escape(path),
                    mount.options(),
                    mount.fileSystem().kind().title(),
                    escape(mount.source())));
      }
    }
    return text.toString();
  }

  private static @Nullable String path(Machine machine, Mounts.Mount mount) {
    return machine.walker().pathOf(mount.fileSystem().root());
  }

  /** Writes what would end a field in octal (getmntent(3)). */
  private static String escape(String field) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\\' || c == '#') {
        escaped.append("\\%03o".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
