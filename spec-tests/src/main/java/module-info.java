// The conformance kit. Open, since properties are found by their annotations.
open module dev.seedkernel.spec {
  requires com.github.luben.zstd_jni; // Not used here: with it the kernel unpacks zstd.
  requires transitive dev.seedkernel.aarch64;
  requires dev.seedkernel.cpio;
  requires dev.seedkernel.dtb;
  requires dev.seedkernel.elf;
  requires dev.seedkernel.kernel;
  requires dev.seedkernel.virtio;
  requires info.picocli;
  requires transitive net.jqwik.api;
  requires net.jqwik.engine;
  requires static org.jspecify;

  exports dev.seedkernel.spec;
  exports dev.seedkernel.spec.check;
  exports dev.seedkernel.spec.contract;
  exports dev.seedkernel.spec.guest;
  exports dev.seedkernel.spec.image;
  exports dev.seedkernel.spec.model;
  exports dev.seedkernel.spec.model.calls;
  exports dev.seedkernel.spec.model.files;
  exports dev.seedkernel.spec.model.memory;
  exports dev.seedkernel.spec.model.processes;
  exports dev.seedkernel.spec.program;
  exports dev.seedkernel.spec.properties;
  exports dev.seedkernel.spec.runner;
  exports dev.seedkernel.spec.system;
}
