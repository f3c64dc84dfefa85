package dev.seedkernel.cpio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One member of an archive, as its header states it (buffer-format.rst, "cpio_file"). Numbers are
 * unsigned 32-bit fields of the header, held in a {@code long}.
 *
 * <p>Two entries are equal if all fields and the bytes of the content are.
 *
 * @param name the name, one char a byte (see {@link CpioNames}), without the NUL; as it stands in
 *     the archive, so it may begin with {@code /} or {@code ./} or hold {@code ..}
 * @param mode {@code c_mode}: type bits and permissions
 * @param userId {@code c_uid}
 * @param groupId {@code c_gid}
 * @param linkCount {@code c_nlink}
 * @param modificationTime {@code c_mtime}, seconds since 1970-01-01 UTC
 * @param inode {@code c_ino}
 * @param device {@code c_devmajor} and {@code c_devminor}: what the file was stored on
 * @param specialDevice {@code c_rdevmajor} and {@code c_rdevminor}: what a device node stands for
 * @param archive how many trailers stand before this entry in the buffer
 * @param content the bytes of a regular file or the target of a symbolic link, read-only; of a file
 *     with several links, only one of the entries need have it (see {@link CpioArchive#inodes()})
 */
public record CpioEntry(
    String name,
    int mode,
    long userId,
    long groupId,
    long linkCount,
    long modificationTime,
    long inode,
    DeviceNumber device,
    DeviceNumber specialDevice,
    int archive,
    MemorySegment content) {

  static final MemorySegment NO_CONTENT = MemorySegment.ofArray(new byte[0]).asReadOnly();
  static final long MAX_UNSIGNED_32 = 0xffff_ffffL;

  /**
   * Checks the ranges and makes the content read-only.
   *
   * @throws IllegalArgumentException if a number does not fit its field or the name has a char that
   *     is not a byte
   */
  public CpioEntry {
    CpioNames.requireByteChars(name);
    requireUnsigned32(userId, "userId");
    requireUnsigned32(groupId, "groupId");
    requireUnsigned32(linkCount, "linkCount");
    requireUnsigned32(modificationTime, "modificationTime");
    requireUnsigned32(inode, "inode");
    Objects.requireNonNull(device);
    Objects.requireNonNull(specialDevice);
    content = content.asReadOnly();
  }

  static void requireUnsigned32(long value, String field) {
    if (value < 0 || value > MAX_UNSIGNED_32) {
      throw new IllegalArgumentException(field + " " + value + " is not an unsigned 32-bit number");
    }
  }

  /** Returns the type. */
  public FileType type() {
    return FileType.of(mode);
  }

  /** Returns the permission bits with set-user-ID, set-group-ID and sticky: octal 0 to 7777. */
  public int permissions() {
    return mode & 07777;
  }

  /** Returns a copy of the content. */
  public byte[] bytes() {
    return content.toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Returns the target of a symbolic link, one char a byte: the content up to its first NUL, as
   * Linux reads it.
   *
   * @throws IllegalStateException if this is not a symbolic link
   */
  public String linkTarget() {
    if (type() != FileType.SYMLINK) {
      throw new IllegalStateException(CpioNames.escape(name) + " is not a symbolic link");
    }
    return CpioNames.untilNul(new String(bytes(), StandardCharsets.ISO_8859_1));
  }

  /**
   * Returns what this entry shares with the other links to its inode, or nothing if Linux takes it
   * for a file of its own: links are what has {@code c_nlink} of 2 or more and the same inode,
   * device and type. Directories and symbolic links are never linked.
   */
  public Optional<LinkIdentity> linkIdentity() {
    return switch (type()) {
      case DIRECTORY, SYMLINK, UNKNOWN -> Optional.empty();
      default ->
          linkCount < 2
              ? Optional.empty()
              : Optional.of(new LinkIdentity(archive, inode, device, type()));
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CpioEntry that
        && name.equals(that.name)
        && mode == that.mode
        && userId == that.userId
        && groupId == that.groupId
        && linkCount == that.linkCount
        && modificationTime == that.modificationTime
        && inode == that.inode
        && device.equals(that.device)
        && specialDevice.equals(that.specialDevice)
        && archive == that.archive
        && content.mismatch(that.content) == -1;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, mode, userId, groupId, linkCount, inode, content.byteSize());
  }
}
