/** A Linux-compatible seed kernel. */
module dev.seedkernel.kernel {
  requires transitive dev.seedkernel.aarch64;
  requires transitive dev.seedkernel.cpio;
  requires transitive dev.seedkernel.dtb;
  requires transitive dev.seedkernel.virtio;
  requires dev.seedkernel.elf;
  requires static org.jspecify;

  exports dev.seedkernel.kernel;
  exports dev.seedkernel.kernel.abi;
  exports dev.seedkernel.kernel.boot;
  exports dev.seedkernel.kernel.disk;
  exports dev.seedkernel.kernel.fs;
  exports dev.seedkernel.kernel.quota;
  exports dev.seedkernel.kernel.syscall;
  exports dev.seedkernel.kernel.time;
  exports dev.seedkernel.kernel.wait;
}
