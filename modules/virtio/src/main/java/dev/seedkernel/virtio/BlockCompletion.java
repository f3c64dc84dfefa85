package dev.seedkernel.virtio;

/**
 * A block request that came back from the device.
 *
 * @param tag what {@link BlockQueue} returned for the request
 * @param status how it ended
 */
public record BlockCompletion(int tag, BlockStatus status) {}
