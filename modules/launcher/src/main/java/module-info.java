/** The command line. */
module dev.seedkernel.launcher {
  requires dev.seedkernel.aarch64;
  requires dev.seedkernel.cpio;
  requires dev.seedkernel.dtb;
  requires dev.seedkernel.elf;
  requires dev.seedkernel.kernel;
  requires dev.seedkernel.virtio;
  // Optional for cpio, which asks for it statically; here it is part of the image.
  requires com.github.luben.zstd_jni;
  requires info.picocli;
  requires static org.jspecify;

  opens dev.seedkernel.launcher to
      info.picocli;
}
