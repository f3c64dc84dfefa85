package dev.seedkernel.virtio;

/**
 * A chain that a device has used: struct virtq_used_elem (virtio 1.2, 2.7.8).
 *
 * @param id the chain's head, as {@link DriverQueue#add} returned it
 * @param length bytes that the device wrote, from the start of the device-writable buffers on; what
 *     is behind them is not to be relied on (2.7.8.3)
 */
public record UsedElement(int id, long length) {}
