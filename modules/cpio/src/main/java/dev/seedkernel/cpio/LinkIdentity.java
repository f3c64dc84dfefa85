package dev.seedkernel.cpio;

/**
 * What Linux compares to find that two entries are hard links to one inode: equal identities are
 * the same file.
 *
 * @param archive how many trailers stand before the entry; a trailer forgets the links before it
 * @param inode {@code c_ino}
 * @param device {@code c_devmajor}, {@code c_devminor}
 * @param type the file's type
 */
public record LinkIdentity(int archive, long inode, DeviceNumber device, FileType type) {}
