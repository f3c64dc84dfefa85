/**
 * Linux's initramfs buffer format: reader, canonical writer, manifest, and trees of the host.
 *
 * <p>A buffer is what a boot loader hands to Linux as its initrd: newc (070701) and crc (070702)
 * cpio archives one after the other, with zero bytes between them, each part plain or compressed
 * with gzip, xz, lzma, bzip2, zstd or lz4. The format is that of {@code
 * Documentation/driver-api/early-userspace/buffer-format.rst} of Linux, the behaviour that of its
 * {@code init/initramfs.c}.
 *
 * <p>Start with {@link dev.seedkernel.cpio.CpioReader}; it gives a {@link
 * dev.seedkernel.cpio.CpioArchive}, which is the list of entries:
 *
 * <pre>{@code
 * CpioArchive archive = CpioReader.read(Files.readAllBytes(initrd));
 * for (CpioEntry entry : archive.entries()) {
 *   switch (entry.type()) {
 *     case DIRECTORY -> makeDirectory(entry.name(), entry.permissions());
 *     case SYMLINK -> makeLink(entry.name(), entry.linkTarget());
 *     case REGULAR -> write(entry.name(), entry.content());
 *     default -> makeNode(entry.name(), entry.mode(), entry.specialDevice());
 *   }
 * }
 * }</pre>
 *
 * <p>Hard links: entries of one file have equal {@link dev.seedkernel.cpio.CpioEntry#linkIdentity()
 * link identities}, and mostly only the last has the content. Either keep the identities in a map
 * while going through the entries, as Linux does, or take {@link
 * dev.seedkernel.cpio.CpioArchive#inodes()}.
 *
 * <p>The other way, make a tree and write it. The same tree gives the same bytes:
 *
 * <pre>{@code
 * CpioArchive tree =
 *     CpioArchive.builder()
 *         .file("init", 0755, program)
 *         .special("dev/console", FileType.CHARACTER_DEVICE, 0600, new DeviceNumber(5, 1))
 *         .symlink("bin/sh", "../init")
 *         .build();
 * CpioWriter.write(tree, Compression.XZ, out);
 * }</pre>
 *
 * <p>{@link dev.seedkernel.cpio.HostTree} packs a directory of the host and extracts to one, and
 * {@link dev.seedkernel.cpio.Manifest} says in text what is in a tree and what differs between two.
 *
 * <p>Names are bytes, held one a char: see {@link dev.seedkernel.cpio.CpioNames}. Input is not
 * trusted: what breaks the format or a {@link dev.seedkernel.cpio.CpioLimits limit} is a {@link
 * dev.seedkernel.cpio.CpioException}, and nothing else comes out of the reader. Everything here is
 * immutable or used by one thread.
 */
@NullMarked
package dev.seedkernel.cpio;

import org.jspecify.annotations.NullMarked;
