/** A Linux-compatible seed kernel. */
module dev.seedkernel.kernel {
  requires transitive dev.seedkernel.aarch64;
  requires transitive dev.seedkernel.cpio;
  requires transitive dev.seedkernel.dtb;
  requires dev.seedkernel.elf;
  requires static org.jspecify;

  exports dev.seedkernel.kernel;
}
