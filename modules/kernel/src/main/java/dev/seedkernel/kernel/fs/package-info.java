/**
 * File systems: trees in memory and computed ones, what is mounted where, path walking, and open
 * files.
 *
 * <p>A {@link dev.seedkernel.kernel.fs.Directory} is one of the two; who walks, lists or opens need
 * not know which. {@link dev.seedkernel.kernel.fs.Mounts} joins trees: only path walking goes from
 * one into another, so whoever goes over the entries of a tree sees that tree alone.
 */
@NullMarked
package dev.seedkernel.kernel.fs;

import org.jspecify.annotations.NullMarked;
