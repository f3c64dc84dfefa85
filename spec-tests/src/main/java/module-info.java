// Tests of the whole through its public faces. A module of its own, so that what is not exported
// cannot be reached even by accident; its tests are its main code.
open module dev.seedkernel.spec {
  requires com.tngtech.archunit;
  requires dev.seedkernel.aarch64;
  requires dev.seedkernel.cpio;
  requires dev.seedkernel.dtb;
  requires dev.seedkernel.elf;
  requires dev.seedkernel.kernel;
  requires dev.seedkernel.launcher;
  requires dev.seedkernel.virtio;
  requires java.logging;
  requires jdk.jfr;
  requires org.assertj.core;
  requires org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires static org.jspecify;
}
