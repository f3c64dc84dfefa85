package dev.seedkernel.kernel.boot;

import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.SymbolicLink;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file system with an initramfs in it. */
final class Unpacked {
  static final long EPOCH = 1_000_000_000_000L;

  final FileSystem system;
  final PathWalker walker;

  Unpacked(Limits limits, byte[]... parts) throws BootException {
    system = new FileSystem(limits, new VirtualClock(EPOCH));
    walker = new PathWalker(system.root());
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      buffer.writeBytes(part);
    }
    new Initramfs(system, walker, limits).unpack(MemorySegment.ofArray(buffer.toByteArray()));
  }

  Unpacked(byte[]... parts) throws BootException {
    this(Limits.DEFAULT, parts);
  }

  Inode at(String path) {
    try {
      return walker.walk(system.root(), path, false).existing();
    } catch (ErrnoException e) {
      throw new AssertionError(path + ": " + e.errno(), e);
    }
  }

  String text(String path) {
    return switch (at(path)) {
      case RegularFile file -> new String(bytes(file), StandardCharsets.ISO_8859_1);
      case SymbolicLink link -> "-> " + link.target();
      default -> throw new AssertionError(path);
    };
  }

  static byte[] bytes(RegularFile file) {
    byte[] bytes = new byte[(int) file.size()];
    file.read(0, Transfer.into(MemorySegment.ofArray(bytes)), bytes.length);
    return bytes;
  }

  /** Returns a line for each entry: path, mode, owner, links, time, and size or target. */
  List<String> listing() {
    List<String> lines = new ArrayList<>();
    TreeWalk walk = new TreeWalk(system.root());
    while (walk.next()) {
      Inode inode = walk.inode();
      String what =
          switch (inode) {
            case RegularFile file -> file.size() + " " + sum(bytes(file));
            case SymbolicLink link -> link.target();
            default -> "";
          };
      lines.add(
          "%s %o %d:%d %d %d %s"
              .formatted(
                  walk.path(),
                  inode.mode(),
                  inode.uid(),
                  inode.gid(),
                  inode.links(),
                  inode.modificationTime() / 1_000_000_000L,
                  what)
              .strip());
    }
    return lines;
  }

  static long sum(byte[] bytes) {
    long sum = 0;
    for (byte b : bytes) {
      sum = sum * 31 + b;
    }
    return sum;
  }
}
