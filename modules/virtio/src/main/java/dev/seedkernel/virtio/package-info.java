/**
 * Virtio 1.2 over guest memory, for both sides of the ring: split and packed virtqueues, the
 * register bank of virtio-mmio, and block, console and entropy as devices and as drivers.
 *
 * <p>Guest memory is a segment with the guest physical address of its first byte. A driver creates
 * its queue there, adds buffers, and publishes them:
 *
 * <pre>{@code
 * GuestMemory memory = GuestMemory.of(ram, 0x4000_0000L);
 * QueueLayout layout = QueueLayout.contiguous(256, 0x4010_0000L);
 * DriverQueue driver = DriverQueue.create(memory, layout);
 * driver.add(List.of(new GuestBuffer(request, 16)), List.of(new GuestBuffer(answer, 512)));
 * boolean notify = driver.publish();
 * }</pre>
 *
 * <p>A device opens the queue from what the driver wrote to the queue registers, and answers:
 *
 * <pre>{@code
 * DeviceQueue device = DeviceQueue.open(memory, layout);
 * for (var next = device.poll(); next.isPresent(); next = device.poll()) {
 *   DescriptorChain chain = next.get();
 *   long written = chain.write(0, answerTo(chain.readable()));
 *   device.complete(chain, written);
 * }
 * boolean interrupt = device.needsNotification();
 * }</pre>
 *
 * <p>The driver finds its chain again by its head, with {@link
 * dev.seedkernel.virtio.DriverQueue#collect}.
 *
 * <p>Before the queues come features and status, as values: {@link dev.seedkernel.virtio.Features}
 * (2.2) and {@link dev.seedkernel.virtio.DeviceStatus} (2.1, 3.1.1). {@link
 * dev.seedkernel.virtio.MmioRegister} names the registers of virtio-mmio (4.2.2).
 *
 * <p>Neither side trusts the other: what breaks a rule is a {@link
 * dev.seedkernel.virtio.VirtioException}, and nothing outside guest memory is touched. A {@link
 * dev.seedkernel.virtio.MmioDevice} is the register bank that a {@link
 * dev.seedkernel.virtio.VirtioDevice} is plugged into, a {@link
 * dev.seedkernel.virtio.MmioTransport} what a driver such as {@link
 * dev.seedkernel.virtio.BlockDriver} reaches it by.
 */
@NullMarked
package dev.seedkernel.virtio;

import org.jspecify.annotations.NullMarked;
