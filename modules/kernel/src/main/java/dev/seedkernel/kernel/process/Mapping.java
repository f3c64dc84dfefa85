package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.fs.Inode;
import org.jspecify.annotations.Nullable;

/**
 * A range of an address space with the same rights and the same purpose: a line of /proc/self/maps.
 *
 * @param start first address, page-aligned
 * @param end first address behind it, page-aligned
 * @param rights bits of {@link dev.seedkernel.aarch64.Rights}, as they were asked for
 * @param flags bits of the constants here
 * @param name what it is for: the path that the file was opened by, or a name in brackets, or empty
 * @param inode what is mapped, or null for private memory without a file; memory that is shared
 *     without a file has an inode without a name
 * @param offset where in the file the mapping starts, 0 without one
 */
public record Mapping(
    long start, long end, int rights, int flags, String name, @Nullable Inode inode, long offset) {
  /** Stores are seen by the file and by others that map it (MAP_SHARED). */
  public static final int SHARED = 1;

  /** The file is not open for writing: mprotect does not give the right to write. */
  public static final int NOT_WRITABLE = 2;

  /** A child does not inherit it (MADV_DONTFORK). */
  public static final int DONT_FORK = 4;

  /** Reads as zero in a child (MADV_WIPEONFORK). */
  public static final int WIPE_ON_FORK = 8;

  /** Locked in memory (mlock). */
  public static final int LOCKED = 16;

  /** Like a stack (MAP_GROWSDOWN); it does not grow, all of a stack is mapped. */
  public static final int GROWS_DOWN = 32;

  /** Returns private memory without a file. */
  static Mapping anonymous(long start, long end, int rights, String name) {
    return new Mapping(start, end, rights, 0, name, null, 0);
  }

  /** Returns the length in bytes. */
  public long length() {
    return end - start;
  }

  public boolean isShared() {
    return has(SHARED);
  }

  /** Returns whether a flag of the constants here is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Returns the part from one address to another, both within the range. */
  Mapping part(long from, long to) {
    return new Mapping(
        from, to, rights, flags, name, inode, inode == null ? 0 : offset + (from - start));
  }

  /** Returns the same pages at another place, or more of them from the same first page on. */
  Mapping at(long newStart, long length) {
    return new Mapping(newStart, newStart + length, rights, flags, name, inode, offset);
  }

  Mapping withRights(int newRights) {
    return new Mapping(start, end, newRights, flags, name, inode, offset);
  }

  Mapping withFlags(int newFlags) {
    return new Mapping(start, end, rights, newFlags, name, inode, offset);
  }

  /** Returns whether a mapping that starts where this one ends goes on with the same. */
  boolean continuesIn(Mapping next) {
    return end == next.start
        && rights == next.rights
        && flags == next.flags
        && name.equals(next.name)
        && inode == next.inode
        && (inode == null || offset + length() == next.offset);
  }

  /** Returns the position in the file that an address shows. */
  public long position(long address) {
    return offset + (address - start);
  }
}
