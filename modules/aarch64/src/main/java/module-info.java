/** The A64 instruction set and engines that execute it. */
module dev.seedkernel.aarch64 {
  requires static jdk.jfr;
  requires static org.jspecify;

  exports dev.seedkernel.aarch64;
  exports dev.seedkernel.aarch64.asm;
  exports dev.seedkernel.aarch64.engine;
}
