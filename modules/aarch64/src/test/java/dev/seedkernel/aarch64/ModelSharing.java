package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.MemoryFault.Access;
import dev.seedkernel.aarch64.MemoryFault.Cause;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What spaces that share memory should be, in the plainest way: a map from pages to where they are.
 */
final class ModelSharing {
  private static final int PAGE = AddressSpace.PAGE_SIZE;

  private ModelSharing() {}

  /** A file: an end, and the pages that exist. */
  static final class ModelFile {
    /** How many pages may exist. */
    static final int ROOM = 14;

    final TreeMap<Integer, byte[]> pages = new TreeMap<>();
    int end = 12;

    void truncate(int newEnd) {
      pages.tailMap(newEnd, true).clear();
      end = newEnd;
    }

    void discard(int first, int count) {
      pages.subMap(first, first + count).clear();
    }

    byte[] provide(int page) {
      return pages.computeIfAbsent(page, _ -> new byte[PAGE]);
    }
  }

  /** A page of a space: of a file, or private, or with nothing behind it. */
  private static final class Entry {
    final int rights;
    final @Nullable ModelFile file;
    final int filePage;
    final byte @Nullable [] bytes;
    final boolean withheld;

    Entry(
        int rights,
        @Nullable ModelFile file,
        int filePage,
        byte @Nullable [] bytes,
        boolean withheld) {
      this.rights = rights;
      this.file = file;
      this.filePage = filePage;
      this.bytes = bytes;
      this.withheld = withheld;
    }

    Entry copy() {
      return new Entry(rights, file, filePage, bytes == null ? null : bytes.clone(), withheld);
    }

    Entry with(int newRights) {
      return new Entry(newRights, file, filePage, bytes, withheld);
    }
  }

  /** A space. */
  static final class ModelSpace {
    private final TreeMap<Integer, Entry> pages = new TreeMap<>();

    ModelSpace() {}

    ModelSpace(ModelSpace from) {
      from.pages.forEach((page, entry) -> pages.put(page, entry.copy()));
    }

    void map(int page, int count, int rights) {
      for (int i = page; i < page + count; i++) {
        pages.put(i, new Entry(rights, null, 0, null, false));
      }
    }

    void share(int page, int count, int rights, ModelFile file, int filePage) {
      for (int i = 0; i < count; i++) {
        pages.put(page + i, new Entry(rights, file, filePage + i, null, false));
      }
    }

    void unmap(int page, int count) {
      pages.subMap(page, page + count).clear();
    }

    boolean protect(int page, int count, int rights) {
      if (pages.subMap(page, page + count).size() != count) {
        return false;
      }
      pages.subMap(page, page + count).replaceAll((_, entry) -> entry.with(rights));
      return true;
    }

    void clear(int page, int count) {
      pages
          .subMap(page, page + count)
          .replaceAll((_, e) -> new Entry(e.rights, e.file, e.filePage, null, e.withheld));
    }

    void withhold(int page, int count) {
      pages
          .subMap(page, page + count)
          .replaceAll((_, e) -> e.file == null ? new Entry(e.rights, null, 0, null, true) : e);
    }

    boolean mayMove(int from, int to, int count) {
      for (int i = 0; i < count; i++) {
        Entry source = pages.get(from + i);
        Entry target = pages.get(to + i);
        if (source == null || target == null || source.file != null || target.file != null) {
          return false;
        }
      }
      return Math.abs(from - to) >= count;
    }

    void move(int from, int to, int count) {
      for (int i = 0; i < count; i++) {
        Entry source = get(from + i);
        pages.put(to + i, new Entry(get(to + i).rights, null, 0, source.bytes, source.withheld));
        pages.put(from + i, new Entry(source.rights, null, 0, null, source.withheld));
      }
    }

    private Entry get(int page) {
      Entry entry = pages.get(page);
      if (entry == null) {
        throw new AssertionError("page " + page);
      }
      return entry;
    }

    long touched() {
      return pages.values().stream().filter(entry -> entry.bytes != null).count();
    }

    int rights(int page) {
      Entry entry = pages.get(page);
      return entry == null ? -1 : entry.rights;
    }

    /** Throws the fault of the first byte that may not be accessed. */
    private void check(long address, int length, Access access) {
      int right =
          switch (access) {
            case LOAD -> Rights.READ;
            case STORE -> Rights.WRITE;
            case FETCH -> Rights.EXECUTE;
          };
      for (long at = address; at < address + length; at++) {
        Entry entry = at < 0 ? null : pages.get((int) (at / PAGE));
        if (entry == null) {
          throw new MemoryFault(at, access, Cause.UNMAPPED);
        }
        if ((entry.rights & right) == 0) {
          throw new MemoryFault(at, access, Cause.PERMISSION);
        }
        ModelFile file = entry.file;
        boolean backed = file == null || entry.filePage < file.end;
        if (entry.withheld || !backed) {
          throw new MemoryFault(at, access, Cause.NO_BACKING);
        }
      }
    }

    /** Makes the pages of files exist that an access touches. */
    private void provide(long address, int length, Access access) {
      for (long at = address; at < address + length; at++) {
        Entry entry = get((int) (at / PAGE));
        ModelFile file = entry.file;
        if (file != null && !file.pages.containsKey(entry.filePage)) {
          if (file.pages.size() >= ModelFile.ROOM) {
            throw new MemoryFault(at, access, Cause.OUT_OF_PAGES);
          }
          file.provide(entry.filePage);
        }
      }
    }

    long load(long address, int length, Access access) {
      check(address, length, access);
      provide(address, length, access);
      long value = 0;
      for (int i = length - 1; i >= 0; i--) {
        long at = address + i;
        Entry entry = get((int) (at / PAGE));
        byte[] bytes = entry.file == null ? entry.bytes : entry.file.provide(entry.filePage);
        value = value << 8 | (bytes == null ? 0 : bytes[(int) (at % PAGE)] & 0xff);
      }
      return value;
    }

    /** Stores a value of 8 bytes, or that many zeroes; {@code room} is what may be charged. */
    long store(long address, int length, long value, long room) {
      check(address, length, Access.STORE);
      provide(address, length, Access.STORE);
      long fresh = -1;
      long left = room;
      for (int page = (int) (address / PAGE); page <= (address + length - 1) / PAGE; page++) {
        Entry entry = get(page);
        if (entry.file == null && entry.bytes == null) {
          left--;
          fresh = fresh < 0 ? Math.max(address, (long) page * PAGE) : fresh;
        }
      }
      if (left < 0) {
        throw new MemoryFault(fresh, Access.STORE, Cause.OUT_OF_PAGES);
      }
      for (int i = 0; i < length; i++) {
        long at = address + i;
        byte b = length == 8 ? (byte) (value >>> (8 * i)) : 0;
        bytes((int) (at / PAGE))[(int) (at % PAGE)] = b;
      }
      return value;
    }

    private byte[] bytes(int page) {
      Entry entry = get(page);
      ModelFile file = entry.file;
      if (file != null) {
        return file.provide(entry.filePage);
      }
      byte[] bytes = entry.bytes;
      if (bytes == null) {
        bytes = new byte[PAGE];
        pages.put(page, new Entry(entry.rights, null, 0, bytes, false));
      }
      return bytes;
    }
  }
}
