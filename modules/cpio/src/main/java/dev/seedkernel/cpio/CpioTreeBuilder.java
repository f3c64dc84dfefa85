package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a tree of files in memory. Paths and targets have one char a byte ({@link
 * CpioNames#ofText}); the order of the calls does not matter, except that a path given twice is
 * what the last call says, and missing parents are made with mode 0755.
 */
public final class CpioTreeBuilder {
  private final Map<String, CpioEntry> entries = new LinkedHashMap<>();
  private final Map<String, String> hardLinks = new LinkedHashMap<>();
  private long userId;
  private long groupId;
  private long modificationTime;

  CpioTreeBuilder() {}

  /**
   * Sets the owner of what is added after this call; at first both are 0.
   *
   * @throws IllegalArgumentException if a number is not an unsigned 32-bit one
   */
  public CpioTreeBuilder owner(long user, long group) {
    CpioEntry.requireUnsigned32(user, "userId");
    CpioEntry.requireUnsigned32(group, "groupId");
    userId = user;
    groupId = group;
    return this;
  }

  /**
   * Sets the modification time of what is added after this call, in seconds since 1970; at first it
   * is 0. {@link #build} forgets the times, {@link #buildWithTimes} keeps them.
   *
   * @throws IllegalArgumentException if it is not an unsigned 32-bit number
   */
  public CpioTreeBuilder modificationTime(long seconds) {
    CpioEntry.requireUnsigned32(seconds, "modificationTime");
    modificationTime = seconds;
    return this;
  }

  /**
   * Adds a directory.
   *
   * @param path where
   * @param permissions octal 0 to 7777
   */
  public CpioTreeBuilder directory(String path, int permissions) {
    return add(path, FileType.DIRECTORY, permissions, DeviceNumber.NONE, CpioEntry.NO_CONTENT);
  }

  /**
   * Adds a regular file.
   *
   * @param path where
   * @param permissions octal 0 to 7777
   * @param content its bytes, which are not copied
   */
  public CpioTreeBuilder file(String path, int permissions, MemorySegment content) {
    return add(path, FileType.REGULAR, permissions, DeviceNumber.NONE, content);
  }

  /**
   * Adds a regular file.
   *
   * @param path where
   * @param permissions octal 0 to 7777
   * @param content its bytes, which are not copied
   */
  public CpioTreeBuilder file(String path, int permissions, byte[] content) {
    return file(path, permissions, MemorySegment.ofArray(content));
  }

  /**
   * Adds a symbolic link, with permissions 0777.
   *
   * @param path where
   * @param target what it says, one char a byte
   */
  public CpioTreeBuilder symlink(String path, String target) {
    return add(
        path,
        FileType.SYMLINK,
        0777,
        DeviceNumber.NONE,
        MemorySegment.ofArray(CpioNames.toBytes(target)));
  }

  /**
   * Adds a device node, a FIFO or a socket.
   *
   * @param path where
   * @param type one of the four
   * @param permissions octal 0 to 7777
   * @param number what a device node stands for; {@link DeviceNumber#NONE} for the others
   * @throws IllegalArgumentException if {@code type} is another one
   */
  public CpioTreeBuilder special(String path, FileType type, int permissions, DeviceNumber number) {
    return switch (type) {
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET ->
          add(path, type, permissions, number, CpioEntry.NO_CONTENT);
      case REGULAR, DIRECTORY, SYMLINK, UNKNOWN ->
          throw new IllegalArgumentException(type + " is not a special file");
    };
  }

  /**
   * Adds another name of a file that is, or will be, added.
   *
   * @param path the further name
   * @param existing a name of the file
   */
  public CpioTreeBuilder hardLink(String path, String existing) {
    CpioNames.requireByteChars(path);
    CpioNames.requireByteChars(existing);
    entries.remove(path);
    hardLinks.put(path, existing);
    return this;
  }

  private CpioTreeBuilder add(
      String path, FileType type, int permissions, DeviceNumber number, MemorySegment content) {
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException(
          "permissions 0%o are not 0 to 07777".formatted(permissions));
    }
    hardLinks.remove(path);
    // A path given again takes its new place in the order, as a later entry of an archive does.
    entries.remove(path);
    entries.put(
        path,
        new CpioEntry(
            path,
            type.bits() | permissions,
            userId,
            groupId,
            1,
            modificationTime,
            0,
            DeviceNumber.NONE,
            number,
            0,
            content));
    return this;
  }

  /**
   * Returns the tree as a canonical archive.
   *
   * @throws CpioException as {@link CpioArchive#canonical} does, and if a hard link's file is not
   *     there or is a directory or a symbolic link: the path is named
   */
  public CpioArchive build() throws CpioException {
    return Canonical.of(linked());
  }

  /**
   * Returns the tree as an archive that is canonical but for the modification times.
   *
   * @throws CpioException as {@link #build} does
   */
  public CpioArchive buildWithTimes() throws CpioException {
    return Canonical.withTimes(linked());
  }

  private List<CpioEntry> linked() throws CpioException {
    Map<String, List<String>> names = new HashMap<>();
    for (String link : hardLinks.keySet()) {
      names.computeIfAbsent(fileOf(link), _ -> new ArrayList<>()).add(link);
    }
    List<CpioEntry> all = new ArrayList<>();
    long inode = 0;
    for (CpioEntry entry : entries.values()) {
      inode++;
      List<String> links = names.getOrDefault(entry.name(), List.of());
      all.add(linked(entry, entry.name(), inode, 1L + links.size()));
      for (String link : links) {
        all.add(linked(entry, link, inode, 1L + links.size()));
      }
    }
    return all;
  }

  /** Follows hard links to hard links; a ring of them never gets to a file. */
  private String fileOf(String link) throws CpioException {
    String path = link;
    for (int steps = 0; steps <= hardLinks.size(); steps++) {
      String next = hardLinks.get(path);
      if (next == null) {
        break;
      }
      path = next;
    }
    CpioEntry file = entries.get(path);
    if (file == null || file.type() == FileType.DIRECTORY || file.type() == FileType.SYMLINK) {
      throw new CpioException(
          "hard link %s: %s is not a file in the tree"
              .formatted(CpioNames.escape(link), CpioNames.escape(path)));
    }
    return path;
  }

  private static CpioEntry linked(CpioEntry from, String name, long inode, long linkCount) {
    return new CpioEntry(
        name,
        from.mode(),
        from.userId(),
        from.groupId(),
        linkCount,
        from.modificationTime(),
        inode,
        DeviceNumber.NONE,
        from.specialDevice(),
        0,
        from.content());
  }
}
