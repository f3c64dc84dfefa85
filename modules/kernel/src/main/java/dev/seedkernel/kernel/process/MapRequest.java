package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.fs.RegularFile;
import org.jspecify.annotations.Nullable;

/**
 * What mmap is asked for.
 *
 * @param hint where, or 0; only a wish unless {@code fixed}
 * @param length bytes, not 0
 * @param rights bits of {@link dev.seedkernel.aarch64.Rights}
 * @param fixed whether no other address will do (MAP_FIXED, MAP_FIXED_NOREPLACE)
 * @param replace whether a fixed mapping may replace others
 * @param flags bits of {@link Mapping}
 * @param name as in {@link Mapping}
 * @param file what is mapped, or null for memory without a file
 * @param offset where in the file, a multiple of the page size
 */
public record MapRequest(
    long hint,
    long length,
    int rights,
    boolean fixed,
    boolean replace,
    int flags,
    String name,
    @Nullable RegularFile file,
    long offset) {}
