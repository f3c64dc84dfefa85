package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file system for tests, with shorthands that fail loudly. */
final class Files {
  final FileSystem system;
  final PathWalker walker;
  final Directory root;

  Files() {
    this(Limits.DEFAULT);
  }

  Files(Limits limits) {
    system = new FileSystem(limits, new VirtualClock(0));
    root = system.root();
    walker = new PathWalker(root);
  }

  /** Something that may fail with an error number. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws ErrnoException;
  }

  static <T> T succeed(Call<T> call) {
    try {
      return call.run();
    } catch (ErrnoException e) {
      throw new AssertionError(e.errno().toString(), e);
    }
  }

  static @Nullable Errno errno(Call<?> call) {
    try {
      call.run();
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  private <T extends Inode> T put(String path, T inode) {
    return succeed(() -> {
      PathWalker.Entry entry = walker.walkToName(root, path);
      entry.parent().link(entry.name(), inode);
      return inode;
    });
  }

  Directory directory(String path) {
    return put(path, succeed(() -> system.newDirectory(0755)));
  }

  RegularFile file(String path, String content) {
    RegularFile file = put(path, succeed(() -> system.newRegularFile(0644)));
    write(file, 0, content);
    return file;
  }

  SymbolicLink link(String path, String target) {
    return put(path, succeed(() -> system.newSymbolicLink(target)));
  }

  SpecialFile device(String path, Device.Driver driver) {
    return put(
        path, succeed(() -> system.newSpecialFile(FileMode.S_IFCHR | 0666, driver.device())));
  }

  Inode at(String path) {
    return Objects.requireNonNull(succeed(() -> walker.walk(root, path, true)).inode());
  }

  void remove(String path) {
    PathWalker.Entry entry = succeed(() -> walker.walkToName(root, path));
    succeed(() -> {
      entry.parent().unlink(entry.name());
      return entry;
    });
  }

  static Transfer.Source source(String text) {
    return Transfer.from(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  static int write(RegularFile file, long position, String text) {
    return succeed(() -> file.write(position, source(text), text.length()));
  }

  static String read(RegularFile file, long position, int length) {
    byte[] bytes = new byte[length];
    int count = file.read(position, Transfer.into(MemorySegment.ofArray(bytes)), length);
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }

  static String read(OpenFile file, int length) {
    byte[] bytes = new byte[length];
    int count = succeed(() -> file.read(Transfer.into(MemorySegment.ofArray(bytes)), length));
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }
}
