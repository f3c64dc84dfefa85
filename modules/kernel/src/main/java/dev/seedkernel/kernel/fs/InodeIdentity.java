package dev.seedkernel.kernel.fs;

/**
 * Who a computed inode is: it is made anew at each lookup, and has to look the same each time.
 *
 * @param number the inode number, unique in its file system
 * @param time what all of its times say, in nanoseconds since 1970
 */
public record InodeIdentity(FileSystem fileSystem, long number, long time) {}
