package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an {@link AddressSpace} should be, in the plainest way: a map of rights, a map of pages that
 * were stored to, and every access one byte at a time.
 */
final class ModelMemory {
  private static final int PAGE = AddressSpace.PAGE_SIZE;

  final long size;
  final TreeMap<Long, Integer> rights;
  final Map<Long, byte[]> stored;

  ModelMemory(long size) {
    this.size = size;
    this.rights = new TreeMap<>();
    this.stored = new HashMap<>();
  }

  ModelMemory(ModelMemory from) {
    this.size = from.size;
    this.rights = new TreeMap<>(from.rights);
    this.stored = new HashMap<>();
    from.stored.forEach((page, bytes) -> stored.put(page, bytes.clone()));
  }

  void map(long page, long count, int newRights) {
    unmap(page, count);
    for (long i = 0; i < count; i++) {
      rights.put(page + i, newRights);
    }
  }

  void unmap(long page, long count) {
    for (long i = 0; i < count; i++) {
      rights.remove(page + i);
      stored.remove(page + i);
    }
  }

  boolean mapped(long page, long count) {
    for (long i = 0; i < count; i++) {
      if (!rights.containsKey(page + i)) {
        return false;
      }
    }
    return true;
  }

  boolean protect(long page, long count, int newRights) {
    if (!mapped(page, count)) {
      return false;
    }
    for (long i = 0; i < count; i++) {
      rights.put(page + i, newRights);
    }
    return true;
  }

  void clear(long page, long count) {
    for (long i = 0; i < count; i++) {
      stored.remove(page + i);
    }
  }

  void move(long from, long to, long count) {
    clear(to, count);
    for (long i = 0; i < count; i++) {
      byte[] bytes = stored.remove(from + i);
      if (bytes != null) {
        stored.put(to + i, bytes);
      }
    }
  }

  /** Throws the fault of the first byte that may not be accessed. */
  void check(long address, long length, Access access) {
    int right =
        switch (access) {
          case LOAD -> Rights.READ;
          case STORE -> Rights.WRITE;
          case FETCH -> Rights.EXECUTE;
        };
    for (long i = 0; i < length; i++) {
      long at = address + i;
      Integer have = at < 0 || at >= size ? null : rights.get(at / PAGE);
      if (have == null) {
        throw new MemoryFault(at, access, Cause.UNMAPPED);
      }
      if ((have & right) == 0) {
        throw new MemoryFault(at, access, Cause.PERMISSION);
      }
    }
  }

  byte[] load(long address, int length, Access access) {
    check(address, length, access);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      byte[] page = stored.get((address + i) / PAGE);
      bytes[i] = page == null ? 0 : page[(int) ((address + i) % PAGE)];
    }
    return bytes;
  }

  /** Stores, or throws and does nothing; {@code room} is how many pages may still be charged. */
  void store(long address, byte[] bytes, long room) {
    check(address, bytes.length, Access.STORE);
    long firstNew = -1;
    long newPages = 0;
    for (int i = 0; i < bytes.length; i++) {
      long at = address + i;
      boolean newPage = i == 0 || at % PAGE == 0;
      if (newPage && !stored.containsKey(at / PAGE)) {
        newPages++;
        firstNew = firstNew < 0 ? at : firstNew;
      }
    }
    if (newPages > room) {
      throw new MemoryFault(firstNew, Access.STORE, Cause.OUT_OF_PAGES);
    }
    for (int i = 0; i < bytes.length; i++) {
      long at = address + i;
      stored.computeIfAbsent(at / PAGE, _ -> new byte[PAGE])[(int) (at % PAGE)] = bytes[i];
    }
  }
}
