package dev.seedkernel.kernel.process;

/**
 * What mremap is asked for.
 *
 * @param address of the mapping
 * @param oldLength bytes; 0 makes a second mapping of shared memory
 * @param newLength bytes
 * @param mayMove whether another address will do (MREMAP_MAYMOVE)
 * @param fixed whether it must be {@code target} (MREMAP_FIXED)
 * @param keep whether the old range stays mapped (MREMAP_DONTUNMAP)
 * @param target the address for {@code fixed}
 */
public record RemapRequest(
    long address,
    long oldLength,
    long newLength,
    boolean mayMove,
    boolean fixed,
    boolean keep,
    long target) {}
