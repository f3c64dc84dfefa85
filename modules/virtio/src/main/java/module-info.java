/** Virtio 1.2, both sides of the ring. */
module dev.seedkernel.virtio {
  requires static org.jspecify;

  exports dev.seedkernel.virtio;
}
