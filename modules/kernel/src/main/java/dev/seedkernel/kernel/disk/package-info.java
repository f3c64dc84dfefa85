/**
 * Files in and out over virtio block devices (contract: DISK).
 *
 * <p>{@link dev.seedkernel.kernel.disk.Disks} drives what stands in the device tree, through the
 * ring: nothing here knows what is behind the registers. An input disk holds an archive that is
 * unpacked over the initramfs. An output disk gets, at the end, what the run made or changed, in
 * the form of {@link dev.seedkernel.kernel.disk.DiskResult}, which is also how a host takes it off
 * again:
 *
 * <pre>{@code
 * BootImage image =
 *     BootImage.builder()
 *         .disk(BlockStore.file(input, true), BlockDevice.Options.DEFAULT.withId("in"))
 *         .disk(output, BlockDevice.Options.DEFAULT.withId("out"))
 *         .build();
 * Outcome outcome = kernel.boot(image);
 * CpioArchive files = DiskResult.read(output, 1L << 30);
 * }</pre>
 */
@NullMarked
package dev.seedkernel.kernel.disk;

import org.jspecify.annotations.NullMarked;
